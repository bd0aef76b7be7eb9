"""Four views of a message as TF-IDF vectors, and the likeness of a message to every phrase of the FAQ.

The weights are those of Salton and Buckley (1988), with sublinear counts (1 + log tf) and the smooth inverse
document frequency log((1 + n) / (1 + df)) + 1. Every vector has unit length, so a dot product is a cosine.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq.normalise import stem

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]
Counted = Counter[str]

NEAR = 4
"""Two words make a pair when they stand at most this many words apart."""
GRAMS = range(2, 6)
"""Lengths, in characters, of the pieces of a word."""


def words(tokens: Sequence[str]) -> Counted:
    """Stems, each on its own."""
    return Counter(stem(token) for token in tokens)


def neighbours(tokens: Sequence[str]) -> Counted:
    """Stems, and each two that follow one another; `^` and `$` mark the edges of the message."""
    stems = ["^", *(stem(token) for token in tokens), "$"]
    counted = Counter(stems[1:-1])
    counted.update(f"{first} {second}" for first, second in zip(stems, stems[1:], strict=False))
    return counted


def pairs(tokens: Sequence[str]) -> Counted:
    """Two stems within `NEAR` words of each other, whichever comes first."""
    stems = [stem(token) for token in tokens]
    counted: Counted = Counter()
    for place, first in enumerate(stems):
        for second in stems[place + 1 : place + 1 + NEAR]:
            counted[f"{first} {second}" if first <= second else f"{second} {first}"] += 1
    return counted


def pieces(tokens: Sequence[str]) -> Counted:
    """Runs of two to five characters inside each word, with a space at either end, unstemmed."""
    counted: Counted = Counter()
    for token in tokens:
        padded = f" {token} "
        for size in GRAMS:
            counted.update(padded[at : at + size] for at in range(len(padded) - size + 1))
    return counted


VIEWS: tuple[Callable[[Sequence[str]], Counted], ...] = (words, neighbours, pairs, pieces)


@dataclass(frozen=True, slots=True)
class Sparse:
    """One unit vector: the features that are there (n,) and their weights (n,)."""

    ids: Ids
    weights: Floats


class Block:
    """One view of the FAQ: its features, their weights, and for each feature the phrases that hold it."""

    def __init__(self, view: Callable[[Sequence[str]], Counted], phrases: Sequence[Sequence[str]]) -> None:
        self._view = view
        counted = [view(tokens) for tokens in phrases]
        self._ids = {feature: number for number, feature in enumerate(_all_features(counted))}
        self._idf = self._rarity(counted)
        self._size = len(phrases)
        self._index(counted)

    def _rarity(self, counted: Sequence[Counted]) -> Floats:
        held = np.zeros(len(self._ids))
        for counts in counted:
            held[[self._ids[feature] for feature in counts]] += 1
        return (np.log((1 + len(counted)) / (1 + held)) + 1).astype(np.float32)

    def _index(self, counted: Sequence[Counted]) -> None:
        """The inverted index in compressed rows: feature f stands in `_rows[_starts[f]:_starts[f + 1]]`."""
        vectors = [self._weigh(counts) for counts in counted]
        features = np.concatenate([vector.ids for vector in vectors] or [np.zeros(0, np.int32)])
        weights = np.concatenate([vector.weights for vector in vectors] or [np.zeros(0, np.float32)])
        rows = np.repeat(np.arange(len(vectors), dtype=np.int32), [len(vector.ids) for vector in vectors])
        order = np.argsort(features, kind="stable")
        self._rows, self._weights = rows[order], weights[order]
        self._starts = np.searchsorted(features[order], np.arange(len(self._ids) + 1)).astype(np.int32)

    def _weigh(self, counts: Counted) -> Sparse:
        known = [(self._ids[feature], count) for feature, count in counts.items() if feature in self._ids]
        ids = np.array([number for number, _ in known], dtype=np.int32)
        tf = 1 + np.log(np.array([count for _, count in known], dtype=np.float32))
        weights = (tf * self._idf[ids]).astype(np.float32)
        length = float(np.sqrt(weights @ weights))
        return Sparse(ids, weights / length if length else weights)

    def vector(self, tokens: Sequence[str]) -> Sparse:
        """The message in this view. Features that the FAQ does not have are dropped."""
        return self._weigh(self._view(tokens))

    def likeness(self, vector: Sparse) -> Floats:
        """Cosine with every phrase, shape (phrases,)."""
        total = np.zeros(self._size, dtype=np.float32)
        for feature, weight in zip(vector.ids.tolist(), vector.weights.tolist(), strict=True):
            start, end = self._starts[feature], self._starts[feature + 1]
            total[self._rows[start:end]] += weight * self._weights[start:end]
        return total


def _all_features(counted: Iterable[Counted]) -> list[str]:
    """Every feature once, in the order of first sight, so that the same words give the same numbers."""
    return list(dict.fromkeys(feature for counts in counted for feature in counts))
