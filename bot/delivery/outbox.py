"""The outbox: sends committed replies, to many people at once and to each person in order.

A reply arrives at least once: its row is removed only when the channel has confirmed it. A person who has to
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
from bot.errors import StorageError
from bot.storage import outbox, retention
from bot.storage.outbox import OutboxRow
from bot.storage.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How to send: the most requests in flight, pauses in seconds, the most rows that wait in memory."""

    in_flight: int = 64
    first_pause: float = 1.0
    longest_pause: float = 60.0
    write_every: float = 0.05
    most_waiting: int = 2000


@dataclass(slots=True)
class _PersonQueue:
    """The rows that wait for one person, in order. Times are of the event loop's clock."""

    rows: deque[OutboxRow] = field(default_factory=deque)
    tries: int = 0
    not_before: float = 0.0
    channel_waits_until: float = 0.0
    sending: bool = False


@dataclass(slots=True)
class _Results:
    """Results that are not recorded yet."""

    delivered: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    unreachable: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.delivered or self.failed or self.unreachable)


class RateLimit(Protocol):
    """Keeps replies and broadcasts together under the limits of their channel."""

    async def reply(self, person: str) -> float:
        """Wait until the limits allow a reply to this person. Return when it begins, for the calls below."""
        ...

    def answered(self, begun: float) -> None:
        """Note that the request that began then was answered."""
        ...

    def lost(self, begun: float) -> None:
        """Note that the request that began then will never be answered."""
        ...

    def halt(self, seconds: float) -> None:
        """Send nothing to anybody for so long."""
        ...


class Outbox:
    """Sends the rows of one channel."""

    def __init__(
        self,
        store: Store,
        transport: Transport,
        now: Callable[[], datetime],
        options: SendOptions | None = None,
        rate_limit: RateLimit | None = None,
    ) -> None:
        self._store = store
        self._transport = transport
        self._now = now
        self._options = options or SendOptions()
        self._queues: dict[str, _PersonQueue] = {}
        self._slots = asyncio.Semaphore(self._options.in_flight)
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_flight: set[asyncio.Task[None] | None] = set()
        self._results = _Results()
        self._something_to_write = asyncio.Event()
        self._changed = asyncio.Event()
        self._all_wait_until = 0.0
        self._last_id = 0
        self._stopping = False
        self._rate_limit = rate_limit
        self.fatal: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Fails when the channel has become unusable, such as with a revoked token."""

    async def load(self, channel: str) -> int:
        """Queue the rows that an earlier run left, those in flight at a crash too. Return how many."""
        async with self._store.transaction() as db:
            self._last_id = await outbox.last_id(db)
            rows = await outbox.load_waiting(db, channel)
        self.push(rows)
        return len(rows)

    def new_id(self) -> int:
        """Return an id for a new row; ids rise, so that rows keep their order over a restart."""
        self._last_id += 1
        return self._last_id

    @property
    def waiting(self) -> int:
        """The number of rows that wait or are on their way."""
        return sum(len(queue.rows) for queue in self._queues.values())

    async def wait_for_room(self) -> None:
        """Wait until fewer rows wait, so that an unreachable channel does not fill the memory."""
        while len(self._tasks) and self.waiting > self._options.most_waiting:
            self._changed.clear()
            await self._changed.wait()

    def push(self, rows: Sequence[OutboxRow]) -> None:
        """Queue committed rows for sending."""
        for row in rows:
            queue = self._queues.setdefault(row.person, _PersonQueue())
            queue.rows.append(row)
            if not queue.sending and not self._stopping:
                queue.sending = True
                self._spawn(row.person, queue)

    def drop(self, person: str) -> None:
        """Drop the rows that wait for a person. The first one stays: it may be on its way already."""
        queue = self._queues.get(person)
        while queue and len(queue.rows) > 1:
            queue.rows.pop()

    async def write_results(self) -> None:
        """Record results as they come, many in one transaction. Runs until cancelled."""
        while True:
            await self._something_to_write.wait()
            written = await self.flush()
            await asyncio.sleep(self._options.write_every if written else self._options.first_pause)

    async def flush(self) -> bool:
        """Record the results so far. Return False when that failed and has to be done later."""
        results, self._results = self._results, _Results()
        self._something_to_write.clear()
        if not results:
            return True
        try:
            # Not durable: a result lost in a power cut means a reply sent twice: "at least once".
            # Waiting for the disk would hold up everything else that is written.
            async with self._store.transaction(durable=False) as db:
                await outbox.delete_delivered(db, results.delivered)
                await outbox.mark_failed(db, results.failed)
                if results.unreachable:
                    await outbox.mark_unreachable(db, results.unreachable, self._now())
        except StorageError as error:
            log.error("what was delivered could not be recorded, trying again: %s", error)
            self._restore(results)
            return False
        except asyncio.CancelledError:
            self._restore(results)
            raise
        return True

    async def stop(self, seconds: float) -> None:
        """Wait at most so long for what is in flight; the rest goes out after the next start."""
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
        """Wait until everything is sent."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    # -- one person's queue

    def _spawn(self, person: str, queue: _PersonQueue) -> None:
        task = asyncio.create_task(self._send_queue(person, queue))
        self._tasks.add(task)
        task.add_done_callback(self._task_done)

    def _task_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._changed.set()
        error = None if task.cancelled() else task.exception()
        if error and not self.fatal.done():
            self.fatal.set_exception(error)

    async def _send_queue(self, person: str, queue: _PersonQueue) -> None:
        """Send a person's rows one after the other: the next begins once the last is settled."""
        while queue.rows and not self._stopping:
            await asyncio.sleep(self._pause(queue))
            row = queue.rows[0]
            if row.created_at < self._now() - retention.REPLY:
                self._settle(person, queue, row, Refused("not delivered within 24 hours"))
                continue
            # A slot is held for one request, never through a pause: people who wait take none from others.
            async with self._slots:
                # While this queue waited for its slot, the channel may have asked everybody to wait.
                if self._pause(queue) or self._stopping:
                    continue
                result = await self._deliver(row)
            self._settle(person, queue, row, result)
        queue.sending = False
        if not queue.rows:
            self._queues.pop(person, None)

    async def _deliver(self, row: OutboxRow) -> Result:
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

    def _pause(self, queue: _PersonQueue) -> float:
        """Return the seconds until the queue may send."""
        until = max(queue.not_before, self._all_wait_until)
        return max(0.0, until - asyncio.get_running_loop().time())

    def _settle(self, person: str, queue: _PersonQueue, row: OutboxRow, result: Result) -> None:
        """Take the row off the queue when its result is final, else put the queue off."""
        match result:
            case Delivered():
                self._results.delivered.append(row.id)
                self._finish(queue)
            case Refused(reason):
                log.warning("a reply was refused: %s", reason)
                self._results.failed[row.id] = reason
                self._finish(queue)
            case Unreachable():
                self._results.delivered.append(row.id)
                self._results.unreachable.append(person)
                queue.rows.clear()
                self._something_to_write.set()
            case Wait(seconds):
                self._wait(queue, seconds)
            case NotSent(reason) | Unconfirmed(reason):
                self._try_later(queue, reason)
            case _:
                assert_never(result)

    def _finish(self, queue: _PersonQueue) -> None:
        queue.rows.popleft()
        queue.tries = 0
        self._something_to_write.set()
        self._changed.set()

    def _wait(self, queue: _PersonQueue, seconds: float) -> None:
        """Put a queue off for the time that a 429 asks for, and everybody when it is the second one.

        A 429 does not say whether it is about one chat or about the bot. To halt everybody for each would let
        one busy chat silence the bot; to halt only its chat would go on breaking a limit of the bot. A second
        chat that has to wait while another still does is taken for a limit of the bot.
        """
        now = asyncio.get_running_loop().time()
        others = any(other.channel_waits_until > now for other in self._queues.values() if other is not queue)
        queue.not_before = queue.channel_waits_until = now + seconds
        if others:
            self._all_wait_until = max(self._all_wait_until, queue.not_before)
            if self._rate_limit:
                self._rate_limit.halt(seconds)

    def _try_later(self, queue: _PersonQueue, reason: str) -> None:
        """Put a queue off after a failure, each time for twice as long, with jitter."""
        pause = min(self._options.first_pause * 2.0**queue.tries, self._options.longest_pause)
        queue.tries += 1
        jitter = random.uniform(0.8, 1.2)  # noqa: S311  (keeps retries of many people apart, no secret)
        queue.not_before = asyncio.get_running_loop().time() + pause * jitter
        if queue.tries in (1, 5):  # not at every try: a long outage would fill the log
            log.warning("a reply waits and is tried again: %s", reason)

    def _restore(self, results: _Results) -> None:
        self._results.delivered += results.delivered
        self._results.failed |= results.failed
        self._results.unreachable += results.unreachable
        self._something_to_write.set()
