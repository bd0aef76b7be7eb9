"""The notifier, the only maker of outbox rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.core.menus import list_choices
from bot.core.messages import Message, Outgoing, Person, Send, paragraphs
from bot.core.state import ConversationState, dump, load
from bot.storage import outbox, updates
from bot.storage.outbox import OutboxRow
from bot.storage.savepoint import Database
from flows.texts import Texts

Render = Callable[[Person, Outgoing], Sequence[str]]
"""Turns one outgoing thing into payloads of a channel, one for each operation that it takes."""


class OutboxQueue(Protocol):
    """The queue that committed rows are sent from."""

    def new_id(self) -> int: ...
    def push(self, rows: Sequence[OutboxRow]) -> None: ...
    def drop(self, person: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Notifier:
    """Writes messages to the people of one channel into the outbox; people of other channels get nothing.

    Rows are added in the transaction of the change that they report, so that neither exists without the
    other after a crash. Hand them to the queue with `send` once the transaction is committed.
    """

    channel: str
    queue: OutboxQueue
    render: Render
    now: Callable[[], datetime]
    texts: Texts

    def hint(self, state: ConversationState) -> str:
        """Return the hint below notified choices for somebody who is being asked for something else."""
        return self.texts.public.type_the_words if state.question_open else ""

    def rows(self, address: str, outgoing: Iterable[Outgoing]) -> list[OutboxRow]:
        """Return the rows of messages to one person, one for each operation."""
        person = Person(address)
        if person.channel != self.channel:
            return []
        created_at = self.now()
        return [
            OutboxRow(self.queue.new_id(), address, payload, created_at)
            for each in outgoing
            for payload in self.render(person, each)
        ]

    async def add(self, db: Database, address: str, outgoing: Iterable[Outgoing]) -> list[OutboxRow]:
        """Write messages into the outbox of an open transaction; `send` the rows once it is committed.

        Choices are listed with numbers and remembered, so that they can be typed.
        """
        if Person(address).channel != self.channel:
            return []
        rows = self.rows(address, [await self.list_choices(db, address, each) for each in outgoing])
        await outbox.add(db, rows)
        return rows

    async def say(self, db: Database, address: str, text: str) -> list[OutboxRow]:
        """Write a plain text into the outbox, as `add` does."""
        return await self.add(db, address, [Send(Message(paragraphs([text])))])

    async def list_choices(self, db: Database, address: str, outgoing: Outgoing) -> Outgoing:
        """Return a message with its choices listed, and remember them in the person's stored state.

        Not for a transaction of the inbox, which writes the states of the people it answers at its end.
        """
        if not isinstance(outgoing, Send):
            return outgoing
        kept = await updates.load_states(db, {address})
        state = load(kept.get(address, ""))
        menu, message = list_choices(state.menu, outgoing.message, self.hint(state))
        if menu != state.menu:
            await updates.save_states(db, {address: dump(replace(state, menu=menu))}, self.now())
        return Send(message)

    def send(self, rows: Sequence[OutboxRow]) -> None:
        """Queue committed rows for sending."""
        self.queue.push(rows)
