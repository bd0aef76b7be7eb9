"""Acknowledges button presses, so that the button stops spinning.

Best effort, in tasks beside the conversation: an acknowledgement changes nothing but the spinner, so a failed
one is neither stored nor retried. The next attempt would meet "query is too old" anyway.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from telegram.error import TelegramError

from bot.channels.telegram.transport import QuietBot, call


class CallbackQueries:
    """The acknowledgements in flight."""

    def __init__(self, bot: QuietBot) -> None:
        self._bot = bot
        self._tasks: set[asyncio.Task[None]] = set()

    def acknowledge(self, press_ids: Iterable[str]) -> None:
        """Start acknowledging presses and return at once."""
        for press_id in press_ids:
            task = asyncio.create_task(self._answer(press_id))
            self._tasks.add(task)  # the event loop keeps only weak references to tasks
            task.add_done_callback(self._tasks.discard)

    async def stop(self, seconds: float) -> None:
        """Give acknowledgements in flight some seconds, then cancel the rest."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()

    async def _answer(self, press_id: str) -> None:
        with suppress(TelegramError):
            await call(self._bot, "answerCallbackQuery", {"callback_query_id": press_id})
