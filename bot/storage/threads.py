"""Talks between a supporter and the organisers. Neither sees the other's account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import aiosqlite


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    from_person: bool
    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Thread:
    """One talk. `kind` is talk, reply (to an update) or complaint (about data: it has a legal clock)."""

    id: int
    person: str
    kind: str
    opened_at: str
    acknowledged_at: str | None
    closed_at: str | None
    messages: tuple[ThreadMessage, ...] = ()


async def begin(db: aiosqlite.Connection, person: str, kind: str, text: str, now: datetime) -> int:
    """Open a talk with its first message; its number."""
    cursor = await db.execute(
        "INSERT INTO threads (person, kind, opened_at) VALUES (?, ?, ?)", (person, kind, now.isoformat())
    )
    number = int(cursor.lastrowid or 0)
    await add(db, number, text, from_person=True, now=now)
    return number


async def add(db: aiosqlite.Connection, thread: int, text: str, *, from_person: bool, now: datetime) -> None:
    """Add a message. One from an organiser acknowledges the talk."""
    await db.execute(
        "INSERT INTO thread_messages (thread_id, from_person, text, at) VALUES (?, ?, ?, ?)",
        (thread, int(from_person), text, now.isoformat()),
    )
    if not from_person:
        await db.execute(
            "UPDATE threads SET acknowledged_at = coalesce(acknowledged_at, ?) WHERE id = ?",
            (now.isoformat(), thread),
        )


async def close(db: aiosqlite.Connection, thread: int, now: datetime) -> bool:
    """Close a talk that is open; whether it was."""
    cursor = await db.execute(
        "UPDATE threads SET closed_at = ? WHERE id = ? AND closed_at IS NULL", (now.isoformat(), thread)
    )
    return cursor.rowcount == 1


async def find(db: aiosqlite.Connection, thread: int) -> Thread | None:
    """A talk with its messages; None when it is gone, or its person is."""
    found = await _threads(db, "id = ? AND person IS NOT NULL", (thread,))
    if not found:
        return None
    rows = await db.execute_fetchall(
        "SELECT from_person, text, at FROM thread_messages WHERE thread_id = ? ORDER BY id", (thread,)
    )
    messages = tuple(ThreadMessage(bool(row[0]), row[1], row[2]) for row in rows)
    one = found[0]
    return Thread(one.id, one.person, one.kind, one.opened_at, one.acknowledged_at, one.closed_at, messages)


async def open_ones(db: aiosqlite.Connection) -> list[Thread]:
    """All that are open, the oldest first."""
    return await _threads(db, "closed_at IS NULL AND person IS NOT NULL", ())


async def of_person(db: aiosqlite.Connection, person: str) -> list[Thread]:
    """All that are kept with one person, word for word."""
    numbers = [one.id for one in await _threads(db, "person = ?", (person,))]
    found = [await find(db, number) for number in numbers]
    return [one for one in found if one]


async def unacknowledged(db: aiosqlite.Connection) -> list[Thread]:
    """Complaints that are open and that nobody acknowledged yet, the oldest first."""
    return await _threads(
        db, "kind = 'complaint' AND acknowledged_at IS NULL AND closed_at IS NULL AND person IS NOT NULL", ()
    )


async def _threads(db: aiosqlite.Connection, where: str, values: Sequence[object]) -> list[Thread]:
    columns = "id, person, kind, opened_at, acknowledged_at, closed_at"
    sql = f"SELECT {columns} FROM threads WHERE {where} ORDER BY id"  # noqa: S608  (both stand in this module)
    rows = await db.execute_fetchall(sql, tuple(values))
    return [Thread(*row) for row in rows]
