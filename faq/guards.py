"""What is answered before any matching, and inside flows too: danger first, then an epilepsy medicine."""

from enum import StrEnum

from .crisis import CrisisGuard
from .heard import Ear
from .medicine import MedicineGuard
from .personal_details import DetailKind, Stripped, strip_personal_details
from .safety import Safety
from .second_opinion import Verdict

__all__ = ["DetailKind", "Guarded", "Guards", "Safety", "Stripped", "strip_personal_details"]


class Guarded(StrEnum):
    """Why a message goes no further."""

    CRISIS = "crisis"
    """Somebody may not be safe now."""
    MEDICINE = "medicine"
    """Somebody may stop, miss or change an epilepsy medicine, or be pregnant while taking it."""


class Guards:
    """Both guards. They keep nothing of what they hear, and may be asked from many tasks at once."""

    def __init__(self) -> None:
        self._crisis = CrisisGuard()
        self._medicine = MedicineGuard()
        self._ear = Ear(self._crisis.words | self._medicine.words)

    def get_ready(self) -> None:
        """Do beforehand what is otherwise done when a message first needs it. It takes about a second."""
        self._crisis.get_ready()
        self._medicine.get_ready()

    def check(self, text: str) -> Guarded | None:
        """What the message needs ahead of its answer, or None.

        Danger wins over medicine; but talk of a medicine is not danger only because it weighs like it.
        """
        heard = self._ear.hear(text)
        danger = self._crisis.judge(heard)
        if danger is Verdict.YES:
            return Guarded.CRISIS
        if self._medicine.minds(heard):
            return Guarded.MEDICINE
        return None if danger is Verdict.NO else Guarded.CRISIS
