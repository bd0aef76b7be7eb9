"""Runs broadcasts while the bot runs: moves them on, sends them, tells organisers how they go.

Everything is looked up anew each time, so that whatever organisers do in the chat counts within a moment.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.broadcasts import results
from bot.broadcasts.message import Composed, load
from bot.broadcasts.notifications import Notifications
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.status import progress_message
from bot.broadcasts.worker.progress import Progress, row_of
from bot.broadcasts.worker.rate_limiter import RateLimiter
from bot.broadcasts.worker.scheduler import Scheduler
from bot.broadcasts.worker.sender import REFUSED_IN_A_ROW, BroadcastSender
from bot.core.messages import (
    Block,
    Delete,
    Message,
    Outgoing,
    Person,
    Send,
)
from bot.delivery.notifier import Notifier
from bot.delivery.results import Transport
from bot.storage import audiences, broadcasts, deliveries, key_values, organisers, outbox
from bot.storage.broadcasts import Broadcast
from bot.storage.deliveries import Claimed
from bot.storage.delivery_journal import Journal
from bot.storage.enums import BroadcastKind, BroadcastState, DeliveryState, Role
from bot.storage.errors import StorageError
from bot.storage.organisers import Organiser
from bot.storage.outbox import OutboxRow
from bot.storage.savepoint import Database
from bot.storage.store import Store

log = logging.getLogger(__name__)
TICK = 0.05
"""Seconds between two looks while something is sent: what it writes is committed together."""
IDLE = 0.5
AHEAD = 2.0
"""Looks for which rows are claimed ahead."""
CLEAR_EVERY = timedelta(hours=1)
JOURNAL = "deliveries_journal"
"""The note that says by its name which journal is of this database, as it is now."""
RATE_OVER = 10.0
"""Seconds over which the rate that is shown is taken."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A broadcast that is being sent, ready for its rows."""

    broadcast: Broadcast
    message: Composed

    @property
    def kind(self) -> BroadcastKind:
        return self.broadcast.kind


class BroadcastWorker:
    """Owns the sender of one channel. `notifier` tells organisers."""

    def __init__(
        self,
        store: Store,
        transport: Transport,
        notifier: Notifier,
        rate_limiter: RateLimiter,
        *,
        policy: BroadcastPolicy,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._terms = policy
        self._now = now
        self._rate_limiter = rate_limiter
        self._seconds = rate_limiter.clock
        self._journal = Journal(store.path.with_name(f"{store.path.name}-deliveries"))
        self._sender = BroadcastSender(transport, rate_limiter, self._journal, self._payload, self._harmless)
        self._progress = Progress(transport, notifier.render, rate_limiter)
        self._clock = Scheduler(policy)
        self._announcer = Notifications(policy)
        self._jobs: dict[int, _Job] = {}
        self._ended: dict[int, Broadcast] = {}
        self._told: dict[int, tuple[tuple[object, ...], tuple[Block, ...]]] = {}
        self._cleared_at: datetime | None = None
        self._handled: list[tuple[float, int, int]] = []

    async def run(self) -> None:
        """Run until cancelled. What was on its way when the bot stopped last is settled first.

        Raises:
            the channel's own error when it can't be used any more.
        """
        await self._take_over_in_peace()
        sending = asyncio.create_task(self._sender.run())
        try:
            while True:
                began = self._seconds()
                busy = await _whole(self._look_in_peace())
                self._sender.prefetch_seconds = AHEAD * (self._seconds() - began + TICK)
                if self._sender.fatal is not None:
                    raise self._sender.fatal
                await asyncio.sleep(TICK if busy else IDLE)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def stop(self, seconds: float) -> None:
        """Let what is on its way arrive, for so long, and write that down, once `run` has ended."""
        await self._sender.stop(seconds)
        await self._progress.stop()
        self._sender.active_broadcast = None
        outcomes = self._sender.drain().all_outcomes()
        try:
            async with self._store.transaction() as db:
                await self._write_down(db, outcomes)
            self._journal.settled(one.id for one in outcomes)
        finally:
            self._journal.close()

    async def _take_over_in_peace(self) -> None:
        """Nothing is claimed before the journal is this process's own, so no other copy of the bot sends."""
        said = False
        while True:
            try:
                if self._journal.open():
                    await self._take_over()
                    return
                trouble = "another copy of the bot sends them"
            except (StorageError, OSError) as error:
                trouble = str(error)
            if not said:
                log.error("broadcasts wait, trying again: %s", trouble)
                said = True
            await asyncio.sleep(IDLE)

    async def _take_over(self) -> None:
        """Write down what was on its way when the bot stopped, and begin the journal anew. Killed between the
        two, the next start finds a journal that is not believed, and nothing claimed."""
        name = secrets.token_hex(16)
        async with self._store.transaction() as db:
            began = self._journal.read(await key_values.read(db, JOURNAL) or "")
            outcomes = await deliveries.recover(db, began)
            await self._write_down(db, outcomes)
            await key_values.write(db, JOURNAL, name)
        self._journal.begin(name)
        unsure = sum(one.state is DeliveryState.UNSURE for one in outcomes)
        if unsure:
            log.warning("%d messages of broadcasts were on their way when the bot stopped: unsure", unsure)

    async def _look_in_peace(self) -> bool:
        try:
            return await self._look()
        except StorageError as error:
            log.error("broadcasts wait, trying again: %s", error)
            return False

    async def _look(self) -> bool:
        """Everything that is due now, in one transaction; whether anything is being sent."""
        taken = self._sender.drain()
        said: list[OutboxRow] = []
        claimed: list[Claimed] = []
        try:
            async with self._store.transaction() as db:
                await self._write_down(db, taken.all_outcomes())
                await self._clear_out(db)
                live = await self._advance(db)
                said = await self._announce(db, live)
                going = self._turn([one for one in live if one.state == BroadcastState.SENDING])
                claimed = await self._claim(db, going)
                await self._show_progress(db, live)
        except BaseException:
            self._sender.not_written(taken)
            raise
        self._journal.settled(one.id for one in taken.all_outcomes())
        self._notifier.send(said)
        self._sender.active_broadcast = going.broadcast.id if going else None
        self._rate_limiter.rate = self._terms.pace(going.kind if going else BroadcastKind.UPDATE)
        self._rate_limiter.sending = going is not None
        self._sender.submit(claimed)
        return going is not None or not self._sender.idle

    async def _write_down(self, db: Database, outcomes: list[deliveries.DeliveryResult]) -> None:
        if not outcomes:
            return
        await deliveries.record(db, outcomes, self._now())
        await deliveries.mark_recalled(db, [one.id for one in outcomes if one.state is DeliveryState.SENT])
        blocked = [one.id for one in outcomes if one.state is DeliveryState.BLOCKED]
        if blocked:
            await outbox.mark_unreachable(db, await deliveries.recipients(db, blocked), self._now())

    async def _advance(self, db: Database) -> list[Broadcast]:
        """Move every broadcast whose time has come."""
        live = await broadcasts.load_live(db)
        sending = {
            one.id for one in live if one.state == BroadcastState.SENDING and one.kind != BroadcastKind.RECALL
        }
        advanced = []
        for one in live:
            trouble = (
                one.id == self._sender.active_broadcast and self._sender.refused_in_a_row >= REFUSED_IN_A_ROW
            )
            moved = await self._clock.advance(
                db,
                one,
                self._now(),
                busy=bool(sending - {one.id}),
                trouble=trouble and one.kind.sends_message,
            )
            if moved.state == BroadcastState.PAUSED:
                self._sender.refused_in_a_row = 0
            if moved.state == BroadcastState.SENDING and moved.kind != BroadcastKind.RECALL:
                sending.add(moved.id)
            advanced.append(moved)
        return advanced

    def _turn(self, sending: Sequence[Broadcast]) -> _Job | None:
        """The broadcast whose rows go out now: one at a time, and taking back comes first."""
        for one in sending:
            if one.id not in self._jobs:
                self._jobs[one.id] = _Job(one, load(one.message))  # its words don't change any more
        by_turn = sorted(sending, key=lambda one: (one.kind != BroadcastKind.RECALL, one.id))
        return self._jobs[by_turn[0].id] if by_turn else None

    async def _claim(self, db: Database, going: _Job | None) -> list[Claimed]:
        room = self._sender.capacity
        if going is None or not room:
            return []
        put_off = self._sender.put_off
        return await deliveries.claim(
            db, going.broadcast.id, room, put_off, with_consent=going.kind.sends_message
        )

    # -- what goes out

    def _payload(self, row: Claimed) -> str:
        outgoing = self._outgoing(row)
        (payload,) = self._notifier.render(Person(row.person), outgoing)
        return payload

    def _outgoing(self, row: Claimed) -> Outgoing:
        job, signature = self._sent_by(row), self._terms.signature
        if job.kind is BroadcastKind.RECALL:
            return Delete(row.message_id or 0)
        if signature is None:
            raise LookupError("nobody signs updates while the controller is not settled")
        silent = not job.broadcast.urgent
        return signature.post(job.message, silent=silent, paid=self._terms.paid, message_id=row.message_id)

    def _sent_by(self, row: Claimed) -> _Job:
        return self._jobs[row.broadcast_id]

    def _harmless(self, row: Claimed) -> bool:
        return not self._sent_by(row).kind.sends_message

    # -- what organisers see

    async def _announce(self, db: Database, live: Sequence[Broadcast]) -> list[OutboxRow]:
        said: list[OutboxRow] = []
        for one in live:
            if one.announced_state == one.state:
                continue
            ended = one.state == BroadcastState.STOPPED
            if ended and await self._still_moving(db, one):
                continue
            for address, outgoing in await self._announcer.notifications_for(db, one, self._now()):
                said += await self._notifier.add(db, address, [outgoing])
            await broadcasts.save(db, one, replace(one, announced_state=one.state))
        return said

    async def _still_moving(self, db: Database, stopped: Broadcast) -> bool:
        """Whether rows of a stopped broadcast are on their way; those that wait are withdrawn."""
        await deliveries.withdraw_waiting(db, stopped.id)
        return await deliveries.has_unfinished(db, stopped.id)

    async def _show_progress(self, db: Database, live: Sequence[Broadcast]) -> None:
        """Show how it goes, until the end was shown."""
        self._ended.update(
            (one.id, one) for one in live if one.state in (BroadcastState.DONE, BroadcastState.STOPPED)
        )
        for one in {**self._ended, **{each.id: each for each in live}}.values():
            if one.started_at is None:
                self._ended.pop(one.id, None)
            elif self._progress.due(one.id):
                await self._show_one(db, one)

    async def _show_one(self, db: Database, broadcast: Broadcast) -> None:
        known = row_of(broadcast)
        team = await organisers.with_role(db, Role.SENDER)
        if known and known[0] not in {one.person for one in team}:
            known = None  # whoever saw it may not any more
        address = known[0] if known else self._starter(team, broadcast)
        if not self._progress.is_for(broadcast.id, address):
            self._progress.forget(broadcast.id)
        counted = await results.delivery_counts(db, broadcast)
        message = progress_message(broadcast, counted, self._rate(broadcast.id, counted.handled))
        message = await self._listed(db, broadcast.id, address, message)
        ended = broadcast.id in self._ended
        if not address or (ended and self._progress.shows(broadcast.id, message)):
            self._ended.pop(broadcast.id, None)
            self._progress.forget(broadcast.id)
            return
        number = self._progress.number(broadcast.id)
        if number is not None and known is None and not ended:
            as_it_is = await broadcasts.find(db, broadcast.id) or broadcast
            shown = replace(as_it_is, progress_person=address, progress_message_id=number)
            await broadcasts.save(db, as_it_is, shown)
        self._progress.show(broadcast.id, address, known[1] if known else None, message)

    async def _listed(self, db: Database, broadcast: int, address: str, message: Message) -> Message:
        """The message with its choices listed; they are told anew only when they are others."""
        told = (address, message.rows)
        if not address or not message.rows:
            return message
        if self._told.get(broadcast, ((), ()))[0] != told:
            outgoing = await self._notifier.list_choices(db, address, Send(message))
            blocks = outgoing.message.blocks if isinstance(outgoing, Send) else message.blocks
            self._told[broadcast] = told, blocks[len(message.blocks) :]
        return replace(message, blocks=(*message.blocks, *self._told[broadcast][1]))

    def _starter(self, team: Sequence[Organiser], broadcast: Broadcast) -> str:
        """Who sees how it goes: who wrote it, else who approved it, else another sender."""
        first = (broadcast.author_id, broadcast.approver_id)
        by_turn = sorted(team, key=lambda one: first.index(one.id) if one.id in first else len(first))
        address = by_turn[0].person if by_turn else ""
        return address if Person(address).channel == self._terms.channel else ""

    def _rate(self, broadcast: int, handled: int) -> float:
        """Messages a second of late."""
        now = self._seconds()
        self._handled = [one for one in self._handled if one[1] == broadcast and now - one[0] <= RATE_OVER]
        first = self._handled[0] if self._handled else None
        self._handled.append((now, broadcast, handled))
        return (handled - first[2]) / (now - first[0]) if first and now > first[0] else 0.0

    async def _clear_out(self, db: Database) -> None:
        now = self._now()
        if self._cleared_at is None or now - self._cleared_at > CLEAR_EVERY:
            self._cleared_at = now
            await broadcasts.delete_expired(db, now)
            await audiences.forget_answers(db)


async def _whole(work: Coroutine[Any, Any, bool]) -> bool:
    """Do something to its end even when cancelled: what was claimed is known then, and put back."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
