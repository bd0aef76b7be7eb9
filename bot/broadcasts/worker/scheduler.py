"""What moves a broadcast by itself: the end of the hold, its time, the sending hours, its end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.broadcasts import audience
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.states import Actor, transition
from bot.storage import audiences, deliveries, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.enums import BroadcastKind, BroadcastState, LostRole, PauseReason, Role
from bot.storage.savepoint import Database

_CLOCK = frozenset({Actor.CLOCK})


@dataclass(frozen=True, slots=True)
class Scheduler:
    policy: BroadcastPolicy

    async def advance(
        self, db: Database, broadcast: Broadcast, now: datetime, *, busy: bool, trouble: bool = False
    ) -> Broadcast:
        """Make the move whose time has come, if there is one. `busy` means that another broadcast is being
        sent, `trouble` that the channel takes nothing of this one."""
        match broadcast.state:
            case BroadcastState.HELD:
                return await self._end_hold(db, broadcast, now)
            case BroadcastState.SCHEDULED:
                return await self._begin(db, broadcast, now, busy=busy)
            case BroadcastState.SENDING:
                return await self._go_on(db, broadcast, now, trouble=trouble)
            case BroadcastState.PAUSED if broadcast.paused_by is PauseReason.HOURS and not busy:
                open_again = self.policy.may_speak(broadcast, now)
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
        """Fix the audience and begin, in the same transaction."""
        kind = broadcast.kind
        early = broadcast.starts_at is not None and now < broadcast.starts_at
        closed = kind.sends_message and not self.policy.may_speak(broadcast, now)
        if early or closed or (busy and kind is not BroadcastKind.RECALL):
            return broadcast
        if not await self._approved(db, broadcast):
            return await self._ask_again(db, broadcast)
        begun = await self._move(db, broadcast, BroadcastState.SENDING, started_at=now)
        if begun.state == BroadcastState.SENDING:
            await self._fix(db, broadcast, now)
        return begun

    async def _fix(self, db: Database, broadcast: Broadcast, now: datetime) -> None:
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
        if broadcast.kind.sends_message and not self.policy.may_speak(broadcast, now):
            return await self._move(db, broadcast, BroadcastState.PAUSED, paused_by=PauseReason.HOURS)
        return broadcast

    async def _approved(self, db: Database, broadcast: Broadcast) -> bool:
        """Whether those who wrote and approved it may still do so. Whoever approves again knows of an author
        who may not any more."""
        if broadcast.kind == BroadcastKind.RECALL:
            return True
        senders = await _senders(db)
        author = broadcast.author_id in {None, *senders} or broadcast.lost_role is LostRole.AUTHOR
        if broadcast.approver_id is None:
            return author and self.policy.one_is_enough
        return author and broadcast.approver_id in senders

    async def _ask_again(self, db: Database, broadcast: Broadcast) -> Broadcast:
        """Somebody lost their role: what they approved or wrote needs another approval."""
        wrote = broadcast.author_id in {None, *await _senders(db)}
        return await self._move(
            db,
            broadcast,
            BroadcastState.AWAITING,
            approver_id=None,
            urgent_by=frozenset(),
            held_until=None,
            lost_role=LostRole.APPROVER if wrote else LostRole.AUTHOR,
            announced_state=broadcast.state,
        )

    @staticmethod
    async def _move(db: Database, broadcast: Broadcast, to: BroadcastState, **changes: object) -> Broadcast:
        return await transition(db, broadcast, to, _CLOCK, **changes) or broadcast


def copies_since(broadcast: Broadcast, now: datetime) -> datetime | None:
    """From when on messages can be deleted; edited they can be at any time."""
    margin = timedelta(minutes=5)
    return now - deliveries.RECALLABLE + margin if broadcast.kind == BroadcastKind.RECALL else None


async def _senders(db: Database) -> set[int]:
    return {one.id for one in await organisers.with_role(db, Role.SENDER)}
