"""Supporters and broadcasts, written straight into a database, for tests of how broadcasts are sent."""

from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.broadcasts.audience import Audience
from bot.broadcasts.message import Composed, Signature, read_message
from bot.broadcasts.policy import BroadcastPolicy
from bot.config.settings import SendingHours
from bot.core.messages import Text
from bot.core.sending_hours import SendingTime
from bot.storage import broadcasts, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.savepoint import Database
from bot.storage.schema.enums import BroadcastKind, BroadcastState, Role
from bot.storage.store import Store

FIRST = 1_000
"""The number of the first supporter's chat."""
WORDING = "May we send you updates?"
ALWAYS = SendingTime(SendingHours(time(0, 0), time(23, 59, 59, 999999)), ZoneInfo("UTC"), lambda _: ())
SIGNATURE = Signature("From The Test Campaign.", "Stop updates")
AUTHOR, APPROVER = "telegram:11", "telegram:12"


class AlwaysOpen(SendingTime):
    """Sundays too: tests run on any day."""

    def is_open(self, at: datetime) -> bool:
        return True


def policy(rate: int = 30, **others: object) -> BroadcastPolicy:
    time_ = AlwaysOpen(ALWAYS.hours, ALWAYS.zone, ALWAYS.holidays)
    return BroadcastPolicy(SIGNATURE, time_, rate, **others)  # type: ignore[arg-type]  # fields of Terms by name


async def fill(db: Database, people: int) -> None:
    """So many supporters with a live consent to updates, and two senders."""
    now = datetime.now(UTC).isoformat()
    await db.execute(
        "INSERT OR IGNORE INTO consent_wordings (id, name, version, wording) VALUES (900, 'updates', '1', ?)",
        (WORDING,),
    )
    await db.executemany(
        "INSERT INTO supporters (id, person, joined_at, declared_adult_at, last_heard_on)"
        " VALUES (?, ?, ?, ?, ?)",
        [(FIRST + at, f"telegram:{FIRST + at}", now, now, now[:10]) for at in range(people)],
    )
    await db.executemany(
        "INSERT INTO consents (supporter_id, wording_id, given_at) VALUES (?, 900, ?)",
        [(FIRST + at, now) for at in range(people)],
    )
    for person in (AUTHOR, APPROVER):
        await organisers.grant(db, person, Role.SENDER, datetime.now(UTC))


async def approved(db: Database, **changes: object) -> Broadcast:
    """A broadcast that goes out as soon as somebody looks."""
    message = read_message(Text("An update", "An update"))
    assert message is not None
    return await scheduled(db, message, Audience(), **changes)


async def scheduled(db: Database, message: Composed, audience: Audience, **changes: object) -> Broadcast:
    ids = {one.person: one.id for one in await organisers.load_team(db)}
    now = datetime.now(UTC)
    number = await broadcasts.add(
        db,
        kind=BroadcastKind.UPDATE,
        message=message.dump(),
        audience=audience.dump(),
        author=ids[AUTHOR],
        now=now,
    )
    draft = await broadcasts.find(db, number)
    assert draft is not None
    approved = {
        "state": BroadcastState.SCHEDULED,
        "approver_id": ids[APPROVER],
        "announced_state": BroadcastState.SCHEDULED,
        **changes,
    }
    changed = replace(draft, **approved)  # type: ignore[arg-type]  # names of its fields
    assert await broadcasts.save(db, draft, changed)
    return changed


async def prepare(database: Path, people: int, **changes: object) -> int:
    """A database with so many supporters and one approved broadcast; its number."""
    store = await Store.open(database)
    try:
        async with store.transaction() as db:
            await fill(db, people)
            return (await approved(db, **changes)).id
    finally:
        await store.close()
