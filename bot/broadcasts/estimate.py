"""When a broadcast really begins and would be over, and what it costs: the same for everybody who is told."""

from dataclasses import dataclass
from datetime import datetime

from bot.broadcasts import audience
from bot.broadcasts.policy import BroadcastPolicy
from bot.storage import deliveries
from bot.storage.broadcasts import Broadcast
from bot.storage.enums import BroadcastState
from bot.storage.savepoint import Database

NOT_YET = (BroadcastState.DRAFT, BroadcastState.AWAITING)


@dataclass(frozen=True, slots=True)
class Estimate:
    """How a broadcast to so many would go, seen from now. `soonest` is where only hold and wish count."""

    soonest: datetime
    begins: datetime
    over: datetime


async def count_people(db: Database, policy: BroadcastPolicy, broadcast: Broadcast, now: datetime) -> int:
    """How many get it, or whose message it is about, as it is now."""
    if broadcast.original_id is not None:
        return await deliveries.count_copies(db, broadcast.original_id, None)
    wanted = audience.load(broadcast.audience)
    return (await audience.count(db, wanted, policy.channel, now, policy.wordings)).kept


def estimate(
    policy: BroadcastPolicy, broadcast: Broadcast, count_people: int, now: datetime, *, any_hour: bool
) -> Estimate:
    """Nothing begins before the hold is over, nor outside the hours unless it may go out at any hour."""
    soonest = max(filter(None, (_free(policy, broadcast, now), broadcast.starts_at)))
    seconds = policy.seconds(count_people, broadcast.kind)
    begins = soonest if any_hour else policy.time.next_open(soonest)
    return Estimate(soonest, begins, policy.finish(begins, seconds, any_hour=any_hour))


def describe_schedule(
    policy: BroadcastPolicy, broadcast: Broadcast, count_people: int, now: datetime
) -> list[str]:
    """When it begins, why not earlier, when it would be over, and what a second mark of urgency changes."""
    kind = broadcast.kind
    any_hour = broadcast.urgent or not kind.sends_message
    found = estimate(policy, broadcast, count_people, now, any_hour=any_hour)
    lines = [f"It begins on {policy.local(found.begins)}{_provided(policy, broadcast, now)}."]
    if found.begins > found.soonest:
        lines.append(f"Not earlier, because {policy.time.why_closed(found.soonest)}.")
    lines.append(f"It is over on {policy.local(found.over)}, at {policy.pace(kind)} a second.")
    if broadcast.urgent_by and not any_hour:
        lines.append("It is marked as urgent once. A second person has to do so too, else the hours hold.")
        sooner = estimate(policy, broadcast, count_people, now, any_hour=True)
        if sooner.begins < found.begins:
            lines.append(f"With both marks it begins on {policy.local(sooner.begins)}.")
    return lines


def cost(policy: BroadcastPolicy, broadcast: Broadcast, count_people: int) -> list[str]:
    """What Telegram charges, where it does."""
    stars = policy.stars(count_people) if broadcast.kind.sends_message else 0
    if not stars:
        return []
    named = "1 Star" if stars == 1 else f"{stars:,} Stars"
    return [f"At {policy.rate} a second Telegram charges for what is over 30 a second: at most {named}."]


def _free(policy: BroadcastPolicy, broadcast: Broadcast, now: datetime) -> datetime:
    """When nothing holds it back any more but its time and the hours."""
    match broadcast.state:
        case BroadcastState.DRAFT | BroadcastState.AWAITING:
            return now + policy.hold
        case BroadcastState.HELD:
            return max(now, broadcast.held_until or now)
        case _:
            return now


def _provided(policy: BroadcastPolicy, broadcast: Broadcast, now: datetime) -> str:
    """What it takes to begin then, where no wish says when it begins."""
    wanted = broadcast.starts_at
    if broadcast.state not in NOT_YET or (wanted and wanted > now + policy.hold):
        return ""
    alone = policy.one_is_enough and broadcast.state == BroadcastState.DRAFT
    return ", if you confirm it now" if alone else ", if it is approved at once"
