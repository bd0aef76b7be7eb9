"""Questions that nobody could answer yet, kept because the person agreed; never who asked."""

from dataclasses import dataclass
from datetime import date, datetime

import aiosqlite


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    text: str
    asked_on: date


async def add(db: aiosqlite.Connection, text: str, now: datetime) -> None:
    await db.execute(
        "INSERT INTO unanswered_questions (text, asked_on) VALUES (?, ?)", (text, now.date().isoformat())
    )


async def load_all(db: aiosqlite.Connection) -> list[UnansweredQuestion]:
    """Load every question, the oldest first."""
    rows = await db.execute_fetchall("SELECT text, asked_on FROM unanswered_questions ORDER BY id")
    return [UnansweredQuestion(row[0], date.fromisoformat(row[1])) for row in rows]
