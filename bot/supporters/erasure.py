"""The eraser, which finishes what /forget began.

"Done" is said only when no trace is left in the database file. That message holds the person's address again,
so the file is scrubbed a second time once it is delivered.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.delivery.notifier import Notifier
from bot.errors import StorageError
from bot.storage import erasures, key_values, outbox
from bot.storage.store import Store
from flows.texts import Texts

log = logging.getLogger(__name__)
TOLD_AT = "erasures_told_at"
"""When people were last told that they are forgotten; stored until their addresses are scrubbed again."""


class Eraser:
    """Clears the last traces of forgotten people, and tells them."""

    def __init__(
        self, store: Store, texts: Texts, notifier: Notifier, *, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._texts = texts
        self._notifier = notifier
        self._now = now

    async def run_once(self) -> bool:
        """Take the erasures of a channel one stage further. Return False while something is left to do.

        That is so while another process reads the file, which keeps it from being scrubbed, or while the
        message that it is done is on its way.
        """
        channel = self._notifier.channel
        async with self._store.transaction() as db:
            people = [person for person in await erasures.ready(db) if person.startswith(f"{channel}:")]
            told_at = await key_values.read_time(db, TOLD_AT)
            on_its_way = told_at is not None and await outbox.has_waiting(db, told_at)
        if people:
            return await self._store.scrub() and await self._tell(people)
        if told_at is None:
            return True
        return not on_its_way and await self._scrub_told()

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
                for person in people
                for row in await self._notifier.say(db, person, self._texts.public.forgotten)
            ]
            for person in people:
                await erasures.finish(db, person)
            await key_values.write_time(db, TOLD_AT, self._now())
        self._notifier.send(rows)
        return False

    async def _scrub_told(self) -> bool:
        """Scrub the addresses that the message itself and the list of erasures held."""
        if not await self._store.scrub():
            return False
        async with self._store.transaction() as db:
            await key_values.remove(db, TOLD_AT)
        return True
