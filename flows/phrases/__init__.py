"""What people say apart from questions, understood without the FAQ: commands, thanks, small talk."""

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property

from flows.answer_parsers import plain, read_yes_no
from flows.phrases.lists import CommandPhrases, SmallTalkPhrases, ThanksPhrases

LONGEST_THANKS = 16
"""Words."""
LONGEST_ANSWER = 3
"""Words of something that may just be an answer that was not understood."""
ALSO_SAID_IN_DANGER = frozenset({"stop_what", "confused", "thanks", "urgent"})
"""Commands whose words may also be said in danger: "make it stop", "goodbye"."""
_SKIN_TONES_AND_JOINERS = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f\u200d]")


@dataclass(frozen=True)
class SpokenPhrases:
    """The phrases of one language. Whole messages count: "how do we stop this" is a question."""

    commands: CommandPhrases
    thanks: ThanksPhrases
    small_talk: SmallTalkPhrases

    def spoken_command(self, text: str) -> str | None:
        """Return the command that a whole message stands for, if any."""
        message = plain(text)
        if message in self._commands:
            return self._commands[message]
        words = self._written_out(message)
        if " ".join(words) in self._commands:
            return self._commands[" ".join(words)]
        if self.says_thanks(text):
            return "thanks"
        return "about" if self._asks_who_is_there(words) else None

    def plain_command(self, text: str) -> str | None:
        """Return the command as `spoken_command`, but none whose words may also be said in danger."""
        command = self.spoken_command(text)
        return None if command in ALSO_SAID_IN_DANGER else command

    def says_thanks(self, text: str) -> bool:
        """Return whether the whole message is thanks: cheers for letting us know; diolch yn fawr."""
        return self._made_of(text, self.thanks.thanks)

    def sounds_pleased(self, text: str) -> bool:
        """Return whether it is thanks, or what is meant as such after an update: 👍, ok, really helpful."""
        return self._made_of(text, self._pleased)

    def begins_with_thanks(self, text: str) -> bool:
        """Return whether a message begins with thanks and asks nothing: if the FAQ knows nothing of it, it is
        thanks."""
        words = _words(text)
        thanked = not self.thanks.thanks.isdisjoint(words[:3])
        return "?" not in text and thanked and self.thanks.no_thanks.isdisjoint(words)

    def is_number(self, text: str) -> bool:
        """Return whether the message is a number and nothing else, as from a list."""
        return self._number.fullmatch(plain(text)) is not None

    def holds_question(self, text: str) -> bool:
        """Return whether there is something in the message that could be looked up, unlike in "ok"."""
        message = plain(text)
        letters = sum(map(str.isalpha, message))
        return letters > 1 and message not in self.small_talk.no_question and read_yes_no(text) is None

    def sounds_asked(self, text: str) -> bool:
        """Return whether a message that is no answer to the open question sounds like a question itself."""
        words = text.casefold().split()
        begins = bool(words and words[0] in self.small_talk.asking)
        return "?" in text or len(words) > LONGEST_ANSWER or begins

    @cached_property
    def _commands(self) -> dict[str, str]:
        listed: dict[str, frozenset[str]] = dict(self.commands.commands)
        return {phrase: command for command, phrases in listed.items() for phrase in phrases}

    @cached_property
    def _beginnings(self) -> tuple[list[str], ...]:
        return tuple(phrase.split() for phrase in self.commands.who_is_there.asking)

    @cached_property
    def _pleased(self) -> frozenset[str]:
        return self.thanks.thanks | self.thanks.praise

    @cached_property
    def _said_with_thanks(self) -> frozenset[str]:
        return self._pleased | self.thanks.small

    @cached_property
    def _number(self) -> re.Pattern[str]:
        words = "|".join(map(re.escape, sorted(self.small_talk.before_a_number)))
        return re.compile(rf"(?:(?:{words}) )?[#-]?[0-9][0-9.)]*")

    def _asks_who_is_there(self, words: list[str]) -> bool:
        """Return whether it asks for a person or a machine: "am i talking to a real person or a robot"."""
        phrases = self.commands.who_is_there
        start = next((index for index, word in enumerate(words) if word not in phrases.before), 0)
        asked = words[start:]
        for beginning in self._beginnings:
            rest = set(asked[len(beginning) :])
            begins = asked[: len(beginning)] == beginning
            if begins and rest & phrases.beings and rest <= phrases.beings | phrases.beside:
                return True
        return False

    def _written_out(self, message: str) -> list[str]:
        """Return the words of a message without marks; "r u" and "what's" as they are meant."""
        short = self.commands.written_out
        return [word for part in re.findall(r"[\w']+", message) for word in short.get(part, part).split()]

    def _made_of(self, text: str, telling: Set[str]) -> bool:
        words = _words(text)
        if "?" in text or not words or len(words) > LONGEST_THANKS or words[0] in self.thanks.questions:
            return False
        return not telling.isdisjoint(words) and self._said_with_thanks.issuperset(words)


def _words(text: str) -> list[str]:
    """Return words and smileys, without skin tones and what joins them."""
    return re.findall(r"[\w']+|[^\w\s.,;:!()'\"–-]", _SKIN_TONES_AND_JOINERS.sub("", plain(text)))
