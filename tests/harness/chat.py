"""A person talking with the core, update by update, with presses of what is on the screen."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from bot.conversation.router import Conversation
from bot.core.messages import (
    ButtonPress,
    EditMessage,
    Incoming,
    Message,
    MessageRef,
    Outgoing,
    Person,
    ReplaceButtons,
    Send,
    SetMenu,
    Text,
)
from bot.delivery.inbox import Inbox, ReceivedUpdate
from bot.delivery.notifier import Notifier
from bot.storage.outbox import OutboxRow
from bot.storage.store import Store
from flows.texts import Texts
from tests.conftest import english
from tests.harness.clock import FakeClock


@dataclass
class Screen:
    """What one channel was given, as it was meant: messages, marks and redraws, for each person."""

    said: dict[str, list[Outgoing]] = field(default_factory=dict)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def render(self, person: Person, outgoing: Outgoing) -> Sequence[str]:
        self.said.setdefault(person.address, []).append(outgoing)
        return [json.dumps({"kind": type(outgoing).__name__})]

    def new_id(self) -> int:
        return next(self.ids)

    def push(self, rows: Sequence[OutboxRow]) -> None:
        del rows

    def drop(self, person: str) -> None:
        del person


class ChatHarness:
    """Makes an inbox over a database and lets people write to it."""

    def __init__(self, store: Store, conversation: Conversation, texts: Texts) -> None:
        self.store = store
        self.clock = FakeClock(step=timedelta(seconds=1))
        self.screen = Screen()
        self.updates: Iterator[int] = count(100)
        self.notifier = Notifier("telegram", self.screen, self.screen.render, self.clock, english())
        self.inbox = Inbox(store, conversation, texts, self.notifier, now=self.clock, token="t")

    @classmethod
    async def begin(cls, folder: Path, conversation: Conversation, texts: Texts) -> "ChatHarness":
        return cls(await Store.open(folder / "talk.sqlite3"), conversation, texts)

    async def sends(self, *incoming: Incoming | str, who: str = "telegram:1") -> list[Message]:
        """Send things, all in one batch; the messages that came back for this person."""
        before = len(self.screen.said.get(who, []))
        things = [Text(one) if isinstance(one, str) else one for one in incoming]
        await self.inbox.handle([ReceivedUpdate(next(self.updates), Person(who), one) for one in things])
        return [one.message for one in self.screen.said.get(who, [])[before:] if isinstance(one, Send)]

    async def presses(
        self, label: str, message_id: str = "m1", times: int = 1, who: str = "telegram:1"
    ) -> list[Message]:
        """Press a button of the newest message that has it."""
        data = self.button(label, who)
        presses = [ButtonPress(data, MessageRef(message_id, "body")) for _ in range(times)]
        return await self.sends(*presses, who=who)

    def button(self, label: str, who: str = "telegram:1") -> str:
        """The code of a button on the person's screen."""
        for outgoing in reversed(self.screen.said[who]):
            if isinstance(outgoing, Send | EditMessage):
                for row in outgoing.message.rows:
                    for button in row:
                        if button.label == label:
                            return button.data
        raise LookupError(label)

    def marks(self, who: str = "telegram:1") -> list[str]:
        return [one.note for one in self.screen.said[who] if isinstance(one, ReplaceButtons)]

    def menus(self, who: str) -> list[list[str]]:
        return [
            [name for name, _ in one.commands] for one in self.screen.said[who] if isinstance(one, SetMenu)
        ]

    async def rows(self, sql: str) -> list[tuple[object, ...]]:
        async with self.store.transaction() as db:
            return [tuple(row) for row in await db.execute_fetchall(sql)]


def words_of(message: Message) -> str:
    """All the text of a message."""
    return "\n".join(str(getattr(block, "text", "")) for block in message.blocks)
