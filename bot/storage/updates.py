"""What a batch of updates reads at its start and writes at its end, in a few statements."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import aiosqlite


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One operation on its way to one person. `payload` is what the channel needs to carry it out."""

    id: int
    person: str
    kind: str
    payload: str
    created_at: str


async def handled_already(db: aiosqlite.Connection, token: str, ids: Collection[int]) -> set[int]:
    """Those of the updates whose effects are committed."""
    rows = await db.execute_fetchall(
        "SELECT update_id FROM updates_handled"
        " WHERE token = ? AND update_id IN (SELECT value FROM json_each(?))",
        (token, json.dumps(list(ids))),
    )
    return {row[0] for row in rows}


async def mark_handled(db: aiosqlite.Connection, token: str, ids: Iterable[int], now: datetime) -> None:
    await db.executemany(
        "INSERT OR IGNORE INTO updates_handled VALUES (?, ?, ?)",
        [(token, number, now.isoformat()) for number in ids],
    )


async def load_states(db: aiosqlite.Connection, people: Collection[str]) -> dict[str, str]:
    """The conversation states of these people; those without one are left out."""
    rows = await db.execute_fetchall(
        "SELECT person, state FROM conversations WHERE person IN (SELECT value FROM json_each(?))",
        (json.dumps(list(people)),),
    )
    return {row[0]: row[1] for row in rows}


async def save_states(db: aiosqlite.Connection, states: Mapping[str, str | None], now: datetime) -> None:
    """Keep the states; None takes one away."""
    kept = [(person, state, now.isoformat()) for person, state in states.items() if state is not None]
    gone = [(person,) for person, state in states.items() if state is None]
    if kept:
        await db.executemany("INSERT OR REPLACE INTO conversations VALUES (?, ?, ?)", kept)
    if gone:
        await db.executemany("DELETE FROM conversations WHERE person = ?", gone)


async def add_to_outbox(db: aiosqlite.Connection, rows: Iterable[OutboxRow]) -> None:
    await db.executemany(
        "INSERT INTO outbox (id, person, kind, payload, state, created_at) VALUES (?, ?, ?, ?, 'waiting', ?)",
        [(row.id, row.person, row.kind, row.payload, row.created_at) for row in rows],
    )


async def add_counts(db: aiosqlite.Connection, counts: Mapping[str, int], now: datetime) -> None:
    """Add to today's totals. Totals never say who."""
    day = now.date().isoformat()
    await db.executemany(
        "INSERT INTO counts VALUES (?, ?, ?)"
        " ON CONFLICT (day, what) DO UPDATE SET number = number + excluded.number",
        [(day, what, number) for what, number in counts.items()],
    )


async def heard_from(db: aiosqlite.Connection, people: Collection[str], now: datetime) -> None:
    """Note the day on which supporters last wrote: what is kept is kept for 24 months from then."""
    day = now.date().isoformat()
    await db.execute(
        "UPDATE supporters SET heard_on = ?1"
        " WHERE heard_on <> ?1 AND person IN (SELECT value FROM json_each(?2))",
        (day, json.dumps(list(people))),
    )
