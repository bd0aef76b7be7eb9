"""A second opinion beside the patterns: how much the words and their meanings weigh together.

A message is a bag of features: its words, pairs of words side by side or one apart, and the same of their
meanings (`guard_concepts.txt` puts words of one meaning in one line), so that a wording nobody wrote down is
still near to one that somebody did. Each feature has a weight; the sum over the length of the bag is compared
with a bound. The weights are fitted by ridge regression (`bench/fit_guards.py`) and shipped as numbers.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from math import log2, sqrt
from pathlib import Path

from .listening import STRUCK_OUT

_DATA = Path(__file__).parent / "data"
WEIGHTS = _DATA / "guard_weights.json"
_GONE = STRUCK_OUT.strip()
_YEAR = 4
WORD, PAIR, APART, MEANING, MEANINGS, MEANINGS_APART = 1.0, 1.0, 0.7, 2.0, 1.5, 1.0
"""How much a feature of each kind counts before it is weighted. Chosen by cross-validation on `dev`."""
HELD_BACK = 0.1
"""Taken off the score of a sentence for each doubling of their number, chosen in the same way."""
REACH = 3
"""How many words apart two meanings may stand."""


def read_concepts(path: Path = _DATA / "guard_concepts.txt") -> dict[str, str]:
    """The meaning of each word that has one, in capitals."""
    meanings: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if " = " in line and not line.startswith("#"):
            name, words = line.split(" = ", 1)
            for word in words.split():
                meanings.setdefault(word, name.upper())
    return meanings


class Bag:
    """Makes the features of heard messages."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        self._meanings = meanings

    def _meaning(self, word: str) -> str:
        if word.isdigit() and len(word) == _YEAR:
            return "YEAR"
        return self._meanings.get(word, word)

    def features(self, heard: str) -> dict[str, float]:
        """Feature to its count, higher for what tells more. Words that were struck out are gone."""
        words = [word for word in heard.split() if word != _GONE]
        meanings = [self._meaning(word) for word in words]
        found: dict[str, float] = {}
        for at, word in enumerate(words):
            found[word] = WORD
            for other in words[at + 1 : at + 2]:
                found[f"{word} {other}"] = PAIR
            for other in words[at + 2 : at + 3]:
                found[f"{word} . {other}"] = APART
            self._pairs(meanings, at, found)
        return found

    @staticmethod
    def _pairs(meanings: list[str], at: int, found: dict[str, float]) -> None:
        first = meanings[at]
        if first.isupper():
            found["=" + first] = MEANING
        for step, other in enumerate(meanings[at + 1 : at + 1 + REACH]):
            if other == ".":
                break
            name, count = ("=", MEANINGS) if step == 0 else ("~", MEANINGS_APART)
            found[f"{name}{first} {other}"] = count


class Verdict(Enum):
    """What a second opinion comes to."""

    YES = "yes"
    """Enough by itself."""
    UNSURE = "unsure"
    """A pattern decides."""
    NO = "no"
    """Only a certain pattern counts."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """The fitted weights of one guard. `bias` counts once for every message; beyond `bound` it is a yes.

    Below `doubt` the message is so ordinary that a pattern alone does not count.
    """

    weights: Mapping[str, float]
    bias: float
    bound: float
    doubt: float

    def score(self, features: Mapping[str, float]) -> float:
        """About -1 for an ordinary message and 1 for one the guard is there for."""
        weights = self.weights
        total = sum(weights.get(feature, 0.0) * count for feature, count in features.items())
        length = sqrt(sum(count * count for count in features.values())) or 1.0
        return total / length + self.bias


class SecondOpinion:
    """Whether a heard message, or any one sentence of it, is nearer to danger than to ordinary talk."""

    def __init__(self, guard: str, path: Path = WEIGHTS) -> None:
        self._bag = Bag(read_concepts())
        self._path, self._guard = path, guard

    @cached_property
    def _opinion(self) -> Opinion:
        kept = json.loads(self._path.read_text(encoding="utf-8"))[self._guard]
        weights = {feature: number / 1000 for feature, number in kept["weights"].items()}
        return Opinion(weights, kept["bias"], kept["bound"], kept["doubt"])

    def score(self, heard: str) -> float:
        """The highest score of the message and its sentences, in a longer message each held back a little."""
        opinion = self._opinion
        parts = sentences(heard)
        back = held_back(len(parts))
        return max(
            opinion.score(self._bag.features(heard)),
            *(opinion.score(self._bag.features(part)) - back for part in parts),
            -1.0,
        )

    def judge(self, heard: str) -> Verdict:
        """What the score comes to."""
        score = self.score(heard)
        if score > self._opinion.bound:
            return Verdict.YES
        return Verdict.NO if score < self._opinion.doubt else Verdict.UNSURE


def held_back(count: int) -> float:
    """What is taken off the score of each of so many sentences: among many, one is soon the odd one out."""
    return HELD_BACK * log2(max(1, count))


def sentences(heard: str) -> list[str]:
    """The sentences of a heard message that has two or more, each as a heard message of its own."""
    parts = heard.strip(". ").split(" . ")
    if len(parts) == 1:
        return []
    return [f". {part} . " for part in parts if len(part.split()) >= 3]
