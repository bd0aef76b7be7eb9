"""Words as vectors, from a fixed table: what a message is about when it shares no word with the FAQ.

`data/vectors.npz` was distilled from a sentence model by `bench/training/build_vectors.py`;
`data/vectors.json` says from what, under which licence, and what the file's SHA-256 is. A message's vector is
the plain sum of its words' vectors, scaled to length 1: how much each word counts is in the length of its
vector already. The table is read with numpy alone, and the matcher works without it.
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

Floats = NDArray[np.float32]

DATA = Path(__file__).parent.parent / "data"
MIDDLE = 8
"""The number, of the sixteen that four bits hold, that stands for nought."""

_log = logging.getLogger(__name__)


class WordVectors:
    """The table: `codes` has shape (words, width / 2), two numbers of four bits to a byte; `scales`
    (words,)."""

    def __init__(
        self, rows: dict[str, int], codes: NDArray[np.uint8], scales: NDArray[Any], digest: str
    ) -> None:
        self._rows = rows
        self._codes = codes
        self._scales = scales.astype(np.float32)
        self.width = codes.shape[1] * 2
        """How many numbers a vector has."""
        self.digest = digest
        """SHA-256 of the file, in hexadecimal."""

    @classmethod
    def read(cls, folder: Path = DATA) -> "WordVectors":
        """Read `vectors.npz`. Raises ValueError when it is not the file that `vectors.json` describes."""
        content = (folder / "vectors.npz").read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if digest != json.loads((folder / "vectors.json").read_text("utf-8"))["sha256"]:
            raise ValueError(
                f"{folder / 'vectors.npz'} is damaged: its SHA-256 is not the one in vectors.json"
            )
        with np.load(folder / "vectors.npz", allow_pickle=False) as table:
            words = table["words"].tobytes().decode().split("\n")
            rows = dict(zip(words, table["rows"].tolist(), strict=True))
            return cls(rows, table["codes"], table["scales"], digest)

    @property
    def words(self) -> frozenset[str]:
        """Every word, and every stem, that has a vector."""
        return frozenset(self._rows)

    def word(self, word: str) -> int | None:
        """The row of a word, or of its stem; None when the table has neither."""
        row = self._rows.get(word)
        return self._rows.get(stem(word)) if row is None else row

    def sentence(self, tokens: Sequence[str]) -> Floats:
        """The message as one vector of length 1, shape (width,); all noughts when no word is in the table."""
        rows = [row for row in map(self.word, tokens) if row is not None]
        if not rows:
            return np.zeros(self.width, dtype=np.float32)
        codes = self._codes[rows]
        numbers = np.concatenate([codes >> 4, codes & 15], axis=1).astype(np.float32) - MIDDLE
        total = self._scales[rows] @ numbers
        length = float(np.sqrt(total @ total))
        return np.asarray(total / length if length else total, dtype=np.float32)

    def sentences(self, messages: Sequence[Sequence[str]]) -> Floats:
        """One row a message, shape (messages, width)."""
        rows = [self.sentence(tokens) for tokens in messages]
        return np.stack(rows) if rows else np.zeros((0, self.width), dtype=np.float32)


@lru_cache(maxsize=1)
def word_vectors() -> WordVectors | None:
    """The table that comes with the bot, read once; None, with a warning in the log, when it cannot be
    read."""
    try:
        return WordVectors.read()
    except (OSError, ValueError, KeyError) as problem:
        _log.warning("The table of word vectors is left out: %s", problem)
        return None
