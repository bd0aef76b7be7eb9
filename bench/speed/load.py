"""People who write to a bot, and the answers that the server saw."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import ne

from bench.speed.contender import Running
from bench.speed.questions import Question
from tests.telegram_double import TelegramDouble

Expects = Callable[[Question], str]
"""Returns the first line that the answer to a question has to have."""

TIME_LIMIT = 120.0
"""Seconds in which every question has to be answered."""
PAUSES = (0.02, 0.12)
"""Seconds between two questions when nothing else goes on: the least and the most."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """How a bot answered a load."""

    answers: int
    seconds: float
    """From the first question to the last answer that the server accepted."""
    out_of_order: int
    """People who did not get exactly the answers to their questions, in the order of asking."""
    unexpected: int
    """Answers that are not the one expected at their place."""


class Crowd:
    """People who write to one bot through the server; each load has new people."""

    def __init__(self, double: TelegramDouble, bot: Running, expects: Expects, seed: int = 1) -> None:
        self._double = double
        self._bot = bot
        self._expects = expects
        self._next_person = 1001
        self._chance = random.Random(seed)

    async def ask_together(self, questions: Sequence[Question], people: int) -> LoadResult:
        """Ask all questions at once, dealt out to `people` people in turn."""
        asking = self._new_people(people)
        asked: dict[int, list[Question]] = {person: [] for person in asking}
        already = self._double.requests["sendMessage"]
        began = time.monotonic()
        for place, question in enumerate(questions):
            person = asking[place % people]
            asked[person].append(question)
            self._double.person(person).sends(question.text)
        await self._until(lambda: self._double.requests["sendMessage"] - already >= len(questions))
        await self._until(lambda: self._answers(asking) >= len(questions))
        ended = max(message.at for person in asking for message in self._double.messages(person))
        return self._result(asked, ended - began)

    async def ask_quietly(self, question: Question) -> float:
        """Ask one question after a pause; return the seconds until its answer was at the server."""
        (person,) = self._new_people(1)
        await asyncio.sleep(self._chance.uniform(*PAUSES))
        began = time.monotonic()
        self._double.person(person).sends(question.text)
        return await self.first_answer(person) - began

    async def first_answer(self, person: int) -> float:
        """Wait for the first answer to a person; return when the server accepted it (`time.monotonic()`)."""
        while not self._double.messages(person):
            self._bot.raise_if_ended()
            await self._double.world.changed.wait(0.2)
        return self._double.messages(person)[0].at

    async def _until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition, polling rarely enough to leave the server's core alone."""
        deadline = time.monotonic() + TIME_LIMIT
        while not condition():
            self._bot.raise_if_ended()
            if time.monotonic() > deadline:
                raise RuntimeError(f"not every question was answered within {TIME_LIMIT:.0f} seconds")
            await asyncio.sleep(0.02)

    def _new_people(self, count: int) -> range:
        first, self._next_person = self._next_person, self._next_person + count
        return range(first, first + count)

    def _answers(self, people: Sequence[int]) -> int:
        return sum(len(self._double.messages(person)) for person in people)

    def _result(self, asked: dict[int, list[Question]], seconds: float) -> LoadResult:
        out_of_order = unexpected = 0
        for person, questions in asked.items():
            expected = [self._expects(question) for question in questions]
            received = [text.partition("\n")[0].strip() for text in self._double.sent(person)]
            differ = abs(len(received) - len(expected)) + sum(map(ne, received, expected))
            out_of_order += differ > 0
            unexpected += differ
        return LoadResult(sum(map(len, asked.values())), seconds, out_of_order, unexpected)
