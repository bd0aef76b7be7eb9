"""What became of each person's copy of a broadcast.

A row is `waiting` until the sender claims it. What is claimed is `sending` until the channel's answer is
recorded, so that nothing that may have arrived is ever sent again by itself. Which of the claimed rows have
begun stands in the `journal`.
"""

import json
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiosqlite

STOPPED = "the bot stopped before an answer was there"
REASON_LOST = "the bot stopped before the reason was written down"
RECALLABLE = timedelta(hours=48)
"""The bot may delete its own messages for so long (https://core.telegram.org/bots/api#deletemessage)."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is to be carried out now. `message_id` is what an edit or recall is about."""

    id: int
    broadcast_id: int
    person: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a claimed row. `waiting` puts it back."""

    id: int
    state: str
    message_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row of a report: never who."""

    number: int
    state: str
    at: str | None
    reason: str | None


async def fix_copies(db: aiosqlite.Connection, broadcast: int, of: int, since: datetime | None) -> int:
    """Fix the messages that an edit or recall is about: all that `of` sent, since a time if one is given, and
    that can be found; how many they are."""
    cursor = await db.execute(
        "INSERT INTO deliveries (broadcast_id, person, state, message_id)"
        " SELECT ?, person, 'waiting', message_id FROM deliveries WHERE broadcast_id = ? AND state = 'sent'"
        " AND person IS NOT NULL AND message_id IS NOT NULL AND at >= ? ORDER BY id",
        (broadcast, of, since.isoformat() if since else ""),
    )
    return cursor.rowcount


async def count_copies(db: aiosqlite.Connection, of: int, since: datetime | None) -> int:
    """How many messages an edit or recall would be about."""
    rows = await db.execute_fetchall(
        "SELECT count(*) FROM deliveries WHERE broadcast_id = ? AND state = 'sent'"
        " AND person IS NOT NULL AND message_id IS NOT NULL AND at >= ?",
        (of, since.isoformat() if since else ""),
    )
    return int(next(iter(rows))[0])


async def claim(
    db: aiosqlite.Connection, broadcast: int, most: int, put_off: Collection[int], *, with_consent: bool
) -> list[Claimed]:
    """The next rows to send, marked as being sent. When it needs their consent, people who stopped updates or
    blocked the bot meanwhile are withdrawn instead."""
    rows = list(
        await db.execute_fetchall(
            "SELECT d.id, d.broadcast_id, d.person, d.message_id, EXISTS ("
            "  SELECT 1 FROM supporters s JOIN consents c ON c.supporter_id = s.id"
            "  JOIN consent_wordings w ON w.id = c.wording_id WHERE s.person = d.person"
            "  AND s.unreachable_at IS NULL AND w.name = 'updates' AND c.withdrawn_at IS NULL)"
            " FROM deliveries d WHERE d.broadcast_id = ? AND d.state = 'waiting'"
            " AND d.id NOT IN (SELECT value FROM json_each(?)) ORDER BY d.id LIMIT ?",
            (broadcast, json.dumps(list(put_off)), most),
        )
    )
    claimed = [Claimed(*row[:4]) for row in rows if row[4] or not with_consent]
    going = {one.id for one in claimed}
    await db.executemany("UPDATE deliveries SET state = 'sending' WHERE id = ?", [(one,) for one in going])
    gone = [(row[0],) for row in rows if row[0] not in going]
    await db.executemany(
        "UPDATE deliveries SET state = 'withdrawn', reason = 'stopped updates' WHERE id = ?", gone
    )
    return claimed


async def record(db: aiosqlite.Connection, outcomes: Iterable[Outcome], now: datetime) -> None:
    """Record what became of claimed rows. Of somebody who was erased meanwhile no message number is kept."""
    await db.executemany(
        "UPDATE deliveries SET"
        " state = CASE WHEN ?1 = 'waiting' AND person IS NULL THEN 'withdrawn' ELSE ?1 END,"
        " message_id = CASE WHEN person IS NULL THEN NULL ELSE coalesce(?2, message_id) END,"
        " at = CASE ?1 WHEN 'waiting' THEN NULL ELSE ?3 END, reason = ?4 WHERE id = ?5 AND state = 'sending'",
        [(one.state, one.message_id, now.isoformat(), one.reason, one.id) for one in outcomes],
    )


async def recalled(db: aiosqlite.Connection, ids: Iterable[int]) -> None:
    """Mark the original rows whose messages were deleted by these rows of a recall."""
    await db.executemany(
        "UPDATE deliveries SET state = 'recalled', message_id = NULL WHERE id ="
        " (SELECT o.id FROM deliveries r JOIN broadcasts b ON b.id = r.broadcast_id"
        "  JOIN deliveries o ON o.broadcast_id = b.of_id AND o.person = r.person"
        "  WHERE r.id = ? AND b.kind = 'recall' AND r.state = 'sent')",
        [(number,) for number in ids],
    )


async def people_of(db: aiosqlite.Connection, ids: Collection[int]) -> list[str]:
    """Whose rows these are, those apart who were erased."""
    rows = await db.execute_fetchall(
        "SELECT person FROM deliveries WHERE person IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


async def take_over(db: aiosqlite.Connection, began: Mapping[int, Outcome | None] | None) -> list[Outcome]:
    """What became of each row that was claimed when the bot stopped, to be recorded.

    `began` are the rows whose request began, each with what became of it or None when no answer was there;
    it is None itself when nobody knows which began. A message without an answer may have arrived, so it is
    unsure. Editing and deleting can be done twice, so they go on.
    """
    rows = await db.execute_fetchall(
        "SELECT d.id, b.kind IN ('edit', 'recall') FROM deliveries d"
        " JOIN broadcasts b ON b.id = d.broadcast_id WHERE d.state = 'sending' ORDER BY d.id"
    )
    return [_left(row[0], began, harmless=bool(row[1])) for row in rows]


def _left(row: int, began: Mapping[int, Outcome | None] | None, *, harmless: bool) -> Outcome:
    """What became of a row that was claimed when the bot stopped."""
    answered = began.get(row) if began is not None else None
    if answered is not None:
        lost = {"failed": REASON_LOST, "unsure": STOPPED}.get(answered.state)
        return Outcome(row, answered.state, answered.message_id, lost)
    if harmless or (began is not None and row not in began):
        return Outcome(row, "waiting")
    return Outcome(row, "unsure", reason=STOPPED)


async def withdraw_waiting(db: aiosqlite.Connection, broadcast: int) -> int:
    """A stopped broadcast: nobody waits for it any more."""
    cursor = await db.execute(
        "UPDATE deliveries SET state = 'withdrawn', reason = 'the broadcast was stopped'"
        " WHERE broadcast_id = ? AND state = 'waiting'",
        (broadcast,),
    )
    return cursor.rowcount


async def resend_unsure(db: aiosqlite.Connection, broadcast: int) -> int:
    """Let those whose message may not have arrived wait again, because somebody decided so; how many."""
    cursor = await db.execute(
        "UPDATE deliveries SET state = 'waiting', at = NULL, reason = 'sent again on purpose'"
        " WHERE broadcast_id = ? AND state = 'unsure' AND person IS NOT NULL",
        (broadcast,),
    )
    return cursor.rowcount


async def counts(db: aiosqlite.Connection, broadcast: int) -> dict[str, int]:
    """How many rows are in each state."""
    rows = await db.execute_fetchall(
        "SELECT state, count(*) FROM deliveries WHERE broadcast_id = ? GROUP BY state", (broadcast,)
    )
    return {row[0]: row[1] for row in rows}


async def anything_left(db: aiosqlite.Connection, broadcast: int) -> bool:
    """Whether a row waits or is being sent."""
    rows = await db.execute_fetchall(
        "SELECT EXISTS (SELECT 1 FROM deliveries WHERE broadcast_id = ?1 AND state = 'waiting')"
        " OR EXISTS (SELECT 1 FROM deliveries WHERE broadcast_id = ?1 AND state = 'sending')",
        (broadcast,),
    )
    return bool(next(iter(rows))[0])


async def reasons(db: aiosqlite.Connection, broadcast: int) -> dict[str, int]:
    """Why rows failed, and how many for each reason, most first."""
    rows = await db.execute_fetchall(
        "SELECT coalesce(reason, ''), count(*) FROM deliveries WHERE broadcast_id = ? AND state = 'failed'"
        " GROUP BY 1 ORDER BY 2 DESC, 1",
        (broadcast,),
    )
    return {row[0]: row[1] for row in rows}


async def opted_out_since(db: aiosqlite.Connection, broadcast: int, known_from: datetime) -> int:
    """How many of those who got it have stopped updates since, erasure included; of what was sent before
    `known_from` nobody knows any more. Who got it and had it deleted counts, who may have got it does not."""
    rows = await db.execute_fetchall(
        "SELECT count(*) FROM deliveries d WHERE d.broadcast_id = ?"
        " AND d.state IN ('sent', 'recalled') AND d.at >= ?"
        " AND NOT EXISTS (SELECT 1 FROM supporters s JOIN consents c ON c.supporter_id = s.id"
        "  JOIN consent_wordings w ON w.id = c.wording_id WHERE s.person = d.person"
        "  AND w.name = 'updates' AND c.withdrawn_at IS NULL)",
        (broadcast, known_from.isoformat()),
    )
    return int(next(iter(rows))[0])


async def results(
    db: aiosqlite.Connection, broadcast: int, size: int = 1000
) -> AsyncIterator[list[ResultRow]]:
    """Every row of a broadcast in pages, numbered from 1 in the order of sending."""
    last, number = 0, 0
    while True:
        rows = list(
            await db.execute_fetchall(
                "SELECT id, state, at, reason FROM deliveries WHERE broadcast_id = ? AND id > ?"
                " ORDER BY id LIMIT ?",
                (broadcast, last, size),
            )
        )
        if not rows:
            return
        last = rows[-1][0]
        yield [ResultRow(number + at, *row[1:]) for at, row in enumerate(rows, start=1)]
        number += len(rows)


async def last_update_at(db: aiosqlite.Connection, person: str) -> str | None:
    """When somebody was sent an update last, if that is still known."""
    rows = await db.execute_fetchall(
        "SELECT max(d.at) FROM deliveries d JOIN broadcasts b ON b.id = d.broadcast_id"
        " WHERE d.person = ? AND d.state IN ('sent', 'unsure') AND b.kind IN ('update', 'correction')",
        (person,),
    )
    found = next(iter(rows))[0]
    return str(found) if found else None
