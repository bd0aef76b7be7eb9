"""The broadcaster inside the test's own process, on a real store and a Bot API double."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.worker.rate_limiter import RateLimiter
from bot.broadcasts.worker.worker import BroadcastWorker
from bot.channels.telegram.render import render
from bot.channels.telegram.sender import TelegramSender
from bot.channels.telegram.transport import build_bot
from bot.core.messages import Outgoing, Person
from bot.delivery.notifier import Notifier
from bot.delivery.outbox import Outbox
from bot.storage.store import Store
from tests.conftest import english
from tests.harness.campaign import FIRST, fill, policy
from tests.harness.service import rows
from tests.telegram_double import TelegramDouble

CALLED = {"cy": "Cymraeg (Welsh)"}
PROGRESS_EVERY = 0.5
BEAT = 0.005


def payloads(person: Person, outgoing: Outgoing) -> Sequence[str]:
    return [json.dumps(one) for one in render(person, outgoing)]


class BroadcastHarness:
    """`async with BroadcastHarness(double, file, people=5): ...`; entered again, as after a restart."""

    def __init__(
        self, double: TelegramDouble, database: Path, people: int, chosen: BroadcastPolicy | None = None
    ) -> None:
        self.double = double
        self.database = database
        self.people = people
        self.policy = replace(chosen or policy(200), labels=CALLED)
        self.ahead = timedelta()
        self.looked = 0
        self.store: Store
        self.outbox: Outbox
        self.broadcaster: BroadcastWorker
        self._filled = False
        self._running: list[asyncio.Task[None]] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def __aenter__(self) -> Self:
        self.store = await Store.open(self.database)
        if not self._filled:
            self._filled = True
            for number in (11, 12, *range(FIRST, FIRST + self.people)):
                self.double.person(number)
            async with self.store.transaction() as db:
                await fill(db, self.people)
        self.bot = build_bot(self.double.token, self.double.url)
        await self.bot.connect()
        transport = TelegramSender(self.bot)
        self.rate_limiter = RateLimiter(self.policy.rate, asyncio.get_running_loop().time)
        self.outbox = Outbox(self.store, transport, self.now, rate_limit=self.rate_limiter)
        notifier = Notifier("telegram", self.outbox, payloads, self.now, english())
        self.broadcaster = BroadcastWorker(
            self.store,
            transport,
            notifier,
            self.rate_limiter,
            policy=self.policy,
            texts=english(),
            now=self.now,
        )
        self.rate_limiter._next = self.rate_limiter.clock()  # nothing was sent before
        self.broadcaster._progress_report.progress.every = PROGRESS_EVERY
        self._count_looks()
        await self.outbox.load("telegram")
        works = (self.broadcaster.run(), self.outbox.write_results())
        self._running = [asyncio.create_task(work) for work in works]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self.broadcaster.stop(1.0)
        await self.outbox.stop(1.0)
        await self.store.close()
        await self.bot.disconnect()

    async def looks(self, times: int = 5) -> None:
        """Wait until the broadcaster has looked so many times more at what is to be done."""
        until = self.looked + times
        await self.double.wait_until(lambda: self.looked >= until, what="it looks")

    def _count_looks(self) -> None:
        look = self.broadcaster._look

        async def counted() -> bool:
            self.looked += 1
            return await look()

        self.broadcaster._look = counted  # type: ignore[method-assign]

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return rows(self.database, sql, *values)

    def states(self, broadcast: int) -> Counter[str]:
        found = self.rows(
            "SELECT state, count(*) FROM deliveries WHERE broadcast_id = ? GROUP BY 1", broadcast
        )
        return Counter(dict(found))

    def state(self, broadcast: int) -> str:
        ((state,),) = self.rows("SELECT state FROM broadcasts WHERE id = ?", broadcast)
        return str(state)

    async def comes_to(self, broadcast: int, state: str, within: float = 15.0) -> None:
        await self.double.wait_until(
            lambda: self.state(broadcast) == state, within, f"{broadcast} is {state}"
        )

    def got(self) -> Counter[int]:
        """How often each supporter got something."""
        numbers = range(FIRST, FIRST + self.people)
        return Counter({number: len(self.double.sent(number)) for number in numbers})


@dataclass(slots=True)
class Stalls:
    """`async with Stalls() as stalls`: how often, and for how many seconds in all, the loop was held up.

    The bot and the double run in one loop here, so on a busy machine both come late by that much.
    """

    number: int = 0
    seconds: float = 0.0
    _heart: "asyncio.Task[None] | None" = None

    async def __aenter__(self) -> Self:
        self._heart = asyncio.create_task(self._beat())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._heart is not None
        self._heart.cancel()

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            await asyncio.sleep(BEAT)
            late = loop.time() - began - BEAT
            if late > BEAT:
                self.number += 1
                self.seconds += late
