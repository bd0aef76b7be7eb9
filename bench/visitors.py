"""People who ask, join and pledge by typing and by pressing, whatever becomes of the bot meanwhile."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.telegram_double import KeptMessage, TelegramDouble

LONGEST_WAIT = 120.0
"""Seconds in which a question has to appear, restarts of the bot included."""
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that somebody does: a command or question, then the answers, which are also labels of buttons.

    `counted` is what the bot counts for it, once; `pledge` the key of a pledge that has to be there afterwards.
    """

    opening: str
    answers: tuple[str, ...] = ()
    counted: str = ""
    pledge: str = ""


def _pledge(label: str, key: str) -> Deed:
    return Deed("/pledge", (label, "Yes", "Yes, I agree", "Yes, record it"), f"pledged:{key}", key)


def _again(deed: Deed) -> Deed:
    return Deed(deed.opening, deed.answers, "pledged_again", deed.pledge)


ASK = Deed("what does the campaign want", counted="answered:campaign_aims")
JOIN = Deed("/join", ("Yes", "Yes", "Yes, I agree", "No", "Scotland", "Yes, join"), "joined")
MEETING = _pledge("Come to a meeting", "come_to_meeting")
FRIENDS = _pledge("Tell two friends", "tell_friends")
FACT = _pledge("Share a fact from here", "share_myth")
GROUP = _pledge("Contact a patient group", "link_with_group")

PROGRAMMES: tuple[tuple[Deed, ...], ...] = (
    (ASK, MEETING, ASK, JOIN, _again(MEETING)),
    (JOIN, FRIENDS, FACT, ASK, ASK),
    (GROUP, ASK, FRIENDS, _again(GROUP), JOIN),
)
"""What people do one after the other. Each says the same to everybody, so that what one heard all must hear."""


class Visitor:
    """Somebody who goes through a programme. `sent_in` counts the updates they caused."""

    def __init__(self, double: TelegramDouble, chat_id: int, programme: int, chance: random.Random) -> None:
        self.chat_id = chat_id
        self.programme = programme
        self.sent_in = 0
        self._double = double
        self._person = double.person(chat_id)
        self._chance = chance
        self._answered: set[str] = set()

    @property
    def heard(self) -> list[str]:
        """What the bot said, with the days taken out: a run may go past midnight."""
        return [_DAY.sub("(day)", text) for text in self._person.sent()]

    async def does(self, deed: Deed, *, pressing: bool) -> None:
        """Do one thing. What is typed is typed on without waiting; a button has to be there to be pressed."""
        self._types(deed.opening)
        for answer in deed.answers:
            if pressing:
                await self._presses(answer)
            else:
                await asyncio.sleep(self._chance.uniform(0, 0.03))
                self._types(answer)

    def _types(self, text: str) -> None:
        self._person.sends(text)
        self.sent_in += 1

    async def _presses(self, label: str) -> None:
        """Press a button of a question not answered before, once or up to five times in a row."""
        await self._double.wait_until(lambda: self._fresh(label) is not None, LONGEST_WAIT, f"button {label}")
        found = self._fresh(label)
        assert found is not None
        message, data = found
        times = self._chance.choice((1, 1, 2, 5))
        self._person.presses(data, times=times, message_id=message.message_id)
        self._answered.add(_question(data))
        self.sent_in += times

    def _fresh(self, label: str) -> tuple[KeptMessage, str] | None:
        newest = self._person.messages()[-6:]
        for message in reversed(newest):
            for button in (each for row in message.buttons for each in row):
                data = button.get("callback_data", "")
                if button["text"] == label and _question(data) not in self._answered:
                    return message, data
        return None


def _question(data: str) -> str:
    """What the buttons of one asking of one question have in common."""
    return data.rpartition(":")[0]


def counts_of(programme: int) -> Counter[str]:
    """What the bot counts when somebody has gone through a programme."""
    return Counter(deed.counted for deed in PROGRAMMES[programme])


def pledges_of(programme: int) -> set[str]:
    """The pledges that have to be there then, each once."""
    return {deed.pledge for deed in PROGRAMMES[programme] if deed.pledge}


def repeats(heard: Sequence[str], expected: Sequence[str]) -> int | None:
    """How many messages came again; None unless `heard` is `expected` in order, each at least once.

    After a kill the sender goes back to what it can't know to have arrived, and on from there.
    """
    places = {-1}
    for text in heard:
        places = {
            place
            for place, wanted in enumerate(expected)
            if wanted == text and any(place <= last + 1 for last in places)
        }
    return len(heard) - len(expected) if len(expected) - 1 in places else None
