"""What is answered before any matching, and inside flows too: danger first, then an epilepsy medicine.

Two things decide. `data/certain_wordings.txt` lists wordings that count whatever else is said; a volunteer
can read and lengthen it. Everything else is weighed by a lexicon and a small network that learnt from some
thirty thousand made-up messages (`weighing.py`). The boundary is written in `tests/faq/guards.md`.
"""

from collections.abc import Iterable
from enum import StrEnum

from faq.entry import Entry
from faq.guards.classifier import Scale
from faq.guards.normaliser import Ear
from faq.guards.patterns import Listener, read_patterns
from faq.guards.transformer import DATA
from faq.pii import DetailKind, Stripped, strip_personal_details
from faq.safety import Safety

__all__ = [
    "DetailKind",
    "Guarded",
    "Guards",
    "Safety",
    "Stripped",
    "ordinary_wordings",
    "strip_personal_details",
]

WORDINGS = DATA / "certain_wordings.txt"
THEIRS = frozenset({"i_am_struggling", "stop_valproate"})
"""Entries that are the guards' own business; the wordings of all others are ordinary messages."""


class Guarded(StrEnum):
    """Why a message goes no further."""

    CRISIS = "crisis"
    """Somebody may not be safe now."""
    MEDICINE = "medicine"
    """Somebody may stop, miss or change an epilepsy medicine, or be pregnant while taking it."""


class Guards:
    """Both guards. They keep nothing of what they hear, and may be asked from many tasks at once.

    An `ordinary` message, as it is heard, is only met for a certain wording.
    """

    def __init__(self, ordinary: Iterable[str] = ()) -> None:
        certain = read_patterns(WORDINGS)
        self._danger = Listener(certain.sections["danger"])
        self._medicine = Listener(certain.sections["medicine"])
        self._scale = Scale.read()
        self._ear = Ear(certain.words | self._scale.words)
        self._ordinary = frozenset(map(self._ear.hear, ordinary))

    def get_ready(self) -> None:
        """Do beforehand what is otherwise done when a message first needs it."""
        self._danger.get_ready()
        self._medicine.get_ready()

    def check(self, text: str) -> tuple[Guarded, ...]:
        """What the message needs ahead of its answer, the most urgent first; empty for an ordinary one."""
        heard = self._ear.hear(text)
        danger, medicine = self._danger.find(heard) is not None, self._medicine.find(heard) is not None
        if heard not in self._ordinary:
            weight = self._scale.weigh(heard)
            danger, medicine = danger or weight.danger > 0, medicine or weight.medicine > 0
        found = {Guarded.CRISIS: danger, Guarded.MEDICINE: medicine}
        return tuple(guarded for guarded, needed in found.items() if needed)


def ordinary_wordings(entries: Iterable[Entry]) -> list[str]:
    """What editors wrote down as questions people ask, other than what the guards are there for."""
    return [
        text for entry in entries if entry.id not in THEIRS for text in (entry.question, *entry.also_asked)
    ]
