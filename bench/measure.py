"""One repetition: a bot is started on a fresh server, measured and stopped."""

import asyncio
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice, pairwise
from pathlib import Path

from bench.contender import BOT, Contender, Running, running
from bench.cores import Cores, Use, use_of
from bench.load import Crowd, Told
from bench.questions import Question
from tests.telegram_double import TelegramDouble

ROUND_TRIP = 0.05
"""Seconds on the way to Telegram and back: what a server in Europe may take."""
FIRST_PERSON = 1
ORDERED_PEOPLE = 20
SETTLING = 0.3
"""Seconds after a load in which a bot may still clear up, on its own account."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is asked. Numbers of questions, unless said otherwise."""

    loaded: int = 2000
    people: int = 500
    unloaded: int = 60
    distant: int = 1500
    distant_echo: int = 60
    """The echo answers one after the other, so more of them would only take longer."""
    each_in_order: int = 50
    warm_up: int = 100

    @property
    def in_all(self) -> int:
        """Different questions that are needed: those asked under load were never asked before."""
        return 1 + self.warm_up + self.unloaded + self.loaded


@dataclass(frozen=True, slots=True)
class Measured:
    """One bot in one repetition."""

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


class Repetition:
    """Puts the same loads to either bot."""

    def __init__(self, questions: Sequence[Question], sizes: Sizes, cores: Cores) -> None:
        edges = (0, 1, 1 + sizes.warm_up, 1 + sizes.warm_up + sizes.unloaded, sizes.in_all)
        self._first, self._warm_up, self._unloaded, self._loaded = (
            questions[start:end] for start, end in pairwise(edges)
        )
        self._sizes = sizes
        self._cores = cores

    async def measure(self, contender: Contender) -> Measured:
        """Measure one bot from start to stop.

        Raises:
            RuntimeError: it ended by itself, or left questions unanswered.
        """
        with tempfile.TemporaryDirectory() as folder:
            async with TelegramDouble() as double:
                double.person(FIRST_PERSON).sends(self._first[0].text)
                async with running(contender, double, Path(folder), self._cores.bots) as bot:
                    crowd = Crowd(double, bot, _heading if contender is BOT else _same)
                    start = await crowd.first_answer(FIRST_PERSON) - bot.started_at
                    await crowd.ask_together(self._warm_up, self._sizes.people)
                    waited = await crowd.ask_quietly(self._unloaded)
                    loaded, used = await self._under_load(crowd, bot)
                    double.round_trip = ROUND_TRIP
                    distant, ordered = await self._from_afar(crowd, contender)
        return Measured(
            per_cpu_second=len(self._loaded) / used.cpu_seconds,
            per_second=len(self._loaded) / loaded.seconds,
            distant_per_second=distant.answers / distant.seconds,
            out_of_order=ordered.out_of_order,
            unexpected=loaded.unexpected + distant.unexpected + ordered.unexpected,
            latency=statistics.median(waited),
            start=start,
            resident=used.resident,
        )

    async def _under_load(self, crowd: Crowd, bot: Running) -> tuple[Told, Use]:
        """What became of the load, and what it took: CPU seconds, and the memory that was resident then."""
        before = use_of(bot.id)
        told = await crowd.ask_together(self._loaded, self._sizes.people)
        await asyncio.sleep(SETTLING)
        after = use_of(bot.id)
        return told, Use(after.cpu_seconds - before.cpu_seconds, after.resident)

    async def _from_afar(self, crowd: Crowd, contender: Contender) -> tuple[Told, Told]:
        """Many people once, then a few people often: the first tells how fast, the second in what order."""
        count = self._sizes.distant if contender is BOT else self._sizes.distant_echo
        distant = await crowd.ask_together(_repeated(self._loaded, count), self._sizes.people)
        if contender is not BOT:
            return distant, distant
        often = _repeated(self._loaded, ORDERED_PEOPLE * self._sizes.each_in_order)
        return distant, await crowd.ask_together(often, ORDERED_PEOPLE)


def _repeated(questions: Sequence[Question], count: int) -> list[Question]:
    return list(islice(cycle(questions), count))


def _heading(question: Question) -> str:
    return question.heading


def _same(question: Question) -> str:
    return question.text.strip()
