"""Talks between a supporter and the organisers. Neither sees the other's account."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import aiosqlite

from bot.storage.schema.enums import ThreadKind
from bot.storage.schema.times import from_text, optional, to_text


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    from_supporter: bool
    text: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    id: int
    person: str
    kind: ThreadKind
    opened_at: datetime
    acknowledged_at: datetime | None
    closed_at: datetime | None
    messages: tuple[ThreadMessage, ...] = ()


async def begin(db: aiosqlite.Connection, person: str, kind: ThreadKind, text: str, now: datetime) -> int:
    """Open a thread with its first message; return its number."""
    cursor = await db.execute(
        "INSERT INTO threads (person, kind, opened_at) VALUES (?, ?, ?)", (person, kind, to_text(now))
    )
    number = int(cursor.lastrowid or 0)
    await add_message(db, number, text, from_supporter=True, now=now)
    return number


async def add_message(
    db: aiosqlite.Connection, thread: int, text: str, *, from_supporter: bool, now: datetime
) -> None:
    """Add a message. One from an organiser acknowledges the thread."""
    await db.execute(
        "INSERT INTO thread_messages (thread_id, from_supporter, text, sent_at) VALUES (?, ?, ?, ?)",
        (thread, int(from_supporter), text, to_text(now)),
    )
    if not from_supporter:
        await db.execute(
            "UPDATE threads SET acknowledged_at = coalesce(acknowledged_at, ?) WHERE id = ?",
            (to_text(now), thread),
        )


async def close(db: aiosqlite.Connection, thread: int, now: datetime) -> bool:
    """Close a thread; return whether it was open."""
    cursor = await db.execute(
        "UPDATE threads SET closed_at = ? WHERE id = ? AND closed_at IS NULL", (to_text(now), thread)
    )
    return cursor.rowcount == 1


async def find(db: aiosqlite.Connection, thread: int) -> Thread | None:
    """Load a thread with its messages."""
    threads = await _threads(db, "id = ?", (thread,))
    return await _with_messages(db, threads[0]) if threads else None


async def load_open(db: aiosqlite.Connection) -> list[Thread]:
    """Load the open threads without their messages, the oldest first."""
    return await _threads(db, "closed_at IS NULL")


async def load_unacknowledged(db: aiosqlite.Connection) -> list[Thread]:
    """Load the open complaints that nobody acknowledged yet, the oldest first."""
    return await _threads(db, "kind = 'complaint' AND acknowledged_at IS NULL AND closed_at IS NULL")


async def of_person(db: aiosqlite.Connection, person: str) -> list[Thread]:
    """Load the threads of one person with every message."""
    return [await _with_messages(db, thread) for thread in await _threads(db, "person = ?", (person,))]


async def _with_messages(db: aiosqlite.Connection, thread: Thread) -> Thread:
    rows = await db.execute_fetchall(
        "SELECT from_supporter, text, sent_at FROM thread_messages WHERE thread_id = ? ORDER BY id",
        (thread.id,),
    )
    messages = tuple(ThreadMessage(bool(row[0]), row[1], from_text(row[2])) for row in rows)
    return replace(thread, messages=messages)


async def _threads(db: aiosqlite.Connection, where: str, values: Sequence[object] = ()) -> list[Thread]:
    columns = "id, person, kind, opened_at, acknowledged_at, closed_at"
    sql = f"SELECT {columns} FROM threads WHERE {where} ORDER BY id"  # noqa: S608  (both stand in this module)
    rows = await db.execute_fetchall(sql, tuple(values))
    return [
        Thread(row[0], row[1], ThreadKind(row[2]), from_text(row[3]), optional(row[4]), optional(row[5]))
        for row in rows
    ]
