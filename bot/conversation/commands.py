"""Commands, typed, spoken or pressed, and what each does."""

from collections.abc import Awaitable, Callable, Mapping

from bot.conversation.flow_runner import FlowRunner
from bot.core.context import Context
from bot.organisers.router import OrganiserRouter
from flows.texts import Texts

PUBLIC = (
    "start",
    "help",
    "topics",
    "join",
    "pledge",
    "mydata",
    "forget",
    "stop",
    "cancel",
    "settings",
    "privacy",
    "verify",
    "talk",
    "urgent",
)
"""The commands anybody may type, in the order of the menu; `public.yaml` says what each does."""

Handler = Callable[[Context, str], Awaitable[None] | None]
"""Called with the argument of the command."""


class Commands:
    """Runs commands. `handlers` has the public ones, and those that only buttons and spoken words lead to."""

    def __init__(
        self, handlers: Mapping[str, Handler], organisers: OrganiserRouter, flows: FlowRunner
    ) -> None:
        self._handlers = handlers
        self._organisers = organisers
        self._flows = flows

    async def typed(self, context: Context, name: str, argument: str) -> None:
        """Run a command that somebody typed: public ones, and to organisers their own."""
        if name in PUBLIC:
            await self.run(context, name, argument)
        elif not await self._organisers.run_command(context, name, argument):
            context.say(context.texts.public.unknown_command)
            self._flows.repeat_question(context)

    def knows(self, name: str) -> bool:
        """Whether everybody has this command, typed or as a button."""
        return name in self._handlers

    async def run(self, context: Context, name: str, argument: str = "") -> None:
        """Run any command of everybody's, or an organiser's own."""
        handler = self._handlers.get(name)
        if handler is None:
            await self.typed(context, name, argument)
            return
        running = handler(context, argument)
        if running is not None:
            await running


def without_argument(handler: Callable[[Context], Awaitable[None] | None]) -> Handler:
    """Return the handler of a command that takes no argument."""
    return lambda context, _: handler(context)


def menu(texts: Texts) -> dict[str, str]:
    """Return the commands of everybody with what the menu says of each."""
    return {name: texts.public.commands[name] for name in PUBLIC}
