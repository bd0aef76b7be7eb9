"""Long polling: asks Telegram for updates, one batch after the other.

Telegram repeats a batch until it is asked for a higher offset. So the offset rises only after the batch is
committed, and the request that carries it waits until that commit is on the disk: whenever the process dies,
a batch is either stored or sent again, and the inbox drops updates that it has handled before.
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
from bot.errors import StorageError

log = logging.getLogger(__name__)
BATCH = 100


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Seconds that one request waits for updates, and the pauses after failures, each twice the last."""

    long_poll: float = 30.0
    first_pause: float = 1.0
    longest_pause: float = 30.0


class Polling:
    """The loop around getUpdates (https://core.telegram.org/bots/api#getupdates).

    `wait_for_room` returns once the outbox can take the replies to another batch.
    """

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
        """Poll until cancelled; a batch in hand is finished first (see `settle`).

        Raises:
            TelegramFatalError: Telegram refuses this bot.
        """
        failures = 0
        while True:
            await self._wait_for_room()
            try:
                await self._poll()
                failures = 0
            except SlowDown as error:
                await asyncio.sleep(error.seconds)
            except (TelegramError, StorageError) as error:
                raise_if_fatal(error)
                failures += 1
                if failures in (1, 10):  # a long outage must not fill the log
                    log.warning("no updates for now, trying again: %s", error)
                pause = self._retries.first_pause * 2.0 ** min(failures - 1, 10)
                await asyncio.sleep(min(pause, self._retries.longest_pause))

    async def settle(self) -> None:
        """Wait until the batch in hand is committed."""
        async with self._handling:
            pass

    async def _poll(self) -> None:
        await self._inbox.sync()  # the request below confirms the batch before, so that has to be on the disk
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
            # Shielded: a stop in the middle of a batch must not leave it handled and uncommitted.
            await asyncio.shield(asyncio.ensure_future(self._handle(raw)))

    async def _handle(self, raw: list[object]) -> None:
        async with self._handling:
            batch = self._reader.read(raw)
            await self._inbox.handle(batch.received)
            self._offset = batch.next_offset or self._offset  # only now: see the head of this file
            self._presses.acknowledge(batch.press_ids)
