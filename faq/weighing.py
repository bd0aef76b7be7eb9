"""How much a heard message tells of danger, and of a medicine: its words by themselves, and the sense of
the whole.

The lexicon weighs the words. Where they are quite ordinary that is all; otherwise the network reads the
message, and both count together. A longer message is read as a whole and in parts, for danger may stand in
its last line; since among many parts one is soon the odd one out, each is held back a little.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from .lexicon import Lexicon
from .network import DATA, Network, read_arrays

PART = 30
"""Words of the longest part. A longer sentence is read in parts that overlap by half."""
LEAST = 3
"""Words of the shortest."""
HELD_BACK = 0.9
"""Taken off the weight of a part for each doubling of their number; chosen on the `dev` messages."""
WHOLE = 70
"""Words of the longest stretch that is read as a whole."""


@dataclass(frozen=True, slots=True)
class Weight:
    """Above 0 for yes."""

    danger: float
    medicine: float


NOTHING = Weight(-10.0, -10.0)
"""Of a message whose words by themselves are too ordinary to be read."""


@dataclass(frozen=True, slots=True)
class Balance:
    """How lexicon and network count together. What the lexicon weighs below `ordinary` is not read.

    A pair of numbers is for danger and for a medicine.
    """

    share: float
    """Of the lexicon beside the network's 1."""
    ordinary: tuple[float, float]
    bounds: tuple[float, float]

    @classmethod
    def of(cls, about: Mapping[str, Any]) -> "Balance":
        """From `guards.json`."""
        ordinary, bounds = (tuple(map(float, about[name])) for name in ("ordinary", "bounds"))
        return cls(float(about["share"]), (ordinary[0], ordinary[1]), (bounds[0], bounds[1]))


class Scale:
    """Weighs heard messages. It keeps nothing of them, and may be asked from many tasks at once."""

    def __init__(self, lexicon: Lexicon, network: Network, balance: Balance) -> None:
        self._lexicon, self._network, self._balance = lexicon, network, balance

    @classmethod
    def read(cls, folder: Path = DATA) -> "Scale":
        """Read what was trained. Raises ValueError when the files don't belong together."""
        arrays, about = read_arrays(folder)
        return cls(Lexicon.of(arrays), Network(arrays), Balance.of(about))

    @property
    def words(self) -> frozenset[str]:
        """Words that the network knows whole: they are heard as they stand."""
        return self._network.pieces.words

    def weigh(self, heard: str) -> Weight:
        """What a heard message weighs: the highest of its whole and its parts."""
        found = [self._weigh(words) for words in stretches(heard)]
        own = parts(heard)
        back = HELD_BACK * log2(len(own)) if own else 0.0
        for part in own:
            weight = self._weigh(part)
            found.append(Weight(weight.danger - back, weight.medicine - back))
        return Weight(max(one.danger for one in found), max(one.medicine for one in found))

    def _weigh(self, words: list[str]) -> Weight:
        balance = self._balance
        by_words = self._lexicon.weigh(words)
        if not words or all(one < low for one, low in zip(by_words, balance.ordinary, strict=True)):
            return NOTHING
        danger, medicine = self._network.score(self._network.pieces.of(words)).tolist()
        return Weight(
            danger + balance.share * by_words[0] - balance.bounds[0],
            medicine + balance.share * by_words[1] - balance.bounds[1],
        )


def stretches(heard: str) -> list[list[str]]:
    """A heard message as words; one that is too long for one reading in stretches that overlap by half."""
    return _cut(heard.strip(". ").split(), WHOLE)


def parts(heard: str) -> list[list[str]]:
    """The sentences of a heard message, none where it has one of no great length."""
    sentences = [sentence.split() for sentence in heard.strip(". ").split(" . ")]
    found = [part for sentence in sentences for part in _cut(sentence, PART) if len(part) >= LEAST]
    return found if len(found) > 1 else []


def _cut(words: list[str], longest: int) -> list[list[str]]:
    step = longest // 2
    return [words[at : at + longest] for at in range(0, max(1, len(words) - longest + step), step)]
