"""How similar two questions are in their letters: for organisers' lists, never for an answer."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from faq.tokenizer import content_stems, tokens

Table = NDArray[np.float32]


def normalise(text: str) -> str:
    """Return lower-case words without punctuation, short forms written out; the text itself without words."""
    return " ".join(tokens(text)) or text.strip().lower()


def content(text: str) -> str:
    """Return the stems of the words that tell questions apart, or every word where that leaves none."""
    return " ".join(content_stems(tokens(text))) or normalise(text)


def similarity_table(texts: Sequence[str]) -> Table:
    """Return how similar each two questions are, 0 to 100, shape (n, n), in whatever order their words come.

    The mean of rapidfuzz's token_sort_ratio over all words and over the content words. token_set_ratio is no
    choice: it would call "mesh" and "is mesh safe" the same.
    """
    by_word, by_content = (
        process.cdist(forms, forms, scorer=fuzz.token_sort_ratio, dtype=np.float32)
        for forms in (list(map(normalise, texts)), list(map(content, texts)))
    )
    return np.asarray((by_word + by_content) / 2, dtype=np.float32)


def near_duplicates(texts: Sequence[str], min_similarity: float) -> Iterator[tuple[int, int]]:
    """Yield the indexes (first, second) of each two texts with at least this token_sort_ratio, in order."""
    forms = list(map(normalise, texts))
    table = process.cdist(
        forms, forms, scorer=fuzz.token_sort_ratio, score_cutoff=min_similarity, dtype=np.float32
    )
    for first, second in np.argwhere(np.triu(table, k=1)):
        yield int(first), int(second)
