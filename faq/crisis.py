"""Words of suicide, self-harm, abuse, danger now and medical emergency: answered before anything else.

The boundary is written in `tests/faq/guards.md`: where a careful listener would want to check that somebody is
safe now, it is danger; campaign talk that shares the words ("the wait is killing me") is not.
"""

from pathlib import Path

from .listening import Listener, read_patterns
from .second_opinion import SecondOpinion, Verdict

PATTERNS = Path(__file__).parent / "data" / "crisis_patterns.txt"


class CrisisGuard:
    """Certain patterns count by themselves; the others unless the second opinion is against; or it alone is sure."""

    def __init__(self) -> None:
        patterns = read_patterns(PATTERNS)
        self.words = patterns.words
        self._harmless = Listener(patterns.sections["harmless"])
        self._certain = Listener(patterns.sections["certain"])
        self._danger = Listener(patterns.sections["danger"])
        self._second = SecondOpinion("crisis")

    def rest(self, heard: str) -> str:
        """The message without the turns of speech that only sound like danger."""
        return self._harmless.strike_out(heard)

    def pattern(self, rest: str) -> str | None:
        """The pattern of danger that is found in what is left of a message, or None."""
        return self._certain.find(rest) or self._danger.find(rest)

    def knows(self, heard: str) -> bool:
        """Whether a pattern says that somebody may not be safe."""
        rest = self.rest(heard)
        if self._certain.find(rest) is not None:
            return True
        return self._danger.find(rest) is not None and self._second.judge(rest) is not Verdict.NO

    def suspects(self, heard: str) -> bool:
        """Whether the second opinion alone says so."""
        return self._second.judge(self.rest(heard)) is Verdict.YES

    def minds(self, heard: str) -> bool:
        """Whether the message has to be met with the crisis answer, were there no other guard."""
        return self.knows(heard) or self.suspects(heard)
