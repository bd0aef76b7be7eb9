"""What became of each recipient's copy of a broadcast.

A row is `waiting` until the sender claims it. A claimed row is `sending` until the channel's answer is
recorded, so that nothing that may have arrived is ever sent again by itself. The sender's journal knows which
of the claimed rows have begun.
"""

import json
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiosqlite

from bot.storage.schema.enums import DeliveryState
from bot.storage.schema.times import optional, to_text

STOPPED = "the bot stopped before an answer was there"
REASON_LOST = "the bot stopped before the reason was written down"
RECALLABLE = timedelta(hours=48)
"""How long the bot may delete its own messages (https://core.telegram.org/bots/api#deletemessage)."""
_CONSENTS_TO_UPDATES = (
    "EXISTS (SELECT 1 FROM supporters s JOIN consents c ON c.supporter_id = s.id"
    " JOIN consent_wordings w ON w.id = c.wording_id WHERE s.person = d.person"
    " AND w.name = 'updates' AND c.withdrawn_at IS NULL{reachable})"
)
_CAN_BE_SENT = _CONSENTS_TO_UPDATES.format(reachable=" AND s.unreachable_at IS NULL")
_STILL_AGREES = _CONSENTS_TO_UPDATES.format(reachable="")
_CAN_BE_CHANGED = "state = 'sent' AND person IS NOT NULL AND message_id IS NOT NULL AND recorded_at >= ?"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is to be carried out now. `message_id` is the message that an edit or recall is about."""

    id: int
    broadcast_id: int
    person: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """What became of a claimed row, by its id. WAITING puts it back."""

    id: int
    state: DeliveryState
    message_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of a report: never who."""

    number: int
    state: DeliveryState
    recorded_at: datetime | None
    reason: str | None


async def copy_recipients(
    db: aiosqlite.Connection, broadcast: int, original: int, since: datetime | None
) -> int:
    """Make those the recipients of an edit or recall whose copy of the original can be found and, if a time
    is given, was sent since then. Return how many they are.
    """
    cursor = await db.execute(
        "INSERT INTO deliveries (broadcast_id, person, state, message_id)"  # noqa: S608  (a constant of this module)
        " SELECT ?, person, 'waiting', message_id FROM deliveries"
        f" WHERE broadcast_id = ? AND {_CAN_BE_CHANGED} ORDER BY id",
        (broadcast, original, to_text(since) if since else ""),
    )
    return cursor.rowcount


async def count_copies(db: aiosqlite.Connection, original: int, since: datetime | None) -> int:
    """Count the messages that an edit or recall would be about."""
    rows = await db.execute_fetchall(
        f"SELECT count(*) FROM deliveries WHERE broadcast_id = ? AND {_CAN_BE_CHANGED}",  # noqa: S608  (as above)
        (original, to_text(since) if since else ""),
    )
    return int(next(iter(rows))[0])


async def claim(
    db: aiosqlite.Connection, broadcast: int, most: int, put_off: Collection[int], *, with_consent: bool
) -> list[Claimed]:
    """Claim the next rows to send, without those that are put off. Where consent is needed, rows of people
    who stopped updates or blocked the bot meanwhile are withdrawn instead.
    """
    rows = list(
        await db.execute_fetchall(
            f"SELECT d.id, d.broadcast_id, d.person, d.message_id, {_CAN_BE_SENT}"  # noqa: S608  (a constant)
            " FROM deliveries d WHERE d.broadcast_id = ? AND d.state = 'waiting'"
            " AND d.id NOT IN (SELECT value FROM json_each(?)) ORDER BY d.id LIMIT ?",
            (broadcast, json.dumps(list(put_off)), most),
        )
    )
    claimed = [Claimed(*row[:4]) for row in map(tuple, rows) if row[4] or not with_consent]
    sending = {row.id for row in claimed}
    await db.executemany("UPDATE deliveries SET state = 'sending' WHERE id = ?", [(id_,) for id_ in sending])
    await db.executemany(
        "UPDATE deliveries SET state = 'withdrawn', reason = 'stopped updates' WHERE id = ?",
        [(row[0],) for row in rows if row[0] not in sending],
    )
    return claimed


async def record(db: aiosqlite.Connection, results: Iterable[DeliveryResult], now: datetime) -> None:
    """Record what became of claimed rows. No message number is kept of somebody erased meanwhile."""
    await db.executemany(
        "UPDATE deliveries SET"
        " state = CASE WHEN ?1 = 'waiting' AND person IS NULL THEN 'withdrawn' ELSE ?1 END,"
        " message_id = CASE WHEN person IS NULL THEN NULL ELSE coalesce(?2, message_id) END,"
        " recorded_at = CASE ?1 WHEN 'waiting' THEN NULL ELSE ?3 END, reason = ?4"
        " WHERE id = ?5 AND state = 'sending'",
        [(result.state, result.message_id, to_text(now), result.reason, result.id) for result in results],
    )


async def mark_recalled(db: aiosqlite.Connection, ids: Iterable[int]) -> None:
    """Mark the original rows whose messages were deleted by these rows of a recall."""
    await db.executemany(
        "UPDATE deliveries SET state = 'recalled', message_id = NULL WHERE id ="
        " (SELECT o.id FROM deliveries r JOIN broadcasts b ON b.id = r.broadcast_id"
        "  JOIN deliveries o ON o.broadcast_id = b.original_id AND o.person = r.person"
        "  WHERE r.id = ? AND b.kind = 'recall' AND r.state = 'sent')",
        [(id_,) for id_ in ids],
    )


async def recipients(db: aiosqlite.Connection, ids: Collection[int]) -> list[str]:
    """Load the recipients of these rows, except erased people."""
    rows = await db.execute_fetchall(
        "SELECT person FROM deliveries WHERE person IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


async def recover(
    db: aiosqlite.Connection, began: Mapping[int, DeliveryResult | None] | None
) -> list[DeliveryResult]:
    """Decide what became of each row that was claimed when the bot stopped, for `record`.

    `began` has the rows whose request began, each with its result or None when there was no answer; without
    it nobody knows which began. A message without an answer may have arrived, so it is unsure. Editing and
    deleting can be done twice, so they go on.
    """
    rows = await db.execute_fetchall(
        "SELECT d.id, b.kind IN ('edit', 'recall') FROM deliveries d"
        " JOIN broadcasts b ON b.id = d.broadcast_id WHERE d.state = 'sending' ORDER BY d.id"
    )
    return [_recovered(row[0], began, repeatable=bool(row[1])) for row in rows]


def _recovered(
    row: int, began: Mapping[int, DeliveryResult | None] | None, *, repeatable: bool
) -> DeliveryResult:
    answered = began.get(row) if began is not None else None
    if answered is not None:
        # the journal has no room for reasons
        reason = {DeliveryState.FAILED: REASON_LOST, DeliveryState.UNSURE: STOPPED}.get(answered.state)
        return DeliveryResult(row, answered.state, answered.message_id, reason)
    if repeatable or (began is not None and row not in began):
        return DeliveryResult(row, DeliveryState.WAITING)
    return DeliveryResult(row, DeliveryState.UNSURE, reason=STOPPED)


async def withdraw_waiting(db: aiosqlite.Connection, broadcast: int) -> None:
    """Withdraw the rows of a stopped broadcast that wait."""
    await db.execute(
        "UPDATE deliveries SET state = 'withdrawn', reason = 'the broadcast was stopped'"
        " WHERE broadcast_id = ? AND state = 'waiting'",
        (broadcast,),
    )


async def resend_unsure(db: aiosqlite.Connection, broadcast: int) -> int:
    """Let the unsure rows wait again, because somebody decided so; return how many."""
    cursor = await db.execute(
        "UPDATE deliveries SET state = 'waiting', recorded_at = NULL, reason = 'sent again on purpose'"
        " WHERE broadcast_id = ? AND state = 'unsure' AND person IS NOT NULL",
        (broadcast,),
    )
    return cursor.rowcount


async def counts(db: aiosqlite.Connection, broadcast: int) -> dict[DeliveryState, int]:
    """Count the rows in each state."""
    rows = await db.execute_fetchall(
        "SELECT state, count(*) FROM deliveries WHERE broadcast_id = ? GROUP BY state", (broadcast,)
    )
    return {DeliveryState(row[0]): row[1] for row in rows}


async def has_unfinished(db: aiosqlite.Connection, broadcast: int) -> bool:
    """Return whether a row waits or is being sent."""
    rows = await db.execute_fetchall(
        "SELECT EXISTS (SELECT 1 FROM deliveries WHERE broadcast_id = ?1 AND state = 'waiting')"
        " OR EXISTS (SELECT 1 FROM deliveries WHERE broadcast_id = ?1 AND state = 'sending')",
        (broadcast,),
    )
    return bool(next(iter(rows))[0])


async def failure_reasons(db: aiosqlite.Connection, broadcast: int) -> dict[str, int]:
    """Count the failed rows by their reason, the most frequent first."""
    rows = await db.execute_fetchall(
        "SELECT coalesce(reason, ''), count(*) FROM deliveries WHERE broadcast_id = ? AND state = 'failed'"
        " GROUP BY 1 ORDER BY 2 DESC, 1",
        (broadcast,),
    )
    return {row[0]: row[1] for row in rows}


async def opted_out_since(db: aiosqlite.Connection, broadcast: int, known_from: datetime) -> int:
    """Count the recipients who have stopped updates since, erased people included.

    Nobody knows the recipients of what was sent before `known_from`. A recalled message counts as received,
    an unsure one does not.
    """
    rows = await db.execute_fetchall(
        "SELECT count(*) FROM deliveries d WHERE d.broadcast_id = ?"  # noqa: S608  (a constant of this module)
        f" AND d.state IN ('sent', 'recalled') AND d.recorded_at >= ? AND NOT {_STILL_AGREES}",
        (broadcast, to_text(known_from)),
    )
    return int(next(iter(rows))[0])


async def report_rows(
    db: aiosqlite.Connection, broadcast: int, size: int = 1000
) -> AsyncIterator[list[ReportRow]]:
    """Yield every row of a broadcast in pages, numbered from 1 in the order of sending."""
    last, number = 0, 0
    while True:
        rows = list(
            await db.execute_fetchall(
                "SELECT id, state, recorded_at, reason FROM deliveries WHERE broadcast_id = ? AND id > ?"
                " ORDER BY id LIMIT ?",
                (broadcast, last, size),
            )
        )
        if not rows:
            return
        last = rows[-1][0]
        yield [
            ReportRow(index, DeliveryState(row[1]), optional(row[2]), row[3])
            for index, row in enumerate(rows, start=number + 1)
        ]
        number += len(rows)


async def last_update_at(db: aiosqlite.Connection, person: str) -> datetime | None:
    """Return when somebody was last sent an update, if that is still known."""
    rows = await db.execute_fetchall(
        "SELECT max(d.recorded_at) FROM deliveries d JOIN broadcasts b ON b.id = d.broadcast_id"
        " WHERE d.person = ? AND d.state IN ('sent', 'unsure') AND b.kind IN ('update', 'correction')",
        (person,),
    )
    return optional(next(iter(rows))[0])
