"""Words of suicide, self-harm, abuse, danger now and medical emergency: answered before anything else.

The boundary is written in `tests/faq/guards.md`: where a careful listener would want to check that somebody is
safe now, it is danger; campaign talk that shares the words ("the wait is killing me") is not.
"""

from pathlib import Path

from .listening import Listener, read_patterns
from .second_opinion import SecondOpinion

PATTERNS = Path(__file__).parent / "data" / "crisis_patterns.txt"


class CrisisGuard:
    """Patterns first, struck-out idioms never, then the second opinion."""

    def __init__(self) -> None:
        patterns = read_patterns(PATTERNS)
        self.words = patterns.words
        self._harmless = Listener(patterns.sections["harmless"])
        self._danger = Listener(patterns.sections["danger"])
        self._second = SecondOpinion("crisis")

    def rest(self, heard: str) -> str:
        """The message without the turns of speech that only sound like danger."""
        return self._harmless.strike_out(heard)

    def pattern(self, heard: str) -> str | None:
        """The pattern of danger that is found, or None."""
        return self._danger.find(self.rest(heard))

    def minds(self, heard: str) -> bool:
        """Whether the message has to be met with the crisis answer."""
        rest = self.rest(heard)
        return self._danger.find(rest) is not None or self._second.says_yes(rest)
