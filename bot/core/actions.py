"""What a `do` step of a flow can have done, and how that can come out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.core.context import Context
from flows.position import Position, Value

REFUSED = "refused"
"""The outcome of an action that kept nothing."""


@dataclass(frozen=True, slots=True)
class ActionResult:
    """How an action came out, and answers it found for the flow."""

    name: str = "done"
    saved: Mapping[str, Value] | None = None


Action = Callable[[Context, Position], Awaitable[ActionResult]]
