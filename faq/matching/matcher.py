"""Which entry of the FAQ a message asks for, and whether the matcher is sure enough to say so."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faq.entry import Negated, Product, Wordings
from faq.matching import cache as store
from faq.matching.calibration import SIGNS, confidence, signs
from faq.matching.coverage import Coverage
from faq.matching.embeddings import WordVectors, word_vectors
from faq.matching.model import MOST_PHRASES, Learned
from faq.matching.out_of_scope import negatives
from faq.matching.products import denies, products
from faq.matching.result import (
    MOST,
    Answered,
    Candidate,
    Suggested,
    Unmatched,
)
from faq.matching.spelling import Spelling, rare_words
from faq.matching.stop_words import gist
from faq.matching.tfidf import Floats
from faq.tokenizer import stem, tokens

VERSION = 2
"""Goes up when the same words would be learnt otherwise, so that no old cache is used."""


TIED = 4
"""Scores the same to so many decimal places are equal, and the entry written first comes first, anywhere."""
NEARLY = 0.8
"""Likeness to a wording (token_sort_ratio) at which a message of one telling word is nearly that wording."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A message, read: what `match` decides on."""

    ranked: tuple[Candidate, ...]
    signs: tuple[float, ...]
    """The numbers of `faq.matching.calibration.SIGNS`; empty when there is nothing to rank."""
    doubtful: bool
    """Letters alone do not settle it, so it must not be answered outright: the message says "not" where the
    matched wording does not, or the other way round, and the entry holds for one sense alone; or the message
    names another medicine, device or scandal, and the entry does not; or it says too little."""


class Matcher:
    """Finds the entry that a message asks for.

    Building one is a second or two of arithmetic for a thousand phrases, less with a cache: do it off the
    event loop. Afterwards nothing changes, so threads may share it.
    """

    def __init__(
        self,
        entries: Sequence[Wordings],
        *,
        cache: Path | None = None,
        vectors: WordVectors | bool = True,
    ) -> None:
        """Learn the entries' words.

        `cache` is the file in which what was learnt is kept; one of other words, or a damaged one, is
        written anew. `vectors` is the table of word vectors: the bot's own unless another, or False for
        none, is given.
        """
        self._entries = tuple(entries)
        self._products = products() if any(entry.about for entry in entries) else None
        self._vectors = _table(vectors)
        self._confidence = confidence(self._vectors is not None)
        self._phrases = [phrase for entry in entries for phrase in entry.phrases]
        self._owners = [number for number, entry in enumerate(entries) for _ in entry.phrases]
        self._read = [self._canonical(tokens(phrase))[0] for phrase in self._phrases]
        self._joined = [" ".join(words) for words in self._read]
        rare = rare_words() | (self._vectors.words if self._vectors else frozenset())
        self._spelling = Spelling({word for words in self._read for word in words}, rare=rare)
        self._coverage = Coverage(self._read, self._owners, self._vectors)
        self._strangers = self._strangers_by_entry()
        self._stems = [frozenset(map(stem, words)) for words in self._words_by_entry()]
        self._learned = self._learn(cache) if self._phrases else None

    @property
    def too_many_phrases(self) -> bool:
        """Whether there are more phrases than the closed form can take, so that nearest phrases decide: up to
        ten messages in a hundred more then go to a wrong entry first."""
        return len(self._phrases) > MOST_PHRASES

    def _learn(self, path: Path | None) -> Learned:
        key = self._key()
        kept = store.recall(path, key) if path else None
        if kept is not None:
            try:
                return Learned.restore(kept, self._vectors)
            except (KeyError, UnicodeDecodeError, IndexError):
                pass
        outside = [self._canonical(tokens(message))[0] for message in negatives()]
        learned = Learned.learn(self._read, self._owners, outside, self._vectors)
        if path:
            store.keep(path, key, learned.arrays())
        return learned

    def _strangers_by_entry(self) -> list[frozenset[str]]:
        """The other medicines, devices and scandals that each entry's own wordings name."""
        found: list[set[str]] = [set() for _ in self._entries]
        if self._products:
            for owner, words in zip(self._owners, self._read, strict=True):
                found[owner] |= self._products.strangers(words)
        return [frozenset(names) for names in found]

    def _words_by_entry(self) -> list[set[str]]:
        """The words of each entry's own wordings."""
        found: list[set[str]] = [set() for _ in self._entries]
        for owner, words in zip(self._owners, self._read, strict=True):
            found[owner].update(words)
        return found

    def _key(self) -> str:
        """A hash of everything that the learning rests on."""
        words = [
            VERSION,
            self._read,
            self._owners,
            negatives(),
            self._vectors.digest if self._vectors else None,
        ]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()

    def _canonical(self, words: list[str]) -> tuple[list[str], frozenset[Product]]:
        return self._products.read(words) if self._products else (words, frozenset())

    def match(self, text: str) -> Answered | Suggested | Unmatched:
        """The decision: answer outright, offer choices, or neither."""
        reading = self.read(text)
        if not reading.signs:
            return Unmatched(reading.ranked)
        right, inside = self._confidence.right(reading.signs), self._confidence.inside(reading.signs)
        if right >= self._confidence.answer and inside >= self._confidence.offer and not reading.doubtful:
            return Answered(reading.ranked, right, inside)
        if inside >= self._confidence.offer:
            return Suggested(reading.ranked, right, inside)
        return Unmatched(reading.ranked, right, inside)

    def rank(self, text: str) -> tuple[Candidate, ...]:
        """The likeliest entries, best first, up to five, whatever their score."""
        return self.read(text).ranked

    def read(self, text: str) -> Reading:
        """Everything that the decision rests on, before the decision."""
        words, named = self._canonical(tokens(text))
        if not words or self._learned is None:
            return Reading((), (), False)
        mended = self._spelling.mend(words)
        view = self._learned.view(mended)
        self._leave_out(view.scores, named)
        order = np.argsort(-np.round(view.scores, TIED), kind="stable")[:MOST].tolist()
        ranked = [entry for entry in order if view.scores[entry] > -np.inf]
        if not ranked:
            return Reading((), (), False)
        owners, alike = self._learned.owners, view.letters + view.about
        nearest = {entry: _nearest(np.flatnonzero(owners == entry), alike) for entry in ranked}
        best = ranked[0]
        scores = [float(view.scores[entry]) for entry in ranked]
        gap = self._coverage.gap(mended, best, self._learned.index)
        phrase = nearest[best]
        found = signs(mended, self._joined[phrase], scores, gap, self._learned)
        return Reading(
            tuple(
                Candidate(self._entries[entry].id, float(view.scores[entry]), self._phrases[own])
                for entry, own in nearest.items()
            ),
            found,
            self._doubtful(words, best, phrase)
            or self._too_little(mended, named, best, phrase, found[SIGNS.index("likeness")]),
        )

    def _doubtful(self, words: list[str], entry: int, phrase: int) -> bool:
        one_sense = self._entries[entry].negated is Negated.OFFER
        if one_sense and denies(words) != denies(self._read[phrase]):
            return True
        return bool(self._products and self._products.strangers(words) - self._strangers[entry])

    def _too_little(
        self, words: list[str], named: frozenset[Product], entry: int, phrase: int, likeness: float
    ) -> bool:
        """Whether a message says too little to be answered outright: a product's name alone; one telling
        word, unless the message is nearly the wording that matched; or two words that name no product, and
        one of them is not the entry's."""
        telling = set(gist(words))
        if named and len(words) == 1:
            return True
        if len(telling) < 2:
            return likeness < NEARLY or not telling <= set(gist(self._read[phrase]))
        return len(words) == 2 and not named and not telling <= self._stems[entry]

    def _leave_out(self, scores: Floats, named: frozenset[Product]) -> None:
        """No entry about other products than the message names, for an answer about one never goes to
        another."""
        if named:
            for number, entry in enumerate(self._entries):
                if entry.about and not entry.about & named:
                    scores[number] = -np.inf


def _nearest(own: NDArray[np.int64], alike: Floats) -> int:
    """Of an entry's phrases, the one that is most like the message."""
    return int(own[int(alike[own].argmax())])


def _table(vectors: WordVectors | bool) -> WordVectors | None:
    if isinstance(vectors, bool):
        return word_vectors() if vectors else None
    return vectors
