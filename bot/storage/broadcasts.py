"""Broadcasts: what is to go out, to whom, and how far it has come. What became of each row: `deliveries`."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import aiosqlite

DRAFT_KEPT = timedelta(days=30)
MESSAGE_IDS_KEPT = timedelta(days=90)
"""For so long a correction by editing is offered; then nothing tells any more who got what."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast as it is kept. Times are ISO 8601, UTC; `message` and `audience` are JSON.

    No author means the command line. `told` is the state that organisers were told of last, `progress` the
    address and number of the message that shows how it goes, `asked_again` whose role was lost when it needs
    approval once more: the author's or the approver's.
    """

    id: int
    state: str
    kind: str
    of_id: int | None
    message: str
    audience: str
    author_id: int | None
    approver_id: int | None
    urgent_by: str
    created_at: str
    starts_at: str | None
    held_until: str | None
    started_at: str | None
    finished_at: str | None
    paused_by: str
    told: str
    progress: str
    asked_again: str = ""

    @property
    def urgent(self) -> bool:
        """Whether two people said that it can't wait for the sending hours."""
        return len(self.urgent_marks) > 1

    @property
    def urgent_marks(self) -> frozenset[str]:
        return frozenset(filter(None, self.urgent_by.split(",")))


COLUMNS = tuple(field.name for field in fields(Broadcast))
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM broadcasts"  # noqa: S608  (the names are those of the class)


async def add(
    db: aiosqlite.Connection,
    *,
    kind: str,
    message: str,
    audience: str,
    author: int | None,
    now: datetime,
    of: int | None = None,
) -> int:
    """A new draft; its number."""
    cursor = await db.execute(
        "INSERT INTO broadcasts (state, kind, of_id, message, audience, author_id, created_at)"
        " VALUES ('draft', ?, ?, ?, ?, ?, ?)",
        (kind, of, message, audience, author, now.isoformat()),
    )
    return int(cursor.lastrowid or 0)


def waiting(kind: str, state: str, message: str, audience: str, now: datetime) -> Broadcast:
    """One that is not written down, to see how it would go."""
    return Broadcast(
        id=0,
        state=state,
        kind=kind,
        of_id=None,
        message=message,
        audience=audience,
        author_id=None,
        approver_id=None,
        urgent_by="",
        created_at=now.isoformat(),
        starts_at=None,
        held_until=None,
        started_at=None,
        finished_at=None,
        paused_by="",
        told="",
        progress="",
    )


async def find(db: aiosqlite.Connection, number: int) -> Broadcast | None:
    rows = list(await db.execute_fetchall(f"{_SELECT} WHERE id = ?", (number,)))
    return Broadcast(*rows[0]) if rows else None


async def shelf_of(db: aiosqlite.Connection, author: int, start: int, most: int) -> list[Broadcast]:
    """Somebody's drafts, then all updates and corrections that are none, each newest first."""
    rows = await db.execute_fetchall(
        f"{_SELECT} WHERE CASE state WHEN 'draft' THEN author_id = ?"
        " ELSE kind IN ('update', 'correction') END ORDER BY state = 'draft' DESC, id DESC LIMIT ? OFFSET ?",
        (author, most, start),
    )
    return [Broadcast(*row) for row in rows]


async def changes_of(db: aiosqlite.Connection, of: int) -> list[Broadcast]:
    """The edits and recalls of a broadcast, drafts apart, newest first."""
    rows = await db.execute_fetchall(
        f"{_SELECT} WHERE of_id = ? AND state <> 'draft' ORDER BY id DESC", (of,)
    )
    return [Broadcast(*row) for row in rows]


async def live(db: aiosqlite.Connection) -> list[Broadcast]:
    """Those that are under way, and those of whose end nobody was told yet."""
    rows = await db.execute_fetchall(
        f"{_SELECT} WHERE state IN ('awaiting_approval', 'held', 'scheduled', 'sending', 'paused')"
        " OR (state IN ('done', 'stopped') AND told <> state) ORDER BY id"
    )
    return [Broadcast(*row) for row in rows]


async def save(db: aiosqlite.Connection, before: Broadcast, after: Broadcast) -> bool:
    """Keep what changed; False when its state is not what it was any more, then nothing is kept."""
    changed = [name for name in COLUMNS if getattr(before, name) != getattr(after, name)]
    if not changed:
        return True
    sets = ", ".join(f"{name} = ?" for name in changed)
    cursor = await db.execute(
        f"UPDATE broadcasts SET {sets} WHERE id = ? AND state = ?",  # noqa: S608  (the names are those of the class)
        (*(getattr(after, name) for name in changed), before.id, before.state),
    )
    return cursor.rowcount == 1


async def clear_out(db: aiosqlite.Connection, now: datetime) -> None:
    """Take away drafts nobody went on with, and who got what once it is of no use any more."""
    await db.execute(
        "DELETE FROM broadcasts WHERE state = 'draft' AND created_at < ?", ((now - DRAFT_KEPT).isoformat(),)
    )
    await db.execute(
        "UPDATE deliveries SET person = NULL, message_id = NULL WHERE person IS NOT NULL AND at < ?",
        ((now - MESSAGE_IDS_KEPT).isoformat(),),
    )
