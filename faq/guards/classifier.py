"""How much a normalised message speaks of danger, and of a medicine.

The linear model scores the words. Where they are quite ordinary that is all; otherwise the network reads the
message, and both scores are added. A longer message is scored as a whole and in segments, for danger may
stand in its last line; since one of many segments soon stands out by chance, each pays a penalty for their
number. Of very many the network reads those whose words score highest, so that no message holds everybody up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any, NamedTuple

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


class RiskScores(NamedTuple):
    """Above 0 for yes."""

    danger: float
    medicine: float


NO_RISK = RiskScores(-10.0, -10.0)
"""The scores of a message whose words are too ordinary for the network."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How the two models count together. Two numbers are for danger and for a medicine."""

    linear_weight: float
    """Weight of the linear model beside the network's 1."""
    read_above: Sequence[float]
    """The network reads only what the linear model scores above this."""
    decision: Sequence[float]
    """The sum above which the answer is yes."""

    @classmethod
    def from_json(cls, description: Mapping[str, Any]) -> "Thresholds":
        """Take the numbers from `guards.json`."""
        return cls(description["linear_weight"], description["read_above"], description["decision"])


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
        passages = [_Passage(words, self._linear.score(words), 0.0) for words in windows(normalised) if words]
        passages += [_Passage(words, self._linear.score(words), penalty) for words in own_segments]
        passages.sort(key=self._excess, reverse=True)
        read = (passage for passage in passages[:MAX_READS] if self._excess(passage) > 0)
        danger, medicine = zip(NO_RISK, *map(self._read, read), strict=True)
        return RiskScores(max(danger), max(medicine))

    def _excess(self, passage: "_Passage") -> float:
        """Return how far the words alone score above what the network reads, for either risk."""
        return max(
            score - bar for score, bar in zip(passage.linear, self._thresholds.read_above, strict=True)
        )

    def _read(self, passage: "_Passage") -> RiskScores:
        network = self._network.score(self._network.tokenizer.encode(passage.words)).tolist()
        weight = self._thresholds.linear_weight
        danger, medicine = (
            score + weight * linear - threshold - passage.penalty
            for score, linear, threshold in zip(
                network, passage.linear, self._thresholds.decision, strict=True
            )
        )
        return RiskScores(danger, medicine)


class _Passage(NamedTuple):
    """A window or segment of a message."""

    words: list[str]
    linear: tuple[float, float]
    """What the linear model says of danger and of a medicine."""
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
