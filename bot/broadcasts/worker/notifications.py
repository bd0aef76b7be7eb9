"""What organisers are told when a broadcast reaches a new state."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.broadcasts import approval, results
from bot.broadcasts.estimate import count_people, describe_schedule, estimate
from bot.broadcasts.message import load
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.results import name
from bot.broadcasts.status import buttons, follow_ups
from bot.core.messages import Block, Button, Message, Outgoing, Send, Title, paragraphs
from bot.delivery.notifier import Notifier
from bot.storage import broadcasts, deliveries, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.organisers import Organiser
from bot.storage.outbox import OutboxRow
from bot.storage.savepoint import Database
from bot.storage.schema.enums import BroadcastKind, BroadcastState, Role
from flows.texts import Texts
from flows.texts.broadcasts import NotificationTexts

Addressed = list[tuple[str, Outgoing]]
"""Messages, each with the address it goes to."""


@dataclass(frozen=True, slots=True)
class Notifications:
    """What is told, in the words of `texts`."""

    policy: BroadcastPolicy
    texts: Texts

    async def announce(
        self, db: Database, live: Iterable[Broadcast], notifier: Notifier, now: datetime
    ) -> list[OutboxRow]:
        """Tell organisers of each new state once: the rows and that they were told are committed together."""
        rows: list[OutboxRow] = []
        for broadcast in live:
            if broadcast.announced_state == broadcast.state:
                continue
            if broadcast.state == BroadcastState.STOPPED and await _has_rows_on_their_way(db, broadcast):
                continue  # the report waits for their answers
            for address, outgoing in await self.notifications_for(db, broadcast, now):
                rows += await notifier.add(db, address, [outgoing])
            await broadcasts.save(db, broadcast, replace(broadcast, announced_state=broadcast.state))
        return rows

    async def notifications_for(self, db: Database, broadcast: Broadcast, now: datetime) -> Addressed:
        """Return what is to be told of the state that a broadcast has reached."""
        match broadcast.state:
            case BroadcastState.AWAITING:
                return await self._ask_approval(db, broadcast, now)
            case BroadcastState.HELD:
                return await self._announce_hold(db, broadcast, now)
            case BroadcastState.SCHEDULED:
                return await self._announce_start(db, broadcast, now)
            case BroadcastState.PAUSED if broadcast.paused_by == "trouble":
                senders = await organisers.with_role(db, Role.SENDER)
                refused = self._words.refused(name=name(broadcast, self.texts))
                return _to(senders, [refused], buttons(broadcast, self.texts))
            case BroadcastState.DONE | BroadcastState.STOPPED:
                return await self._report(db, broadcast, now)
            case _:
                return []

    @property
    def _words(self) -> NotificationTexts:
        return self.texts.organisers.broadcasts.notifications

    async def _ask_approval(self, db: Database, broadcast: Broadcast, now: datetime) -> Addressed:
        """Show the message exactly as it would go out to those who may approve it, then ask them."""
        senders = await organisers.with_role(db, Role.SENDER)
        approvers = [sender for sender in senders if sender.id != broadcast.author_id]
        if self.policy.one_is_enough and not approvers:
            approvers = senders
        request = await approval.request(db, self.policy, broadcast, now, self.texts)
        choices = approval.choices(broadcast, self.texts)
        addressed: Addressed = []
        for approver in approvers:
            addressed += self._preview(approver.person, broadcast)
            addressed += _to([approver], request, choices)
        return addressed

    async def _announce_hold(self, db: Database, broadcast: Broadcast, now: datetime) -> Addressed:
        """Tell the whole team: any of them can stop it while it is held, and after."""
        until = broadcast.held_until or now
        lines = [
            self._words.held(name=name(broadcast, self.texts), time=self.policy.local(until, self.texts)),
            *await self._schedule(db, broadcast, now),
            self._words.can_be_stopped,
        ]
        return _to(await organisers.load_team(db), ["\n".join(lines)], buttons(broadcast, self.texts))

    async def _announce_start(self, db: Database, broadcast: Broadcast, now: datetime) -> Addressed:
        """Tell author and approver when it begins, unless that is now."""
        people = await count_people(db, self.policy, broadcast, now)
        any_hour = broadcast.urgent or not broadcast.kind.sends_message
        begins = estimate(self.policy, broadcast, people, now, any_hour=any_hour).begins
        if broadcast.kind == BroadcastKind.RECALL or begins <= now:
            return []
        hold_over = self._words.hold_over(name=name(broadcast, self.texts))
        lines = [hold_over, *await self._schedule(db, broadcast, now)]
        people_told = await author_and_approver(db, broadcast)
        return _to(people_told, ["\n".join(lines)], buttons(broadcast, self.texts))

    async def _schedule(self, db: Database, broadcast: Broadcast, now: datetime) -> list[str]:
        people = await count_people(db, self.policy, broadcast, now)
        return describe_schedule(self.policy, broadcast, people, now, self.texts)

    async def _report(self, db: Database, broadcast: Broadcast, now: datetime) -> Addressed:
        if broadcast.started_at is None:
            never_began = self._words.never_began(name=name(broadcast, self.texts))
            return _to(await everyone_notified(db, broadcast), [never_began])
        report = await results.report(db, broadcast, now, self.texts)
        follow_up = await follow_ups(db, broadcast, now, self.texts)
        return _to(await author_and_approver(db, broadcast), [Title(self._words.report), report], follow_up)

    def _preview(self, address: str, broadcast: Broadcast) -> Addressed:
        if self.policy.signature is None or broadcast.kind == BroadcastKind.RECALL:
            return []
        return [(address, self.policy.signature.post(load(broadcast.message), silent=True))]


async def author_and_approver(db: Database, broadcast: Broadcast) -> list[Organiser]:
    """Return author and approver, as far as they are senders; all senders when neither is."""
    senders = await organisers.with_role(db, Role.SENDER)
    concerned = [sender for sender in senders if sender.id in (broadcast.author_id, broadcast.approver_id)]
    return concerned or senders


async def everyone_notified(db: Database, broadcast: Broadcast) -> list[Organiser]:
    """Return who has to hear that it was stopped before it began: all who were told that it is held."""
    all_were_told = broadcast.held_until is not None or bool(broadcast.lost_role)
    return await organisers.load_team(db) if all_were_told else await author_and_approver(db, broadcast)


def _to(
    people: Iterable[Organiser], blocks: Iterable[Block | str], choices: Iterable[Button] = ()
) -> Addressed:
    message = Message(paragraphs(blocks), tuple((choice,) for choice in choices))
    return [(person.person, Send(message)) for person in people]


async def _has_rows_on_their_way(db: Database, stopped: Broadcast) -> bool:
    """Withdraw the waiting rows of a stopped broadcast; return whether others are on their way."""
    await deliveries.withdraw_waiting(db, stopped.id)
    return await deliveries.has_unfinished(db, stopped.id)
