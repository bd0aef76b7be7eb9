"""Messages of the bot that it deletes when their time is over, such as files with people's data."""

from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from bot.storage.schema.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class MessageDeletion:
    """A message that is to be deleted, ordinarily at `due_at`, an hour after it was sent."""

    person: str
    message_id: int
    due_at: datetime


async def schedule(db: aiosqlite.Connection, person: str, message: int, due_at: datetime) -> None:
    """Have a message in somebody's chat deleted at a time."""
    await db.execute(
        "INSERT OR IGNORE INTO message_deletions (person, message_id, due_at) VALUES (?, ?, ?)",
        (person, message, to_text(due_at)),
    )


async def expedite(db: aiosqlite.Connection, person: str) -> None:
    """Make every deletion in somebody's chat due now, such as when they leave the team."""
    await db.execute("UPDATE message_deletions SET at_once = 1 WHERE person = ?", (person,))


async def due(db: aiosqlite.Connection, channel: str, now: datetime) -> list[MessageDeletion]:
    """Load the deletions of a channel that are due, the oldest first."""
    rows = await db.execute_fetchall(
        "SELECT person, message_id, due_at FROM message_deletions"
        " WHERE (at_once OR due_at <= ?) AND person GLOB ? ORDER BY due_at, message_id",
        (to_text(now), f"{channel}:*"),
    )
    return [MessageDeletion(row[0], row[1], from_text(row[2])) for row in rows]


async def finish(db: aiosqlite.Connection, deletion: MessageDeletion) -> None:
    """Strike out a deletion that is done or is no longer possible."""
    await db.execute(
        "DELETE FROM message_deletions WHERE person = ? AND message_id = ?",
        (deletion.person, deletion.message_id),
    )
