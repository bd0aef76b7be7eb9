"""Tells organisers when a broadcast reaches a new state, each state once."""

from dataclasses import dataclass
from datetime import datetime

from bot.broadcasts import approval, results
from bot.broadcasts import estimate as outlook
from bot.broadcasts.message import load
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.status import WHY_PAUSED, buttons
from bot.core.callbacks import CommandButton, encode
from bot.core.messages import (
    Block,
    Button,
    Message,
    Outgoing,
    Paragraph,
    Send,
    Title,
)
from bot.storage import deliveries, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.enums import BroadcastKind, BroadcastState, DeliveryState, PauseReason, Role
from bot.storage.organisers import Organiser
from bot.storage.savepoint import Database

To = list[tuple[str, Outgoing]]
"""What is said, and to which address."""


@dataclass(frozen=True, slots=True)
class Notifications:
    policy: BroadcastPolicy

    async def notifications_for(self, db: Database, broadcast: Broadcast, now: datetime) -> To:
        """What is to be told of the state that a broadcast has come to."""
        match broadcast.state:
            case BroadcastState.AWAITING:
                return await self._ask_approval(db, broadcast, now)
            case BroadcastState.HELD:
                return await self._tell_hold(db, broadcast, now)
            case BroadcastState.SCHEDULED:
                return await self._tell_time(db, broadcast, now)
            case BroadcastState.PAUSED if broadcast.paused_by is PauseReason.TROUBLE:
                words = f"{results.name(broadcast)} is paused. {WHY_PAUSED[PauseReason.TROUBLE]}"
                return _to(await organisers.with_role(db, Role.SENDER), words, *buttons(broadcast))
            case BroadcastState.DONE | BroadcastState.STOPPED:
                return await self._report(db, broadcast, now)
            case _:
                return []

    async def _ask_approval(self, db: Database, broadcast: Broadcast, now: datetime) -> To:
        """Those who may approve get the message exactly as it would go out, then the question."""
        senders = await organisers.with_role(db, Role.SENDER)
        others = [one for one in senders if one.id != broadcast.author_id]
        if self.policy.one_is_enough and not others:
            others = senders
        about = await approval.about(db, self.policy, broadcast, now)
        said: To = []
        for one in others:
            said += self._exactly(one.person, broadcast)
            said += _to([one], *about, *approval.choices(broadcast))
        return said

    async def _tell_hold(self, db: Database, broadcast: Broadcast, now: datetime) -> To:
        """Everybody of the team can stop it while it is held, and after."""
        until = broadcast.held_until or now
        words = [
            f"{results.name(broadcast)} is approved and held until {self.policy.local(until)}.",
            *await self._times(db, broadcast, now),
            "Until then and after, any organiser can stop it.",
        ]
        return _to(await organisers.load_team(db), "\n".join(words), *buttons(broadcast))

    async def _tell_time(self, db: Database, broadcast: Broadcast, now: datetime) -> To:
        """Who wrote and who approved it hear when it goes out, unless that is now."""
        people = await outlook.count_people(db, self.policy, broadcast, now)
        any_hour = broadcast.urgent or not broadcast.kind.sends_message
        begins = outlook.estimate(self.policy, broadcast, people, now, any_hour=any_hour).begins
        if broadcast.kind == BroadcastKind.RECALL or begins <= now:
            return []
        words = [f"The hold of {results.name(broadcast)} is over.", *await self._times(db, broadcast, now)]
        return _to(await author_and_approver(db, broadcast), "\n".join(words), *buttons(broadcast))

    async def _times(self, db: Database, broadcast: Broadcast, now: datetime) -> list[str]:
        return outlook.describe_schedule(
            self.policy, broadcast, await outlook.count_people(db, self.policy, broadcast, now), now
        )

    async def _report(self, db: Database, broadcast: Broadcast, now: datetime) -> To:
        if broadcast.started_at is None:
            return _to(
                await everyone_notified(db, broadcast),
                f"{results.name(broadcast)} was stopped. Nobody got it.",
            )
        words = await results.report(db, broadcast, now)
        follow = await follow_ups(db, broadcast, now)
        return _to(await author_and_approver(db, broadcast), Title("Report"), Paragraph(words), *follow)

    def _exactly(self, address: str, broadcast: Broadcast) -> To:
        if self.policy.signature is None or broadcast.kind == BroadcastKind.RECALL:
            return []
        return [(address, self.policy.signature.post(load(broadcast.message), silent=True))]


async def follow_ups(db: Database, broadcast: Broadcast, now: datetime) -> list[Button]:
    """What can be done with a broadcast that is over."""
    number = str(broadcast.id)
    found = [Button(f"Get results of {number}", encode(CommandButton("o_bresults", number)))]
    if not broadcast.kind.sends_message:
        return found
    if await deliveries.count_copies(db, broadcast.id, now - deliveries.RECALLABLE):
        found.append(
            Button(results.labelled("Recall", broadcast), encode(CommandButton("o_brecall", number)))
        )
    if await deliveries.count_copies(db, broadcast.id, None):
        found.append(Button(results.labelled("Edit", broadcast), encode(CommandButton("o_bedit", number))))
    if (await deliveries.counts(db, broadcast.id)).get(
        DeliveryState.UNSURE
    ) and broadcast.state == BroadcastState.DONE:
        found.append(Button(f"Send {number} to the unsure", encode(CommandButton("o_bagain", number))))
    return found


async def author_and_approver(db: Database, broadcast: Broadcast) -> list[Organiser]:
    """Who wrote and who approved it; all senders when neither is there any more."""
    senders = await organisers.with_role(db, Role.SENDER)
    found = [one for one in senders if one.id in (broadcast.author_id, broadcast.approver_id)]
    return found or senders


async def everyone_notified(db: Database, broadcast: Broadcast) -> list[Organiser]:
    """Who has to hear that it was stopped before it began: everybody who was told that it is held."""
    told_all = broadcast.held_until is not None or bool(broadcast.lost_role)
    return await organisers.load_team(db) if told_all else await author_and_approver(db, broadcast)


def _to(people: list[Organiser], *said: Block | str | Button) -> To:
    rows = tuple((one,) for one in said if isinstance(one, Button))
    blocks = tuple(
        Paragraph(one) if isinstance(one, str) else one for one in said if not isinstance(one, Button)
    )
    return [(one.person, Send(Message(blocks, rows))) for one in people]
