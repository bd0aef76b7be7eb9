"""How alike two questions are in their letters. For organisers' lists alone: it never decides an answer."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from faq.matching.stop_words import gist as telling
from faq.tokenizer import tokens

Table = NDArray[np.float32]


def plain(text: str) -> str:
    """Lower-case words without punctuation, short forms written out; what was typed, if it has no words."""
    return " ".join(tokens(text)) or text.strip().lower()


def gist(text: str) -> str:
    """The stems of the words that tell questions apart, or every word where that leaves none."""
    return " ".join(telling(tokens(text))) or plain(text)


def likeness(texts: Sequence[str]) -> Table:
    """How alike each two questions are, 0 to 100, shape (n, n), whatever the order of words.

    The mean of rapidfuzz's token_sort_ratio over the words and over the gists. token_set_ratio is left out:
    it would call "mesh" and "is mesh safe" the same.
    """
    plains, gists = [plain(text) for text in texts], [gist(text) for text in texts]
    by_word = process.cdist(plains, plains, scorer=fuzz.token_sort_ratio, dtype=np.float32)
    by_gist = process.cdist(gists, gists, scorer=fuzz.token_sort_ratio, dtype=np.float32)
    return np.asarray((by_word + by_gist) / 2, dtype=np.float32)


def near_duplicates(texts: Sequence[str], least: float) -> Iterator[tuple[int, int]]:
    """Places (first, second) of each two texts whose token_sort_ratio is at least `least`, in order."""
    plains = [plain(text) for text in texts]
    alike = process.cdist(plains, plains, scorer=fuzz.token_sort_ratio, score_cutoff=least, dtype=np.float32)
    for first, second in np.argwhere(np.triu(alike, k=1)):
        yield int(first), int(second)
