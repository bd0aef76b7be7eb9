"""What organisers are sent without having written just now, on its way into the outbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.menus import list_for
from bot.core.messages import Outgoing, Person
from bot.delivery.inbox import OutboxQueue, Render
from bot.storage import outbox
from bot.storage.outbox import OutboxRow
from bot.storage.savepoint import Database
from bot.storage.store import Store


@dataclass(frozen=True, slots=True)
class Notifier:
    """A channel's way into the outbox, beside the database it belongs to."""

    store: Store
    render: Render
    rows: OutboxQueue
    now: Callable[[], datetime]

    async def add(self, db: Database, address: str, said: Sequence[Outgoing]) -> list[OutboxRow]:
        """Put messages into the outbox of an open transaction; `send` the rows once it is committed.

        Their buttons are listed with numbers, and can be typed.
        """
        person, now = Person(address), self.now()
        listed = [await list_for(db, address, outgoing, now) for outgoing in said]
        rows = [
            OutboxRow(self.rows.new_id(), address, payload, now)
            for outgoing in listed
            for payload in self.render(person, outgoing)
        ]
        await outbox.add(db, rows)
        return rows

    def send(self, rows: Sequence[OutboxRow]) -> None:
        self.rows.push(rows)
