"""TODO: the older kind of routes, by name and with text as argument, until the last feature is converted."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.callbacks import PendingInput
from bot.core.context import Context
from bot.core.messages import Incoming
from bot.organisers import routes
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import CrisisPolicy
from bot.storage.enums import Role
from bot.storage.organisers import Organiser


@dataclass(frozen=True, slots=True)
class Route:
    """One thing organisers can do, by command or by button."""

    role: Role | None
    run: Callable[[Context, Organiser, str], Awaitable[None]]
    about: str = ""
    """What the commands menu says; empty for what only buttons lead to."""


@dataclass(frozen=True, slots=True)
class InputRoute:
    """Something an organiser was asked to send."""

    role: Role
    receive: Callable[[Context, Organiser, Incoming, str], Awaitable[None]]
    crisis_policy: CrisisPolicy = CrisisPolicy.REPLACE
    logged: bool = False


class LegacyInput(PendingInput, code="legacy"):
    name: str
    argument: str


def expect_input(context: Context, name: str, argument: str = "") -> None:
    """Ask for the next message to be taken as something; /cancel lets go of it."""
    context.state = replace(context.state, pending_input=LegacyInput(name, argument).pack())


def register(table: routes.Routes, duties: Mapping[str, Route], awaited: Mapping[str, InputRoute]) -> None:
    """Add older routes to a table."""
    for name, duty in duties.items():
        if duty.about:
            table.command(name, _typed(duty), role=duty.role, about=duty.about)
        table.legacy_callbacks[name] = routes.Route(duty.role, _pressed(duty))
    for name, route in awaited.items():
        handler = _received(route)
        table.legacy_inputs[name] = routes.InputRoute(route.role, handler, route.crisis_policy, route.logged)


def routes_of(duties: Mapping[str, Route], awaited: Mapping[str, InputRoute]) -> routes.Routes:
    table = routes.Routes()
    register(table, duties, awaited)
    return table


def _typed(duty: Route) -> Callable[[OrganiserContext, str], Awaitable[None]]:
    return lambda ctx, argument: duty.run(ctx.context, ctx.organiser, argument)


def _pressed(duty: Route) -> Callable[..., Awaitable[None]]:
    return lambda ctx, press: duty.run(ctx.context, ctx.organiser, press.argument)


def _received(route: InputRoute) -> Callable[..., Awaitable[None]]:
    def receive(ctx: OrganiserContext, pending: Any, incoming: Incoming) -> Awaitable[None]:
        return route.receive(ctx.context, ctx.organiser, incoming, pending.argument)

    return receive
