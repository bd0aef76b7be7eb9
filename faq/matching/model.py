"""What is fitted to the entries' wordings, once, at load."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq.matching import cache
from faq.matching.corpus import Corpus
from faq.matching.embeddings import WordVectors
from faq.matching.kernel_ridge import OUT_OF_SCOPE, Floats, Owners, kernel, solve
from faq.matching.tfidf import Arrays, SparseVector, TfidfIndex
from faq.word_lists import DATA, read_lines

VERSION = 3
"""Goes up when the same words would be fitted differently, so that no old cache is used."""
MAX_PHRASES = 4000
"""Beyond so many phrases the nearest phrases decide, for the closed form would take too long."""
MAX_COSINE = 0.6
"""An out-of-scope example whose vector is this near to a phrase's is left out."""
NEAREST_WEIGHT, MEAN_WEIGHT = 0.7, 0.3
"""Beyond `MAX_PHRASES`: an entry's score is 0.7 of its nearest phrase and 0.3 of their mean."""
MIN_SPREAD = 0.02
GUESSED_DISTANCE = 1.2
"""Where every entry has one phrase only: spreads between messages in scope and those out of scope."""
SAMPLE_SIZE = 400
"""Phrases that stand for all when the spread of scores is measured beyond `MAX_PHRASES`."""


@dataclass(frozen=True, slots=True)
class Similarity:
    """How similar one message is to the n phrases, the out-of-scope examples behind them, and the entries."""

    lexical: Floats
    """Shape (n + examples,): mean of the four TF-IDF cosines."""
    semantic: Floats
    """Shape (n + examples,): cosine of the word vectors, 0 without the table."""
    scores: Floats
    """Shape (entries,)."""


class MatchModel:
    """The index, the phrases' vectors, the ridge solution, and the scores to expect of messages in scope."""

    def __init__(self, index: TfidfIndex, vectors: WordVectors | None, arrays: Arrays) -> None:
        self.index = index
        self.owners: Owners = arrays["owners"]
        """Shape (n + examples,): the number of the entry, or `OUT_OF_SCOPE`."""
        self.in_scope_mean, self.in_scope_spread = map(float, arrays["in_scope"])
        """Of the best score that a phrase of this FAQ gets when it is left out of the fit."""
        self._vectors = vectors
        self._arrays = arrays
        self._semantic = arrays["semantic"]
        self._weights = arrays["ridge_weights"]
        self._entries = int(arrays["entries"])
        self._phrases = int((self.owners != OUT_OF_SCOPE).sum())

    @classmethod
    def load_or_fit(cls, corpus: Corpus, vectors: WordVectors | None, path: Path | None) -> "MatchModel":
        """Take the model from its cache file, or fit it and write the file."""
        key = _cache_key(corpus, vectors)
        arrays = cache.load(path, key) if path else None
        if arrays is not None:
            try:
                return cls._restore(arrays, vectors)
            except (KeyError, UnicodeDecodeError, IndexError):
                pass
        model = cls.fit(corpus, vectors)
        if path:
            cache.save(path, key, model.arrays())
        return model

    @classmethod
    def fit(cls, corpus: Corpus, vectors: WordVectors | None) -> "MatchModel":
        """Fit the model to the phrases of a corpus, beside messages that no entry answers."""
        examples = _unlike([corpus.read(text)[0] for text in out_of_scope_examples()], corpus.tokens, vectors)
        rows = [*corpus.tokens, *examples]
        owners = np.array([*corpus.owners, *([OUT_OF_SCOPE] * len(examples))], dtype=np.int32)
        index, sparse = TfidfIndex.build(rows)
        semantic = vectors.encode_all(rows) if vectors else np.zeros((len(rows), 0), dtype=np.float32)
        arrays: Arrays = {
            "semantic": semantic,
            "owners": owners,
            "entries": np.array(max(corpus.owners, default=-1) + 1),
        }
        return cls(index, vectors, arrays | _solution(index, sparse, owners, semantic))

    def arrays(self) -> Arrays:
        """Return everything as arrays, for the cache."""
        return self._arrays | {f"index_{name}": array for name, array in self.index.arrays().items()}

    @classmethod
    def _restore(cls, arrays: Mapping[str, NDArray[Any]], vectors: WordVectors | None) -> "MatchModel":
        own = {name: array for name, array in arrays.items() if not name.startswith("index_")}
        index = {name.removeprefix("index_"): array for name, array in arrays.items() if name not in own}
        return cls(TfidfIndex.restore(index), vectors, own)

    def compare(self, tokens: Sequence[str]) -> Similarity:
        """Compare one message with all phrases."""
        lexical = self.index.similarity(self.index.vector(tokens))
        if self._vectors is None:
            return Similarity(lexical, np.zeros_like(lexical), self._scores(kernel(lexical, None)))
        semantic = self._semantic @ self._vectors.encode(tokens)
        return Similarity(lexical, semantic, self._scores(kernel(lexical, semantic)))

    def _scores(self, similarity: Floats) -> Floats:
        if self._weights.size:
            return self._weights @ similarity
        return nearest_scores(similarity[: self._phrases], self.owners[: self._phrases], self._entries)


@lru_cache(maxsize=1)
def out_of_scope_examples() -> tuple[str, ...]:
    """Load some 200 messages of small talk and about other services, which no entry answers."""
    return tuple(read_lines(DATA / "out_of_scope.txt"))


def _cache_key(corpus: Corpus, vectors: WordVectors | None) -> str:
    """Return a hash of everything that the fit rests on."""
    digest = vectors.digest if vectors else None
    products = corpus.products.model_dump(mode="json")
    basis = [VERSION, corpus.tokens, corpus.owners, products, out_of_scope_examples(), digest]
    return hashlib.sha256(json.dumps(basis).encode()).hexdigest()


def nearest_scores(similarity: Floats, owners: Owners, entries: int) -> Floats:
    """Return 0.7 of the nearest phrase and 0.3 of the mean, for each entry, shape (entries,)."""
    best = np.zeros(entries, dtype=np.float32)
    np.maximum.at(best, owners, similarity)
    counts = np.maximum(np.bincount(owners, minlength=entries), 1)
    means = np.bincount(owners, similarity, minlength=entries) / counts
    return np.asarray(NEAREST_WEIGHT * best + MEAN_WEIGHT * means, dtype=np.float32)


def _unlike(
    examples: Sequence[Sequence[str]], phrases: Sequence[Sequence[str]], vectors: WordVectors | None
) -> list[Sequence[str]]:
    """Return the examples that no phrase is too like: "tell me a joke" is in scope of an FAQ of jokes."""
    if vectors is None or not phrases:
        known = {tuple(tokens) for tokens in phrases}
        return [tokens for tokens in examples if tuple(tokens) not in known]
    nearest = (vectors.encode_all(examples) @ vectors.encode_all(phrases).T).max(axis=1)
    return [tokens for tokens, cosine in zip(examples, nearest, strict=True) if cosine < MAX_COSINE]


def _solution(index: TfidfIndex, sparse: Sequence[SparseVector], owners: Owners, semantic: Floats) -> Arrays:
    entries = int(owners.max(initial=OUT_OF_SCOPE)) + 1
    phrases = int((owners != OUT_OF_SCOPE).sum())
    closed_form = phrases <= MAX_PHRASES
    rows = np.arange(len(sparse)) if closed_form else np.linspace(0, phrases - 1, SAMPLE_SIZE).astype(int)
    lexical = np.stack([index.similarity(sparse[row]) for row in rows])
    similarity = kernel(lexical, semantic[rows] @ semantic.T if semantic.shape[1] else None)
    if closed_form:
        fit = solve(similarity, owners, entries)
        weights = np.ascontiguousarray(fit.weights.T)
        without_phrase, without_entry = fit.without_phrase[:phrases], fit.without_entry[:phrases]
    else:
        weights = np.zeros((0, 0), dtype=np.float32)
        without_phrase, without_entry = (
            np.stack(
                [
                    _left_out(values, owners, entries, row, whole_entry=whole_entry)
                    for values, row in zip(similarity, rows, strict=True)
                ]
            )
            for whole_entry in (False, True)
        )
    in_scope = _in_scope_scores(without_phrase, without_entry, owners[rows][: len(without_phrase)])
    return {"ridge_weights": weights, "in_scope": in_scope}


def _left_out(similarity: Floats, owners: Owners, entries: int, row: int, *, whole_entry: bool) -> Floats:
    """Return the scores of a row without itself, or without its whole entry, when the nearest decide."""
    others = np.flatnonzero((owners != OUT_OF_SCOPE) & (np.arange(len(owners)) != row))
    if whole_entry:
        others = others[owners[others] != owners[row]]
    return nearest_scores(similarity[others], owners[others], entries)


def _in_scope_scores(without_phrase: Floats, without_entry: Floats, owners: Owners) -> Floats:
    """Return mean and spread of the scores to expect of messages in scope; both inputs have shape (n, m).

    Phrases without a sibling say nothing of messages in scope. Where no phrase has one, the scores without
    the entry, which are those of messages out of scope, are raised by the usual distance between the two.
    """
    counts = np.bincount(owners, minlength=without_phrase.shape[1])
    siblings = counts[owners] > 1
    if siblings.any():
        best = without_phrase[siblings].max(axis=1)
        return np.array([best.mean(), max(float(best.std()), MIN_SPREAD)], dtype=np.float32)
    without_entry = without_entry.copy()
    without_entry[np.arange(len(owners)), owners] = 0
    best = without_entry.max(axis=1)
    spread = max(float(best.std()), MIN_SPREAD)
    return np.array([best.mean() + GUESSED_DISTANCE * spread, spread], dtype=np.float32)
