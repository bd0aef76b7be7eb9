"""One incoming thing in, replies and effects out: who listens, in one visible order."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from bot.conversation.button_presses import ButtonPresses
from bot.conversation.commands import Commands
from bot.conversation.flow_runner import FlowRunner
from bot.conversation.start import Start
from bot.core.context import Context
from bot.core.messages import (
    Blocked,
    ButtonPress,
    Command,
    Edited,
    Incoming,
    SessionStarted,
    Text,
    Unblocked,
    Unreadable,
)
from bot.core.parsed_message import MessageReader, ParsedMessage
from bot.supporters.my_data import MyData
from flows.position import ScriptChangedError

BESIDE_A_MESSAGE = frozenset({"cancel", "help", "privacy", "urgent", "verify", "settings"})
"""Commands after which a person may still type the message they were about to leave for the organisers."""


class Handler(Protocol):
    """Listens to a message: answers it and returns True, or leaves it to the next."""

    async def handle(self, context: Context, message: ParsedMessage) -> bool: ...


class Conversation:
    """Answers people: the first of the `handlers` that takes a message has it."""

    def __init__(
        self,
        reader: MessageReader,
        handlers: Sequence[Handler],
        *,
        commands: Commands,
        buttons: ButtonPresses,
        start: Start,
        flows: FlowRunner,
        my_data: MyData,
    ) -> None:
        self.reader = reader
        self._handlers = tuple(handlers)
        self._commands = commands
        self._buttons = buttons
        self._start = start
        self._flows = flows
        self._my_data = my_data

    async def respond(self, context: Context, incoming: Incoming) -> None:
        """Answer one incoming thing."""
        try:
            await self._respond(context, incoming)
        except ScriptChangedError:
            self._flows.start_over(context)

    async def _respond(self, context: Context, incoming: Incoming) -> None:
        match incoming:
            case Text() | Unreadable() | Edited():
                await self._read(context, incoming)
            case Command(name, argument):
                _leave_what_was_asked(context, name)
                await self._commands.typed(context, name, argument)
            case ButtonPress(data, shown):
                context.shown = shown
                await self._buttons.press(context, data)
            case Blocked():
                await self._my_data.blocked(context)
            case SessionStarted():
                self._start.resume(context)
            case Unblocked():
                pass

    async def _read(self, context: Context, incoming: Text | Unreadable | Edited) -> None:
        message = self.reader.read(incoming, context.state.menu.labels)
        if isinstance(incoming, Text):  # a button pressed before it is pressed again on purpose
            context.state = replace(context.state, recent_presses=())
        for handler in self._handlers:
            if await handler.handle(context, message):
                return
        raise LookupError("no handler took a message")


def _leave_what_was_asked(context: Context, command: str) -> None:
    """Let go of what was asked for: words typed after a command are meant for something else.

    /cancel lets go by itself and says so.
    """
    state = replace(context.state, recent_presses=())
    if command != "cancel":
        state = replace(state, pending_input="")
    if command not in BESIDE_A_MESSAGE:
        state = replace(state, pending_message="")
    context.state = state
