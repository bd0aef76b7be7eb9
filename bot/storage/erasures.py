"""People who asked to be forgotten and have not been told yet that it is done."""

from datetime import datetime

import aiosqlite


async def begin(db: aiosqlite.Connection, person: str, now: datetime) -> None:
    await db.execute("INSERT OR REPLACE INTO erasures VALUES (?, ?)", (person, now.isoformat()))


async def pending(db: aiosqlite.Connection) -> list[str]:
    return [row[0] for row in await db.execute_fetchall("SELECT person FROM erasures ORDER BY asked_at")]


async def ready(db: aiosqlite.Connection) -> list[str]:
    """Those of them in whose chat nothing is left that the bot has to delete."""
    rows = await db.execute_fetchall(
        "SELECT person FROM erasures WHERE person NOT IN (SELECT person FROM message_deletions)"
        " ORDER BY asked_at"
    )
    return [row[0] for row in rows]


async def finish(db: aiosqlite.Connection, person: str) -> None:
    await db.execute("DELETE FROM erasures WHERE person = ?", (person,))
