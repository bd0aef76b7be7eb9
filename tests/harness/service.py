"""The bot's Telegram service inside the test's own process, with short pauses and a clock to set."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any, Self

from bot.app import Campaign
from bot.channels.telegram.polling import RetryPolicy
from bot.channels.telegram.service import Service, ServiceOptions, WebhookOptions
from bot.channels.telegram.transport import build_bot
from bot.delivery.outbox import Outbox, SendOptions
from bot.storage.store import Store
from tests.harness.clock import ShiftedClock
from tests.telegram_double import TelegramDouble

QUICK_RETRIES = RetryPolicy(long_poll=5.0, first_pause=0.02, longest_pause=0.1)
QUICK_SENDING = SendOptions(first_pause=0.02, longest_pause=0.2, write_every=0.01)


class ServiceHarness:
    """`async with ServiceHarness(double, file, campaign): ...`; it may be entered again."""

    def __init__(
        self,
        double: TelegramDouble,
        database: Path,
        campaign: Campaign,
        *,
        sending: SendOptions = QUICK_SENDING,
        webhook: WebhookOptions | None = None,
        busy_seconds: float = 5.0,
    ) -> None:
        self.clock = ShiftedClock()
        self.database = database
        self._double = double
        self._campaign = campaign
        self._options = ServiceOptions(webhook=webhook, retries=QUICK_RETRIES, sending=sending)
        self._busy_seconds = busy_seconds
        self.store: Store | None = None
        self.outbox: Outbox
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self.store = await Store.open(self.database, self._busy_seconds)
        service = Service(
            build_bot(self._double.token, self._double.url),
            self.store,
            self._campaign,
            options=self._options,
            now=self.clock,
        )
        self.outbox = service._outbox
        self._running = asyncio.create_task(service.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._running is not None
        assert self.store is not None
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self.store.close()

    async def settles(self, within: float = 20.0) -> None:
        """Wait until every update is confirmed and no reply waits."""

        def settled() -> bool:
            return not self._double.waiting_updates and not self.rows(
                "SELECT 1 FROM outbox WHERE state = 'waiting'"
            )

        await self._double.wait_until(settled, within, "nothing waits")

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds now."""
        return rows(self.database, sql, *values)


MakeService = Callable[..., ServiceHarness]
"""The options of `ServiceHarness`."""


@asynccontextmanager
async def holding(database: Path) -> AsyncIterator[None]:
    """Another program writes: nobody else can meanwhile. Waits without holding up the loop."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=0)) as other:
        while not other.in_transaction:
            with suppress(sqlite3.OperationalError):
                other.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(0.005)
        yield
        other.execute("ROLLBACK")


def rows(database: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """What a database holds now; changes are committed."""
    with closing(sqlite3.connect(database, timeout=20)) as connection, connection:
        return connection.execute(sql, values).fetchall()
