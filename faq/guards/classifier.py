"""How much a heard message tells of danger, and of a medicine: its words by themselves, and the sense of
the whole.

The lexicon weighs the words. Where they are quite ordinary that is all; otherwise the network reads the
message, and both count together. A longer message is read as a whole and in parts, for danger may stand in
its last line; since among many parts one is soon the odd one out, each is held back a little. Of very many
the network reads those whose words weigh most, so that no message holds everybody up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from faq.guards.linear_model import Lexicon
from faq.guards.transformer import DATA, Network, read_arrays

PART = 30
"""Words of the longest part. A longer sentence is read in parts that overlap by half."""
LEAST = 3
"""Words of the shortest."""
HELD_BACK = 0.9
"""Taken off the weight of a part for each doubling of their number; chosen on the `dev` messages."""
WHOLE = 70
"""Words of the longest stretch that is read as a whole."""
READ_AT_MOST = 16
"""Stretches and parts of one message that the network reads: some 60 ms."""


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
        own = parts(heard)
        back = HELD_BACK * log2(len(own)) if own else 0.0
        readings = [self._by_words(words, 0.0) for words in stretches(heard) if words]
        readings += [self._by_words(words, back) for words in own]
        worth = sorted((one for one in readings if one.above > 0), key=lambda one: -one.above)
        found = [NOTHING, *map(self._by_sense, worth[:READ_AT_MOST])]
        return Weight(max(one.danger for one in found), max(one.medicine for one in found))

    def _by_words(self, words: list[str], held_back: float) -> "_Reading":
        weight = Weight(*self._lexicon.weigh(words))
        danger, medicine = self._balance.ordinary
        return _Reading(words, weight, max(weight.danger - danger, weight.medicine - medicine), held_back)

    def _by_sense(self, reading: "_Reading") -> Weight:
        danger, medicine = self._network.score(self._network.pieces.of(reading.words)).tolist()
        share, bounds, back = self._balance.share, self._balance.bounds, reading.held_back
        return Weight(
            danger + share * reading.by_words.danger - bounds[0] - back,
            medicine + share * reading.by_words.medicine - bounds[1] - back,
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """Words that may be read: what they weigh by themselves, how far above the ordinary that is, and what is
    taken off."""

    words: list[str]
    by_words: Weight
    above: float
    held_back: float


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
