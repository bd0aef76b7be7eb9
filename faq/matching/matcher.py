"""Which entry of the FAQ a message asks for, and whether the matcher is sure enough to say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from faq.entry import Negated, ProductId, Wordings
from faq.matching.calibration import Features, compute_features, load_calibration
from faq.matching.corpus import Corpus
from faq.matching.coverage import Coverage
from faq.matching.embeddings import load_word_vectors
from faq.matching.kernel_ridge import Floats, Owners
from faq.matching.model import MAX_PHRASES, MatchModel, Similarity
from faq.matching.products import is_negated
from faq.matching.result import MAX_CANDIDATES, Answered, Candidate, Suggested, Unmatched
from faq.matching.spelling import Spelling, rare_words
from faq.products import Products
from faq.tokenizer import content_stems

TIE_DECIMALS = 4
"""Scores equal to so many decimal places tie, so that the entry written first wins on any processor."""
NEAR_WORDING = 0.8
"""Similarity to a wording (token_sort_ratio) at which one content word is enough for an answer."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the decision about a message rests on."""

    candidates: tuple[Candidate, ...] = ()
    features: Features | None = None
    """None when there is nothing to rank."""
    doubtful: bool = False
    """The message must not be answered outright, whatever its score. It says "not" where the matched wording
    does not, or the other way round, and the entry holds for one sense alone; or it names another medicine,
    device or scandal and the entry does not; or it says too little."""


class Matcher:
    """Finds the entry that a message asks for.

    Building one takes a second or two of arithmetic for a thousand phrases, less with a cache: do it off the
    event loop. Afterwards nothing changes, so threads may share it.
    """

    def __init__(
        self,
        entries: Sequence[Wordings],
        products: Products | None = None,
        *,
        cache: Path | None = None,
        vectors: bool = True,
    ) -> None:
        """Fit the matcher. `cache` is a file that keeps the fit; a damaged or outdated one is replaced."""
        table = load_word_vectors() if vectors else None
        self._corpus = corpus = Corpus(entries, products or Products())
        self._calibration = load_calibration(with_vectors=table is not None)
        self._spelling = Spelling(
            {word for words in corpus.tokens for word in words},
            rare=rare_words() | (table.words if table else frozenset()),
        )
        self._coverage = Coverage(corpus, table)
        self._model = MatchModel.load_or_fit(corpus, table, cache) if corpus.phrases else None

    @property
    def too_many_phrases(self) -> bool:
        """Whether there are more phrases than the closed form can take, so that nearest phrases decide: up to
        ten messages in a hundred more then go to a wrong entry first."""
        return len(self._corpus.phrases) > MAX_PHRASES

    def match(self, text: str) -> Answered | Suggested | Unmatched:
        """Decide: answer outright, offer choices, or neither."""
        analysis = self.analyse(text)
        if analysis.features is None:
            return Unmatched(analysis.candidates)
        limits = self._calibration
        right, in_scope = limits.right(analysis.features), limits.in_scope(analysis.features)
        if in_scope < limits.offer_threshold:
            return Unmatched(analysis.candidates, right, in_scope)
        if right < limits.answer_threshold or analysis.doubtful:
            return Suggested(analysis.candidates, right, in_scope)
        return Answered(analysis.candidates, right, in_scope)

    def analyse(self, text: str) -> Analysis:
        """Return everything that the decision rests on, before the decision."""
        words, named = self._corpus.read(text)
        if not words or self._model is None:
            return Analysis()
        corrected = self._spelling.correct(words)
        similarity = self._model.compare(corrected)
        self._exclude_other_products(similarity.scores, named)
        candidates = self._candidates(similarity, self._model.owners)
        if not candidates:
            return Analysis()
        best, phrase = candidates[0]
        scores = [float(similarity.scores[entry]) for entry, _ in candidates]
        features = compute_features(
            corrected,
            " ".join(self._corpus.tokens[phrase]),
            scores,
            self._coverage.worst_uncovered_word(corrected, best, self._model.index),
            self._model,
        )
        return Analysis(
            tuple(
                Candidate(self._corpus.entries[entry].id, score, self._corpus.phrases[nearest])
                for (entry, nearest), score in zip(candidates, scores, strict=True)
            ),
            features,
            self._means_otherwise(words, best, phrase)
            or self._too_vague(corrected, named, best, phrase, features.wording_similarity),
        )

    def _exclude_other_products(self, scores: Floats, named: frozenset[ProductId]) -> None:
        """Rule out entries about other products than the message names, by a score of -inf."""
        if named:
            for number, entry in enumerate(self._corpus.entries):
                if entry.about and not entry.about & named:
                    scores[number] = -np.inf

    def _candidates(self, similarity: Similarity, owners: Owners) -> list[tuple[int, int]]:
        """Return the best entries by number, best first, each with the number of its nearest phrase."""
        order = np.argsort(-np.round(similarity.scores, TIE_DECIMALS), kind="stable")[:MAX_CANDIDATES]
        entries = [entry for entry in order.tolist() if similarity.scores[entry] > -np.inf]
        both = similarity.lexical + similarity.semantic
        phrases = (np.flatnonzero(owners == entry) for entry in entries)
        return [(entry, int(own[both[own].argmax()])) for entry, own in zip(entries, phrases, strict=True)]

    def _means_otherwise(self, words: list[str], entry: int, phrase: int) -> bool:
        """Return whether the message means the opposite of the phrase, or asks about something else."""
        corpus = self._corpus
        negated = is_negated(words) != is_negated(corpus.tokens[phrase])
        if negated and corpus.entries[entry].negated is Negated.OFFER:
            return True
        return bool(corpus.other_products(words) - corpus.other_products_of_entry[entry])

    def _too_vague(
        self, words: list[str], named: frozenset[ProductId], entry: int, phrase: int, similarity: float
    ) -> bool:
        """Return whether a message says too little to be answered outright.

        That is a product's name alone; one content word, unless the message is nearly the wording that
        matched; or two words that name no product, one of which the entry lacks.
        """
        stems = set(content_stems(words))
        if named and len(words) == 1:
            return True
        if len(stems) < 2:
            wording = set(content_stems(self._corpus.tokens[phrase]))
            return similarity < NEAR_WORDING or not stems <= wording
        return len(words) == 2 and not named and not stems <= self._corpus.stems_of_entry[entry]
