"""Words as the pieces that the guards' network knows: `un`, `##aliv`, `##e`.

WordPiece (Wu and others 2016, https://arxiv.org/abs/1609.08144): from the left, always the longest known
piece; a piece inside a word begins with `##`. Every letter and digit is a piece, so only signs of other
scripts are unknown.
"""

from collections.abc import Mapping, Sequence

START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
MAX_LENGTH = 24
"""Letters of the longest piece; longer ones are not looked for."""


class WordPieceTokenizer:
    """Splits words into pieces. `vocabulary` gives each piece's row in the network's table."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._rows: Mapping[str, int] = {piece: row for row, piece in enumerate(vocabulary)}
        self.start, self.end, self._unknown = (self._rows[mark] for mark in (START, END, UNKNOWN))

    @property
    def words(self) -> frozenset[str]:
        """Words that are one piece."""
        return frozenset(piece for piece in self._rows if piece.isalpha())

    def encode(self, words: Sequence[str]) -> list[int]:
        """Return the rows of all pieces of these words, in order."""
        return [row for word in words for row in self._encode_word(word)]

    def _encode_word(self, word: str) -> list[int]:
        rows: list[int] = []
        start = 0
        while start < len(word):
            for end in range(min(len(word), start + MAX_LENGTH), start, -1):
                row = self._rows.get("##" + word[start:end] if start else word[start:end])
                if row is not None:
                    rows.append(row)
                    start = end
                    break
            else:
                return [self._unknown]
        return rows
