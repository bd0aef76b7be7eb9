"""Questions that nobody could answer yet, kept because the person agreed; never who asked."""

from datetime import date, datetime

import aiosqlite


async def add(db: aiosqlite.Connection, text: str, now: datetime) -> None:
    await db.execute("INSERT INTO unanswered (text, asked_on) VALUES (?, ?)", (text, now.date().isoformat()))


async def all_of_them(db: aiosqlite.Connection) -> list[tuple[str, date]]:
    rows = await db.execute_fetchall("SELECT text, asked_on FROM unanswered ORDER BY id")
    return [(row[0], date.fromisoformat(row[1])) for row in rows]
