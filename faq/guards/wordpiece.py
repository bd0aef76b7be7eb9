"""Words as pieces that the guards' network knows: `un`, `##aliv`, `##e`.

WordPiece (Wu and others 2016, https://arxiv.org/abs/1609.08144): from the left, always the longest piece
that is known; a piece inside a word begins with `##`. Every letter and digit is a piece, so nothing is ever
unknown but signs of other scripts.
"""

from collections.abc import Mapping, Sequence

START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
LONGEST = 24
"""Letters of the longest piece; longer ones are not looked for."""


class Pieces:
    """Splits words. `known` gives each piece's row in the network's table."""

    def __init__(self, known: Sequence[str]) -> None:
        self._rows: Mapping[str, int] = {piece: row for row, piece in enumerate(known)}
        self.start, self.end, self._unknown = (self._rows[mark] for mark in (START, END, UNKNOWN))

    @property
    def words(self) -> frozenset[str]:
        """Words that are one piece."""
        return frozenset(piece for piece in self._rows if piece.isalpha())

    def of(self, words: Sequence[str]) -> list[int]:
        """The rows of all pieces of these words, in order."""
        return [row for word in words for row in self._of_word(word)]

    def _of_word(self, word: str) -> tuple[int, ...]:
        whole = self._rows.get(word)
        return (whole,) if whole is not None else tuple(self._parts(word))

    def _parts(self, word: str) -> list[int]:
        rows: list[int] = []
        at = 0
        while at < len(word):
            for end in range(min(len(word), at + LONGEST), at, -1):
                row = self._rows.get("##" + word[at:end] if at else word[at:end])
                if row is not None:
                    rows.append(row)
                    at = end
                    break
            else:
                return [self._unknown]
        return rows
