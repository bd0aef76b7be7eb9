"""The position of a person in a flow, and what they answered so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | tuple[str, ...]


class ScriptChangedError(Exception):
    """A script without the step, or the answer, that a position needs. The person starts the flow again."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """An answer to a consent, with the wording that was shown and the time (ISO 8601, UTC)."""

    agreed: bool
    version: str
    wording: str
    at: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A question that was asked and left. `given`, the choice, tells a second press from a changed mind."""

    step: str
    number: int
    given: str


@dataclass(frozen=True, slots=True)
class Position:
    """A person's place in a script, with the answers so far. `session` tells apart two goes at one flow."""

    flow: str
    session: str
    step: str
    visit: int = 0
    tries: int = 0
    answers: Mapping[str, Value] = field(default_factory=dict)
    consents: Mapping[str, Agreement] = field(default_factory=dict)
    trail: tuple[Visit, ...] = ()
    editing: str | None = None
    """The confirm step to return to once one answer has been changed."""
    shown: str = ""
    """The digest of the consent that was shown; empty at other questions."""
