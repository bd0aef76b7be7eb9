"""When a broadcast really begins and would be over, and what it costs: the same for everybody who is told."""

from dataclasses import dataclass
from datetime import datetime

from bot.broadcasts import audience
from bot.broadcasts.policy import BroadcastPolicy
from bot.core.sending_hours import Closed
from bot.storage import deliveries
from bot.storage.broadcasts import Broadcast
from bot.storage.savepoint import Database
from bot.storage.schema.enums import BroadcastState
from flows.texts import Texts
from flows.texts.broadcasts import ClosedTexts

NOT_YET = (BroadcastState.DRAFT, BroadcastState.AWAITING)


@dataclass(frozen=True, slots=True)
class Estimate:
    """How a broadcast would go, seen from now. `soonest` is when it would begin at any hour."""

    soonest: datetime
    begins: datetime
    over: datetime


async def count_people(db: Database, policy: BroadcastPolicy, broadcast: Broadcast, now: datetime) -> int:
    """Count who gets it, or whose message it is about, as it is now."""
    if broadcast.original_id is not None:
        return await deliveries.count_copies(db, broadcast.original_id, None)
    recipients = audience.load(broadcast.audience)
    return (await audience.count(db, recipients, policy.channel, now, policy.wordings)).kept


def estimate(
    policy: BroadcastPolicy, broadcast: Broadcast, people: int, now: datetime, *, any_hour: bool
) -> Estimate:
    """Return when it begins: not before the hold is over, and within the hours unless any will do."""
    soonest = max(filter(None, (_hold_over(policy, broadcast, now), broadcast.starts_at)))
    seconds = policy.seconds(people, broadcast.kind)
    begins = soonest if any_hour else policy.time.next_open(soonest)
    return Estimate(soonest, begins, policy.finish(begins, seconds, any_hour=any_hour))


def describe_schedule(
    policy: BroadcastPolicy, broadcast: Broadcast, people: int, now: datetime, texts: Texts
) -> list[str]:
    """Return when it begins, why not earlier, when it would be over, and what a second mark changes."""
    words = texts.organisers.broadcasts.schedule
    kind = broadcast.kind
    any_hour = broadcast.urgent or not kind.sends_message
    expected = estimate(policy, broadcast, people, now, any_hour=any_hour)
    lines = [_begins(policy, broadcast, now, policy.local(expected.begins, texts), texts)]
    if expected.begins > expected.soonest:
        lines.append(why_closed(policy, expected.soonest, words.not_earlier))
    lines.append(words.over(time=policy.local(expected.over, texts), pace=policy.pace(kind)))
    if broadcast.urgent_by and not any_hour:
        lines.append(words.marked_once)
        sooner = estimate(policy, broadcast, people, now, any_hour=True)
        if sooner.begins < expected.begins:
            lines.append(words.with_both_marks(time=policy.local(sooner.begins, texts)))
    return lines


def why_closed(policy: BroadcastPolicy, moment: datetime, words: ClosedTexts) -> str:
    """Return why updates can't go out at a moment outside the hours."""
    reason = words[policy.time.why_closed(moment) or Closed.HOURS]
    return reason(hours=str(policy.time.hours)) if reason.names else reason


def cost(policy: BroadcastPolicy, broadcast: Broadcast, people: int, texts: Texts) -> list[str]:
    """Return what Telegram charges, where it does."""
    stars = policy.stars(people) if broadcast.kind.sends_message else 0
    return [texts.organisers.broadcasts.schedule.cost(stars, rate=policy.rate)] if stars else []


def _begins(policy: BroadcastPolicy, broadcast: Broadcast, now: datetime, time: str, texts: Texts) -> str:
    """Return when it begins, and what it takes to begin then where its own time does not decide it."""
    words = texts.organisers.broadcasts.schedule
    starts_at = broadcast.starts_at
    if broadcast.state not in NOT_YET or (starts_at and starts_at > now + policy.hold):
        return words.begins(time=time)
    alone = policy.one_is_enough and broadcast.state == BroadcastState.DRAFT
    return (words.begins_if_confirmed if alone else words.begins_if_approved)(time=time)


def _hold_over(policy: BroadcastPolicy, broadcast: Broadcast, now: datetime) -> datetime:
    """Return when nothing but its time and the hours holds it back."""
    match broadcast.state:
        case BroadcastState.DRAFT | BroadcastState.AWAITING:
            return now + policy.hold
        case BroadcastState.HELD:
            return max(now, broadcast.held_until or now)
        case _:
            return now
