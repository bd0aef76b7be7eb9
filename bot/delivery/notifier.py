"""From what is said to rows of the outbox: the only place where such rows are made."""

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
"""What a channel makes of one outgoing thing: a payload for each operation it takes."""


class OutboxQueue(Protocol):
    """Where committed rows go to be sent."""

    def new_id(self) -> int: ...
    def push(self, rows: Sequence[OutboxRow]) -> None: ...
    def drop(self, person: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Notifier:
    """Writes messages to people of one channel into the outbox; people of other channels get nothing.

    Rows are added in the transaction of the step they belong to, and go to the queue once it is committed.
    """

    channel: str
    queue: OutboxQueue
    render: Render
    now: Callable[[], datetime]
    texts: Texts

    def hint(self, state: ConversationState) -> str:
        """Return what to say below choices that come in between while something else is asked for."""
        return self.texts.public.type_the_words if state.question_open else ""

    def rows(self, address: str, outgoing: Iterable[Outgoing]) -> list[OutboxRow]:
        """Return a row for each operation that saying something takes."""
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

        Their choices are listed with numbers and remembered, so that they can be typed.
        """
        if Person(address).channel != self.channel:
            return []
        rows = self.rows(address, [await self.list_choices(db, address, each) for each in outgoing])
        await outbox.add(db, rows)
        return rows

    async def say(self, db: Database, address: str, text: str) -> list[OutboxRow]:
        """Write a message of words alone into the outbox, as `add` does."""
        return await self.add(db, address, [Send(Message(paragraphs([text])))])

    async def list_choices(self, db: Database, address: str, outgoing: Outgoing) -> Outgoing:
        """Return a message with its choices listed, and remember them in the person's state.

        For an open transaction in which no update of this person is being answered.
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
        """Hand committed rows over to be sent."""
        self.queue.push(rows)
