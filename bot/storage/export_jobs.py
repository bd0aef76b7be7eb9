"""Exports that organisers ask for in the chat, and the messages that are to be deleted afterwards."""

from dataclasses import dataclass
from datetime import datetime

import aiosqlite


@dataclass(frozen=True, slots=True)
class Job:
    """`wish` is what was chosen so far, as JSON."""

    id: int
    person: str
    organiser_id: int
    wish: str
    asked_at: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """A message of the bot that is to be deleted, ordinarily at `due_at`, an hour after it was sent."""

    person: str
    message_id: int
    due_at: datetime


async def begin(db: aiosqlite.Connection, person: str, organiser: int, wish: str, now: datetime) -> int:
    """A new one that is being chosen; what the same person was choosing before is gone. Its number."""
    await db.execute("DELETE FROM export_jobs WHERE person = ? AND state = 'asking'", (person,))
    cursor = await db.execute(
        "INSERT INTO export_jobs (person, organiser_id, wish, asked_at) VALUES (?, ?, ?, ?)",
        (person, organiser, wish, now.isoformat()),
    )
    return int(cursor.lastrowid or 0)


async def asking(db: aiosqlite.Connection, number: int, person: str) -> Job | None:
    """The one with this number, if this person is choosing it now."""
    rows = await db.execute_fetchall(
        "SELECT id, person, organiser_id, wish, asked_at FROM export_jobs"
        " WHERE id = ? AND person = ? AND state = 'asking'",
        (number, person),
    )
    return next((Job(*row) for row in rows), None)


async def choose(db: aiosqlite.Connection, number: int, wish: str) -> None:
    await db.execute("UPDATE export_jobs SET wish = ? WHERE id = ? AND state = 'asking'", (wish, number))


async def confirm(db: aiosqlite.Connection, number: int, now: datetime) -> None:
    """From here on it waits to be made."""
    await db.execute(
        "UPDATE export_jobs SET state = 'waiting', asked_at = ? WHERE id = ?", (now.isoformat(), number)
    )


async def waiting(db: aiosqlite.Connection, channel: str) -> list[Job]:
    """Those to be made, oldest first."""
    return await _in_state(db, channel, "waiting")


async def left_sending(db: aiosqlite.Connection, channel: str) -> list[Job]:
    """Those that were being sent when the bot stopped."""
    return await _in_state(db, channel, "sending")


async def sending(db: aiosqlite.Connection, number: int) -> None:
    """From here on it may have arrived."""
    await db.execute("UPDATE export_jobs SET state = 'sending' WHERE id = ?", (number,))


async def drop(db: aiosqlite.Connection, number: int) -> None:
    await db.execute("DELETE FROM export_jobs WHERE id = ?", (number,))


async def drop_left(db: aiosqlite.Connection, before: datetime) -> None:
    """Take away what was begun before a time and never confirmed."""
    await db.execute("DELETE FROM export_jobs WHERE state = 'asking' AND asked_at < ?", (before.isoformat(),))


async def delete_later(db: aiosqlite.Connection, person: str, message: int, due_at: datetime) -> None:
    """Have a message to a person deleted at a time."""
    await db.execute(
        "INSERT OR IGNORE INTO message_deletions (person, message_id, due_at) VALUES (?, ?, ?)",
        (person, message, due_at.isoformat()),
    )


async def delete_at_once(db: aiosqlite.Connection, person: str) -> None:
    """Have all that waits to be deleted in somebody's chat deleted now, such as when they leave."""
    await db.execute("UPDATE message_deletions SET at_once = 1 WHERE person = ?", (person,))


async def due_deletions(db: aiosqlite.Connection, channel: str, now: datetime) -> list[Deletion]:
    """Messages whose time is over, those that wait longest first."""
    rows = await db.execute_fetchall(
        "SELECT person, message_id, due_at FROM message_deletions"
        " WHERE (at_once OR due_at <= ?) AND person GLOB ? ORDER BY due_at, message_id",
        (now.isoformat(), f"{channel}:*"),
    )
    return [Deletion(row[0], row[1], datetime.fromisoformat(row[2])) for row in rows]


async def deletion_settled(db: aiosqlite.Connection, deletion: Deletion) -> None:
    """It is deleted, or can't be any more."""
    await db.execute(
        "DELETE FROM message_deletions WHERE person = ? AND message_id = ?",
        (deletion.person, deletion.message_id),
    )


async def _in_state(db: aiosqlite.Connection, channel: str, state: str) -> list[Job]:
    rows = await db.execute_fetchall(
        "SELECT id, person, organiser_id, wish, asked_at FROM export_jobs"
        " WHERE state = ? AND person GLOB ? ORDER BY id",
        (state, f"{channel}:*"),
    )
    return [Job(*row) for row in rows]
