"""Runs broadcasts while the bot runs: moves them on, claims their rows, and has the team told.

Every look reads the database again, so whatever organisers do in the chat counts within a moment.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.worker.journal import Journal
from bot.broadcasts.worker.notifications import Notifications
from bot.broadcasts.worker.progress import Progress
from bot.broadcasts.worker.progress_report import ProgressReport
from bot.broadcasts.worker.rate_limiter import RateLimiter
from bot.broadcasts.worker.recovery import record, recover
from bot.broadcasts.worker.requests import Requests
from bot.broadcasts.worker.scheduler import Scheduler
from bot.broadcasts.worker.sender import REFUSED_IN_A_ROW, BroadcastSender
from bot.delivery.notifier import Notifier
from bot.delivery.results import Transport
from bot.errors import StorageError
from bot.storage import audiences, broadcasts, deliveries
from bot.storage.broadcasts import Broadcast
from bot.storage.deliveries import Claimed
from bot.storage.outbox import OutboxRow
from bot.storage.savepoint import Database
from bot.storage.schema.enums import BroadcastKind, BroadcastState
from bot.storage.store import Store
from flows.texts import Texts

log = logging.getLogger(__name__)
TICK = 0.05
"""Seconds between two looks while something is sent: what it writes is committed together."""
IDLE = 0.5
AHEAD = 2.0
"""Looks for which rows are claimed ahead."""
CLEAR_EVERY = timedelta(hours=1)


class BroadcastWorker:
    """Owns the sender of one channel. `notifier` tells organisers, in the words of `texts`."""

    def __init__(
        self,
        store: Store,
        transport: Transport,
        notifier: Notifier,
        rate_limiter: RateLimiter,
        *,
        policy: BroadcastPolicy,
        texts: Texts,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._policy = policy
        self._now = now
        self._rate_limiter = rate_limiter
        self._journal = Journal(store.path.with_name(f"{store.path.name}-deliveries"))
        self._requests = Requests(notifier.render, policy)
        self._sender = BroadcastSender(
            transport, rate_limiter, self._journal, self._requests.payload, self._requests.harmless
        )
        progress = Progress(transport, notifier.render, rate_limiter)
        self._progress_report = ProgressReport(progress, notifier, policy, texts)
        self._scheduler = Scheduler(policy)
        self._notifications = Notifications(policy, texts)
        self._cleared_at: datetime | None = None

    async def run(self) -> None:
        """Run until cancelled. What was on its way when the bot stopped last is settled first.

        Raises:
            the channel's own error when it can't be used any longer.
        """
        await self._recover()
        sending = asyncio.create_task(self._sender.run())
        try:
            while True:
                began = self._rate_limiter.clock()
                busy = await _finish(self._look_and_log())
                # The slower a look is, the more rows the sender needs to keep the pace until the next one.
                self._sender.prefetch_seconds = AHEAD * (self._rate_limiter.clock() - began + TICK)
                if self._sender.fatal is not None:
                    raise self._sender.fatal
                await asyncio.sleep(TICK if busy else IDLE)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def stop(self, seconds: float) -> None:
        """Let what is on its way arrive, for so many seconds, and record it, once `run` has ended."""
        await self._sender.stop(seconds)
        await self._progress_report.stop()
        self._sender.active_broadcast = None  # so that `drain` gives back every row that has not begun
        outcomes = self._sender.drain().all_outcomes()
        try:
            async with self._store.transaction() as db:
                await record(db, outcomes, self._now())
            self._journal.settled(outcome.id for outcome in outcomes)
        finally:
            self._journal.close()

    async def _recover(self) -> None:
        """Wait for the journal, and settle what was on its way.

        Nothing is claimed before the journal is this process's own, so no other copy of the bot sends.
        """
        logged = False
        while True:
            try:
                if not self._journal.open():
                    raise OSError("another copy of the bot sends them")
                await recover(self._store, self._journal, self._now())
            except (StorageError, OSError) as error:
                if not logged:
                    log.error("broadcasts wait, trying again: %s", error)
                    logged = True
            else:
                return
            await asyncio.sleep(IDLE)

    async def _look_and_log(self) -> bool:
        try:
            return await self._look()
        except StorageError as error:
            log.error("broadcasts wait, trying again: %s", error)
            return False

    async def _look(self) -> bool:
        """Do everything that is due now, in one transaction; return whether anything is being sent."""
        taken = self._sender.drain()
        messages: list[OutboxRow] = []
        claimed: list[Claimed] = []
        try:
            async with self._store.transaction() as db:
                await record(db, taken.all_outcomes(), self._now())
                await self._clear_out(db)
                live = await self._advance(db)
                messages = await self._notifications.announce(db, live, self._notifier, self._now())
                active = self._requests.choose(live)
                claimed = await self._claim(db, active)
                await self._progress_report.show(db, live)
        except BaseException:
            self._sender.not_written(taken)
            raise
        # All of this only after the commit, so that nothing goes out twice after a kill. A claimed row that
        # the journal does not have counts as never begun, so it may forget a row only once the database knows
        # what became of it. And a row that begins before its claim is committed would still be waiting.
        self._journal.settled(outcome.id for outcome in taken.all_outcomes())
        self._notifier.send(messages)
        self._sender.active_broadcast = active.id if active else None
        self._rate_limiter.rate = self._policy.pace(BroadcastKind(active.kind if active else "update"))
        self._rate_limiter.sending = active is not None
        self._sender.submit(claimed)
        return active is not None or not self._sender.idle

    async def _advance(self, db: Database) -> list[Broadcast]:
        """Move every broadcast whose time has come; return all that are live."""
        live = await broadcasts.load_live(db)
        sending = {broadcast.id for broadcast in live if _takes_the_line(broadcast)}
        advanced = []
        for broadcast in live:
            refused = self._sender.refused_in_a_row >= REFUSED_IN_A_ROW
            moved = await self._scheduler.advance(
                db,
                broadcast,
                self._now(),
                busy=bool(sending - {broadcast.id}),
                trouble=refused
                and broadcast.id == self._sender.active_broadcast
                and broadcast.kind.sends_message,
            )
            if moved.state == BroadcastState.PAUSED:
                self._sender.refused_in_a_row = 0
            if _takes_the_line(moved):
                sending.add(moved.id)
            advanced.append(moved)
        return advanced

    async def _claim(self, db: Database, active: Broadcast | None) -> list[Claimed]:
        capacity = self._sender.capacity
        if active is None or not capacity:
            return []
        with_consent = active.kind.sends_message
        return await deliveries.claim(
            db, active.id, capacity, self._sender.put_off, with_consent=with_consent
        )

    async def _clear_out(self, db: Database) -> None:
        """Delete old drafts and old addresses, now and then."""
        now = self._now()
        if self._cleared_at is None or now - self._cleared_at > CLEAR_EVERY:
            self._cleared_at = now
            await broadcasts.delete_expired(db, now)
            await audiences.forget_answers(db)


def _takes_the_line(broadcast: Broadcast) -> bool:
    """Return whether no other broadcast but a recall may begin beside this one."""
    return broadcast.state == BroadcastState.SENDING and broadcast.kind != BroadcastKind.RECALL


async def _finish(work: Coroutine[Any, Any, bool]) -> bool:
    """Finish a look even when cancelled: rows it claimed must reach the sender, which puts them back."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
