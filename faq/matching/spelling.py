"""Misspelt words become the words of the FAQ: letters are compared by rapidfuzz, and by nothing else here."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

WORDS = Path(__file__).parent.parent / "data" / "words.txt"
RARE_WORDS = WORDS.with_name("rare_words.txt")
SHORTEST = 4
"""Shorter words are left as they are: too many words lie one letter away."""
NEAREST = 0.65
"""Smallest likeness (1 is the same, optimal string alignment: a swap of neighbours counts once)."""
VERY_NEAR = 0.8
"""The same for a word that is English but not common."""


class Spelling:
    """Bends a word that nobody knows towards the nearest word of the FAQ.

    `vocabulary` holds the FAQ's own words. `common` holds ordinary English words (`common_words` unless
    others are given), which are never bent, so that "match" does not turn into "mesh". `rare` holds words
    that are as likely a slip (`rare_words` unless others are given): they are bent only to a word that is
    very near.
    """

    def __init__(
        self,
        vocabulary: Iterable[str],
        common: frozenset[str] | None = None,
        rare: frozenset[str] | None = None,
    ) -> None:
        self._known = frozenset(vocabulary)
        self._common = common_words() if common is None else common
        self._rare = rare_words() if rare is None else rare
        self._targets = sorted(word for word in self._known if len(word) >= SHORTEST and word.isalpha())

    def knows(self, word: str) -> bool:
        """Whether the word is left alone."""
        return len(word) < SHORTEST or word in self._known or word in self._common or not word.isalpha()

    def correct(self, word: str) -> str:
        """The nearest word of the FAQ, or the word itself where it is known or nothing is near."""
        if self.knows(word):
            return word
        least = VERY_NEAR if word in self._rare else NEAREST
        found = process.extractOne(
            word, self._targets, scorer=OSA.normalized_similarity, score_cutoff=least, processor=None
        )
        return word if found is None else str(found[0])

    def mend(self, words: list[str]) -> list[str]:
        """`correct` for each word of a message."""
        return [self.correct(word) for word in words]


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Some 11,000 ordinary English words, British spelling first. `data/words.md` says whose list it is."""
    return _listed(WORDS)


@lru_cache(maxsize=1)
def rare_words() -> frozenset[str]:
    """Some 28,000 further English words, from the same list."""
    return _listed(RARE_WORDS)


def _listed(path: Path) -> frozenset[str]:
    lines = path.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
