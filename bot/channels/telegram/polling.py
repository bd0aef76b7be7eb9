"""Asks Telegram for updates, again and again. Asking with the next offset is what confirms the batch before,
so it is done only after that batch is committed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram.error import TelegramError

from bot.channels.telegram.callback_queries import CallbackQueries
from bot.channels.telegram.errors import AnswerUnreadable, SlowDown
from bot.channels.telegram.fatal_errors import raise_if_fatal
from bot.channels.telegram.transport import QuietBot, call
from bot.channels.telegram.update_batches import UpdateReader
from bot.channels.telegram.update_parser import ALLOWED_UPDATES
from bot.delivery.inbox import Inbox
from bot.storage.errors import StorageError

log = logging.getLogger(__name__)
BATCH = 100


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Seconds: how long one request waits for updates, and the pauses after trouble."""

    long_poll: float = 30.0
    first_pause: float = 1.0
    longest_pause: float = 30.0


class Polling:
    """Long polling with getUpdates (https://core.telegram.org/bots/api#getupdates)."""

    def __init__(
        self,
        bot: QuietBot,
        reader: UpdateReader,
        inbox: Inbox,
        presses: CallbackQueries,
        *,
        wait_for_room: Callable[[], Awaitable[None]],
        retries: RetryPolicy | None = None,
    ) -> None:
        self._bot = bot
        self._reader = reader
        self._inbox = inbox
        self._presses = presses
        self._wait_for_room = wait_for_room
        self._retries = retries or RetryPolicy()
        self._offset: int | None = None
        self._handling = asyncio.Lock()

    async def run(self) -> None:
        """Poll until cancelled. A batch that is being handled is finished first.

        Raises:
            FinalTroubleError: Telegram will not talk to this bot.
        """
        failures = 0
        while True:
            await self._wait_for_room()
            try:
                await self._once()
                failures = 0
            except SlowDown as error:
                await asyncio.sleep(error.seconds)
            except (TelegramError, StorageError) as error:
                raise_if_fatal(error)
                failures += 1
                if failures in (1, 10):
                    log.warning("no updates for now, trying again: %s", error)
                pause = self._retries.first_pause * 2.0 ** min(failures - 1, 10)
                await asyncio.sleep(min(pause, self._retries.longest_pause))

    async def settle(self) -> None:
        """Wait for the batch that is being handled."""
        async with self._handling:
            pass

    async def _once(self) -> None:
        await self._inbox.sync()  # this request confirms the batch before
        seconds = self._retries.long_poll
        params: dict[str, object] = {
            "timeout": int(seconds),
            "limit": BATCH,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._offset is not None:
            params["offset"] = self._offset
        raw = await call(self._bot, "getUpdates", params, seconds + 10)
        if not isinstance(raw, list):
            raise AnswerUnreadable("What answered gave no list of updates")
        if raw:
            await asyncio.shield(asyncio.ensure_future(self._handle(raw)))

    async def _handle(self, raw: list[object]) -> None:
        async with self._handling:
            batch = self._reader.read(raw)
            await self._inbox.handle(batch.received)
            self._offset = batch.next_offset or self._offset
            self._presses.acknowledge(batch.press_ids)
