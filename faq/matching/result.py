"""What the matcher says of a message: answered, suggested or unmatched."""

from dataclasses import dataclass

MAX_CANDIDATES = 5
"""Candidates in one result, at most."""
MAX_CHOICES = 3
"""Choices that a person is shown when the matcher is unsure, at most."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry that a message may mean."""

    id: str
    """The entry."""
    score: float
    """How well the message fits: about 1 for a phrase of the FAQ itself, about 0 for an unrelated entry. Use
    it for its order only; the decision rests on `MatchResult.confidence`."""
    wording: str
    """The phrase of the entry that is most like the message."""


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The candidates, best first, and how sure the matcher is of the first."""

    candidates: tuple[Candidate, ...]
    confidence: float = 0.0
    """Probability that the first candidate is right: 0 to 1."""
    in_scope: float = 0.0
    """Probability that any entry answers the message: 0 to 1."""


@dataclass(frozen=True, slots=True)
class Answered(MatchResult):
    """The matcher is sure: the first candidate may be given outright."""

    @property
    def best(self) -> Candidate:
        """The entry to give."""
        return self.candidates[0]


@dataclass(frozen=True, slots=True)
class Suggested(MatchResult):
    """The matcher is unsure: the first few candidates are offered as "did you mean"."""

    @property
    def choices(self) -> tuple[Candidate, ...]:
        """Up to three entries to choose from, likeliest first."""
        return self.candidates[:MAX_CHOICES]


@dataclass(frozen=True, slots=True)
class Unmatched(MatchResult):
    """Nothing fits. The candidates are there for evaluation only."""
