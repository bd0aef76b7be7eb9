"""What became of one operation that was handed to a channel."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Delivered:
    message_id: int | None = None
    """The channel's number of the message, where there is one."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person blocked the bot or is gone. Final."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel does not take this operation, now or later. Final."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """The channel asks to wait, so many seconds in full."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NotSent:
    """It did not arrive: no connection, or the channel said that it failed. Trying again is safe."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """It may have arrived; no answer says so."""

    reason: str


OnSendStart = Callable[[], None]
"""Called right before something leaves. When it raises OSError, nothing does."""

Result = Delivered | Unreachable | Refused | Wait | NotSent | Unconfirmed


class Transport(Protocol):
    """A channel's way out."""

    async def deliver(self, payload: str, begins: OnSendStart | None = None) -> Result:
        """Carry out one operation, as the channel rendered it; `begins` is called for each try."""
        ...
