"""One repetition: starts both bots, each on its own fresh server, measures them in turns and stops them."""

import asyncio
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import cycle, islice, pairwise
from pathlib import Path

from bench.speed.contender import BOT, ECHO, Contender, Running, running
from bench.speed.cores import Cores, use_of
from bench.speed.load import Crowd, LoadResult
from bench.speed.questions import Question
from tests.telegram_double import TelegramDouble

ROUND_TRIP = 0.05
"""Seconds to Telegram and back, as from a server in Europe."""
FIRST_PERSON = 1
ORDERED_PEOPLE = 20
SETTLING = 0.2
"""Seconds after a load in which a bot may still finish work that counts as its own."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is asked: numbers of questions, unless stated otherwise."""

    loaded: int = 2000
    at_once: int = 250
    """Of `loaded`, how many go to one bot before the other's turn."""
    people: int = 125
    """People who ask those `at_once`; new ones each time."""
    unloaded: int = 60
    distant: int = 1500
    distant_echo: int = 60
    """The echo answers one after the other, so more of them would only take longer."""
    each_in_order: int = 50
    warm_up: int = 100

    @property
    def in_all(self) -> int:
        """Return how many different questions are needed: none asked under load was asked before."""
        return 1 + self.warm_up + self.unloaded + self.loaded


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurements of one bot in one repetition."""

    per_cpu_second: float
    per_second: float
    distant_per_second: float
    """With `ROUND_TRIP` on the way."""
    out_of_order: int
    """People of `ORDERED_PEOPLE`, with `ROUND_TRIP` on the way."""
    unexpected: int
    """Answers that were not the one expected, in all loads."""
    latency: float
    """Seconds from question to answer with nothing else going on, median."""
    start: float
    """Seconds from starting the process to the first answer."""
    resident: float
    """MiB after the load."""


class Side:
    """A running bot, the server it talks to, and its measurements so far."""

    def __init__(self, contender: Contender, double: TelegramDouble, bot: Running) -> None:
        self.contender = contender
        self.double = double
        self.bot = bot
        self.crowd = Crowd(double, bot, _heading if contender is BOT else _same)
        self.start = 0.0
        self.waited: list[float] = []
        self.loads: list[LoadResult] = []
        self.cpu_seconds = 0.0
        self.resident = 0.0
        self.from_afar: list[LoadResult] = []

    async def answer_first(self) -> None:
        """Wait for the answer to what was asked before the bot was started."""
        self.start = await self.crowd.first_answer(FIRST_PERSON) - self.bot.started_at

    async def answer_load(self, questions: Sequence[Question], people: int) -> None:
        """Answer many questions at once, and add up time and CPU."""
        before = use_of(self.bot.id)
        self.loads.append(await self.crowd.ask_together(questions, people))
        await asyncio.sleep(SETTLING)
        after = use_of(self.bot.id)
        self.cpu_seconds += after.cpu_seconds - before.cpu_seconds
        self.resident = after.resident

    async def answer_from_afar(self, questions: Sequence[Question], sizes: Sizes) -> None:
        """Answer many people once, which shows the rate, then a few people often, which shows the order."""
        self.double.round_trip = ROUND_TRIP
        many = sizes.distant if self.contender is BOT else sizes.distant_echo
        self.from_afar = [await self.crowd.ask_together(_repeated(questions, many), many)]
        if self.contender is BOT:
            often = _repeated(questions, ORDERED_PEOPLE * sizes.each_in_order)
            self.from_afar.append(await self.crowd.ask_together(often, ORDERED_PEOPLE))

    def measured(self) -> Measured:
        answers = sum(load.answers for load in self.loads)
        distant, ordered = self.from_afar[0], self.from_afar[-1]
        return Measured(
            per_cpu_second=answers / self.cpu_seconds,
            per_second=answers / sum(load.seconds for load in self.loads),
            distant_per_second=distant.answers / distant.seconds,
            out_of_order=ordered.out_of_order,
            unexpected=sum(load.unexpected for load in (*self.loads, *self.from_afar)),
            latency=statistics.median(self.waited),
            start=self.start,
            resident=self.resident,
        )


async def repeat(questions: Sequence[Question], sizes: Sizes, cores: Cores) -> tuple[Measured, Measured]:
    """Put the same loads to echo and bot in turns, so that a disturbance of the machine affects both.

    Returns the bot's measurements, then the echo's.

    Raises:
        RuntimeError: one ended by itself, or left questions unanswered.
    """
    edges = (0, 1, 1 + sizes.warm_up, 1 + sizes.warm_up + sizes.unloaded, sizes.in_all)
    first, warm_up, unloaded, loaded = (questions[start:end] for start, end in pairwise(edges))
    async with AsyncExitStack() as stack:
        sides = [await _started(stack, contender, first[0], cores) for contender in (ECHO, BOT)]
        for side in sides:
            await side.crowd.ask_together(warm_up, sizes.people)
        for question in unloaded:
            for side in sides:
                side.waited.append(await side.crowd.ask_quietly(question))
        for start in range(0, sizes.loaded, sizes.at_once):
            for side in sides:
                await side.answer_load(loaded[start : start + sizes.at_once], sizes.people)
        for side in sides:
            await side.answer_from_afar(loaded, sizes)
        echo, bot = (side.measured() for side in sides)
        return bot, echo


async def _started(stack: AsyncExitStack, contender: Contender, first: Question, cores: Cores) -> Side:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    double = await stack.enter_async_context(TelegramDouble())
    double.person(FIRST_PERSON).sends(first.text)
    bot = await stack.enter_async_context(running(contender, double, folder, cores.bots))
    side = Side(contender, double, bot)
    await side.answer_first()
    return side


def _repeated(questions: Sequence[Question], count: int) -> list[Question]:
    return list(islice(cycle(questions), count))


def _heading(question: Question) -> str:
    return question.heading


def _same(question: Question) -> str:
    return question.text.strip()
