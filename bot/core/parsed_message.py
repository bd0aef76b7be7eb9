"""A parsed message: its risks, command, personal details and match, each worked out at most once.

The guards, the matcher and the list of spoken commands read a message only when a handler asks for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from bot.core.messages import Edited, Text, Unreadable
from faq.guards.distress import mentions_hardship
from faq.guards.guards import Guarded
from faq.matching.result import Answered, MatchResult, Suggested, Unmatched
from faq.pii import DetailKind, Stripped, strip_personal_details
from flows.answer_parsers import plain
from flows.phrases import ALSO_SAID_IN_DANGER, SpokenPhrases

LONGEST_QUESTION = 1500
"""The characters of a message that the matcher reads; the guards read all of it."""


class Decision(StrEnum):
    """The handling of a message while no question is open."""

    CRISIS = "crisis"
    MEDICINE = "medicine"
    STOP = "stop"
    COMMAND = "command"
    ANSWERED = "answered"
    SUGGESTED = "suggested"
    UNMATCHED = "unmatched"


class Guards(Protocol):
    """Recognises messages of danger and of changing a medicine."""

    def check(self, text: str) -> tuple[Guarded, ...]: ...


class Matcher(Protocol):
    """Finds the entry that answers a question."""

    def match(self, text: str) -> MatchResult: ...


@dataclass(frozen=True, slots=True)
class MessageReader:
    """Makes parsed messages with the guards, the matcher and the phrases of the campaign."""

    guards: Guards
    matcher: Matcher
    phrases: SpokenPhrases

    def read(self, incoming: Text | Unreadable | Edited, labels: Sequence[str] = ()) -> "ParsedMessage":
        """Return a message to ask. `labels` are on the person's screen; the guards pass over them."""
        return ParsedMessage(incoming, labels, self)


class ParsedMessage:
    """One message. Each property is worked out once."""

    def __init__(
        self, incoming: Text | Unreadable | Edited, labels: Sequence[str], reader: MessageReader
    ) -> None:
        self.incoming = incoming
        self.text = incoming.caption if isinstance(incoming, Unreadable) else incoming.text
        self._labels = labels
        self._reader = reader
        self._phrases = reader.phrases

    @cached_property
    def risks(self) -> tuple[Guarded, ...]:
        """The risks that the guards recognise; none in a command or a label of the bot."""
        own_words = self.command is not None and self.command not in ALSO_SAID_IN_DANGER
        if own_words or plain(self.text) in map(plain, self._labels):
            return ()
        return self._reader.guards.check(self.text)

    @property
    def in_danger(self) -> bool:
        """Whether somebody may be in danger and needs helplines first."""
        return Guarded.CRISIS in self.risks

    @cached_property
    def command(self) -> str | None:
        """The command that the whole message stands for, if any."""
        return self._phrases.spoken_command(self.text)

    @cached_property
    def is_number(self) -> bool:
        """Whether it is only a number, as from a menu."""
        return self._phrases.is_number(self.text)

    @cached_property
    def holds_question(self) -> bool:
        """Whether it has something to look up."""
        return self._phrases.holds_question(self.text)

    @cached_property
    def sounds_asked(self) -> bool:
        """Whether it sounds like a question of the person, rather than a misunderstood answer."""
        return self._phrases.sounds_asked(self.text)

    @cached_property
    def sounds_pleased(self) -> bool:
        """Whether it is thanks, or would be after an update: 👍, ok, really helpful."""
        return self._phrases.sounds_pleased(self.text)

    @cached_property
    def mentions_hardship(self) -> bool:
        """Whether somebody tells of hardship without being in danger."""
        return mentions_hardship(self.text)

    @cached_property
    def pii(self) -> Stripped:
        """The message without personal details, and the kinds that were struck out."""
        return strip_personal_details(self.text)

    @cached_property
    def asks(self) -> bool:
        """Whether there is anything to look up apart from personal details."""
        return not self.pii.kinds or self._phrases.holds_question(self.pii.rest)

    @cached_property
    def match(self) -> MatchResult:
        """The FAQ's match, looked up without personal details."""
        if not self.asks:
            return Unmatched(())
        question = self.pii.rest if self.pii.kinds else self.text
        return self._reader.matcher.match(question[:LONGEST_QUESTION])

    @cached_property
    def is_thanks(self) -> bool:
        """Whether it begins with thanks and asks nothing that the FAQ answers."""
        thanks = self._phrases.begins_with_thanks(self.text) and not self.mentions_hardship
        return thanks and isinstance(self.match, Unmatched)

    @cached_property
    def personal_details(self) -> frozenset[DetailKind]:
        """The kinds of personal details in it; none in a command or thanks."""
        return frozenset() if self.command or self.is_thanks else self.pii.kinds

    @cached_property
    def decision(self) -> Decision:
        """The handling of the message while no question is open."""
        if self.risks:
            return Decision(self.risks[0].value)
        if self.command:
            return Decision.STOP if self.command == "stop" else Decision.COMMAND
        if self.is_thanks:
            return Decision.COMMAND
        match self.match:
            case Answered():
                return Decision.ANSWERED
            case Suggested():
                return Decision.SUGGESTED
            case _:
                return Decision.UNMATCHED
