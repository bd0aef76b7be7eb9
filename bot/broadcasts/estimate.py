"""When a broadcast really begins and would be over, and what it costs: the same for everybody who is told."""

from dataclasses import dataclass
from datetime import datetime

from bot.broadcasts import audience
from bot.broadcasts.policy import Terms
from bot.broadcasts.states import Kind, State
from bot.storage import deliveries
from bot.storage.broadcasts import Broadcast
from bot.storage.savepoint import Database

NOT_YET = (State.DRAFT, State.AWAITING)


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a broadcast to so many would go, seen from now. `soonest` is where only hold and wish count."""

    soonest: datetime
    begins: datetime
    over: datetime


async def people(db: Database, terms: Terms, broadcast: Broadcast, now: datetime) -> int:
    """How many get it, or whose message it is about, as it is now."""
    if broadcast.of_id is not None:
        return await deliveries.count_copies(db, broadcast.of_id, None)
    wanted = audience.load(broadcast.audience)
    return (await audience.count(db, wanted, terms.channel, now, terms.wordings)).kept


def look(terms: Terms, broadcast: Broadcast, people: int, now: datetime, *, any_hour: bool) -> Outlook:
    """Nothing begins before the hold is over, nor outside the hours unless it may go out at any hour."""
    soonest = max(filter(None, (_free(terms, broadcast, now), _moment(broadcast.starts_at))))
    seconds = terms.seconds(people, Kind(broadcast.kind))
    begins = soonest if any_hour else terms.time.next_open(soonest)
    return Outlook(soonest, begins, terms.finish(begins, seconds, any_hour=any_hour))


def times(terms: Terms, broadcast: Broadcast, people: int, now: datetime) -> list[str]:
    """When it begins, why not earlier, when it would be over, and what a second mark of urgency changes."""
    kind = Kind(broadcast.kind)
    any_hour = broadcast.urgent or not kind.speaks
    found = look(terms, broadcast, people, now, any_hour=any_hour)
    lines = [f"It begins on {terms.local(found.begins)}{_provided(terms, broadcast, now)}."]
    if found.begins > found.soonest:
        lines.append(f"Not earlier, because {terms.time.why_closed(found.soonest)}.")
    lines.append(f"It is over on {terms.local(found.over)}, at {terms.pace(kind)} a second.")
    if broadcast.urgent_marks and not any_hour:
        lines.append("It is marked as urgent once. A second person has to do so too, else the hours hold.")
        sooner = look(terms, broadcast, people, now, any_hour=True)
        if sooner.begins < found.begins:
            lines.append(f"With both marks it begins on {terms.local(sooner.begins)}.")
    return lines


def cost(terms: Terms, broadcast: Broadcast, people: int) -> list[str]:
    """What Telegram charges, where it does."""
    stars = terms.stars(people) if Kind(broadcast.kind).speaks else 0
    if not stars:
        return []
    named = "1 Star" if stars == 1 else f"{stars:,} Stars"
    return [f"At {terms.rate} a second Telegram charges for what is over 30 a second: at most {named}."]


def _free(terms: Terms, broadcast: Broadcast, now: datetime) -> datetime:
    """When nothing holds it back any more but its time and the hours."""
    match State(broadcast.state):
        case State.DRAFT | State.AWAITING:
            return now + terms.hold
        case State.HELD:
            return max(now, _moment(broadcast.held_until) or now)
        case _:
            return now


def _provided(terms: Terms, broadcast: Broadcast, now: datetime) -> str:
    """What it takes to begin then, where no wish says when it begins."""
    wanted = _moment(broadcast.starts_at)
    if State(broadcast.state) not in NOT_YET or (wanted and wanted > now + terms.hold):
        return ""
    alone = terms.one_is_enough and broadcast.state == State.DRAFT
    return ", if you confirm it now" if alone else ", if it is approved at once"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
