"""Actions that a `do` step of a flow can request, and their outcomes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.core.context import Context
from flows.position import Position, Value

REFUSED = "refused"
"""The outcome of an action that recorded nothing."""


@dataclass(frozen=True, slots=True)
class ActionResult:
    """The outcome of an action, and answers that it adds to the flow."""

    name: str = "done"
    saved: Mapping[str, Value] | None = None


Action = Callable[[Context, Position], Awaitable[ActionResult]]
