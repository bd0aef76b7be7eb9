"""People whose records are gone and who wait to hear so."""

from datetime import datetime

import aiosqlite

from bot.storage.schema.times import to_text


async def begin(db: aiosqlite.Connection, person: str, now: datetime) -> None:
    await db.execute("INSERT OR REPLACE INTO erasures VALUES (?, ?)", (person, to_text(now)))


async def pending(db: aiosqlite.Connection) -> list[str]:
    """Load everybody who waits, the longest first."""
    rows = await db.execute_fetchall("SELECT person FROM erasures ORDER BY requested_at")
    return [row[0] for row in rows]


async def ready(db: aiosqlite.Connection) -> list[str]:
    """Load those of them in whose chat the bot has nothing left to delete."""
    rows = await db.execute_fetchall(
        "SELECT person FROM erasures WHERE person NOT IN (SELECT person FROM message_deletions)"
        " ORDER BY requested_at"
    )
    return [row[0] for row in rows]


async def finish(db: aiosqlite.Connection, person: str) -> None:
    await db.execute("DELETE FROM erasures WHERE person = ?", (person,))
