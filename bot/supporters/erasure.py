"""Finishes what /forget began: "done" is said only when no trace is left in the file."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.delivery.notifier import Notifier
from bot.storage import erasures, key_values, outbox
from bot.storage.errors import StorageError
from bot.storage.store import Store
from flows.texts import Texts

log = logging.getLogger(__name__)
TOLD_AT = "erasures_told_at"
"""The note that somebody was told; while it stands, their address is in the file once more."""


class Eraser:
    """Clears the last traces and tells the people concerned."""

    def __init__(
        self, store: Store, texts: Texts, notifier: Notifier, *, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._texts = texts
        self._notifier = notifier
        self._now = now

    async def run_once(self) -> bool:
        """Go on with the erasures of a channel; False while something is left to do, such as when the file is
        being read, or the word that it is done is on its way."""
        channel = self._notifier.channel
        async with self._store.transaction() as db:
            people = [who for who in await erasures.ready(db) if who.startswith(f"{channel}:")]
            told_at = await key_values.read_time(db, TOLD_AT)
            on_its_way = told_at is not None and await outbox.has_waiting(db, told_at)
        if people:
            return await self._store.scrub() and await self._tell(people)
        if told_at is None:
            return True
        return not on_its_way and await self._forget_telling()

    async def run(self, every: float = 2.0) -> None:
        """Finish erasures as they come. Runs until cancelled."""
        while True:
            done = False
            try:
                done = await self.run_once()
            except StorageError as error:
                log.error("an erasure could not be finished, trying again: %s", error)
            await asyncio.sleep(every if done else every / 8)

    async def _tell(self, people: Sequence[str]) -> bool:
        async with self._store.transaction() as db:
            rows = [
                row
                for who in people
                for row in await self._notifier.say(db, who, self._texts.public.forgotten)
            ]
            for who in people:
                await erasures.finish(db, who)
            await key_values.write_time(db, TOLD_AT, self._now())
        self._notifier.send(rows)
        return False

    async def _forget_telling(self) -> bool:
        """The word that it is done held the address itself, and so did the list of who waits to hear it."""
        if not await self._store.scrub():
            return False
        async with self._store.transaction() as db:
            await key_values.remove(db, TOLD_AT)
        return True
