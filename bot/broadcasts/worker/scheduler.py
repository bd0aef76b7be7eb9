"""Moves broadcasts by the clock: when the hold is over, at their time, and with the sending hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Unpack

from bot.broadcasts import audience
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.states import Actor, transition
from bot.storage import audiences, deliveries, organisers
from bot.storage.broadcasts import Broadcast, BroadcastChanges
from bot.storage.savepoint import Database
from bot.storage.schema.enums import BroadcastKind, BroadcastState, LostRole, PauseReason, Role

_CLOCK = frozenset({Actor.CLOCK})


@dataclass(frozen=True, slots=True)
class Scheduler:
    policy: BroadcastPolicy

    async def advance(
        self, db: Database, broadcast: Broadcast, now: datetime, *, busy: bool, trouble: bool = False
    ) -> Broadcast:
        """Make the move whose time has come, if there is one; return the broadcast as it is then.

        `busy` means that another broadcast is being sent, `trouble` that the channel refuses this one.
        """
        match broadcast.state:
            case BroadcastState.HELD:
                return await self._end_hold(db, broadcast, now)
            case BroadcastState.SCHEDULED:
                return await self._begin(db, broadcast, now, busy=busy)
            case BroadcastState.SENDING:
                return await self._go_on(db, broadcast, now, trouble=trouble)
            case BroadcastState.PAUSED if broadcast.paused_by is PauseReason.HOURS and not busy:
                open_again = self.policy.may_send(broadcast, now)
                return (
                    await self._move(db, broadcast, BroadcastState.SENDING, paused_by=None)
                    if open_again
                    else broadcast
                )
            case _:
                return broadcast

    async def _end_hold(self, db: Database, broadcast: Broadcast, now: datetime) -> Broadcast:
        if broadcast.held_until and now < broadcast.held_until:
            return broadcast
        if not await self._approved(db, broadcast):
            return await self._ask_again(db, broadcast)
        return await self._move(db, broadcast, BroadcastState.SCHEDULED)

    async def _begin(self, db: Database, broadcast: Broadcast, now: datetime, *, busy: bool) -> Broadcast:
        """Freeze the audience and begin, in the same transaction."""
        kind = broadcast.kind
        early = broadcast.starts_at is not None and now < broadcast.starts_at
        closed = kind.sends_message and not self.policy.may_send(broadcast, now)
        if early or closed or (busy and kind is not BroadcastKind.RECALL):
            return broadcast
        if not await self._approved(db, broadcast):
            return await self._ask_again(db, broadcast)
        begun = await self._move(db, broadcast, BroadcastState.SENDING, started_at=now)
        if begun.state == BroadcastState.SENDING:
            await self._freeze_audience(db, broadcast, now)
        return begun

    async def _freeze_audience(self, db: Database, broadcast: Broadcast, now: datetime) -> None:
        if broadcast.kind.sends_message:
            rules = audience.load(broadcast.audience).rules(self.policy.channel, now, self.policy.wordings)
            await audiences.freeze_audience(db, broadcast.id, rules)
        elif broadcast.original_id is not None:
            await deliveries.copy_recipients(
                db, broadcast.id, broadcast.original_id, copies_since(broadcast, now)
            )

    async def _go_on(self, db: Database, broadcast: Broadcast, now: datetime, *, trouble: bool) -> Broadcast:
        if not await deliveries.has_unfinished(db, broadcast.id):
            return await self._move(db, broadcast, BroadcastState.DONE, finished_at=now)
        if trouble:
            return await self._move(db, broadcast, BroadcastState.PAUSED, paused_by=PauseReason.TROUBLE)
        if broadcast.kind.sends_message and not self.policy.may_send(broadcast, now):
            return await self._move(db, broadcast, BroadcastState.PAUSED, paused_by=PauseReason.HOURS)
        return broadcast

    async def _approved(self, db: Database, broadcast: Broadcast) -> bool:
        """Return whether author and approver are still senders.

        An author who is not counts no longer once somebody approved again: that person was told.
        """
        if broadcast.kind == BroadcastKind.RECALL:
            return True
        senders = await _senders(db)
        author_counts = broadcast.author_id in {None, *senders} or broadcast.lost_role is LostRole.AUTHOR
        if broadcast.approver_id is None:
            return author_counts and self.policy.one_is_enough
        return author_counts and broadcast.approver_id in senders

    async def _ask_again(self, db: Database, broadcast: Broadcast) -> Broadcast:
        """Ask for another approval, since author or approver lost the role."""
        author_left = broadcast.author_id not in {None, *await _senders(db)}
        return await self._move(
            db,
            broadcast,
            BroadcastState.AWAITING,
            approver_id=None,
            urgent_by=frozenset(),
            held_until=None,
            lost_role=LostRole.AUTHOR if author_left else LostRole.APPROVER,
            announced_state=broadcast.state,
        )

    @staticmethod
    async def _move(
        db: Database, broadcast: Broadcast, to: BroadcastState, **changes: Unpack[BroadcastChanges]
    ) -> Broadcast:
        return await transition(db, broadcast, to, _CLOCK, **changes) or broadcast


def copies_since(broadcast: Broadcast, now: datetime) -> datetime | None:
    """Return from when on messages can be deleted; None for edits, which are possible at any time."""
    margin = timedelta(minutes=5)
    return now - deliveries.RECALLABLE + margin if broadcast.kind == BroadcastKind.RECALL else None


async def _senders(db: Database) -> set[int]:
    return {sender.id for sender in await organisers.with_role(db, Role.SENDER)}
