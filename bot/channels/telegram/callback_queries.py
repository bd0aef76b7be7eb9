"""Acknowledges presses at once, so that the button stops spinning. Nothing is kept and nothing retried."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from telegram.error import TelegramError

from bot.channels.telegram.transport import QuietBot, call


class CallbackQueries:
    """Acknowledgements on their way. One that is too late is dropped: "query is too old"."""

    def __init__(self, bot: QuietBot) -> None:
        self._bot = bot
        self._tasks: set[asyncio.Task[None]] = set()

    def acknowledge(self, press_ids: Iterable[str]) -> None:
        for press_id in press_ids:
            task = asyncio.create_task(self._answer(press_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self, seconds: float) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()

    async def _answer(self, press_id: str) -> None:
        with suppress(TelegramError):
            await call(self._bot, "answerCallbackQuery", {"callback_query_id": press_id})
