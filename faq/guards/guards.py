"""The guards: what is answered before any matching, inside flows too. Danger first, then a medicine.

`data/certain_wordings.txt` lists wordings that count whatever else is said; a volunteer can read and lengthen
it. Everything else is scored by a linear model and a small network that learnt from some thirty thousand
made-up messages (`classifier.py`). The boundary is written down in `tests/faq/guards.md`.
"""

from collections.abc import Iterable
from enum import StrEnum

from faq.entry import Entry
from faq.guards.classifier import RiskClassifier
from faq.guards.normaliser import TextNormaliser
from faq.guards.patterns import PatternMatcher, read_patterns
from faq.word_lists import DATA

CERTAIN_WORDINGS = DATA / "certain_wordings.txt"


class Guarded(StrEnum):
    """Why a message goes no further."""

    CRISIS = "crisis"
    """Somebody may not be safe now."""
    MEDICINE = "medicine"
    """Somebody may stop, miss or change an epilepsy medicine, or be pregnant while taking it."""


class Guards:
    """Both guards. They keep nothing of a message, so many tasks may share them.

    `ordinary` messages are guarded only where they contain a certain wording.
    """

    def __init__(self, ordinary: Iterable[str] = ()) -> None:
        certain = read_patterns(CERTAIN_WORDINGS)
        self._danger = PatternMatcher(certain.sections["danger"])
        self._medicine = PatternMatcher(certain.sections["medicine"])
        self._classifier = RiskClassifier.read()
        self._normaliser = TextNormaliser(certain.words | self._classifier.words)
        self._ordinary = frozenset(map(self._normaliser.normalise, ordinary))

    def compile_all(self) -> None:
        """Do now what would otherwise be done when a message first needs it."""
        self._danger.compile_all()
        self._medicine.compile_all()

    def check(self, text: str) -> tuple[Guarded, ...]:
        """Return what the message needs ahead of its answer, most urgent first; empty for an ordinary one."""
        normalised = self._normaliser.normalise(text)
        danger = self._danger.find(normalised) is not None
        medicine = self._medicine.find(normalised) is not None
        if normalised not in self._ordinary:
            scores = self._classifier.score(normalised)
            danger, medicine = danger or scores.danger > 0, medicine or scores.medicine > 0
        needed = {Guarded.CRISIS: danger, Guarded.MEDICINE: medicine}
        return tuple(guarded for guarded, is_needed in needed.items() if is_needed)


def ordinary_wordings(entries: Iterable[Entry]) -> list[str]:
    """Return the questions that editors wrote down, except those that the guards answer."""
    return [wording for entry in entries if not entry.guarded for wording in entry.wordings.phrases]
