"""What a batch of updates reads at its start and writes at its end, in a few statements."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import aiosqlite

from bot.storage.schema.times import to_text


async def already_handled(db: aiosqlite.Connection, token_digest: str, ids: Collection[int]) -> set[int]:
    """Return those of the updates whose effects are committed."""
    rows = await db.execute_fetchall(
        "SELECT update_id FROM handled_updates"
        " WHERE token_digest = ? AND update_id IN (SELECT value FROM json_each(?))",
        (token_digest, json.dumps(list(ids))),
    )
    return {row[0] for row in rows}


async def mark_handled(
    db: aiosqlite.Connection, token_digest: str, ids: Iterable[int], now: datetime
) -> None:
    await db.executemany(
        "INSERT OR IGNORE INTO handled_updates VALUES (?, ?, ?)",
        [(token_digest, number, to_text(now)) for number in ids],
    )


async def load_states(db: aiosqlite.Connection, people: Collection[str]) -> dict[str, str]:
    """Load the conversation states of those people who have one, as JSON."""
    rows = await db.execute_fetchall(
        "SELECT person, state FROM conversations WHERE person IN (SELECT value FROM json_each(?))",
        (json.dumps(list(people)),),
    )
    return {row[0]: row[1] for row in rows}


async def save_states(db: aiosqlite.Connection, states: Mapping[str, str | None], now: datetime) -> None:
    """Save conversation states; None deletes one."""
    kept = [(person, state, to_text(now)) for person, state in states.items() if state is not None]
    gone = [(person,) for person, state in states.items() if state is None]
    if kept:
        await db.executemany("INSERT OR REPLACE INTO conversations VALUES (?, ?, ?)", kept)
    if gone:
        await db.executemany("DELETE FROM conversations WHERE person = ?", gone)


async def add_counts(db: aiosqlite.Connection, counts: Mapping[str, int], now: datetime) -> None:
    """Add to today's totals, which never say who."""
    day = now.date().isoformat()
    await db.executemany(
        "INSERT INTO daily_counts VALUES (?, ?, ?)"
        " ON CONFLICT (day, name) DO UPDATE SET number = number + excluded.number",
        [(day, name, number) for name, number in counts.items()],
    )


async def mark_heard_from(db: aiosqlite.Connection, people: Collection[str], now: datetime) -> None:
    """Record the day on which supporters last wrote: their records are kept for 24 months from then."""
    day = now.date().isoformat()
    await db.execute(
        "UPDATE supporters SET last_heard_on = ?1"
        " WHERE last_heard_on <> ?1 AND person IN (SELECT value FROM json_each(?2))",
        (day, json.dumps(list(people))),
    )
