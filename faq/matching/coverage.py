"""Which words of a message an entry has nothing like: "which school is best" is no question on valproate."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from faq.matching.embeddings import WordVectors
from faq.matching.tfidf import TfidfIndex
from faq.tokenizer import stem

Floats = NDArray[np.float32]


class Coverage:
    """The words of every entry's wordings, by stem and by vector."""

    def __init__(
        self, phrases: Sequence[Sequence[str]], owners: Sequence[int], vectors: WordVectors | None
    ) -> None:
        self._vectors = vectors
        self._stems: dict[str, int] = {}
        entries: list[set[int]] = [set() for _ in range(max(owners, default=-1) + 1)]
        for words, owner in zip(phrases, owners, strict=True):
            entries[owner].update(self._stems.setdefault(stem(word), len(self._stems)) for word in words)
        self._stem_rows = [np.array(sorted(numbers), dtype=np.int64) for numbers in entries]
        self._stem_sets = [frozenset(numbers) for numbers in entries]
        self._stem_vectors = vectors.encode_all([[word] for word in self._stems]) if vectors else None
        """Shape (stems, width)."""

    def worst_uncovered_word(self, words: Sequence[str], entry: int, index: TfidfIndex) -> float:
        """Return how much of the least covered word the entry lacks.

        0 when it has them all; 1 when it has nothing like a word that the whole FAQ lacks. A word counts by
        its rarity in the FAQ.
        """
        worst = 0.0
        for word in words:
            weight = index.rarity(word)
            if weight > worst and self._stems.get(stem(word)) not in self._stem_sets[entry]:
                worst = max(worst, weight * (1 - self._nearest_cosine(word, entry)))
        return worst

    def _nearest_cosine(self, word: str, entry: int) -> float:
        """Return the cosine with the entry's nearest word, 0 to 1; 0 without the table."""
        if self._vectors is None or self._stem_vectors is None or not len(self._stem_rows[entry]):
            return 0.0
        cosines = self._stem_vectors[self._stem_rows[entry]] @ self._vectors.encode([word])
        return min(max(float(cosines.max()), 0.0), 1.0)
