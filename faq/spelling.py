"""Misspelt words become the words of the FAQ: letters are compared by rapidfuzz, and by nothing else here."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

WORDS = Path(__file__).parent / "data" / "words.txt"
SHORTEST = 4
"""Shorter words are left as they are: too many words lie one letter away."""
NEAREST = 0.65
"""Smallest likeness (1 is the same, optimal string alignment: a swap of neighbours counts once)."""


class Spelling:
    """Bends a word that nobody knows towards the nearest word of the FAQ.

    `vocabulary` holds the FAQ's own words. `common` holds ordinary English words (`common_words` unless others
    are given), which are never bent, so that "match" does not turn into "mesh".
    """

    def __init__(self, vocabulary: Iterable[str], common: frozenset[str] | None = None) -> None:
        self._known = frozenset(vocabulary)
        self._common = common_words() if common is None else common
        self._targets = sorted(word for word in self._known if len(word) >= SHORTEST and word.isalpha())

    def knows(self, word: str) -> bool:
        """Whether the word is left alone."""
        return len(word) < SHORTEST or word in self._known or word in self._common or not word.isalpha()

    def correct(self, word: str) -> str:
        """The nearest word of the FAQ, or the word itself where it is known or nothing is near."""
        if self.knows(word):
            return word
        found = process.extractOne(
            word, self._targets, scorer=OSA.normalized_similarity, score_cutoff=NEAREST, processor=None
        )
        return word if found is None else str(found[0])

    def mend(self, words: list[str]) -> list[str]:
        """`correct` for each word of a message."""
        return [self.correct(word) for word in words]


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Some 11,000 ordinary English words, British spelling first. `data/words.md` says whose list it is."""
    lines = WORDS.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
