"""Totals for the figures. None of them says who."""

from dataclasses import dataclass
from datetime import date, datetime

import aiosqlite


@dataclass(frozen=True, slots=True)
class DayCount:
    """How often something happened on one day (UTC)."""

    day: date
    what: str
    number: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds now: people who get updates, and the pledges that nobody took back."""

    getting_updates: int
    pledges: int


@dataclass(frozen=True, slots=True)
class Broken:
    """What went wrong with sending."""

    undelivered_replies: int
    """Kept for 48 hours only, so these are the newest."""
    failed_updates: int
    unsure_updates: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Figures that an organiser asked for."""

    organiser_id: int
    shown_by: str


async def counts_between(db: aiosqlite.Connection, since: date, until: date) -> list[DayCount]:
    """What was counted from one day to another, both included."""
    rows = await db.execute_fetchall(
        "SELECT day, what, number FROM counts WHERE day BETWEEN ? AND ? ORDER BY day, what",
        (since.isoformat(), until.isoformat()),
    )
    return [DayCount(date.fromisoformat(row[0]), row[1], row[2]) for row in rows]


async def first_day(db: aiosqlite.Connection) -> date | None:
    """The first day that anything was counted on."""
    rows = list(await db.execute_fetchall("SELECT min(day) FROM counts"))
    return date.fromisoformat(rows[0][0]) if rows[0][0] else None


async def standing(db: aiosqlite.Connection) -> Standing:
    rows = await db.execute_fetchall(
        "SELECT (SELECT count(DISTINCT c.supporter_id) FROM consents c"
        " JOIN consent_wordings w ON w.id = c.wording_id"
        " WHERE w.name = 'updates' AND c.withdrawn_at IS NULL), (SELECT count(*) FROM pledges)"
    )
    row = next(iter(rows))
    return Standing(row[0], row[1])


async def broken(db: aiosqlite.Connection, since: date, until: date) -> Broken:
    """What went wrong with sending from one day to another, both included."""
    replies = await db.execute_fetchall(
        "SELECT count(*) FROM outbox WHERE kind = 'reply' AND state = 'failed'"
    )
    updates = await db.execute_fetchall(
        "SELECT state, count(*) FROM deliveries"
        " WHERE state IN ('failed', 'unsure') AND substr(at, 1, 10) BETWEEN ? AND ? GROUP BY state",
        (since.isoformat(), until.isoformat()),
    )
    by_state = {row[0]: row[1] for row in updates}
    return Broken(next(iter(replies))[0], by_state.get("failed", 0), by_state.get("unsure", 0))


async def open_talks(db: aiosqlite.Connection) -> dict[str, int]:
    """How many messages of each kind wait for an answer of the organisers."""
    rows = await db.execute_fetchall(
        "SELECT kind, count(*) FROM threads WHERE closed_at IS NULL GROUP BY kind ORDER BY kind"
    )
    return {row[0]: row[1] for row in rows}


# Figures asked for in the chat.


async def want(db: aiosqlite.Connection, organiser: int, shown_by: str, now: datetime) -> None:
    """Note that an organiser waits for figures; asking twice before they came is asking once."""
    await db.execute(
        "INSERT OR IGNORE INTO figures_wanted VALUES (?, ?, ?)", (organiser, shown_by, now.isoformat())
    )


async def wanted(db: aiosqlite.Connection) -> list[Wanted]:
    """Who waits for figures, the longest first."""
    rows = await db.execute_fetchall("SELECT organiser_id, shown_by FROM figures_wanted ORDER BY asked_at")
    return [Wanted(*row) for row in rows]


async def no_longer_wanted(db: aiosqlite.Connection, one: Wanted) -> bool:
    """Strike a request out; whether it stood there."""
    cursor = await db.execute(
        "DELETE FROM figures_wanted WHERE organiser_id = ? AND shown_by = ?", (one.organiser_id, one.shown_by)
    )
    return cursor.rowcount == 1


# The weekly digest.


async def subscribe(db: aiosqlite.Connection, organiser: int, last_monday: date) -> None:
    """Send an organiser the digest of every week after that of this Monday."""
    await db.execute(
        "INSERT INTO digests VALUES (?, ?) ON CONFLICT (organiser_id) DO NOTHING",
        (organiser, last_monday.isoformat()),
    )


async def unsubscribe(db: aiosqlite.Connection, organiser: int) -> bool:
    """Send no more digests; whether any were being sent."""
    cursor = await db.execute("DELETE FROM digests WHERE organiser_id = ?", (organiser,))
    return cursor.rowcount == 1


async def subscribed(db: aiosqlite.Connection, organiser: int) -> bool:
    rows = await db.execute_fetchall("SELECT 1 FROM digests WHERE organiser_id = ?", (organiser,))
    return bool(list(rows))


async def due(db: aiosqlite.Connection, monday: date) -> list[int]:
    """The organisers who have not been sent the digest of this Monday."""
    rows = await db.execute_fetchall(
        "SELECT organiser_id FROM digests WHERE last_monday < ? ORDER BY organiser_id", (monday.isoformat(),)
    )
    return [row[0] for row in rows]


async def dealt_with(db: aiosqlite.Connection, organiser: int, monday: date) -> bool:
    """Note that an organiser's digest of this Monday is on its way; False when it was before."""
    cursor = await db.execute(
        "UPDATE digests SET last_monday = ?1 WHERE organiser_id = ?2 AND last_monday < ?1",
        (monday.isoformat(), organiser),
    )
    return cursor.rowcount == 1
