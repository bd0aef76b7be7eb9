"""Broadcasts: what is to go out, to whom, and how far it has come. Their recipients are in `deliveries`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, TypedDict

import aiosqlite

from bot.storage.schema.enums import BroadcastKind, BroadcastState, LostRole, PauseReason
from bot.storage.schema.times import optional, to_text

DRAFT_KEPT = timedelta(days=30)
MESSAGE_IDS_KEPT = timedelta(days=90)
"""How long a correction by editing is offered; after that nothing says who got what."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast. `message` and `audience` are JSON; no author means the command line.

    `original_id` is the broadcast that an edit changes or a recall deletes. `urgent_by` are the organisers
    who marked it as urgent. `announced_state` is the state that organisers were told of last. The message
    that shows how it goes is `progress_message_id` in the chat of `progress_person`.
    """

    id: int
    state: BroadcastState
    kind: BroadcastKind
    message: str
    audience: str
    created_at: datetime
    original_id: int | None = None
    author_id: int | None = None
    approver_id: int | None = None
    urgent_by: frozenset[int] = frozenset()
    lost_role: LostRole | None = None
    starts_at: datetime | None = None
    held_until: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    paused_by: PauseReason | None = None
    announced_state: BroadcastState = BroadcastState.DRAFT
    progress_person: str | None = None
    progress_message_id: int | None = None

    @property
    def urgent(self) -> bool:
        """Whether two people said that it can't wait for the sending hours."""
        return len(self.urgent_by) > 1


class BroadcastChanges(TypedDict, total=False):
    """The fields that a move or an edit may change, for `**changes`."""

    message: str
    audience: str
    approver_id: int | None
    urgent_by: frozenset[int]
    lost_role: LostRole | None
    starts_at: datetime | None
    held_until: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    paused_by: PauseReason | None
    announced_state: BroadcastState


COLUMNS = tuple(field.name for field in fields(Broadcast))
_TIMES = frozenset(name for name in COLUMNS if name.endswith(("_at", "_until")))
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM broadcasts"  # noqa: S608  (the names are those of the class)


async def add(
    db: aiosqlite.Connection,
    *,
    kind: BroadcastKind,
    message: str,
    audience: str,
    author: int | None,
    now: datetime,
    original: int | None = None,
) -> int:
    """Add a draft; return its number."""
    cursor = await db.execute(
        "INSERT INTO broadcasts (state, kind, original_id, message, audience, author_id, created_at)"
        " VALUES ('draft', ?, ?, ?, ?, ?, ?)",
        (kind, original, message, audience, author, to_text(now)),
    )
    return int(cursor.lastrowid or 0)


async def find(db: aiosqlite.Connection, number: int) -> Broadcast | None:
    return next(iter(await _broadcasts(db, "WHERE id = ?", number)), None)


async def list_for(db: aiosqlite.Connection, author: int, start: int, most: int) -> list[Broadcast]:
    """Load an author's drafts, then everybody's other updates and corrections, each newest first."""
    where = (
        "WHERE CASE state WHEN 'draft' THEN author_id = ? ELSE kind IN ('update', 'correction') END"
        " ORDER BY state = 'draft' DESC, id DESC LIMIT ? OFFSET ?"
    )
    return await _broadcasts(db, where, author, most, start)


async def changes_of(db: aiosqlite.Connection, original: int) -> list[Broadcast]:
    """Load the edits and recalls of a broadcast without the drafts, newest first."""
    return await _broadcasts(db, "WHERE original_id = ? AND state <> 'draft' ORDER BY id DESC", original)


async def load_live(db: aiosqlite.Connection) -> list[Broadcast]:
    """Load what is under way, and what has ended without being announced yet."""
    where = (
        "WHERE state IN ('awaiting_approval', 'held', 'scheduled', 'sending', 'paused')"
        " OR (state IN ('done', 'stopped') AND announced_state <> state) ORDER BY id"
    )
    return await _broadcasts(db, where)


async def save(db: aiosqlite.Connection, before: Broadcast, after: Broadcast) -> bool:
    """Save what changed; return False and save nothing if the stored state is no longer that of `before`."""
    changed = [name for name in COLUMNS if getattr(before, name) != getattr(after, name)]
    if not changed:
        return True
    sets = ", ".join(f"{name} = ?" for name in changed)
    cursor = await db.execute(
        f"UPDATE broadcasts SET {sets} WHERE id = ? AND state = ?",  # noqa: S608  (the names are those of the class)
        (*(_stored(getattr(after, name)) for name in changed), before.id, before.state),
    )
    return cursor.rowcount == 1


async def delete_expired(db: aiosqlite.Connection, now: datetime) -> None:
    """Delete abandoned drafts, and who got what once that is of no use."""
    await db.execute(
        "DELETE FROM broadcasts WHERE state = 'draft' AND created_at < ?", (to_text(now - DRAFT_KEPT),)
    )
    await db.execute(
        "UPDATE deliveries SET person = NULL, message_id = NULL WHERE person IS NOT NULL AND recorded_at < ?",
        (to_text(now - MESSAGE_IDS_KEPT),),
    )


async def _broadcasts(db: aiosqlite.Connection, where: str, *values: object) -> list[Broadcast]:
    rows = await db.execute_fetchall(f"{_SELECT} {where}", values)
    return [Broadcast(**_typed(dict(zip(COLUMNS, row, strict=True)))) for row in rows]


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a row as the fields of a broadcast."""
    return {
        **row,
        **{name: optional(row[name]) for name in _TIMES},
        "state": BroadcastState(row["state"]),
        "kind": BroadcastKind(row["kind"]),
        "urgent_by": frozenset(int(number) for number in row["urgent_by"].split(",") if number),
        "lost_role": LostRole(row["lost_role"]) if row["lost_role"] else None,
        "paused_by": PauseReason(row["paused_by"]) if row["paused_by"] else None,
        "announced_state": BroadcastState(row["announced_state"]),
    }


def _stored(value: object) -> object:
    match value:
        case datetime():
            return to_text(value)
        case frozenset():
            return ",".join(map(str, sorted(value)))
        case _:
            return value
