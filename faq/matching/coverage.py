"""Which words of a message an entry has nothing like: "which school is best" is no question on valproate."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from faq.matching.corpus import Corpus
from faq.matching.embeddings import WordVectors
from faq.matching.tfidf import TfidfIndex
from faq.tokenizer import stem


class Coverage:
    """The words of every entry's wordings, by stem and by vector."""

    def __init__(self, corpus: Corpus, vectors: WordVectors | None) -> None:
        self._stems_of_entry = corpus.stems_of_entry
        self._vectors = vectors
        stems = sorted(frozenset().union(*corpus.stems_of_entry))
        rows = {stem: row for row, stem in enumerate(stems)}
        self._rows_of_entry: list[NDArray[np.int64]] = [
            np.array([rows[stem] for stem in entry], dtype=np.int64) for entry in corpus.stems_of_entry
        ]
        self._stem_vectors = vectors.encode_all([[stem] for stem in stems]) if vectors else None
        """Shape (stems, width)."""

    def worst_uncovered_word(self, words: Sequence[str], entry: int, index: TfidfIndex) -> float:
        """Return how much of the least covered word the entry lacks.

        0 when it has them all; 1 when it has nothing like a word that the whole FAQ lacks. A word counts by
        its rarity in the FAQ.
        """
        worst = 0.0
        for word in words:
            weight = index.rarity(word)
            if weight > worst and stem(word) not in self._stems_of_entry[entry]:
                worst = max(worst, weight * (1 - self._nearest_cosine(word, entry)))
        return worst

    def _nearest_cosine(self, word: str, entry: int) -> float:
        """Return the cosine with the entry's nearest word, 0 to 1; 0 without the table."""
        if self._vectors is None or self._stem_vectors is None or not self._stems_of_entry[entry]:
            return 0.0
        cosines = self._stem_vectors[self._rows_of_entry[entry]] @ self._vectors.encode([word])
        return min(max(float(cosines.max()), 0.0), 1.0)
