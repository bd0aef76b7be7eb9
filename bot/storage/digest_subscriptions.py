"""Organisers who want the weekly digest, with the Monday of the last week that they were sent."""

from datetime import date

import aiosqlite


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


async def due(db: aiosqlite.Connection, monday: date) -> list[int]:
    """Load the organisers who have not been sent the digest of this Monday."""
    rows = await db.execute_fetchall(
        "SELECT organiser_id FROM digest_subscriptions WHERE last_monday < ? ORDER BY organiser_id",
        (monday.isoformat(),),
    )
    return [row[0] for row in rows]


async def mark_sent(db: aiosqlite.Connection, organiser: int, monday: date) -> bool:
    """Record that an organiser's digest of this Monday is on its way; return False when it already was."""
    cursor = await db.execute(
        "UPDATE digest_subscriptions SET last_monday = ?1 WHERE organiser_id = ?2 AND last_monday < ?1",
        (monday.isoformat(), organiser),
    )
    return cursor.rowcount == 1
