"""Wording about stopping, missing, swapping or changing an epilepsy medicine, or being pregnant while on it.

Whatever the matcher would say, such a message gets the reviewed safety answer.
"""

import re
from pathlib import Path

from .listening import Listener, read_patterns
from .second_opinion import SecondOpinion, Verdict

PATTERNS = Path(__file__).parent / "data" / "medicine_patterns.txt"
_PUNCTUATION = re.compile(r"(?<= )[.,] (?=.)")
_BRIEF = 12


class MedicineGuard:
    """A pattern counts unless the second opinion is against it, which counts alone where one is named."""

    def __init__(self) -> None:
        patterns = read_patterns(PATTERNS)
        self.words = patterns.words
        self._harmless = Listener(patterns.sections["harmless"])
        self._named = Listener(patterns.sections["named"])
        self._medicine = Listener(patterns.sections["medicine"])
        self._second = SecondOpinion("medicine")

    def get_ready(self) -> None:
        """See `Guards.get_ready`."""
        for listener in (self._harmless, self._named, self._medicine):
            listener.get_ready()

    def rest(self, heard: str) -> str:
        """The message without talk of rules, courts, numbers and the campaign: it only names the medicine."""
        return self._harmless.strike_out(heard)

    def names_medicine(self, heard: str) -> bool:
        """Whether an epilepsy medicine is named, other than by what was struck out."""
        return self._named.find(heard) is not None

    def pattern(self, rest: str) -> str | None:
        """The pattern found in what is left of a message. In a few words full stops part nothing."""
        found = self._medicine.find(rest)
        if found is None and len(rest.split()) <= _BRIEF and _PUNCTUATION.search(rest, 2):
            found = self._medicine.find(". " + _PUNCTUATION.sub("", rest.removeprefix(". ")) + ". ")
        return found

    def minds(self, heard: str) -> bool:
        """Whether the message has to be met with the medicine safety answer."""
        rest = self.rest(heard)
        found = self.pattern(rest) is not None
        if not found and not self.names_medicine(rest):
            return False
        opinion = self._second.judge(rest)
        return opinion is Verdict.YES or (found and opinion is Verdict.UNSURE)
