"""Organisers' commands and menus, each behind a role that is looked up every time: removing somebody takes
effect at once, in open menus too. To everybody else these commands don't exist.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.callbacks import CommandButton, decode
from bot.core.context import Context
from bot.core.menus import chosen
from bot.core.messages import Incoming, Text
from bot.organisers import audit_text as reasons
from bot.organisers.roles import may
from bot.storage import organisers
from bot.storage.enums import Role
from bot.storage.organisers import Organiser


@dataclass(frozen=True, slots=True)
class Route:
    """One thing organisers can do: by command, by button, or by what they send next."""

    role: Role | None
    """None for what everybody of the team may do."""
    run: Callable[[Context, Organiser, str], Awaitable[None]]
    """Called with the argument of a command or button."""
    about: str = ""
    """What the commands menu says; empty for what only buttons lead to."""


class CrisisPolicy(StrEnum):
    """What words of danger do to what an organiser was asked to send."""

    REPLACE = "replace"
    """Help comes in its place: nobody in danger is asked for a purpose."""
    ALSO = "also"
    """Help comes first, and it is taken all the same: an answer to somebody may well speak of danger."""
    IGNORE = "ignore"
    """It is for many people, and nobody's own words."""


@dataclass(frozen=True, slots=True)
class InputRoute:
    """Something an organiser was asked to send: the next message of any kind is it."""

    role: Role
    receive: Callable[[Context, Organiser, Incoming, str], Awaitable[None]]
    """Called with what came and the argument that `expect_input` was given."""
    crisis_policy: CrisisPolicy = CrisisPolicy.REPLACE
    logged: bool = False
    """Whether it goes into the log, which is for ever: personal details are struck out first, and
    names refused."""


class OrganiserRouter:
    """Routes what organisers do. Parts register their duties in `app.py`.

    `accept` takes up an invitation by its code and says whether it held.
    """

    def __init__(
        self,
        duties: Mapping[str, Route],
        awaited: Mapping[str, InputRoute],
        accept: Callable[[Context, str], Awaitable[bool]],
    ) -> None:
        self._duties = dict(duties)
        self._awaited = dict(awaited)
        self.accept = accept

    async def run(self, context: Context, name: str, argument: str) -> bool:
        """Do a duty; False when there is none of this name for this person."""
        duty = self._duties.get(name)
        organiser = await self._organiser(context, duty.role) if duty else None
        if duty is None or organiser is None:
            return False
        listed = context.state.menu
        await duty.run(context, organiser, argument)
        if context.state.pending_input and context.state.menu is listed:
            # What is asked for now came without a list: a number is an answer, and no choice of an older one.
            context.state = replace(context.state, menu=())
        return True

    def crisis_policy(self, context: Context) -> CrisisPolicy:
        """How to heed words of danger in what this person was asked to send."""
        awaited = self._awaited.get(context.state.pending_input.partition(" ")[0])
        return awaited.crisis_policy if awaited else CrisisPolicy.REPLACE

    async def receive(self, context: Context, incoming: Incoming) -> bool:
        """Take what an organiser was asked to send; False when nothing was asked for.

        A choice of the list shown last, or the words of one told in between, is that choice.
        """
        waiting = context.state.pending_input
        if not waiting:
            return False
        name, _, argument = waiting.partition(" ")
        if data := _choice(context, incoming):
            context.state = replace(context.state, pending_input="")
            pressed = decode(data)
            # Choices that are no duty, such as everybody's own, are left to the conversation.
            return isinstance(pressed, CommandButton) and await self.run(
                context, pressed.command, pressed.argument
            )
        context.state = replace(context.state, pending_input="")
        awaited = self._awaited.get(name)
        organiser = await self._organiser(context, awaited.role) if awaited else None
        if awaited is None or organiser is None:
            return False
        looked_over = reasons.redact_for_audit(context, incoming) if awaited.logged else incoming
        if looked_over is None:
            context.state = replace(context.state, pending_input=waiting)
        else:
            await awaited.receive(context, organiser, looked_over, argument)
        return True

    def menu(self, roles: frozenset[Role]) -> dict[str, str]:
        """The commands that somebody with these roles sees in the menu."""
        return {
            name: duty.about
            for name, duty in self._duties.items()
            if duty.about and roles and (duty.role is None or may(roles, duty.role))
        }

    async def commands_of(self, context: Context) -> dict[str, str]:
        """The commands that this person has as an organiser; none for everybody else."""
        found = await self._organiser(context, None)
        return self.menu(found.roles) if found else {}

    async def _organiser(self, context: Context, role: Role | None) -> Organiser | None:
        found = await organisers.find(await context.savepoint.db(), context.person)
        held = found.roles if found else frozenset()
        return found if found and (role is None or may(held, role)) else None


def _choice(context: Context, incoming: Incoming) -> str | None:
    """The code of the choice that a message names exactly; a slip could as well be the answer."""
    if not isinstance(incoming, Text):
        return None
    said = incoming.text.strip().casefold()
    for number, (label, data) in enumerate(context.state.menu, start=1):
        if said in (str(number), label.casefold()):
            return data
    return chosen(context.state, incoming.text)


def expect_input(context: Context, name: str, argument: str = "") -> None:
    """Ask for the next message to be taken as something; /cancel lets go of it."""
    context.state = replace(context.state, pending_input=f"{name} {argument}".strip())
