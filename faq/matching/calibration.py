"""How sure the matcher may be, from signs that mean the same in any FAQ.

A logistic regression on five signs, fitted on public sets by `bench/training/fit_confidence.py` and kept as
plain numbers in `data/confidence.json`. What is peculiar to one FAQ, how high its own phrases score when they
are left out, is measured at load and put into the signs.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path

from rapidfuzz import fuzz

from faq.matching.model import Learned

NUMBERS = Path(__file__).parent.parent / "data" / "confidence.json"

SIGNS = (
    "score",  # the best score, in spreads from the mean that this FAQ's own phrases get when left out
    "three",  # sum of the best three scores: what lies far outside moves none of them
    "likeness",  # rapidfuzz token_sort_ratio with the nearest phrase of the best entry, 0 to 1
    "known",  # share of the words, by rarity, that the FAQ has
    "gap",  # the word that the best entry has least like: `faq.matching.coverage.Coverage.gap`
)
FARTHEST = 6.0
"""Spreads above or below are cut at this many."""


def signs(
    tokens: Sequence[str], wording: str, scores: Sequence[float], gap: float, learned: Learned
) -> tuple[float, ...]:
    """The numbers named in `SIGNS`, in that order.

    `tokens` are the message's, mended; `wording` is the nearest phrase of the best entry, its tokens joined
    by spaces; `scores` are those of the entries, best first, at least one; `gap` is the best entry's.
    """
    mean, spread = learned.inside
    return (
        max(min((scores[0] - mean) / spread, FARTHEST), -FARTHEST),
        sum(scores[:3]),
        fuzz.token_sort_ratio(" ".join(tokens), wording) / 100,
        learned.index.known_share(tokens),
        gap,
    )


@dataclass(frozen=True, slots=True)
class Logistic:
    """One fitted question, for instance "is the first candidate right?"."""

    weights: Mapping[str, float]
    intercept: float

    def __call__(self, values: Sequence[float]) -> float:
        """Probability of "yes" for the numbers of `signs`."""
        total = self.intercept + sum(
            self.weights[name] * value for name, value in zip(SIGNS, values, strict=True)
        )
        return 1 / (1 + exp(-max(min(total, 30.0), -30.0)))


@dataclass(frozen=True, slots=True)
class Confidence:
    """The fitted numbers and the thresholds that the decision rests on."""

    right: Logistic
    """Is the first candidate right?"""
    inside: Logistic
    """Does any entry answer the message at all?"""
    answer: float
    """Least probability of `right` for an outright answer."""
    offer: float
    """Least probability of `inside` for offering choices."""


@lru_cache(maxsize=2)
def confidence(with_vectors: bool) -> Confidence:
    """The shipped numbers, for a matcher with the table of word vectors or without."""
    numbers = json.loads(NUMBERS.read_text("utf-8"))["with_vectors" if with_vectors else "without_vectors"]
    right, inside = (
        Logistic(numbers[name]["weights"], float(numbers[name]["intercept"])) for name in ("right", "inside")
    )
    return Confidence(right, inside, float(numbers["answer"]), float(numbers["offer"]))
