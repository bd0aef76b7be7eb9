"""Finishes what /forget began: "done" is said only when no trace is left in the file."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.chat import Message, Paragraph, Person, Send
from bot.inbox import Render, Rows
from bot.storage import batch, erasures
from bot.storage.batch import OutboxRow
from bot.storage.errors import StorageError
from bot.storage.store import Store
from flows.texts import Texts

log = logging.getLogger(__name__)


class Eraser:
    """Clears the last traces and tells the people concerned."""

    def __init__(
        self, store: Store, texts: Texts, *, render: Render, rows: Rows, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._texts = texts
        self._render = render
        self._rows = rows
        self._now = now

    async def finish(self, channel: str) -> bool:
        """Finish the erasures of a channel; False when the file is being read and it has to wait."""
        async with self._store.transaction() as db:
            people = [who for who in await erasures.pending(db) if who.startswith(f"{channel}:")]
        if not people:
            return True
        if not await self._store.forget_traces():
            return False
        async with self._store.transaction() as db:
            rows = [row for who in people for row in self._say_so(Person(who))]
            await batch.add_to_outbox(db, rows)
            for who in people:
                await erasures.finish(db, who)
        self._rows.push(rows)
        return True

    async def run(self, channel: str, every: float = 2.0) -> None:
        """Finish erasures as they come. Runs until cancelled."""
        while True:
            try:
                await self.finish(channel)
            except StorageError as error:
                log.error("an erasure could not be finished, trying again: %s", error)
            await asyncio.sleep(every)

    def _say_so(self, person: Person) -> list[OutboxRow]:
        done = Send(Message((Paragraph(self._texts.forgotten),)))
        created = self._now().isoformat()
        return [
            OutboxRow(self._rows.new_id(), person.address, "reply", payload, created)
            for payload in self._render(person, done)
        ]
