"""What the words of a normalised message weigh by themselves, for danger and for a medicine.

Four views of a message, each of length 1: word n-grams, character n-grams, n-grams of meanings
(`data/guard_concepts.txt` puts words of one meaning in one line), and words two or three apart. Each feature
has a weight, fitted by logistic regression (`bench/training/fit_linear_model.py`), and counts by its rarity
(TF-IDF). It takes a tenth of a millisecond, and spares most ordinary messages the network.
"""

from collections.abc import Iterator, Mapping
from math import sqrt
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from faq.word_lists import DATA, read_lines

CHAR_LENGTHS = (3, 4, 5)
"""Letters of a character n-gram, the edges of the word counted as one each."""


def read_concepts(path: Path = DATA / "guard_concepts.txt") -> dict[str, str]:
    """Return the meaning, in capitals, of each word that has one."""
    meanings: dict[str, str] = {}
    for line in read_lines(path):
        name, _, words = line.partition(" = ")
        for word in words.split():
            meanings.setdefault(word, name.upper())
    return meanings


def views(words: list[str], meanings: Mapping[str, str]) -> Iterator[set[str]]:
    """Yield the features of a message, one set for each view."""
    yield set(_word_ngrams(words, ""))
    yield {ngram for word in set(words) for ngram in _char_ngrams(word)}
    yield set(_word_ngrams([meanings.get(word, word) for word in words], "="))
    two_apart = {f"{first} ~ {second}" for first, second in zip(words, words[2:], strict=False)}
    yield two_apart | {f"{first} ~~ {second}" for first, second in zip(words, words[3:], strict=False)}


def _word_ngrams(words: list[str], mark: str) -> Iterator[str]:
    for size in (1, 2, 3):
        for start in range(len(words) - size + 1):
            yield mark + " ".join(words[start : start + size])


def _char_ngrams(word: str) -> Iterator[str]:
    edged = f"<{word}>"
    for length in CHAR_LENGTHS:
        for start in range(len(edged) - length + 1):
            yield "#" + edged[start : start + length]


class LinearModel:
    """The fitted weights, shape (features, 2), already multiplied by `rarity`, shape (features,)."""

    def __init__(
        self, names: list[str], weights: NDArray[Any], rarity: NDArray[Any], bias: NDArray[Any]
    ) -> None:
        danger, medicine = weights.astype(float).T.tolist()
        squares = (rarity.astype(float) ** 2).tolist()
        self._features = dict(zip(names, zip(danger, medicine, squares, strict=True), strict=True))
        self._bias = (float(bias[0]), float(bias[1]))
        self._meanings = read_concepts()

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "LinearModel":
        """Take the model from the arrays of `guards.npz`."""
        names = arrays["lexicon"].tobytes().decode().split("\n")
        return cls(names, arrays["lexicon.weights"], arrays["lexicon.rarity"], arrays["lexicon.bias"])

    def score(self, words: list[str]) -> tuple[float, float]:
        """Return danger and medicine, above 0 where the words alone speak for it."""
        danger, medicine = self._bias
        for view in views(words, self._meanings):
            known = [self._features[feature] for feature in view if feature in self._features]
            if known:
                length = sqrt(sum(square for _, _, square in known))
                danger += sum(weight for weight, _, _ in known) / length
                medicine += sum(weight for _, weight, _ in known) / length
        return danger, medicine
