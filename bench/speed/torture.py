"""`python -m bench.speed.torture`: kill the bot at random points under load and count what was lost.

The Bot API double lives on, as Telegram would. The bot is the real one, ended by SIGKILL and started again.
"""

import argparse
import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.speed.visitors import PROGRAMMES, Visitor, pledges_of, repeats
from tests.harness.process import BotProcess
from tests.telegram_double import TelegramDouble

KILLS_A_CROWD = 10
PEOPLE_A_CROWD = 30
UNDER_LOAD = (0.0, 0.3)
"""Seconds from the moment the bot listens to the kill, the least and the most."""
STARTING = (0.2, 1.0)
"""The same from its start."""
AT_LATEST = 5.0
"""Seconds after which a bot is killed that was to do a part of its work first."""
TO_THE_END = 120.0


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a run. Every field from `unanswered` on has to be 0."""

    kills: int
    people: int
    updates: int
    delivered: int
    pledges: int
    sent_again: int
    seconds: float
    unanswered: int
    out_of_order: int
    pledges_lost: int
    pledges_too_many: int
    miscounted: int
    consents_astray: int
    unconfirmed: int
    refused: int

    @property
    def sound(self) -> bool:
        """Return whether nothing was lost and nothing done twice."""
        return not any(
            (
                self.unanswered,
                self.out_of_order,
                self.pledges_lost,
                self.pledges_too_many,
                self.miscounted,
                self.consents_astray,
                self.unconfirmed,
                self.refused,
            )
        )

    def __str__(self) -> str:
        return (
            f"{self.kills} kills in {self.seconds:.0f} seconds, {self.people} people, "
            f"{self.updates} updates, {self.delivered} messages delivered\n"
            f"people without all their answers: {self.unanswered}, out of order: {self.out_of_order}, "
            f"messages that came a second time: {self.sent_again}\n"
            f"pledges: {self.pledges}, lost: {self.pledges_lost}, too many: {self.pledges_too_many}\n"
            f"things counted other than once: {self.miscounted}, consents astray: {self.consents_astray}, "
            f"updates not confirmed: {self.unconfirmed}, requests refused: {self.refused}"
        )


class Torture:
    """One run. The same seed gives the same people, activities and pauses."""

    def __init__(
        self, double: TelegramDouble, bot: BotProcess, *, kills: int, people: int, seed: int
    ) -> None:
        self._double = double
        self._bot = bot
        self._kills = kills
        self._people = people
        self._chance = random.Random(seed)
        self._begun = asyncio.Event()
        self._visitors: list[Visitor] = []
        self._expected: list[list[str]] = []
        self._heard_before: list[list[int]] = []
        self._counted: list[Counter[str]] = []

    async def run(self) -> Figures:
        """Kill and start again, let everything finish, and count what is stored."""
        began = time.monotonic()
        await self._bot.starts()
        models = await self._rehearse()
        crowds = []
        for kill in range(self._kills):
            if kill % KILLS_A_CROWD == 0:
                crowds.append(asyncio.create_task(self._crowd(kill // KILLS_A_CROWD)))
            await self._one_life(kill)
            for crowd in crowds:
                if crowd.done():
                    crowd.result()
        await self._bot.listens()
        await asyncio.gather(*crowds)
        await self._all_done()
        stopped = await self._bot.stops()
        if stopped:
            raise RuntimeError(f"the bot ended with {stopped}:\n{self._bot.output[-3000:]}")
        return self._figures([*models, *self._visitors], time.monotonic() - began)

    async def _rehearse(self) -> list[Visitor]:
        """Send one person through each programme undisturbed; all others have to get the same messages."""
        models = [Visitor(self._double, 1 + each, each, self._chance) for each in range(len(PROGRAMMES))]
        for model in models:
            before, counted = [], self._counts()
            for activity in PROGRAMMES[model.programme]:
                before.append(len(model.heard))
                await model.types(activity)
                await self._all_done()
            self._heard_before.append(before)
            self._expected.append(model.heard)
            self._counted.append(self._counts() - counted)
        return models

    async def _one_life(self, kill: int) -> None:
        """Let the bot work for a moment, kill it, start it again.

        Of five kills one comes while it starts, two after a moment however much was done, and two when part
        of the waiting updates is confirmed: without those a slow machine would never get on.
        """
        if kill % 5 == 4:
            await asyncio.sleep(self._chance.uniform(*STARTING))
        else:
            await self._bot.listens()
            if kill % 2:
                await self._part_is_done(self._chance.random())
            await asyncio.sleep(self._chance.uniform(*UNDER_LOAD))
        await self._bot.is_killed()
        await self._bot.begins()
        begun, self._begun = self._begun, asyncio.Event()
        begun.set()

    async def _part_is_done(self, part: float) -> None:
        left = int(self._double.waiting_updates * (1 - part))
        with suppress(TimeoutError):
            await self._double.wait_until(lambda: self._double.waiting_updates <= left, AT_LATEST)

    async def _crowd(self, number: int) -> None:
        """Send people at about the same time; each does something in every second life of the bot."""
        first = 1000 * (number + 1)
        crowd = [
            Visitor(self._double, first + index, index % len(PROGRAMMES), random.Random(first + index))
            for index in range(self._people)
        ]
        self._visitors += crowd
        await asyncio.gather(*(self._visits(visitor, index) for index, visitor in enumerate(crowd)))

    async def _visits(self, visitor: Visitor, index: int) -> None:
        chance = random.Random(visitor.chat_id)
        programme = PROGRAMMES[visitor.programme]
        lives = KILLS_A_CROWD // len(programme)
        for place, activity in enumerate(programme):
            for _ in range(index % lives if place == 0 else lives):
                await self._next_life()
            await asyncio.sleep(chance.uniform(0, 0.4))
            if (index + place) % 2:
                await visitor.types(activity)
            else:
                before = self._heard_before[visitor.programme][place]
                await visitor.presses(activity, self._expected[visitor.programme][:before])

    async def _next_life(self) -> None:
        """Wait for the next start, which the last kill doesn't have."""
        if self._bot.lives <= self._kills:
            await self._begun.wait()

    async def _all_done(self) -> None:
        """Wait until every update is confirmed and every reply delivered and deleted."""
        await self._double.wait_until(lambda: not self._double.waiting_updates, TO_THE_END, "all confirmed")
        deadline = time.monotonic() + TO_THE_END
        while self._rows("SELECT person, id FROM outbox WHERE state = 'waiting'"):
            if time.monotonic() > deadline:
                raise TimeoutError("replies still wait")
            await asyncio.sleep(0.05)

    def _figures(self, visitors: Sequence[Visitor], seconds: float) -> Figures:
        came = [repeats(visitor.heard, self._expected[visitor.programme]) for visitor in visitors]
        short = [set(self._expected[visitor.programme]) - set(visitor.heard) for visitor in visitors]
        stored = Counter(
            self._rows(
                "SELECT s.person, p.pledge_type FROM pledges p JOIN supporters s ON s.id = p.supporter_id"
            )
        )
        due = Counter(
            (f"telegram:{visitor.chat_id}", pledge)
            for visitor in visitors
            for pledge in pledges_of(visitor.programme)
        )
        return Figures(
            kills=self._kills,
            people=len(visitors),
            updates=sum(visitor.sent_in for visitor in visitors),
            delivered=len(self._double.all_messages()),
            pledges=stored.total(),
            sent_again=sum(extra or 0 for extra in came),
            seconds=seconds,
            unanswered=sum(bool(missing) for missing in short),
            out_of_order=sum(extra is None for extra in came),
            pledges_lost=(due - stored).total(),
            pledges_too_many=(stored - due).total(),
            miscounted=self._miscounted(visitors),
            consents_astray=self._consents_astray(visitors),
            unconfirmed=self._double.waiting_updates,
            refused=sum(not _harmless(call.method, call.description) for call in self._double.refusals()),
        )

    def _miscounted(self, visitors: Sequence[Visitor]) -> int:
        """Return how many things the bot counted too often or too rarely."""
        counted = self._counts()
        due: Counter[str] = Counter()
        for visitor in visitors:
            due.update(self._counted[visitor.programme])
        handled = Counter({"updates": self._rows("SELECT '', count(*) FROM handled_updates")[0][1]})
        sent_in = Counter({"updates": sum(visitor.sent_in for visitor in visitors)})
        both = ((counted, due), (due, counted), (handled, sent_in), (sent_in, handled))
        return sum((more - fewer).total() for more, fewer in both)

    def _counts(self) -> Counter[str]:
        return Counter(dict(self._rows("SELECT name, sum(number) FROM daily_counts GROUP BY name")))

    def _consents_astray(self, visitors: Sequence[Visitor]) -> int:
        """Return how many consents are missing or too many: everybody gave two, each once."""
        stored = Counter(
            self._rows(
                "SELECT s.person, w.name FROM consents c JOIN supporters s ON s.id = c.supporter_id"
                " JOIN consent_wordings w ON w.id = c.wording_id"
            )
        )
        due = Counter(
            (f"telegram:{visitor.chat_id}", name) for visitor in visitors for name in ("pledge", "updates")
        )
        return (due - stored).total() + (stored - due).total()

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self._bot.database, timeout=30)) as database:
            return database.execute(sql).fetchall()


def _harmless(method: str, description: str) -> bool:
    """Return whether a restart explains a refusal: a long poll, a press or an edit that came before."""
    return method in ("getUpdates", "answerCallbackQuery") or "message is not modified" in description


async def torture(kills: int, people: int = PEOPLE_A_CROWD, seed: int = 1, *, fresh: bool = True) -> Figures:
    """Kill the bot `kills` times under crowds of `people`, one for ten kills; return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        async with TelegramDouble(seed=seed) as double:
            bot = BotProcess(double.url, double.token, Path(folder) / "bot.sqlite3", fresh=fresh)
            try:
                return await Torture(double, bot, kills=kills, people=people, seed=seed).run()
            finally:
                await bot.is_killed()


def main() -> int:
    """Print the figures; return 1 if anything was lost or done twice."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed.torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--people", type=int, default=PEOPLE_A_CROWD, help="for every ten kills")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures = asyncio.run(torture(options.kills, options.people, options.seed))
    print(figures)
    print("Nothing was lost." if figures.sound else "Something was lost or done twice: see above.")
    return 0 if figures.sound else 1


if __name__ == "__main__":
    sys.exit(main())
