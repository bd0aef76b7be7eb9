"""Totals for the statistics, none of which says who, and the organisers who want them or the digest."""

from dataclasses import dataclass
from datetime import date, datetime

import aiosqlite

from bot.storage.schema.enums import Granularity, ThreadKind
from bot.storage.schema.times import to_text


@dataclass(frozen=True, slots=True)
class DayCount:
    """How often something happened on one day (UTC)."""

    day: date
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What holds now: people who get updates, and the pledges that nobody took back."""

    getting_updates: int
    pledges: int


@dataclass(frozen=True, slots=True)
class DeliveryFailures:
    undelivered_replies: int
    """Kept for 48 hours only, so these are the newest."""
    failed_updates: int
    unsure_updates: int


@dataclass(frozen=True, slots=True)
class StatisticsRequest:
    organiser_id: int
    granularity: Granularity


async def counts_between(db: aiosqlite.Connection, since: date, until: date) -> list[DayCount]:
    """Load what was counted from one day to another, both included."""
    rows = await db.execute_fetchall(
        "SELECT day, name, number FROM daily_counts WHERE day BETWEEN ? AND ? ORDER BY day, name",
        (since.isoformat(), until.isoformat()),
    )
    return [DayCount(date.fromisoformat(row[0]), row[1], row[2]) for row in rows]


async def first_day(db: aiosqlite.Connection) -> date | None:
    """Return the first day that anything was counted on."""
    rows = list(await db.execute_fetchall("SELECT min(day) FROM daily_counts"))
    return date.fromisoformat(rows[0][0]) if rows[0][0] else None


async def totals(db: aiosqlite.Connection) -> Totals:
    rows = await db.execute_fetchall(
        "SELECT (SELECT count(DISTINCT c.supporter_id) FROM consents c"
        " JOIN consent_wordings w ON w.id = c.wording_id"
        " WHERE w.name = 'updates' AND c.withdrawn_at IS NULL), (SELECT count(*) FROM pledges)"
    )
    return Totals(*next(iter(rows)))


async def delivery_failures(db: aiosqlite.Connection, since: date, until: date) -> DeliveryFailures:
    """Count what could not be sent from one day to another, both included."""
    replies = await db.execute_fetchall("SELECT count(*) FROM outbox WHERE state = 'failed'")
    updates = await db.execute_fetchall(
        "SELECT state, count(*) FROM deliveries"
        " WHERE state IN ('failed', 'unsure') AND substr(recorded_at, 1, 10) BETWEEN ? AND ? GROUP BY state",
        (since.isoformat(), until.isoformat()),
    )
    by_state = {row[0]: row[1] for row in updates}
    return DeliveryFailures(next(iter(replies))[0], by_state.get("failed", 0), by_state.get("unsure", 0))


async def open_threads(db: aiosqlite.Connection) -> dict[ThreadKind, int]:
    """Count the open threads of each kind."""
    rows = await db.execute_fetchall(
        "SELECT kind, count(*) FROM threads WHERE closed_at IS NULL GROUP BY kind ORDER BY kind"
    )
    return {ThreadKind(row[0]): row[1] for row in rows}


async def request(db: aiosqlite.Connection, organiser: int, granularity: Granularity, now: datetime) -> None:
    """Record that an organiser waits for statistics. Asking twice before they come is asking once."""
    await db.execute(
        "INSERT OR IGNORE INTO statistics_requests VALUES (?, ?, ?)", (organiser, granularity, to_text(now))
    )


async def load_requests(db: aiosqlite.Connection) -> list[StatisticsRequest]:
    """Load who waits for statistics, the longest first."""
    rows = await db.execute_fetchall(
        "SELECT organiser_id, granularity FROM statistics_requests ORDER BY requested_at"
    )
    return [StatisticsRequest(row[0], Granularity(row[1])) for row in rows]


async def finish_request(db: aiosqlite.Connection, request: StatisticsRequest) -> bool:
    """Strike out a request; return whether it was still there."""
    cursor = await db.execute(
        "DELETE FROM statistics_requests WHERE organiser_id = ? AND granularity = ?",
        (request.organiser_id, request.granularity),
    )
    return cursor.rowcount == 1


# The weekly digest: organisers who want it, with the Monday of the last week that they were sent.


async def subscribe(db: aiosqlite.Connection, organiser: int, last_monday: date) -> None:
    """Send an organiser the digest of every week after that of this Monday."""
    await db.execute(
        "INSERT INTO digest_subscriptions VALUES (?, ?) ON CONFLICT (organiser_id) DO NOTHING",
        (organiser, last_monday.isoformat()),
    )


async def unsubscribe(db: aiosqlite.Connection, organiser: int) -> bool:
    """Send no more digests; return whether any were being sent."""
    cursor = await db.execute("DELETE FROM digest_subscriptions WHERE organiser_id = ?", (organiser,))
    return cursor.rowcount == 1


async def is_subscribed(db: aiosqlite.Connection, organiser: int) -> bool:
    rows = await db.execute_fetchall(
        "SELECT 1 FROM digest_subscriptions WHERE organiser_id = ?", (organiser,)
    )
    return bool(list(rows))


async def due_digests(db: aiosqlite.Connection, monday: date) -> list[int]:
    """Load the organisers who have not been sent the digest of this Monday."""
    rows = await db.execute_fetchall(
        "SELECT organiser_id FROM digest_subscriptions WHERE last_monday < ? ORDER BY organiser_id",
        (monday.isoformat(),),
    )
    return [row[0] for row in rows]


async def mark_digest_sent(db: aiosqlite.Connection, organiser: int, monday: date) -> bool:
    """Record that an organiser's digest of this Monday is on its way; return False when it already was."""
    cursor = await db.execute(
        "UPDATE digest_subscriptions SET last_monday = ?1 WHERE organiser_id = ?2 AND last_monday < ?1",
        (monday.isoformat(), organiser),
    )
    return cursor.rowcount == 1
