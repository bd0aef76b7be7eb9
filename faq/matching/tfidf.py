"""Four views of a message as TF-IDF vectors, and the likeness of a message to every phrase of the FAQ.

The weights are those of Salton and Buckley (1988), with sublinear counts (1 + log tf) and the smooth
inverse document frequency log((1 + n) / (1 + df)) + 1. Each view has length 1/2, so that the dot product of
two messages is the mean of their four cosines.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq.tokenizer import stem

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]
Counted = Counter[str]
Arrays = dict[str, NDArray[Any]]
Numbered = Mapping[int, int]

NEAR = 4
"""Two words make a pair when they stand at most this many words apart."""
GRAMS = range(2, 6)
"""Lengths, in characters, of the pieces of a word."""
COMMON = 60
"""A feature of at least so many phrases is kept as a whole row: adding rows is quicker than adding places."""


def words(tokens: Sequence[str]) -> Counted:
    """Stems, each on its own."""
    return Counter([stem(token) for token in tokens])


def neighbours(tokens: Sequence[str]) -> Counted:
    """Stems, and each two that follow one another; `^` and `$` mark the edges of the message."""
    stems = ["^", *(stem(token) for token in tokens), "$"]
    joined = [f"{first} {second}" for first, second in pairwise(stems)]
    return Counter(stems[1:-1] + joined)


def pairs(tokens: Sequence[str]) -> Counted:
    """Two stems within `NEAR` words of each other, whichever comes first."""
    stems = [stem(token) for token in tokens]
    return Counter(
        [
            f"{first} {second}" if first <= second else f"{second} {first}"
            for place, first in enumerate(stems)
            for second in stems[place + 1 : place + 1 + NEAR]
        ]
    )


def pieces(tokens: Sequence[str]) -> Counted:
    """Runs of two to five characters inside each word, with a space at either end, unstemmed."""
    padded = [f" {token} " for token in tokens]
    return Counter(
        [word[at : at + size] for word in padded for size in GRAMS for at in range(len(word) - size + 1)]
    )


VIEWS: Mapping[str, Callable[[Sequence[str]], Counted]] = {
    "w": words,
    "n": neighbours,
    "p": pairs,
    "c": pieces,
}
"""The views by the letter that their features begin with."""


@dataclass(frozen=True, slots=True)
class Sparse:
    """One message: the features that are there, shape (n,), and their weights, shape (n,)."""

    ids: Ids
    weights: Floats


class Index:
    """Every phrase's features, inverted: for each feature, the phrases that hold it and how much it weighs.

    Feature f stands in `rows[starts[f]:starts[f + 1]]`, with `weights` beside them.
    """

    def __init__(self, features: Sequence[str], rarity: Floats, size: int) -> None:
        self._ids = {feature: number for number, feature in enumerate(features)}
        self._rarity = rarity
        self._size = size
        self._unseen = log(1 + size) + 1
        self._pieces = lru_cache(maxsize=20_000)(self._pieces_of)

    @classmethod
    def build(cls, phrases: Sequence[Sequence[str]]) -> tuple["Index", list[Sparse]]:
        """From the tokens of every phrase, with each phrase's own vector. Their order is that of all
        results."""
        counted = [_features(tokens) for tokens in phrases]
        held = Counter(feature for views in counted for counts in views for feature in counts)
        features = list(held)
        counts = np.array([held[feature] for feature in features], dtype=np.float64)
        rarity = (np.log((1 + len(phrases)) / (1 + counts)) + 1).astype(np.float32)
        index = cls(features, rarity, len(phrases))
        vectors = [index._weigh([index._known(counts) for counts in views]) for views in counted]
        index._invert(vectors)
        index._lay_out()
        return index, vectors

    def _invert(self, vectors: Sequence[Sparse]) -> None:
        features = np.concatenate([vector.ids for vector in vectors] or [np.zeros(0, np.int32)])
        weights = np.concatenate([vector.weights for vector in vectors] or [np.zeros(0, np.float32)])
        rows = np.repeat(np.arange(len(vectors), dtype=np.int32), [len(vector.ids) for vector in vectors])
        order = np.argsort(features, kind="stable")
        self._rows, self._weights = rows[order], weights[order]
        self._starts = np.searchsorted(features[order], np.arange(len(self._ids) + 1)).astype(np.int32)

    def arrays(self) -> Arrays:
        """Everything, as arrays that `restore` takes back."""
        joined = np.frombuffer("\n".join(self._ids).encode(), dtype=np.uint8)
        return {
            "features": joined,
            "rarity": self._rarity,
            "rows": self._rows,
            "weights": self._weights,
            "starts": self._starts,
            "size": np.array(self._size),
        }

    @classmethod
    def restore(cls, arrays: Mapping[str, NDArray[Any]]) -> "Index":
        """The index that `arrays` came from. Raises KeyError when one is missing."""
        features = arrays["features"].tobytes().decode().split("\n")
        index = cls(features, arrays["rarity"], int(arrays["size"]))
        index._rows, index._weights, index._starts = arrays["rows"], arrays["weights"], arrays["starts"]
        index._lay_out()
        return index

    def _lay_out(self) -> None:
        """The rows of common features, and at which of them a feature stands: -1 for those that are rare."""
        common = np.flatnonzero(np.diff(self._starts) >= COMMON)
        self._common = np.zeros((len(common), self._size), dtype=np.float32)
        self._row = np.full(len(self._ids), -1, dtype=np.int32)
        self._row[common] = np.arange(len(common))
        for row, feature in enumerate(common):
            held = slice(self._starts[feature], self._starts[feature + 1])
            self._common[row, self._rows[held]] = self._weights[held]

    def _known(self, counts: Counted) -> Numbered:
        """The features that the FAQ has, by number."""
        return {self._ids[feature]: count for feature, count in counts.items() if feature in self._ids}

    def _pieces_of(self, token: str) -> tuple[int, ...]:
        """Numbers of the pieces of one word, each as often as it stands there; words come again, so kept."""
        mark = next(mark for mark, view in VIEWS.items() if view is pieces)
        every = (mark + piece for piece in pieces([token]).elements())
        return tuple(self._ids[piece] for piece in every if piece in self._ids)

    def _weigh(self, views: Sequence[Numbered]) -> Sparse:
        ids: list[int] = []
        weights: list[Floats] = []
        for known in views:
            if not known:
                continue
            numbers = list(known)
            heavy = self._rarity[numbers] * (1 + np.log(np.array(list(known.values()), dtype=np.float32)))
            ids.extend(numbers)
            weights.append(heavy * (0.5 / np.sqrt(heavy @ heavy)))
        joined = np.concatenate(weights) if weights else np.zeros(0)
        return Sparse(np.array(ids, dtype=np.int32), joined.astype(np.float32))

    def vector(self, tokens: Sequence[str]) -> Sparse:
        """The message's features and weights. Features that the FAQ does not have are dropped."""
        return self._weigh(
            [
                Counter(chain.from_iterable(map(self._pieces, tokens)))
                if view is pieces
                else self._known(_marked(mark, view(tokens)))
                for mark, view in VIEWS.items()
            ]
        )

    def likeness(self, vector: Sparse) -> Floats:
        """Mean of the four cosines with every phrase, shape (phrases,)."""
        row = self._row[vector.ids]
        common = row >= 0
        often = vector.weights[common] @ self._common[row[common]]
        rarely = self._of_rare(vector.ids[~common], vector.weights[~common])
        return np.asarray(often + rarely, dtype=np.float32)

    def _of_rare(self, ids: Ids, weights: Floats) -> NDArray[np.float64]:
        """The same, of rare features alone."""
        starts = self._starts[ids]
        lengths = self._starts[ids + 1] - starts
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        places = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
        weighed = self._weights[places] * np.repeat(weights, lengths)
        return np.bincount(self._rows[places], weighed, minlength=self._size).astype(np.float64)

    def rarity(self, word: str) -> float:
        """How rare a word is: 1 when no phrase has it, less the more have it."""
        number = self._ids.get("w" + stem(word))
        return 1.0 if number is None else float(self._rarity[number]) / self._unseen

    def known_share(self, tokens: Sequence[str]) -> float:
        """How much of the message's words, by rarity, the FAQ has at all: 0 to 1."""
        known = [self.rarity(token) for token in tokens if "w" + stem(token) in self._ids]
        return sum(known) / (sum(known) + len(tokens) - len(known)) if known else 0.0


def _features(tokens: Sequence[str]) -> list[Counted]:
    """The four views, each feature marked with the letter of its view."""
    return [_marked(mark, view(tokens)) for mark, view in VIEWS.items()]


def _marked(mark: str, counts: Counted) -> Counted:
    return Counter({mark + feature: count for feature, count in counts.items()})
