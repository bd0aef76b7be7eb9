"""Misspelt words become words of the FAQ, by the distance of their letters (rapidfuzz)."""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.word_lists import DATA, read_lines

MIN_LENGTH = 4
"""Shorter words are left as they are: too many words lie one letter away."""
MIN_SIMILARITY = 0.65
"""Smallest similarity (1 is the same, optimal string alignment: a swap of neighbours counts once)."""
MIN_SIMILARITY_RARE = 0.8
"""The same for a word that is English but not common."""


class Spelling:
    """Replaces an unknown word by the nearest word of the FAQ.

    `vocabulary` holds the FAQ's own words. `common` words (ordinary English by default) are never replaced,
    so that "match" does not turn into "mesh". `rare` words are as likely a slip of the finger: only a very
    near word replaces them.
    """

    def __init__(
        self,
        vocabulary: Iterable[str],
        common: frozenset[str] | None = None,
        rare: frozenset[str] | None = None,
    ) -> None:
        self._vocabulary = frozenset(vocabulary)
        self._common = common_words() if common is None else common
        self._rare = rare_words() if rare is None else rare
        self._targets = sorted(
            word for word in self._vocabulary if len(word) >= MIN_LENGTH and word.isalpha()
        )

    def is_known(self, word: str) -> bool:
        """Return whether the word is left alone."""
        return (
            len(word) < MIN_LENGTH or word in self._vocabulary or word in self._common or not word.isalpha()
        )

    def correct_word(self, word: str) -> str:
        """Return the nearest word of the FAQ, or the word itself where it is known or nothing is near."""
        if self.is_known(word):
            return word
        cutoff = MIN_SIMILARITY_RARE if word in self._rare else MIN_SIMILARITY
        nearest = process.extractOne(
            word, self._targets, scorer=OSA.normalized_similarity, score_cutoff=cutoff, processor=None
        )
        return word if nearest is None else str(nearest[0])

    def correct(self, words: list[str]) -> list[str]:
        """Return a message with every word corrected."""
        return [self.correct_word(word) for word in words]


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Load some 11,000 ordinary English words, British spelling first; `data/words.md` has their source."""
    return frozenset(read_lines(DATA / "words.txt"))


@lru_cache(maxsize=1)
def rare_words() -> frozenset[str]:
    """Load some 28,000 further English words, from the same source."""
    return frozenset(read_lines(DATA / "rare_words.txt"))
