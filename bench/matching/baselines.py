"""The matchers that ours is compared with. Each ranks the entries and returns the score of the best."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process, utils

from faq.entry import Wordings
from faq.matching.tfidf import char_ngrams, unigrams
from faq.tokenizer import tokens

Floats = NDArray[np.float64]


class Baseline(ABC):
    """Scores every entry for a message."""

    name: str

    def __init__(self, entries: Sequence[Wordings]) -> None:
        self.ids = [entry.id for entry in entries]
        self.phrases = [phrase for entry in entries for phrase in entry.phrases]
        self.owners = np.array([number for number, entry in enumerate(entries) for _ in entry.phrases])
        self.prepare()

    @abstractmethod
    def prepare(self) -> None:
        """Count what a message needs, once for all phrases."""

    @abstractmethod
    def similarity(self, text: str) -> Floats:
        """Return the similarity to each phrase, shape (phrases,)."""

    def scores(self, text: str) -> Floats:
        """Return a score for each entry, that of its nearest phrase, shape (entries,)."""
        best = np.full(len(self.ids), -np.inf)
        np.maximum.at(best, self.owners, self.similarity(text))
        return best

    def rank(self, text: str) -> tuple[list[str], float]:
        """Return the three best entries and the first one's score; ties go to the earlier entry."""
        scores = self.scores(text)
        order = np.argsort(-scores, kind="stable")[:3]
        return [self.ids[entry] for entry in order], float(scores[order[0]])


class WRatio(Baseline):
    """rapidfuzz's WRatio, nearest phrase."""

    name = "rapidfuzz WRatio"

    def prepare(self) -> None:
        """Do nothing: the phrases are compared as they are."""

    def similarity(self, text: str) -> Floats:
        scores = process.cdist([text], self.phrases, scorer=fuzz.WRatio, processor=utils.default_process)
        return np.asarray(scores[0], dtype=float)


class TokenSetRatio(Baseline):
    """rapidfuzz's token_set_ratio, nearest phrase."""

    name = "rapidfuzz token_set_ratio"

    def prepare(self) -> None:
        """Do nothing: the phrases are compared as they are."""

    def similarity(self, text: str) -> Floats:
        scores = process.cdist(
            [text], self.phrases, scorer=fuzz.token_set_ratio, processor=utils.default_process
        )
        return np.asarray(scores[0], dtype=float)


class Bm25(Baseline):
    """Okapi BM25 over stems (Robertson and Zaragoza 2009; k1 1.2, b 0.75), nearest phrase."""

    name = "BM25"

    def prepare(self) -> None:
        counted = [unigrams(tokens(phrase)) for phrase in self.phrases]
        self.vocabulary = {stem: number for number, stem in enumerate({s: None for c in counted for s in c})}
        counts = np.zeros((len(counted), len(self.vocabulary)))
        for row, counter in enumerate(counted):
            for stem, count in counter.items():
                counts[row, self.vocabulary[stem]] = count
        document_frequency = (counts > 0).sum(axis=0)
        rarity = np.log(1 + (len(counted) - document_frequency + 0.5) / (document_frequency + 0.5))
        lengths = counts.sum(axis=1, keepdims=True)
        self.table = rarity * counts * 2.2 / (counts + 1.2 * (0.25 + 0.75 * lengths / lengths.mean()))

    def similarity(self, text: str) -> Floats:
        columns = [self.vocabulary[stem] for stem in unigrams(tokens(text)) if stem in self.vocabulary]
        return np.asarray(self.table[:, columns].sum(axis=1))


class CharacterTfidf(Baseline):
    """TF-IDF of characters 2 to 5 inside words, nearest phrase by cosine."""

    name = "TF-IDF characters"

    def count(self, text: str) -> Counter[str]:
        """Count the features of a message."""
        return char_ngrams(tokens(text))

    def prepare(self) -> None:
        counted = [self.count(phrase) for phrase in self.phrases]
        self.vocabulary = {
            piece: number for number, piece in enumerate({p: None for c in counted for p in c})
        }
        document_frequency = Counter(piece for counter in counted for piece in counter)
        self.rarity = np.array(
            [np.log((1 + len(counted)) / (1 + document_frequency[piece])) + 1 for piece in self.vocabulary]
        )
        self.table = np.zeros((len(counted), len(self.vocabulary)), dtype=np.float32)
        for row, counter in enumerate(counted):
            columns, values = self.weigh(counter)
            self.table[row, columns] = values

    def weigh(self, counter: Counter[str]) -> tuple[list[int], Floats]:
        """Return the columns and values of a message, scaled to length 1."""
        in_vocabulary = [
            (self.vocabulary[piece], count) for piece, count in counter.items() if piece in self.vocabulary
        ]
        columns = [column for column, _ in in_vocabulary]
        values = (1 + np.log(np.array([count for _, count in in_vocabulary], dtype=float))) * self.rarity[
            columns
        ]
        return columns, values / max(float(np.sqrt(values @ values)), 1e-9)

    def similarity(self, text: str) -> Floats:
        columns, values = self.weigh(self.count(text))
        return np.asarray(self.table[:, columns] @ values)


class Linear(CharacterTfidf):
    """Multinomial logistic regression on TF-IDF of words and characters: plain gradient steps with
    momentum."""

    name = "linear classifier"
    steps = 150

    def count(self, text: str) -> Counter[str]:
        split = tokens(text)
        words = {f"word {stem}": count for stem, count in unigrams(split).items()}
        return char_ngrams(split) + Counter(words)

    def prepare(self) -> None:
        super().prepare()
        gram = self.table @ self.table.T
        targets = np.zeros((len(self.phrases), len(self.ids)), dtype=np.float32)
        targets[np.arange(len(self.phrases)), self.owners] = 1
        dual = np.zeros_like(targets)
        step, speed = 0.9 * 4 / float(np.linalg.norm(gram, 2)) * len(gram) / 10, np.zeros_like(targets)
        for _ in range(self.steps):
            logits = gram @ dual
            chance = np.exp(logits - logits.max(axis=1, keepdims=True))
            chance /= chance.sum(axis=1, keepdims=True)
            speed = 0.9 * speed + min(step, 2.0) * ((targets - chance) - 0.01 * dual)
            dual += speed
        self.weights = self.table.T @ dual

    def scores(self, text: str) -> Floats:
        columns, values = self.weigh(self.count(text))
        logits = values @ self.weights[columns]
        chance = np.exp(logits - logits.max())
        return np.asarray(chance / chance.sum())


BASELINES: tuple[type[Baseline], ...] = (WRatio, TokenSetRatio, Bm25, CharacterTfidf, Linear)
