"""The broadcaster inside the test's own process, on a real store and a Bot API double."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
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
from tests.bot.broadcasts.campaign import FIRST, fill, policy
from tests.bot.service_here import rows
from tests.telegram_double import TelegramDouble

CALLED = {"cy": "Cymraeg (Welsh)"}


def payloads(person: Person, outgoing: Outgoing) -> Sequence[str]:
    return [json.dumps(one) for one in render(person, outgoing)]


class BroadcasterHere:
    """`async with BroadcasterHere(double, file, people=5): ...`; entered again, as after a restart."""

    def __init__(
        self, double: TelegramDouble, database: Path, people: int, chosen: BroadcastPolicy | None = None
    ) -> None:
        self.double = double
        self.database = database
        self.people = people
        self.policy = replace(chosen or policy(200), labels=CALLED)
        self.ahead = datetime.now(UTC) - datetime.now(UTC)
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
        notifier = Notifier("telegram", self.outbox, payloads, self.now)
        self.broadcaster = BroadcastWorker(
            self.store, transport, notifier, self.rate_limiter, policy=self.policy, now=self.now
        )
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
