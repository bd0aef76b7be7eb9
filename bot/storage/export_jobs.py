"""Exports that organisers ask for in the chat: chosen step by step, made and sent, then gone."""

from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from bot.storage.schema.enums import ExportState
from bot.storage.schema.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class ExportJob:
    """`selection` is what was chosen so far, as JSON."""

    id: int
    person: str
    organiser_id: int
    selection: str
    requested_at: datetime


async def begin(db: aiosqlite.Connection, person: str, organiser: int, selection: str, now: datetime) -> int:
    """Begin a choice in place of the one that the same person left unfinished. Return its number."""
    await db.execute("DELETE FROM export_jobs WHERE person = ? AND state = 'choosing'", (person,))
    cursor = await db.execute(
        "INSERT INTO export_jobs (person, organiser_id, state, selection, requested_at)"
        " VALUES (?, ?, 'choosing', ?, ?)",
        (person, organiser, selection, to_text(now)),
    )
    return int(cursor.lastrowid or 0)


async def find_choosing(db: aiosqlite.Connection, number: int, person: str) -> ExportJob | None:
    """Load the job with this number if this person is choosing it now."""
    jobs = await _jobs(db, "id = ? AND person = ? AND state = ?", (number, person, ExportState.CHOOSING))
    return next(iter(jobs), None)


async def save_selection(db: aiosqlite.Connection, number: int, selection: str) -> None:
    await db.execute(
        "UPDATE export_jobs SET selection = ? WHERE id = ? AND state = ?",
        (selection, number, ExportState.CHOOSING),
    )


async def confirm(db: aiosqlite.Connection, number: int, now: datetime) -> None:
    """Let a job wait to be made."""
    await db.execute(
        "UPDATE export_jobs SET state = ?, requested_at = ? WHERE id = ?",
        (ExportState.WAITING, to_text(now), number),
    )


async def in_state(db: aiosqlite.Connection, channel: str, state: ExportState) -> list[ExportJob]:
    """Load the jobs of a channel that are in a state, the oldest first."""
    return await _jobs(db, "state = ? AND person GLOB ?", (state, f"{channel}:*"))


async def mark_sending(db: aiosqlite.Connection, number: int) -> None:
    await db.execute("UPDATE export_jobs SET state = ? WHERE id = ?", (ExportState.SENDING, number))


async def delete(db: aiosqlite.Connection, number: int) -> None:
    await db.execute("DELETE FROM export_jobs WHERE id = ?", (number,))


async def delete_abandoned(db: aiosqlite.Connection, before: datetime) -> None:
    """Delete choices that were begun before a time and never confirmed."""
    await db.execute(
        "DELETE FROM export_jobs WHERE state = ? AND requested_at < ?",
        (ExportState.CHOOSING, to_text(before)),
    )


async def _jobs(db: aiosqlite.Connection, where: str, values: tuple[object, ...]) -> list[ExportJob]:
    columns = "id, person, organiser_id, selection, requested_at"
    sql = f"SELECT {columns} FROM export_jobs WHERE {where} ORDER BY id"  # noqa: S608  (both stand in this module)
    rows = await db.execute_fetchall(sql, values)
    return [ExportJob(row[0], row[1], row[2], row[3], from_text(row[4])) for row in rows]
