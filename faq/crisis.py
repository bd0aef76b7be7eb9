"""Words of suicide, self-harm, abuse, danger now and medical emergency: answered before anything else.

The boundary is written in `tests/faq/guards.md`: where a careful listener would want to check that somebody
is safe now, it is danger; campaign talk that shares the words ("the wait is killing me") is not.
"""

from pathlib import Path

from .listening import Listener, read_patterns
from .second_opinion import SecondOpinion, Verdict

PATTERNS = Path(__file__).parent / "data" / "crisis_patterns.txt"


class CrisisGuard:
    """A certain pattern counts by itself, any other unless the second opinion is against it."""

    def __init__(self) -> None:
        patterns = read_patterns(PATTERNS)
        self.words = patterns.words
        self._harmless = Listener(patterns.sections["harmless"])
        self._certain = Listener(patterns.sections["certain"])
        self._danger = Listener(patterns.sections["danger"])
        self._second = SecondOpinion("crisis")

    def get_ready(self) -> None:
        """See `Guards.get_ready`."""
        for listener in (self._harmless, self._certain, self._danger):
            listener.get_ready()

    def rest(self, heard: str) -> str:
        """The message without the turns of speech that only sound like danger."""
        return self._harmless.strike_out(heard)

    def pattern(self, rest: str) -> str | None:
        """The pattern of danger that is found in what is left of a message, or None."""
        return self._certain.find(rest) or self._danger.find(rest)

    def judge(self, heard: str) -> Verdict:
        """YES where a pattern tells of danger, UNSURE where the second opinion alone does, NO otherwise."""
        rest = self.rest(heard)
        if self._certain.find(rest) is not None:
            return Verdict.YES
        opinion = self._second.judge(rest)
        if opinion is not Verdict.NO and self._danger.find(rest) is not None:
            return Verdict.YES
        return Verdict.UNSURE if opinion is Verdict.YES else Verdict.NO
