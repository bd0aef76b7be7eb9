"""Organisers' commands and menus, each behind a role that is looked up every time: removing somebody takes
effect at once, in open menus too. To everybody else these commands don't exist.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.callbacks import CommandButton, decode
from bot.core.context import Exchange
from bot.core.menus import chosen
from bot.core.messages import Incoming, Text
from bot.organisers import audit_text as reasons
from bot.organisers.roles import Role, may
from bot.storage import organisers
from bot.storage.organisers import Organiser


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing organisers can do: by command, by button, or by what they send next."""

    role: Role | None
    """None for what everybody of the team may do."""
    run: Callable[[Exchange, Organiser, str], Awaitable[None]]
    """Called with the argument of a command or button."""
    about: str = ""
    """What the commands menu says; empty for what only buttons lead to."""


class Heed(StrEnum):
    """What words of danger do to what an organiser was asked to send."""

    INSTEAD = "instead"
    """Help comes in its place: nobody in danger is asked for a purpose."""
    BESIDE = "beside"
    """Help comes first, and it is taken all the same: an answer to somebody may well speak of danger."""
    NEVER = "never"
    """It is for many people, and nobody's own words."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something an organiser was asked to send: the next message of any kind is it."""

    role: Role
    take: Callable[[Exchange, Organiser, Incoming, str], Awaitable[None]]
    """Called with what came and the argument that `wait_for` was given."""
    heed: Heed = Heed.INSTEAD
    logged: bool = False
    """Whether it goes into the log, which is for ever: personal details are struck out first, and
    names refused."""


class Desk:
    """Routes what organisers do. Parts register their duties in `app.py`.

    `accept` takes up an invitation by its code and says whether it held.
    """

    def __init__(
        self,
        duties: Mapping[str, Duty],
        awaited: Mapping[str, Awaited],
        accept: Callable[[Exchange, str], Awaitable[bool]],
    ) -> None:
        self._duties = dict(duties)
        self._awaited = dict(awaited)
        self.accept = accept

    async def run(self, exchange: Exchange, name: str, argument: str) -> bool:
        """Do a duty; False when there is none of this name for this person."""
        duty = self._duties.get(name)
        organiser = await self._organiser(exchange, duty.role) if duty else None
        if duty is None or organiser is None:
            return False
        listed = exchange.state.menu
        await duty.run(exchange, organiser, argument)
        if exchange.state.desk and exchange.state.menu is listed:
            # What is asked for now came without a list: a number is an answer, and no choice of an older one.
            exchange.state = replace(exchange.state, menu=())
        return True

    def heeds(self, exchange: Exchange) -> Heed:
        """How to heed words of danger in what this person was asked to send."""
        awaited = self._awaited.get(exchange.state.desk.partition(" ")[0])
        return awaited.heed if awaited else Heed.INSTEAD

    async def take(self, exchange: Exchange, incoming: Incoming) -> bool:
        """Take what an organiser was asked to send; False when nothing was asked for.

        A choice of the list shown last, or the words of one told in between, is that choice.
        """
        waiting = exchange.state.desk
        if not waiting:
            return False
        name, _, argument = waiting.partition(" ")
        if data := _choice(exchange, incoming):
            exchange.state = replace(exchange.state, desk="")
            pressed = decode(data)
            # Choices that are no duty, such as everybody's own, are left to the conversation.
            return isinstance(pressed, CommandButton) and await self.run(
                exchange, pressed.command, pressed.argument
            )
        exchange.state = replace(exchange.state, desk="")
        awaited = self._awaited.get(name)
        organiser = await self._organiser(exchange, awaited.role) if awaited else None
        if awaited is None or organiser is None:
            return False
        looked_over = reasons.looked_over(exchange, incoming) if awaited.logged else incoming
        if looked_over is None:
            exchange.state = replace(exchange.state, desk=waiting)
        else:
            await awaited.take(exchange, organiser, looked_over, argument)
        return True

    def menu(self, roles: frozenset[Role]) -> dict[str, str]:
        """The commands that somebody with these roles sees in the menu."""
        return {
            name: duty.about
            for name, duty in self._duties.items()
            if duty.about and roles and (duty.role is None or may(roles, duty.role))
        }

    async def commands_of(self, exchange: Exchange) -> dict[str, str]:
        """The commands that this person has as an organiser; none for everybody else."""
        found = await self._organiser(exchange, None)
        return self.menu(frozenset(Role(one) for one in found.roles)) if found else {}

    async def _organiser(self, exchange: Exchange, role: Role | None) -> Organiser | None:
        found = await organisers.find(await exchange.work.records(), exchange.person)
        held = frozenset(Role(one) for one in found.roles) if found else frozenset()
        return found if found and (role is None or may(held, role)) else None


def _choice(exchange: Exchange, incoming: Incoming) -> str | None:
    """The code of the choice that a message names exactly; a slip could as well be the answer."""
    if not isinstance(incoming, Text):
        return None
    said = incoming.text.strip().casefold()
    for number, (label, data) in enumerate(exchange.state.menu, start=1):
        if said in (str(number), label.casefold()):
            return data
    return chosen(exchange.state, incoming.text)


def wait_for(exchange: Exchange, name: str, argument: str = "") -> None:
    """Ask for the next message to be taken as something; /cancel lets go of it."""
    exchange.state = replace(exchange.state, desk=f"{name} {argument}".strip())
