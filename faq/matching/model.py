"""All that is learnt from the entries' wordings, once, at load."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq.matching.embeddings import WordVectors
from faq.matching.kernel_ridge import (
    NOWHERE,
    Floats,
    Owners,
    kernel,
    solve,
)
from faq.matching.tfidf import Arrays, Index, Sparse

MOST_PHRASES = 4000
"""Past so many phrases, nearest phrases decide, for the closed form would take too long."""
TOO_ALIKE = 0.6
"""A negative whose words' vector is this near to a phrase's (cosine) is left out."""
NEAREST, MEAN = 0.7, 0.3
"""Past `MOST_PHRASES`: an entry's score is 0.7 of its nearest phrase and 0.3 of their mean."""
LEAST_SPREAD = 0.02
GUESSED = 1.2
"""Where every entry has one phrase only: spreads by which messages in scope lie above those out of scope."""
SAMPLED = 400
"""Phrases that stand for all when the spread of scores is measured past `MOST_PHRASES`."""


@dataclass(frozen=True, slots=True)
class View:
    """How one message looks beside the n phrases and the negatives behind them."""

    letters: Floats
    """Shape (n + negatives,): mean of the four lexical cosines."""
    about: Floats
    """Shape (n + negatives,): cosine of the word vectors, nought without the table."""
    scores: Floats
    """Shape (entries,)."""
    near_nowhere: float
    """Kernel value of the nearest negative less that of the nearest phrase."""


class Learned:
    """The index, the phrases' vectors, the solution, and how messages that no entry answers score."""

    def __init__(self, index: Index, owners: Owners, vectors: WordVectors | None, arrays: Arrays) -> None:
        self.index = index
        self.owners = owners
        """Shape (n + negatives,): the number of the entry, or `NOWHERE`."""
        self._vectors = vectors
        self._arrays = arrays
        self._about = arrays["about"]
        self._weights = arrays["solution"]
        self._entries = int(arrays["entries"])
        self._phrases = int((owners != NOWHERE).sum())
        self.inside: tuple[float, float] = tuple(arrays["inside"].tolist())
        """Mean and spread of the best score that a phrase gets when it is left out: what messages in scope
        score in this FAQ."""

    @classmethod
    def learn(
        cls,
        phrases: Sequence[Sequence[str]],
        owners: Sequence[int],
        others: Sequence[Sequence[str]],
        vectors: WordVectors | None,
    ) -> "Learned":
        """From the tokens of the phrases, the number of each one's entry, and the tokens of the negatives."""
        others = _unlike(others, phrases, vectors)
        rows = [*phrases, *others]
        owned = np.array([*owners, *([NOWHERE] * len(others))], dtype=np.int32)
        index, sparse = Index.build(rows)
        about = vectors.sentences(rows) if vectors else np.zeros((len(rows), 0), dtype=np.float32)
        arrays: Arrays = {"about": about, "owners": owned, "entries": np.array(max(owners, default=-1) + 1)}
        arrays |= _solution(index, sparse, owned, about)
        return cls(index, owned, vectors, arrays)

    def arrays(self) -> Arrays:
        """Everything, as arrays that `restore` takes back."""
        return self._arrays | {f"index_{name}": array for name, array in self.index.arrays().items()}

    @classmethod
    def restore(cls, arrays: Mapping[str, NDArray[Any]], vectors: WordVectors | None) -> "Learned":
        """What `arrays` came from. Raises KeyError when one is missing."""
        index = Index.restore(
            {name[6:]: array for name, array in arrays.items() if name.startswith("index_")}
        )
        own = {name: array for name, array in arrays.items() if not name.startswith("index_")}
        return cls(index, own["owners"], vectors, own)

    def view(self, tokens: Sequence[str]) -> View:
        """One message beside all phrases."""
        letters = self.index.likeness(self.index.vector(tokens))
        if self._vectors is None:
            about = np.zeros_like(letters)
            alike = kernel(letters, None)
        else:
            about = _products(self._about, self._vectors.sentence(tokens))
            alike = kernel(letters, about)
        nearest = float(alike[: self._phrases].max(initial=0))
        nowhere = float(alike[self._phrases :].max(initial=0))
        return View(letters, about, self._scores(alike), nowhere - nearest)

    def _scores(self, alike: Floats) -> Floats:
        if self._weights.size:
            return _products(self._weights, alike)
        return nearest_scores(alike[: self._phrases], self.owners[: self._phrases], self._entries)


def _products(rows: Floats, vector: Floats) -> Floats:
    """Matrix times vector on one thread. BLAS would wake its others for each message, and wait for them."""
    return np.asarray(np.einsum("ij,j->i", rows, vector), dtype=np.float32)


def nearest_scores(alike: Floats, owners: Owners, entries: int) -> Floats:
    """0.7 of the nearest phrase and 0.3 of the mean, for each entry, shape (entries,)."""
    best = np.zeros(entries, dtype=np.float32)
    np.maximum.at(best, owners, alike)
    counts = np.maximum(np.bincount(owners, minlength=entries), 1)
    means = np.bincount(owners, alike, minlength=entries) / counts
    return np.asarray(NEAREST * best + MEAN * means, dtype=np.float32)


def _unlike(
    others: Sequence[Sequence[str]], phrases: Sequence[Sequence[str]], vectors: WordVectors | None
) -> list[Sequence[str]]:
    """The negatives that no phrase is too like: "tell me a joke" is no negative to an FAQ that tells
    jokes."""
    if vectors is None or not phrases:
        known = {tuple(tokens) for tokens in phrases}
        return [tokens for tokens in others if tuple(tokens) not in known]
    nearest = (vectors.sentences(others) @ vectors.sentences(phrases).T).max(axis=1)
    return [tokens for tokens, near in zip(others, nearest, strict=True) if near < TOO_ALIKE]


def _solution(index: Index, sparse: Sequence[Sparse], owners: Owners, about: Floats) -> Arrays:
    entries = int(owners.max(initial=NOWHERE)) + 1
    phrases = int((owners != NOWHERE).sum())
    few = phrases <= MOST_PHRASES
    chosen = np.arange(len(sparse)) if few else np.linspace(0, phrases - 1, SAMPLED).astype(int)
    letters = np.stack([index.likeness(sparse[row]) for row in chosen])
    alike = kernel(letters, about[chosen] @ about.T if about.shape[1] else None)
    if few:
        fit = solve(alike, owners, entries)
        alone, apart = fit.without_phrase[:phrases], fit.without_entry[:phrases]
        return {"solution": np.ascontiguousarray(fit.weights.T), "inside": _inside(alone, apart, owners)}
    alone = np.stack([_left_out(alike[at], owners, entries, row, False) for at, row in enumerate(chosen)])
    apart = np.stack([_left_out(alike[at], owners, entries, row, True) for at, row in enumerate(chosen)])
    return {"solution": np.zeros((0, 0), dtype=np.float32), "inside": _inside(alone, apart, owners[chosen])}


def _left_out(alike: Floats, owners: Owners, entries: int, row: int, whole: bool) -> Floats:
    """Scores of a row without itself, or without its whole entry, when the nearest phrases decide."""
    others = np.flatnonzero((owners != NOWHERE) & (np.arange(len(owners)) != row))
    if whole:
        others = others[owners[others] != owners[row]]
    return nearest_scores(alike[others], owners[others], entries)


def _inside(alone: Floats, apart: Floats, owners: Owners) -> Floats:
    """`Learned.inside`, from the scores of phrases without themselves and without their entries, (n, m) both.

    Phrases without a sibling say nothing of messages in scope. Where no phrase has one, the scores without
    the entry, which are those of messages out of scope, are raised by the usual distance between the two.
    """
    owned = owners[: len(alone)]
    counts = np.bincount(owned, minlength=alone.shape[1])
    siblings = counts[owned] > 1
    if siblings.any():
        best = alone[siblings].max(axis=1)
        return np.array([best.mean(), max(float(best.std()), LEAST_SPREAD)], dtype=np.float32)
    apart = apart.copy()
    apart[np.arange(len(owned)), owned] = 0
    best = apart.max(axis=1)
    spread = max(float(best.std()), LEAST_SPREAD)
    return np.array([best.mean() + GUESSED * spread, spread], dtype=np.float32)
