"""How much a normalised message speaks of danger, and of a medicine.

The linear model scores the words. Where they are quite ordinary that is all; otherwise the network reads the
message, and both scores are added. A longer message is scored as a whole and in segments, for danger may
stand in its last line; since one of many segments soon stands out by chance, each pays a penalty for their
number. Of very many the network reads those whose words score highest, so that no message holds everybody up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from faq.guards.linear_model import LinearModel
from faq.guards.transformer import Transformer, read_arrays
from faq.word_lists import DATA

SEGMENT_WORDS = 30
"""Words of the longest segment. A longer sentence is read in segments that overlap by half."""
MIN_SEGMENT_WORDS = 3
LENGTH_PENALTY = 0.9
"""Taken off a segment's score for each doubling of their number; chosen on the `dev` messages."""
WINDOW_WORDS = 70
"""Words of the longest stretch that is read as a whole."""
MAX_READS = 16
"""Windows and segments of one message that the network reads: some 60 ms."""


@dataclass(frozen=True, slots=True)
class RiskScores:
    """Above 0 for yes."""

    danger: float
    medicine: float


NO_RISK = RiskScores(-10.0, -10.0)
"""The scores of a message whose words are too ordinary for the network."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How the two models count together. A pair of numbers is for danger and for a medicine."""

    linear_weight: float
    """Weight of the linear model beside the network's 1."""
    read_above: tuple[float, float]
    """The network reads only what the linear model scores above this."""
    decision: tuple[float, float]
    """The sum above which the answer is yes."""

    @classmethod
    def from_json(cls, description: Mapping[str, Any]) -> "Thresholds":
        """Take the numbers from `guards.json`."""
        read_above, decision = (
            (float(danger), float(medicine))
            for danger, medicine in (description["read_above"], description["decision"])
        )
        return cls(float(description["linear_weight"]), read_above, decision)


class RiskClassifier:
    """Scores normalised messages. It keeps nothing of them, so many tasks may share it."""

    def __init__(self, linear: LinearModel, network: Transformer, thresholds: Thresholds) -> None:
        self._linear, self._network, self._thresholds = linear, network, thresholds

    @classmethod
    def read(cls, folder: Path = DATA) -> "RiskClassifier":
        """Read what was trained. Raises ValueError when the files don't belong together."""
        arrays, description = read_arrays(folder)
        return cls(LinearModel.from_arrays(arrays), Transformer(arrays), Thresholds.from_json(description))

    @property
    def words(self) -> frozenset[str]:
        """Words that the network knows whole: the normaliser leaves them as they stand."""
        return self._network.tokenizer.words

    def score(self, normalised: str) -> RiskScores:
        """Return the highest scores of the message's windows and segments."""
        own_segments = segments(normalised)
        penalty = LENGTH_PENALTY * log2(len(own_segments)) if own_segments else 0.0
        passages = [self._passage(words, 0.0) for words in windows(normalised) if words]
        passages += [self._passage(words, penalty) for words in own_segments]
        suspicious = sorted(
            (passage for passage in passages if passage.excess > 0), key=lambda passage: -passage.excess
        )
        scores = [NO_RISK, *map(self._read, suspicious[:MAX_READS])]
        return RiskScores(max(score.danger for score in scores), max(score.medicine for score in scores))

    def _passage(self, words: list[str], penalty: float) -> "_Passage":
        linear = RiskScores(*self._linear.score(words))
        danger, medicine = self._thresholds.read_above
        return _Passage(words, linear, max(linear.danger - danger, linear.medicine - medicine), penalty)

    def _read(self, passage: "_Passage") -> RiskScores:
        danger, medicine = self._network.score(self._network.tokenizer.encode(passage.words)).tolist()
        weight, decision = self._thresholds.linear_weight, self._thresholds.decision
        return RiskScores(
            danger + weight * passage.linear.danger - decision[0] - passage.penalty,
            medicine + weight * passage.linear.medicine - decision[1] - passage.penalty,
        )


@dataclass(frozen=True, slots=True)
class _Passage:
    """A window or segment: its words, their linear score, score above threshold, and the length penalty."""

    words: list[str]
    linear: RiskScores
    excess: float
    penalty: float


def windows(normalised: str) -> list[list[str]]:
    """Return a message as words, in windows that overlap by half where it is too long for one."""
    return _split(normalised.strip(". ").split(), WINDOW_WORDS)


def segments(normalised: str) -> list[list[str]]:
    """Return the sentences of a message, none where it has a single short one."""
    sentences = [sentence.split() for sentence in normalised.strip(". ").split(" . ")]
    found = [
        segment
        for sentence in sentences
        for segment in _split(sentence, SEGMENT_WORDS)
        if len(segment) >= MIN_SEGMENT_WORDS
    ]
    return found if len(found) > 1 else []


def _split(words: list[str], size: int) -> list[list[str]]:
    step = size // 2
    return [words[start : start + size] for start in range(0, max(1, len(words) - size + step), step)]
