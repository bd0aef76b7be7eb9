"""Which entry of the FAQ a message asks for, and whether the matcher is sure enough to say so."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from faq.features import VIEWS, Block
from faq.model import Wordings
from faq.normalise import tokens
from faq.outcome import MOST, Answered, Candidate, Outcome, Suggested, Unmatched
from faq.ridge import solve, square_up
from faq.spelling import Spelling


class Matcher:
    """Built once from the entries (about a second for 50 of them: off the event loop); matching is pure."""

    def __init__(self, entries: Sequence[Wordings], *, cache: Path | None = None) -> None:
        self._entries = tuple(entries)
        self._phrases = [phrase for entry in entries for phrase in entry.phrases]
        self._owners = np.repeat(
            np.arange(len(entries), dtype=np.int32), [len(entry.phrases) for entry in entries]
        )
        split = [tokens(phrase) for phrase in self._phrases]
        self._spelling = Spelling({word for words in split for word in words}, frozenset())
        self._blocks = [Block(view, split) for view in VIEWS]
        kernel = square_up(np.stack([self._likeness(words) for words in split]))
        self._fit = solve(kernel, self._owners, len(entries))

    def _likeness(self, words: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        alike = [block.likeness(block.vector(words)) for block in self._blocks]
        return np.mean(alike, axis=0, dtype=np.float32)

    def rank(self, text: str) -> tuple[Candidate, ...]:
        """The likeliest entries, best first, whatever their score."""
        alike = self._likeness(self._spelling.mend(tokens(text)))
        scores = square_up(alike) @ self._fit.weights
        return tuple(self._candidate(int(entry), scores, alike) for entry in np.argsort(-scores, kind="stable")[:MOST])

    def _candidate(self, entry: int, scores: np.ndarray, alike: np.ndarray) -> Candidate:
        own = np.flatnonzero(self._owners == entry)
        return Candidate(self._entries[entry].id, float(scores[entry]), self._phrases[own[np.argmax(alike[own])]])

    def match(self, text: str) -> Answered | Suggested | Unmatched:
        """The decision."""
        ranked = self.rank(text)
        top = ranked[0].score if ranked else 0.0
        kind: type[Outcome] = Answered if top > 0.6 else Suggested if top > 0.3 else Unmatched
        return kind(ranked, top)  # type: ignore[return-value]
