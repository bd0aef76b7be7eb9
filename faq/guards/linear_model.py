"""What the words of a heard message weigh by themselves, for danger and for a medicine.

Four views of a message, each of length 1: words with their neighbours, parts of words, meanings with their
neighbours (`data/guard_concepts.txt` puts words of one meaning in one line), and words two or three apart.
Each feature has a weight, fitted by logistic regression (`bench/training/fit_lexicon.py`), and counts the
more the rarer it is (TF-IDF). It takes a tenth of a millisecond, and tells most ordinary messages from any
that the network has to read.
"""

from collections.abc import Iterator, Mapping
from math import sqrt
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

CONCEPTS = Path(__file__).parent.parent / "data" / "guard_concepts.txt"
PARTS = (3, 4, 5)
"""Letters of a part of a word, its edges counted as one each."""


def read_concepts(path: Path = CONCEPTS) -> dict[str, str]:
    """The meaning of each word that has one, in capitals."""
    meanings: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if " = " in line and not line.startswith("#"):
            name, words = line.split(" = ", 1)
            for word in words.split():
                meanings.setdefault(word, name.upper())
    return meanings


def views(words: list[str], meanings: Mapping[str, str]) -> Iterator[set[str]]:
    """The features of a message, one set for each view."""
    yield set(_runs(words, ""))
    yield {part for word in set(words) for part in _parts(word)}
    yield set(_runs([meanings.get(word, word) for word in words], "="))
    near = {f"{first} ~ {second}" for first, second in zip(words, words[2:], strict=False)}
    yield near | {f"{first} ~~ {second}" for first, second in zip(words, words[3:], strict=False)}


def _runs(words: list[str], mark: str) -> Iterator[str]:
    for at, word in enumerate(words):
        yield mark + word
        if at:
            yield f"{mark}{words[at - 1]} {word}"
        if at > 1:
            yield f"{mark}{words[at - 2]} {words[at - 1]} {word}"


def _parts(word: str) -> Iterator[str]:
    edged = f"<{word}>"
    for length in PARTS:
        for start in range(len(edged) - length + 1):
            yield "#" + edged[start : start + length]


class Lexicon:
    """The fitted weights, shape (features, 2), already multiplied by `rarity`, shape (features,)."""

    def __init__(
        self, names: list[str], weights: NDArray[Any], rarity: NDArray[Any], bias: NDArray[Any]
    ) -> None:
        danger, medicine = weights.astype(float).T.tolist()
        squares = (rarity.astype(float) ** 2).tolist()
        self._known = dict(zip(names, zip(danger, medicine, squares, strict=True), strict=True))
        self._bias = (float(bias[0]), float(bias[1]))
        self._meanings = read_concepts()

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "Lexicon":
        """From the arrays of `guards.npz`."""
        names = arrays["lexicon"].tobytes().decode().split("\n")
        return cls(names, arrays["lexicon.weights"], arrays["lexicon.rarity"], arrays["lexicon.bias"])

    def weigh(self, words: list[str]) -> tuple[float, float]:
        """Danger and medicine, above 0 where the words alone speak for it."""
        danger, medicine = self._bias
        known = self._known
        for view in views(words, self._meanings):
            found = [known[feature] for feature in view if feature in known]
            if found:
                length = sqrt(sum(square for _, _, square in found))
                danger += sum(one for one, _, _ in found) / length
                medicine += sum(one for _, one, _ in found) / length
        return danger, medicine
