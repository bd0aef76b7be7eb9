"""Organisers at the desk, without a channel: they press, send and read what comes back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.broadcasts.chat.routes import broadcast_routes
from bot.broadcasts.policy import BroadcastPolicy
from bot.core.callbacks import Callback
from bot.core.context import Context
from bot.core.messages import (
    Attach,
    Choices,
    ComposedMessage,
    Footnote,
    Incoming,
    Message,
    Outgoing,
    Paragraph,
    Row,
    Send,
    Text,
    Title,
)
from bot.core.pagination import BUTTONS, LONGEST_LABEL
from bot.core.state import ConversationState
from bot.organisers.router import OrganiserRouter
from bot.organisers.routes import Routes
from bot.storage import broadcasts
from bot.storage.broadcasts import Broadcast
from bot.storage.savepoint import Savepoint
from bot.storage.store import Store
from tests.conftest import english, real_words

CALLED = {
    "write_to_mp": "Write to my MP",
    "what_is_redress": "What is redress?",
    "wales": "Wales",
    "en": "English",
    "cy": "Cymraeg (Welsh)",
}
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def _nobody(context: Context, code: str) -> bool:
    del context, code
    return False


class OrganiserHarness:
    """`await desk.sends("telegram:11", "/broadcast")`, then `said`, `presses`."""

    def __init__(self, store: Store, terms: BroadcastPolicy) -> None:
        self.store = store
        routes = Routes()
        broadcast_routes(replace(terms, labels=CALLED), real_words().phrases)(routes)
        self.desk = OrganiserRouter(routes, accept=_nobody)
        self.now = MONDAY
        self.outgoing: list[Outgoing] = []
        self.told: list[tuple[str, Outgoing]] = []
        self.states: dict[str, ConversationState] = {}

    async def sends(self, who: str, what: str | Incoming) -> str:
        """A command, or what was asked for; what came back, in words. AssertionError if nobody took it."""
        if isinstance(what, str) and what.startswith("/"):
            return await self._do(who, lambda context: self.desk.run_command(context, what[1:], ""))
        incoming = Text(what, what) if isinstance(what, str) else what

        async def take(context: Context) -> bool:
            return await self.desk.receive(context, incoming)

        return await self._do(who, take)

    async def presses(self, who: str, label: str) -> str:
        """Press a button of what was said last."""
        for button in (each for row in self.rows() for each in row):
            if button.label == label:
                pressed = Callback.unpack(button.data)
                assert pressed is not None
                return await self.press(who, pressed)
        raise AssertionError(f"no button {label!r}; there are {self.labels()}")

    async def press(self, who: str, button: Callback) -> str:
        return await self._do(who, lambda context: self.desk.press(context, button))

    async def _do(self, who: str, deed: Callable[[Context], Awaitable[bool]]) -> str:
        self.now += timedelta(seconds=1)
        async with self.store.transaction() as db:
            work = Savepoint(db, self.now)
            context = Context(who, self.states.get(who, ConversationState()), work, english())
            taken = await deed(context)
            await work.keep()
        assert taken, "nobody took it"
        self.states[who] = context.state
        self.outgoing, self.told = context.replies, context.notifications
        assert len(self.rows()) <= BUTTONS
        assert all(len(label) <= LONGEST_LABEL for label in self.labels())
        return self.said()

    def said(self) -> str:
        return "\n".join(_words(one) for one in self.outgoing)

    def rows(self) -> Sequence[Row]:
        messages = [one.message for one in self.outgoing if isinstance(one, Send)]
        return [row for message in messages for row in message.rows]

    def labels(self) -> list[str]:
        return [button.label for row in self.rows() for button in row]

    def posts(self) -> list[ComposedMessage]:
        return [one for one in self.outgoing if isinstance(one, ComposedMessage)]

    async def broadcast(self, number: int = 1) -> Broadcast:
        async with self.store.transaction() as db:
            found = await broadcasts.find(db, number)
        assert found is not None
        return found


def _words(outgoing: Outgoing) -> str:
    match outgoing:
        case Send(message):
            return _said(message)
        case ComposedMessage():
            return f"<<{outgoing.markup}>>"
        case Attach(name, bytes(content), _):
            return f"[{name}] {content.decode('utf-8-sig')}"
        case _:
            return ""


def _said(message: Message) -> str:
    texts = [block.text for block in message.blocks if isinstance(block, Title | Paragraph | Footnote)]
    lists = [", ".join(block.labels) for block in message.blocks if isinstance(block, Choices)]
    return "\n".join([*texts, *lists])
