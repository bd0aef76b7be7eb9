"""How sure the matcher may be, from signs that mean the same in any FAQ.

A logistic regression on a handful of signs, fitted on public sets by `bench/fit_confidence.py` and kept as plain
numbers in `data/confidence.json`; what is peculiar to one FAQ (how well messages score there that no entry
answers) is measured at load, by leaving entries out, and put into the signs.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz

from faq.learning import Learned, View

NUMBERS = Path(__file__).parent / "data" / "confidence.json"

SIGNS = (
    "score",  # the best entry's score
    "margin",  # less the second's
    "share",  # soft-max of the best score among all, temperature 0.1
    "score_outside",  # the best score, in spreads above what leaving the entry out gives
    "letters",  # lexical likeness to the nearest phrase of the best entry
    "letters_outside",
    "about",  # cosine of the word vectors with the nearest phrase of the best entry
    "about_outside",
    "known",  # share of the words, by rarity, that the FAQ has
    "mended",  # share of the words that were misspelt
    "token_set",  # rapidfuzz token_set_ratio with the nearest phrase, 0 to 1
    "token_sort",  # rapidfuzz token_sort_ratio with the nearest phrase, 0 to 1
    "length",  # log of the number of words
    "nowhere",  # kernel value of the nearest negative less that of the nearest phrase
    "letters_agree",  # 1 when the nearest phrase by letters belongs to the best entry
    "about_agree",  # 1 when the nearest phrase by word vectors does
)
TEMPERATURE = 0.1
FARTHEST = 6.0
"""Spreads above or below are cut at this many."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the signs need it."""

    tokens: Sequence[str]
    """Mended."""
    mended: int
    """How many of them were misspelt."""
    view: View
    ranked: Sequence[int]
    """Entries, best first."""
    wording: str
    """The nearest phrase of the best entry, its tokens joined by spaces."""


def signs(message: Message, learned: Learned) -> list[float]:
    """The numbers named in `SIGNS`, in that order."""
    view, best = message.view, message.ranked[0]
    owners = learned.owners
    score = float(view.scores[best])
    second = float(view.scores[message.ranked[1]]) if len(message.ranked) > 1 else 0.0
    own = np.flatnonzero(owners == best)
    letters, about = float(view.letters[own].max()), float(view.about[own].max())
    joined = " ".join(message.tokens)
    return [
        score,
        score - second,
        1 / float(np.exp((view.scores[list(message.ranked)] - score) / TEMPERATURE).sum()),
        _spreads(score, learned, 0),
        letters,
        _spreads(letters, learned, 1),
        about,
        _spreads(about, learned, 2),
        learned.index.known_share(message.tokens),
        message.mended / len(message.tokens),
        fuzz.token_set_ratio(joined, message.wording) / 100,
        fuzz.token_sort_ratio(joined, message.wording) / 100,
        log(len(message.tokens)),
        view.near_nowhere,
        float(owners[int(view.letters.argmax())] == best),
        float(owners[int(view.about.argmax())] == best),
    ]


def _spreads(value: float, learned: Learned, kind: int) -> float:
    mean, spread = learned.spreads[kind][0]
    return float(np.clip((value - mean) / spread, -FARTHEST, FARTHEST))


@dataclass(frozen=True, slots=True)
class Logistic:
    """One fitted question, for instance "is the first candidate right?"."""

    weights: Mapping[str, float]
    intercept: float

    def __call__(self, values: Sequence[float]) -> float:
        """Probability of "yes" for the numbers of `signs`."""
        total = self.intercept + sum(self.weights[name] * value for name, value in zip(SIGNS, values, strict=True))
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
