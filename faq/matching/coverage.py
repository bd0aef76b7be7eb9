"""Which words of a message an entry has nothing like: "which school is best" is no question about
valproate."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from faq.matching.embeddings import WordVectors
from faq.matching.tfidf import Index
from faq.tokenizer import stem

Floats = NDArray[np.float32]


class Coverage:
    """The words of every entry's wordings, by stem and by vector."""

    def __init__(
        self, phrases: Sequence[Sequence[str]], owners: Sequence[int], vectors: WordVectors | None
    ) -> None:
        self._vectors = vectors
        self._stems: dict[str, int] = {}
        held: list[set[int]] = [set() for _ in range(max(owners, default=-1) + 1)]
        for words, owner in zip(phrases, owners, strict=True):
            held[owner].update(self._stems.setdefault(stem(word), len(self._stems)) for word in words)
        self._held = [np.array(sorted(numbers), dtype=np.int64) for numbers in held]
        self._sets = [frozenset(numbers) for numbers in held]
        self._words = vectors.sentences([[word] for word in self._stems]) if vectors else None
        """Shape (stems, width)."""

    def gap(self, words: Sequence[str], entry: int, index: Index) -> float:
        """How much of one word is missing from the entry, at worst: 0 when all are there, 1 when a word
        that the whole FAQ lacks is like none of the entry's. A word counts by its rarity in the FAQ."""
        worst = 0.0
        for word in words:
            weight = index.rarity(word)
            if weight > worst and self._stems.get(stem(word)) not in self._sets[entry]:
                worst = max(worst, weight * (1 - self._nearest(word, entry)))
        return worst

    def _nearest(self, word: str, entry: int) -> float:
        """The cosine with the entry's nearest word, 0 to 1; nought without the table."""
        if self._vectors is None or self._words is None or not len(self._held[entry]):
            return 0.0
        cosines = self._words[self._held[entry]] @ self._vectors.sentence([word])
        return min(max(float(cosines.max()), 0.0), 1.0)
