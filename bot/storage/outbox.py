"""Replies on their way.

A delivered one leaves no row. One that can't be delivered leaves its reason for the statistics.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from bot.storage.schema.enums import OutboxState
from bot.storage.schema.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One operation on its way to one person. `payload` is what the channel needs to carry it out."""

    id: int
    person: str
    payload: str
    created_at: datetime


async def add(db: aiosqlite.Connection, rows: Iterable[OutboxRow]) -> None:
    await db.executemany(
        "INSERT INTO outbox (id, person, payload, state, created_at) VALUES (?, ?, ?, ?, ?)",
        [(row.id, row.person, row.payload, OutboxState.WAITING, to_text(row.created_at)) for row in rows],
    )


async def load_waiting(db: aiosqlite.Connection, channel: str) -> list[OutboxRow]:
    """Load what waits for a channel, oldest first. What was in flight at a crash is among it."""
    rows = await db.execute_fetchall(
        "SELECT id, person, payload, created_at FROM outbox"
        " WHERE state = 'waiting' AND person GLOB ? ORDER BY id",
        (f"{channel}:*",),
    )
    return [OutboxRow(row[0], row[1], row[2], from_text(row[3])) for row in rows]


async def last_id(db: aiosqlite.Connection) -> int:
    rows = await db.execute_fetchall("SELECT coalesce(max(id), 0) FROM outbox")
    return int(next(iter(rows))[0])


async def delete_delivered(db: aiosqlite.Connection, ids: Iterable[int]) -> None:
    await db.executemany("DELETE FROM outbox WHERE id = ?", [(number,) for number in ids])


async def mark_failed(db: aiosqlite.Connection, reasons: Mapping[int, str]) -> None:
    """Record why rows can't be delivered, by their ids. Words and addresses go."""
    await db.executemany(
        "UPDATE outbox SET state = 'failed', person = '', payload = '', failure = ? WHERE id = ?",
        [(reason, number) for number, reason in reasons.items()],
    )


async def mark_unreachable(db: aiosqlite.Connection, people: Collection[str], now: datetime) -> None:
    """Record that people blocked the bot or are gone. Nothing waits for them any longer."""
    await db.execute(
        "UPDATE supporters SET unreachable_at = ?"
        " WHERE unreachable_at IS NULL AND person IN (SELECT value FROM json_each(?))",
        (to_text(now), json.dumps(list(people))),
    )
    await delete_waiting(db, people)


async def delete_waiting(db: aiosqlite.Connection, people: Collection[str]) -> None:
    await db.execute(
        "DELETE FROM outbox WHERE state = 'waiting' AND person IN (SELECT value FROM json_each(?))",
        (json.dumps(list(people)),),
    )


async def has_waiting(db: aiosqlite.Connection, until: datetime) -> bool:
    """Return whether a reply waits that was made at that time or before."""
    rows = await db.execute_fetchall(
        "SELECT 1 FROM outbox WHERE state = 'waiting' AND created_at <= ? LIMIT 1", (to_text(until),)
    )
    return bool(list(rows))


async def counts(db: aiosqlite.Connection) -> dict[OutboxState, int]:
    """Count the rows in each state."""
    rows = await db.execute_fetchall("SELECT state, count(*) FROM outbox GROUP BY state")
    return {OutboxState(row[0]): row[1] for row in rows}
