"""Results of an operation that was handed to a channel."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Delivered:
    """The channel confirmed the operation."""

    message_id: int | None = None
    """The channel's number of the message, where there is one."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person blocked the bot or is gone. Final."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel rejects this operation for good. Final."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """The channel asks to wait for all of these seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NotSent:
    """The operation did not arrive: no connection, or the channel reported a failure. A retry is safe."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """The operation may have arrived: the request left, and no answer came. A retry may double it."""

    reason: str


OnSendStart = Callable[[], None]
"""Called right before a request leaves. OSError from it keeps the request back."""

Result = Delivered | Unreachable | Refused | Wait | NotSent | Unconfirmed


class Transport(Protocol):
    """A channel's way out."""

    async def deliver(self, payload: str, begins: OnSendStart | None = None) -> Result:
        """Carry out one operation, as the channel rendered it; `begins` is called for each try."""
        ...
