"""What organisers can do, and which role each of it needs. Every feature adds its own at start.

A handler is called with the context and with what was typed, pressed or asked for:

    routes.command("broadcast", self.begin, role=Role.SENDER)
    routes.on(ApproveBroadcast, with_broadcast(self.approve), role=Role.SENDER)
    routes.on_input(NewMessage, with_own_draft(self.receive_message), role=Role.SENDER)

What else must hold before a handler runs is a wrapper of the feature, such as `with_own_draft`: it loads the
draft and calls the handler with it, or says why not. What the menu says of a command stands in the texts.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from bot.core.callbacks import Callback, Packed, PendingInput
from bot.core.messages import Incoming
from bot.organisers.context import OrganiserContext
from bot.organisers.roles import may
from bot.storage.schema.enums import Role
from flows.texts import Texts

C = TypeVar("C", bound=Callback)
P = TypeVar("P", bound=PendingInput)


class CrisisPolicy(StrEnum):
    """What words of danger do to what an organiser was asked to send."""

    REPLACE = "replace"
    """Help comes in its place: nobody in danger is asked for a purpose."""
    ALSO = "also"
    """Help comes first, and it is taken all the same: an answer to somebody may well speak of danger."""
    IGNORE = "ignore"
    """It is for many people, and nobody's own words."""


@dataclass(frozen=True, slots=True)
class Route:
    """A handler, and the role it needs: None for the whole team."""

    role: Role | None
    handler: Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class InputRoute(Route):
    """The next message of any kind goes to the handler."""

    crisis_policy: CrisisPolicy
    logged: bool
    """Whether it goes into the log, which is kept for ever: names are refused, and details struck out."""


@dataclass(frozen=True, slots=True)
class Routes:
    """The table. Registering a command, button or input twice raises ValueError."""

    commands: dict[str, Route] = field(default_factory=dict)
    callbacks: dict[type[Callback], Route] = field(default_factory=dict)
    inputs: dict[type[PendingInput], InputRoute] = field(default_factory=dict)

    def command(
        self, name: str, handler: Callable[[OrganiserContext, str], Awaitable[None]], *, role: Role | None
    ) -> None:
        """Call a handler with what is typed after a command."""
        if name in self.commands:
            raise ValueError(f"two features have the command /{name}")
        self.commands[name] = Route(role, handler)

    def on(
        self, kind: type[C], handler: Callable[[OrganiserContext, C], Awaitable[None]], *, role: Role | None
    ) -> None:
        """Call a handler when a button of this class is pressed."""
        _check_new(kind, kind in self.callbacks)
        self.callbacks[kind] = Route(role, handler)

    def on_input(
        self,
        kind: type[P],
        handler: Callable[[OrganiserContext, P, Incoming], Awaitable[None]],
        *,
        role: Role | None,
        crisis_policy: CrisisPolicy = CrisisPolicy.REPLACE,
        logged: bool = False,
    ) -> None:
        """Call a handler with what was asked for and with the message that came."""
        _check_new(kind, kind in self.inputs)
        self.inputs[kind] = InputRoute(role, handler, crisis_policy, logged)

    def menu(self, roles: frozenset[Role], texts: Texts) -> dict[str, str]:
        """Return the commands of somebody with these roles, with what the menu says of each."""
        return {
            name: texts.organisers.commands[name]
            for name, route in self.commands.items()
            if roles and (route.role is None or may(roles, route.role))
        }


def _check_new(kind: type[Packed], known: bool) -> None:
    if known:
        raise ValueError(f"two features handle {kind.__qualname__}")
    if not kind.code:
        raise ValueError(f"{kind.__qualname__} has no code, so nothing can carry it")
