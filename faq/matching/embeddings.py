"""Words as vectors, from a fixed table: what a message is about when it shares no word with the FAQ.

`data/vectors.npz` was distilled from a sentence model by `bench/training/build_vectors.py`;
`data/vectors.json` holds its source, licence and SHA-256. A message's vector is the plain sum of its words'
vectors, scaled to length 1: the length of a word's vector says how much the word counts. The table is read
with numpy alone, and the matcher works without it.
"""

import hashlib
import json
import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq.tokenizer import stem
from faq.word_lists import DATA

Floats = NDArray[np.float32]

ZERO_CODE = 8
"""The four-bit number, 0 to 15, that stands for 0."""

_log = logging.getLogger(__name__)


class WordVectors:
    """The table: `codes` has shape (words, width / 2), two numbers of four bits a byte; `scales` (words,)."""

    def __init__(
        self, rows: dict[str, int], codes: NDArray[np.uint8], scales: NDArray[Any], digest: str
    ) -> None:
        self._rows = rows
        self._codes = codes
        self._scales = scales.astype(np.float32)
        self.width = codes.shape[1] * 2
        """Numbers in a vector."""
        self.digest = digest
        """SHA-256 of the file, in hexadecimal."""

    @classmethod
    def read(cls, folder: Path = DATA) -> "WordVectors":
        """Read `vectors.npz`.

        Raises:
            ValueError: it is not the file that `vectors.json` describes.
        """
        path = folder / "vectors.npz"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest != json.loads((folder / "vectors.json").read_text("utf-8"))["sha256"]:
            raise ValueError(f"{path} is damaged: its SHA-256 is not the one in vectors.json")
        with np.load(path, allow_pickle=False) as table:
            words = table["words"].tobytes().decode().split("\n")
            rows = dict(zip(words, table["rows"].tolist(), strict=True))
            return cls(rows, table["codes"], table["scales"], digest)

    @property
    def words(self) -> frozenset[str]:
        """Every word, and every stem, that has a vector."""
        return frozenset(self._rows)

    def row_of(self, word: str) -> int | None:
        """Return the row of a word, or of its stem; None when the table has neither."""
        row = self._rows.get(word)
        return self._rows.get(stem(word)) if row is None else row

    def encode(self, tokens: Sequence[str]) -> Floats:
        """Return a message as one vector of length 1, shape (width,); zeros when no word is known."""
        rows = [row for row in map(self.row_of, tokens) if row is not None]
        if not rows:
            return np.zeros(self.width, dtype=np.float32)
        codes = self._codes[rows]
        numbers = np.concatenate([codes >> 4, codes & 15], axis=1).astype(np.float32) - ZERO_CODE
        total = self._scales[rows] @ numbers
        length = float(np.sqrt(total @ total))
        return np.asarray(total / length if length else total, dtype=np.float32)

    def encode_all(self, messages: Sequence[Sequence[str]]) -> Floats:
        """Return one row a message, shape (messages, width)."""
        rows = [self.encode(tokens) for tokens in messages]
        return np.stack(rows) if rows else np.zeros((0, self.width), dtype=np.float32)


@lru_cache(maxsize=1)
def load_word_vectors() -> WordVectors | None:
    """Load the bot's own table, once; None, with a warning in the log, when it cannot be read."""
    try:
        return WordVectors.read()
    except (OSError, ValueError, KeyError) as error:
        _log.warning("The table of word vectors is left out: %s", error)
        return None
