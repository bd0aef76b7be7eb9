"""What the matcher says of a message: answered, suggested or unmatched."""

from dataclasses import dataclass

MOST = 5
"""Candidates that an outcome carries, at most."""
OFFERED = 3
"""Choices that a person is shown when the matcher is unsure, at most."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry that a message may mean."""

    id: str
    """The entry."""
    score: float
    """How well the message fits: about 1 for a phrase of the FAQ itself, about 0 for an entry it has nothing
    to do with. Only the order is meant for people; the decision rests on `Outcome.confidence`."""
    wording: str
    """The phrase of the entry that is most like the message."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all three have: the ranking, best first, and how sure the matcher is of the first."""

    candidates: tuple[Candidate, ...]
    confidence: float = 0.0
    """Probability that the first candidate is right: 0 to 1."""
    in_scope: float = 0.0
    """Probability that any entry answers the message: 0 to 1."""


@dataclass(frozen=True, slots=True)
class Answered(Outcome):
    """The matcher is sure: the first candidate may be given outright."""

    @property
    def best(self) -> Candidate:
        """The entry to give."""
        return self.candidates[0]


@dataclass(frozen=True, slots=True)
class Suggested(Outcome):
    """The matcher is unsure: the first few are offered as "did you mean"."""

    @property
    def choices(self) -> tuple[Candidate, ...]:
        """Up to three entries to choose from, likeliest first."""
        return self.candidates[:OFFERED]


@dataclass(frozen=True, slots=True)
class Unmatched(Outcome):
    """Nothing fits. The candidates are there for evaluation only."""
