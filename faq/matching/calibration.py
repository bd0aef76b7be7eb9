"""How sure the matcher may be, from features that mean the same in any FAQ.

A logistic regression on five features, fitted on public sets by `bench/training/fit_confidence.py` and kept
as plain numbers in `data/confidence.json`. How high an FAQ's own phrases score when they are left out differs
from FAQ to FAQ: it is measured when the model is fitted, and scales the first feature.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import NamedTuple

from rapidfuzz import fuzz

from faq.matching.model import MatchModel
from faq.word_lists import DATA

NUMBERS = DATA / "confidence.json"
MAX_SPREADS = 6.0
"""A score further from the mean, in standard deviations, is cut to this."""


class Features(NamedTuple):
    """What the decision about one message rests on."""

    score: float
    """The best score, in standard deviations from the mean that this FAQ's own phrases get when left out."""
    top_three: float
    """Sum of the best three scores: a message out of scope raises none of them."""
    wording_similarity: float
    """rapidfuzz token_sort_ratio with the nearest phrase of the best entry, 0 to 1."""
    known_share: float
    """Share of the words, by rarity, that the FAQ has."""
    worst_uncovered: float
    """`faq.matching.coverage.Coverage.worst_uncovered_word` of the best entry."""


def compute_features(
    tokens: Sequence[str], wording: str, scores: Sequence[float], worst_uncovered: float, model: MatchModel
) -> Features:
    """Compute the features of one message.

    `tokens` are corrected; `wording` is the nearest phrase of the best entry, its tokens joined by spaces;
    `scores` are those of the entries, best first, at least one.
    """
    spreads = (scores[0] - model.in_scope_mean) / model.in_scope_spread
    return Features(
        score=max(min(spreads, MAX_SPREADS), -MAX_SPREADS),
        top_three=sum(scores[:3]),
        wording_similarity=fuzz.token_sort_ratio(" ".join(tokens), wording) / 100,
        known_share=model.index.known_share(tokens),
        worst_uncovered=worst_uncovered,
    )


@dataclass(frozen=True, slots=True)
class Logistic:
    """One fitted question, for instance "is the first candidate right?"."""

    weights: Features
    intercept: float

    def __call__(self, features: Features) -> float:
        """Return the probability of "yes"."""
        total = self.intercept + sum(
            weight * value for weight, value in zip(self.weights, features, strict=True)
        )
        return 1 / (1 + exp(-max(min(total, 30.0), -30.0)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The two fitted questions and the thresholds that the decision rests on."""

    right: Logistic
    """Is the first candidate right?"""
    in_scope: Logistic
    """Does any entry answer the message at all?"""
    answer_threshold: float
    """Least probability of `right` for an outright answer."""
    offer_threshold: float
    """Least probability of `in_scope` for offering choices."""


@lru_cache(maxsize=2)
def load_calibration(*, with_vectors: bool) -> Calibration:
    """Load the shipped numbers, for a matcher with the table of word vectors or without."""
    numbers = json.loads(NUMBERS.read_text("utf-8"))["with_vectors" if with_vectors else "without_vectors"]
    right, in_scope = (
        Logistic(Features(**numbers[name]["weights"]), float(numbers[name]["intercept"]))
        for name in ("right", "in_scope")
    )
    return Calibration(right, in_scope, float(numbers["answer"]), float(numbers["offer"]))
