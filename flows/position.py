"""A person's place in a script."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | tuple[str, ...]


class ScriptChangedError(Exception):
    """The script no longer has the step, or what the step needs: the person starts again."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a person answered to a consent, with the words they saw and when (ISO 8601, UTC)."""

    agreed: bool
    version: str
    wording: str
    at: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One question that was asked and left: what was chosen tells a repeated press from a changed mind."""

    step: str
    number: int
    given: str


@dataclass(frozen=True, slots=True)
class Position:
    """A person's place in a script, and what they answered so far."""

    flow: str
    run: str
    step: str
    visit: int = 0
    tries: int = 0
    answers: Mapping[str, Value] = field(default_factory=dict)
    consents: Mapping[str, Agreement] = field(default_factory=dict)
    trail: tuple[Visit, ...] = ()
    editing: str | None = None
    """The confirm step to come back to after one answer was changed."""
    shown: str = ""
    """A digest of the consent's words that the person was asked with; empty at other questions."""
