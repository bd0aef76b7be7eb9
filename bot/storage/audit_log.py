"""The log of what organisers did. Entries are only ever added: triggers refuse anything else."""

from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from bot.storage.schema.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`subject` is what the action was about, such as "broadcast 7". No organiser means the command line."""

    id: int
    logged_at: datetime
    organiser_id: int | None
    action: str
    subject: str
    reason: str


async def write(
    db: aiosqlite.Connection,
    organiser_id: int | None,
    action: str,
    *,
    now: datetime,
    subject: str = "",
    reason: str = "",
) -> None:
    """Add an entry. It must hold no words or names of supporters, because it is kept for ever."""
    await db.execute(
        "INSERT INTO audit_log (logged_at, organiser_id, action, subject, reason) VALUES (?, ?, ?, ?, ?)",
        (to_text(now), organiser_id, action, subject, reason),
    )


async def read(db: aiosqlite.Connection, last: int = 50, before: int | None = None) -> list[AuditEntry]:
    """Load the newest entries, newest first; with `before`, only those older than that entry."""
    rows = await db.execute_fetchall(
        "SELECT * FROM audit_log WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2", (before, last)
    )
    return [AuditEntry(row[0], from_text(row[1]), *tuple(row)[2:]) for row in rows]
