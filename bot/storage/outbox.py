"""The rows of the outbox: what waits, and what became of it."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime

import aiosqlite

from bot.storage.updates import OutboxRow


async def waiting_replies(db: aiosqlite.Connection, channel: str) -> list[OutboxRow]:
    """Replies that wait for a channel, oldest first. Those in flight at a crash are among them."""
    rows = await db.execute_fetchall(
        "SELECT id, person, kind, payload, created_at FROM outbox"
        " WHERE state = 'waiting' AND kind = 'reply' AND person GLOB ? ORDER BY id",
        (f"{channel}:*",),
    )
    return [OutboxRow(*row) for row in rows]


async def last_id(db: aiosqlite.Connection) -> int:
    rows = await db.execute_fetchall("SELECT coalesce(max(id), 0) FROM outbox")
    return int(next(iter(rows))[0])


async def delivered(db: aiosqlite.Connection, ids: Iterable[int]) -> None:
    """Replies leave no trace once they are delivered."""
    await db.executemany("DELETE FROM outbox WHERE id = ?", [(number,) for number in ids])


async def failed(db: aiosqlite.Connection, failures: Iterable[tuple[int, str]]) -> None:
    """Rows that can't be delivered: words and address go, the reason stays for the figures."""
    await db.executemany(
        "UPDATE outbox SET state = 'failed', person = '', payload = '', failure = ? WHERE id = ?",
        [(reason, number) for number, reason in failures],
    )


async def unreachable(db: aiosqlite.Connection, people: Collection[str], now: datetime) -> None:
    """People who blocked the bot or are gone: noted once, and nothing more waits for them."""
    listed = json.dumps(list(people))
    await db.execute(
        "UPDATE supporters SET unreachable_at = ?"
        " WHERE unreachable_at IS NULL AND person IN (SELECT value FROM json_each(?))",
        (now.isoformat(), listed),
    )
    await drop_waiting(db, people)


async def drop_waiting(db: aiosqlite.Connection, people: Collection[str]) -> None:
    await db.execute(
        "DELETE FROM outbox WHERE state = 'waiting' AND person IN (SELECT value FROM json_each(?))",
        (json.dumps(list(people)),),
    )


async def any_waiting(db: aiosqlite.Connection, until: str) -> bool:
    """Whether a reply waits that was made at that time (ISO 8601, UTC) or before."""
    rows = await db.execute_fetchall(
        "SELECT 1 FROM outbox WHERE kind = 'reply' AND state = 'waiting' AND created_at <= ? LIMIT 1",
        (until,),
    )
    return bool(list(rows))


async def counts_by_state(db: aiosqlite.Connection) -> dict[str, int]:
    rows = await db.execute_fetchall("SELECT state, count(*) FROM outbox GROUP BY state")
    return {row[0]: row[1] for row in rows}
