"""Four views of a message as TF-IDF vectors, and the similarity of a message to every phrase of the FAQ.

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
Counts = Counter[str]
Arrays = dict[str, NDArray[Any]]
IdCounts = Mapping[int, int]

SKIP_WINDOW = 4
"""Two words make a skip-gram when they stand at most this many words apart."""
CHAR_LENGTHS = range(2, 6)
"""Lengths of the character n-grams."""
DENSE_FROM = 60
"""A feature of at least so many phrases is kept as a dense row: adding rows is quicker than adding places."""


def unigrams(tokens: Sequence[str]) -> Counts:
    """Count stems."""
    return Counter([stem(token) for token in tokens])


def bigrams(tokens: Sequence[str]) -> Counts:
    """Count stems, and each two that follow one another; `^` and `$` mark the edges of the message."""
    stems = ["^", *(stem(token) for token in tokens), "$"]
    joined = [f"{first} {second}" for first, second in pairwise(stems)]
    return Counter(stems[1:-1] + joined)


def skipgrams(tokens: Sequence[str]) -> Counts:
    """Count two stems within `SKIP_WINDOW` words of each other, in either order."""
    stems = [stem(token) for token in tokens]
    return Counter(
        [
            f"{first} {second}" if first <= second else f"{second} {first}"
            for place, first in enumerate(stems)
            for second in stems[place + 1 : place + 1 + SKIP_WINDOW]
        ]
    )


def char_ngrams(tokens: Sequence[str]) -> Counts:
    """Count runs of two to five characters inside each word, with a space at either end, unstemmed."""
    padded = [f" {token} " for token in tokens]
    return Counter(
        [
            word[start : start + size]
            for word in padded
            for size in CHAR_LENGTHS
            for start in range(len(word) - size + 1)
        ]
    )


VIEWS: Mapping[str, Callable[[Sequence[str]], Counts]] = {
    "w": unigrams,
    "n": bigrams,
    "p": skipgrams,
    "c": char_ngrams,
}
"""The views by the letter that their features begin with."""


@dataclass(frozen=True, slots=True)
class SparseVector:
    """One message: the features it has, shape (n,), and their weights, shape (n,)."""

    ids: Ids
    weights: Floats


class TfidfIndex:
    """An inverted index: for each feature, the phrases that have it and its weight in each.

    Feature f stands in `rows[starts[f]:starts[f + 1]]`, with `weights` beside them.
    """

    def __init__(self, features: Sequence[str], idf: Floats, size: int) -> None:
        self._ids = {feature: number for number, feature in enumerate(features)}
        self._idf = idf
        self._size = size
        self._idf_of_unseen = log(1 + size) + 1
        # Words come again and again, and their n-grams are the dearest features to look up.
        self._char_ids = lru_cache(maxsize=20_000)(self._char_ids_of)

    @classmethod
    def build(cls, phrases: Sequence[Sequence[str]]) -> tuple["TfidfIndex", list[SparseVector]]:
        """Build the index of tokenised phrases; return it with their vectors, in the same order."""
        counted = [[_marked(mark, view(tokens)) for mark, view in VIEWS.items()] for tokens in phrases]
        document_counts = Counter(feature for views in counted for counts in views for feature in counts)
        features = list(document_counts)
        frequencies = np.array([document_counts[feature] for feature in features], dtype=np.float64)
        idf = (np.log((1 + len(phrases)) / (1 + frequencies)) + 1).astype(np.float32)
        index = cls(features, idf, len(phrases))
        vectors = [index._weigh([index._known(counts) for counts in views]) for views in counted]
        index._invert(vectors)
        index._lay_out()
        return index, vectors

    def _invert(self, vectors: Sequence[SparseVector]) -> None:
        features = np.concatenate([vector.ids for vector in vectors] or [np.zeros(0, np.int32)])
        weights = np.concatenate([vector.weights for vector in vectors] or [np.zeros(0, np.float32)])
        rows = np.repeat(np.arange(len(vectors), dtype=np.int32), [len(vector.ids) for vector in vectors])
        order = np.argsort(features, kind="stable")
        self._rows, self._weights = rows[order], weights[order]
        self._starts = np.searchsorted(features[order], np.arange(len(self._ids) + 1)).astype(np.int32)

    def arrays(self) -> Arrays:
        """Return everything as arrays that `restore` takes back."""
        return {
            "features": np.frombuffer("\n".join(self._ids).encode(), dtype=np.uint8),
            "idf": self._idf,
            "rows": self._rows,
            "weights": self._weights,
            "starts": self._starts,
            "size": np.array(self._size),
        }

    @classmethod
    def restore(cls, arrays: Mapping[str, NDArray[Any]]) -> "TfidfIndex":
        """Return the index that `arrays` came from. Raises KeyError when one is missing."""
        features = arrays["features"].tobytes().decode().split("\n")
        index = cls(features, arrays["idf"], int(arrays["size"]))
        index._rows, index._weights, index._starts = arrays["rows"], arrays["weights"], arrays["starts"]
        index._lay_out()
        return index

    def _lay_out(self) -> None:
        """Build the dense rows of common features, and the row of each feature: -1 for rare ones."""
        common = np.flatnonzero(np.diff(self._starts) >= DENSE_FROM)
        self._dense = np.zeros((len(common), self._size), dtype=np.float32)
        self._dense_row = np.full(len(self._ids), -1, dtype=np.int32)
        self._dense_row[common] = np.arange(len(common))
        for row, feature in enumerate(common):
            places = slice(self._starts[feature], self._starts[feature + 1])
            self._dense[row, self._rows[places]] = self._weights[places]

    def _known(self, counts: Counts) -> IdCounts:
        """Return the counts of the features that the FAQ has, by number."""
        return {self._ids[feature]: count for feature, count in counts.items() if feature in self._ids}

    def _char_ids_of(self, token: str) -> tuple[int, ...]:
        """Return the numbers of one word's character n-grams, each as often as it occurs."""
        mark = next(mark for mark, view in VIEWS.items() if view is char_ngrams)
        ngrams = (mark + ngram for ngram in char_ngrams([token]).elements())
        return tuple(self._ids[ngram] for ngram in ngrams if ngram in self._ids)

    def _weigh(self, views: Sequence[IdCounts]) -> SparseVector:
        ids: list[int] = []
        weights: list[Floats] = []
        for known in views:
            if not known:
                continue
            numbers = list(known)
            view = self._idf[numbers] * (1 + np.log(np.array(list(known.values()), dtype=np.float32)))
            ids.extend(numbers)
            weights.append(view * (0.5 / np.sqrt(view @ view)))
        joined = np.concatenate(weights) if weights else np.zeros(0)
        return SparseVector(np.array(ids, dtype=np.int32), joined.astype(np.float32))

    def vector(self, tokens: Sequence[str]) -> SparseVector:
        """Return the message's features and weights. Features that the FAQ lacks are dropped."""
        return self._weigh(
            [
                Counter(chain.from_iterable(map(self._char_ids, tokens)))
                if view is char_ngrams
                else self._known(_marked(mark, view(tokens)))
                for mark, view in VIEWS.items()
            ]
        )

    def similarity(self, vector: SparseVector) -> Floats:
        """Return the mean of the four cosines with every phrase, shape (phrases,)."""
        row = self._dense_row[vector.ids]
        common = row >= 0
        dense = vector.weights[common] @ self._dense[row[common]]
        sparse = self._sparse_similarity(vector.ids[~common], vector.weights[~common])
        return np.asarray(dense + sparse, dtype=np.float32)

    def _sparse_similarity(self, ids: Ids, weights: Floats) -> NDArray[np.float64]:
        """Return the part that rare features add."""
        starts = self._starts[ids]
        lengths = self._starts[ids + 1] - starts
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        places = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
        products = self._weights[places] * np.repeat(weights, lengths)
        return np.bincount(self._rows[places], products, minlength=self._size).astype(np.float64)

    def rarity(self, word: str) -> float:
        """Return how rare a word is: 1 when no phrase has it, less the more have it."""
        number = self._ids.get("w" + stem(word))
        return 1.0 if number is None else float(self._idf[number]) / self._idf_of_unseen

    def known_share(self, tokens: Sequence[str]) -> float:
        """Return the share of a message's words, by rarity, that the FAQ has: 0 to 1."""
        known = [self.rarity(token) for token in tokens if "w" + stem(token) in self._ids]
        return sum(known) / (sum(known) + len(tokens) - len(known)) if known else 0.0


def _marked(mark: str, counts: Counts) -> Counts:
    return Counter({mark + feature: count for feature, count in counts.items()})
