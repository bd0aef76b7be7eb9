"""The sender: takes what was committed to people, at once and together, in order for each person.

A reply arrives at least once: its row goes only when the channel said that it arrived. A person who has to
wait holds nobody else up.
"""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, assert_never

from bot.delivery.results import (
    Delivered,
    NotSent,
    Refused,
    Result,
    Transport,
    Unconfirmed,
    Unreachable,
    Wait,
)
from bot.storage import outbox, retention
from bot.storage.errors import StorageError
from bot.storage.outbox import OutboxRow
from bot.storage.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How the sender works: requests in flight, seconds of pauses, rows that may wait in memory."""

    in_flight: int = 64
    first_pause: float = 1.0
    longest_pause: float = 60.0
    write_every: float = 0.05
    room: int = 2000


@dataclass(slots=True)
class _PersonQueue:
    """What waits for one person, in order."""

    rows: deque[OutboxRow] = field(default_factory=deque)
    tries: int = 0
    not_before: float = 0.0
    told_to_wait_until: float = 0.0
    moving: bool = False


@dataclass(slots=True)
class _Results:
    delivered: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    unreachable: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.delivered or self.failed or self.unreachable)


class RateLimit(Protocol):
    """What else is on the way on the same channel, to keep to its limits together."""

    async def reply(self, person: str) -> float:
        """A reply is about to go out; it waits here while there is no room. Gives the moment it begins."""
        ...

    def answered(self, begun: float) -> None:
        """What began then has its answer."""
        ...

    def lost(self, begun: float) -> None:
        """What began then has no answer, and none comes any more."""
        ...

    def halt(self, seconds: float) -> None:
        """The channel asked everybody to wait."""
        ...


class Outbox:
    """Sends the rows of one channel."""

    def __init__(
        self,
        store: Store,
        transport: Transport,
        now: Callable[[], datetime],
        pace: SendOptions | None = None,
        rate_limit: RateLimit | None = None,
    ) -> None:
        self._store = store
        self._transport = transport
        self._now = now
        self._pace = pace or SendOptions()
        self._lines: dict[str, _PersonQueue] = {}
        self._slots = asyncio.Semaphore(self._pace.in_flight)
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_flight: set[asyncio.Task[None] | None] = set()
        self._results = _Results()
        self._something_to_write = asyncio.Event()
        self._changed = asyncio.Event()
        self._everybody_waits_until = 0.0
        self._last_id = 0
        self._stopping = False
        self._rate_limit = rate_limit
        self.fatal: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Fails when the channel can't be used any more, such as with a revoked token."""

    async def load(self, channel: str) -> int:
        """Take up what was left waiting, those in flight at a crash among them; how many rows."""
        async with self._store.transaction() as db:
            self._last_id = await outbox.last_id(db)
            rows = await outbox.load_waiting(db, channel)
        self.push(rows)
        return len(rows)

    def new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    @property
    def waiting(self) -> int:
        return sum(len(line.rows) for line in self._lines.values())

    async def room(self) -> None:
        """Wait until the memory has room for more: an unreachable channel must not fill it."""
        while len(self._tasks) and self.waiting > self._pace.room:
            self._changed.clear()
            await self._changed.wait()

    def push(self, rows: Sequence[OutboxRow]) -> None:
        """Send rows that are committed."""
        for row in rows:
            line = self._lines.setdefault(row.person, _PersonQueue())
            line.rows.append(row)
            if not line.moving and not self._stopping:
                line.moving = True
                self._spawn(row.person, line)

    def drop(self, person: str) -> None:
        """Forget what waits for a person, apart from what is on its way already."""
        line = self._lines.get(person)
        while line and len(line.rows) > 1:
            line.rows.pop()

    async def write_results(self) -> None:
        """Record results as they come, many at a time. Runs until cancelled."""
        while True:
            await self._something_to_write.wait()
            written = await self.flush()
            await asyncio.sleep(self._pace.write_every if written else self._pace.first_pause)

    async def flush(self) -> bool:
        """Record the results so far; False when they have to be recorded later."""
        results, self._results = self._results, _Results()
        self._something_to_write.clear()
        if not results:
            return True
        try:
            async with self._store.transaction(durable=False) as db:
                await outbox.delete_delivered(db, results.delivered)
                await outbox.mark_failed(db, results.failed)
                if results.unreachable:
                    await outbox.mark_unreachable(db, results.unreachable, self._now())
        except StorageError as error:
            log.error("what was delivered could not be recorded, trying again: %s", error)
            self._take_back(results)
            return False
        except asyncio.CancelledError:
            self._take_back(results)
            raise
        return True

    async def stop(self, seconds: float) -> None:
        """Let what is in flight arrive, for so long; the rest goes out after the next start."""
        self._stopping = True
        for task in self._tasks - self._in_flight:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.flush()

    async def all_sent(self) -> None:
        """Wait until nothing waits any more."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    # -- one person's line

    def _spawn(self, person: str, line: _PersonQueue) -> None:
        task = asyncio.create_task(self._move(person, line))
        self._tasks.add(task)
        task.add_done_callback(self._moved)

    def _moved(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._changed.set()
        error = None if task.cancelled() else task.exception()
        if error and not self.fatal.done():
            self.fatal.set_exception(error)

    async def _move(self, person: str, line: _PersonQueue) -> None:
        while line.rows and not self._stopping:
            await asyncio.sleep(self._pause(line))
            row = line.rows[0]
            if row.created_at < self._now() - retention.REPLY:
                self._settle(person, line, row, Refused("not delivered within 24 hours"))
                continue
            async with self._slots:
                if self._pause(line) or self._stopping:  # told so while this line waited for a slot
                    continue
                result = await self._carry(row)
            self._settle(person, line, row, result)
        line.moving = False
        if not line.rows:
            self._lines.pop(person, None)

    async def _carry(self, row: OutboxRow) -> Result:
        begun = await self._rate_limit.reply(row.person) if self._rate_limit else 0.0
        task = asyncio.current_task()
        self._in_flight.add(task)
        try:
            result = await self._transport.deliver(row.payload)
        finally:
            self._in_flight.discard(task)
        if self._rate_limit:
            lost = isinstance(result, NotSent | Unconfirmed)
            (self._rate_limit.lost if lost else self._rate_limit.answered)(begun)
        return result

    def _pause(self, line: _PersonQueue) -> float:
        """Seconds until the line may move."""
        until = max(line.not_before, self._everybody_waits_until)
        return max(0.0, until - asyncio.get_running_loop().time())

    def _settle(self, person: str, line: _PersonQueue, row: OutboxRow, result: Result) -> None:
        match result:
            case Delivered():
                self._results.delivered.append(row.id)
                self._finish(line)
            case Refused(reason):
                log.warning("a reply was refused: %s", reason)
                self._results.failed[row.id] = reason
                self._finish(line)
            case Unreachable():
                self._results.delivered.append(row.id)
                self._results.unreachable.append(person)
                line.rows.clear()
                self._something_to_write.set()
            case Wait(seconds):
                self._wait(line, seconds)
            case NotSent(reason) | Unconfirmed(reason):
                self._try_later(line, reason)
            case _:
                assert_never(result)

    def _finish(self, line: _PersonQueue) -> None:
        line.rows.popleft()
        line.tries = 0
        self._something_to_write.set()
        self._changed.set()

    def _wait(self, line: _PersonQueue, seconds: float) -> None:
        """Telegram does not say whom a 429 is for. One chat waits by itself; a second one means everybody."""
        now = asyncio.get_running_loop().time()
        others = any(other.told_to_wait_until > now for other in self._lines.values() if other is not line)
        line.not_before = line.told_to_wait_until = now + seconds
        if others:
            self._everybody_waits_until = max(self._everybody_waits_until, line.not_before)
            if self._rate_limit:
                self._rate_limit.halt(seconds)

    def _try_later(self, line: _PersonQueue, reason: str) -> None:
        pause = min(self._pace.first_pause * 2.0**line.tries, self._pace.longest_pause)
        line.tries += 1
        line.not_before = asyncio.get_running_loop().time() + pause * random.uniform(0.8, 1.2)  # noqa: S311  (spreads retries)
        if line.tries in (1, 5):
            log.warning("a reply waits and is tried again: %s", reason)

    def _take_back(self, results: _Results) -> None:
        self._results.delivered += results.delivered
        self._results.failed |= results.failed
        self._results.unreachable += results.unreachable
        self._something_to_write.set()
