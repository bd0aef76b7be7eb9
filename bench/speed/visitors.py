"""People who ask, join and pledge by typing and by pressing, even while the bot is killed and restarted."""

import asyncio
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.callbacks import AnswerButton, Callback
from tests.telegram_double import KeptMessage, TelegramDouble

LONGEST_WAIT = 120.0
"""Seconds in which a question has to appear, restarts of the bot included."""
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class Activity:
    """What a person does: a command or question, then the answers, which are labels of buttons too.

    `pledge` is the key of the pledge that has to be stored afterwards.
    """

    opening: str
    answers: tuple[str, ...] = ()
    pledge: str = ""


def _pledge(label: str, key: str) -> Activity:
    return Activity("/pledge", (label, "Yes", "Yes, I agree", "Yes, record it"), key)


ASK = Activity("What is this campaign asking for?")
JOIN = Activity("/join", ("Yes", "Yes", "Yes, I agree", "English", "No", "Scotland", "Yes, join"))
MEETING = _pledge("Come to a meeting", "come_to_meeting")
FRIENDS = _pledge("Tell two friends", "tell_friends")
FACT = _pledge("Share a fact from here", "share_myth")
GROUP = _pledge("Contact a patient group", "link_with_group")

PROGRAMMES: tuple[tuple[Activity, ...], ...] = (
    (ASK, MEETING, ASK, JOIN, MEETING),
    (JOIN, FRIENDS, FACT, ASK, ASK),
    (GROUP, ASK, FRIENDS, GROUP, JOIN),
)
"""Activities in order; some pledge the same twice. All people with a programme must get the same messages."""


class Visitor:
    """A person who goes through a programme. `sent_in` counts the updates they caused."""

    def __init__(self, double: TelegramDouble, chat_id: int, programme: int, chance: random.Random) -> None:
        self.chat_id = chat_id
        self.programme = programme
        self.sent_in = 0
        self._double = double
        self._person = double.person(chat_id)
        self._chance = chance
        self._over: set[str] = set()
        self._answered: set[tuple[str, int]] = set()

    @property
    def heard(self) -> list[str]:
        """Return the bot's messages without dates, since a run may go past midnight."""
        return [_DAY.sub("(day)", text) for text in self._person.sent()]

    async def types(self, activity: Activity) -> None:
        """Do one activity by typing, without waiting for answers."""
        for text in (activity.opening, *activity.answers):
            self._types(text)
            await asyncio.sleep(self._chance.uniform(0, 0.03))

    async def presses(self, activity: Activity, heard: Sequence[str]) -> None:
        """Do one activity by pressing buttons as they appear, once all messages in `heard` have arrived."""
        await self._until(lambda: repeats(self.heard, heard) is not None, "all answers so far")
        self._over = {
            button.session for message in self._person.messages() for _, button in _answers_on(message)
        }
        self._types(activity.opening)
        for answer in activity.answers:
            await self._presses(answer)

    async def _until(self, condition: Callable[[], bool], what: str) -> None:
        await self._double.wait_until(condition, LONGEST_WAIT, f"{what} for {self.chat_id}")

    def _types(self, text: str) -> None:
        self._person.sends(text)
        self.sent_in += 1

    async def _presses(self, label: str) -> None:
        """Press a button of a question not answered before, once or up to five times in a row."""
        await self._until(lambda: self._open(label) is not None, f"button {label!r}")
        unanswered = self._open(label)
        assert unanswered is not None
        message, button = unanswered
        times = self._chance.choice((1, 1, 2, 5))
        self._person.presses(label, times=times, message_id=message.message_id)
        self._answered.add((button.session, button.visit))
        self.sent_in += times

    def _open(self, label: str) -> tuple[KeptMessage, AnswerButton] | None:
        for message in reversed(self._person.messages()):
            for name, button in _answers_on(message):
                is_over = button.session in self._over or (button.session, button.visit) in self._answered
                if name == label and not is_over:
                    return message, button
        return None


def _answers_on(message: KeptMessage) -> Iterator[tuple[str, AnswerButton]]:
    """Yield the buttons of a message that answer a question, with their labels."""
    for each in (each for row in message.buttons for each in row):
        button = Callback.unpack(each.get("callback_data", ""))
        if isinstance(button, AnswerButton):
            yield each["text"], button


def pledges_of(programme: int) -> set[str]:
    """Return the pledges that a programme leaves, each once."""
    return {activity.pledge for activity in PROGRAMMES[programme] if activity.pledge}


def repeats(heard: Sequence[str], expected: Sequence[str]) -> int | None:
    """Return how many messages came again; None unless `heard` is `expected` in order, each at least once.

    After a kill the sender goes back to the first message whose arrival it can't know, and on from there.
    """
    places = {-1}
    for text in heard:
        places = {
            place
            for place, message in enumerate(expected)
            if message == text and any(place <= last + 1 for last in places)
        }
    return len(heard) - len(expected) if len(expected) - 1 in places else None
