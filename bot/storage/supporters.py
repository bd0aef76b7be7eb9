"""Supporters with their consents and pledges. Nobody is here who did not agree to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from bot.storage import audiences, message_deletions, organisers
from bot.storage.schema.enums import Nation, TombstoneReason
from bot.storage.schema.times import from_text, optional, to_text

_DETAILS = frozenset({"nation", "constituency", "source", "language"})


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A consent as a person has just given it, with the exact words they saw."""

    name: str
    version: str
    wording: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """A consent as it was given, and when it was taken back."""

    id: int
    name: str
    version: str
    wording: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class PledgeRecord:
    id: int
    pledge_type: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Supporter:
    """Everything that is kept about one person."""

    id: int
    person: str
    joined_at: datetime
    nation: Nation | None
    constituency: str | None
    source: str | None
    language: str | None
    affected: tuple[str, ...]
    consents: tuple[ConsentRecord, ...]
    pledges: tuple[PledgeRecord, ...]

    def agreed(self, name: str) -> ConsentRecord | None:
        """Return the consent of this name that holds now."""
        for consent in reversed(self.consents):
            if consent.name == name and consent.withdrawn_at is None:
                return consent
        return None


async def find(db: aiosqlite.Connection, person: str) -> Supporter | None:
    """Load a supporter with all that belongs to them."""
    rows = await db.execute_fetchall(
        "SELECT s.*, h.affected FROM supporters s LEFT JOIN health h ON h.supporter_id = s.id"
        " WHERE s.person = ?",
        (person,),
    )
    for row in rows:
        return Supporter(
            id=row["id"],
            person=person,
            joined_at=from_text(row["joined_at"]),
            nation=Nation(row["nation"]) if row["nation"] else None,
            constituency=row["constituency"],
            source=row["source"],
            language=row["language"],
            affected=tuple(row["affected"].split(",")) if row["affected"] else (),
            consents=await _consents(db, row["id"]),
            pledges=await _pledges(db, row["id"]),
        )
    return None


async def add(db: aiosqlite.Connection, person: str, now: datetime) -> int:
    """Add a supporter who declared to be 18 or over, if they are new. Return their number."""
    await db.execute(
        "INSERT INTO supporters (person, joined_at, declared_adult_at, last_heard_on) VALUES (?1, ?2, ?2, ?3)"
        " ON CONFLICT (person) DO UPDATE SET declared_adult_at = excluded.declared_adult_at,"
        " unreachable_at = NULL",
        (person, to_text(now), now.date().isoformat()),
    )
    rows = await db.execute_fetchall("SELECT id FROM supporters WHERE person = ?", (person,))
    return int(next(iter(rows))[0])


async def set_details(db: aiosqlite.Connection, supporter: int, **details: str | None) -> None:
    """Set nation, constituency, source or the language for updates."""
    if unknown := details.keys() - _DETAILS:
        raise ValueError(f"no details of a supporter: {unknown}")
    for name, value in details.items():
        sql = f"UPDATE supporters SET {name} = ? WHERE id = ?"  # noqa: S608  (the name is one of the four above)
        await db.execute(sql, (value, supporter))


async def set_affected(db: aiosqlite.Connection, supporter: int, affected: Collection[str]) -> None:
    """Set how somebody is affected; an empty collection leaves no row."""
    if affected:
        await db.execute("INSERT OR REPLACE INTO health VALUES (?, ?)", (supporter, ",".join(affected)))
    else:
        await db.execute("DELETE FROM health WHERE supporter_id = ?", (supporter,))


async def agree(db: aiosqlite.Connection, supporter: int, given: GivenConsent) -> None:
    """Record a consent with its words. One that holds already in the same words stays as it was given."""
    await db.execute(
        "INSERT OR IGNORE INTO consent_wordings (name, version, wording) VALUES (?, ?, ?)",
        (given.name, given.version, given.wording),
    )
    await db.execute(
        "INSERT INTO consents (supporter_id, wording_id, given_at)"
        " SELECT ?1, w.id, ?5 FROM consent_wordings w WHERE w.name = ?2 AND w.version = ?3 AND w.wording = ?4"
        " AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.supporter_id = ?1 AND c.wording_id = w.id"
        " AND c.withdrawn_at IS NULL)",
        (supporter, given.name, given.version, given.wording, to_text(given.given_at)),
    )


async def withdraw(db: aiosqlite.Connection, supporter: int, name: str, now: datetime) -> bool:
    """Withdraw every consent of a name; return whether there was one."""
    cursor = await db.execute(
        "UPDATE consents SET withdrawn_at = ? WHERE supporter_id = ? AND withdrawn_at IS NULL"
        " AND wording_id IN (SELECT id FROM consent_wordings WHERE name = ?)",
        (to_text(now), supporter, name),
    )
    return cursor.rowcount > 0


async def withdraw_and_erase(db: aiosqlite.Connection, supporter: int, name: str, now: datetime) -> bool:
    """Withdraw a consent and erase what was kept because of it; return whether there was one."""
    if not await withdraw(db, supporter, name, now):
        return False
    if name == "health":
        await set_affected(db, supporter, ())
    elif name == "share_with_mp":
        await set_details(db, supporter, constituency=None)
    elif name == "updates":
        await set_details(db, supporter, language=None)
        await audiences.forget_answers(db)
    return True


async def add_pledge(db: aiosqlite.Connection, supporter: int, pledge_type: str, now: datetime) -> bool:
    """Record a pledge; return whether it is new. The same pledge twice counts once."""
    cursor = await db.execute(
        "INSERT INTO pledges (supporter_id, pledge_type, made_at) VALUES (?, ?, ?)"
        " ON CONFLICT (supporter_id, pledge_type) DO NOTHING",
        (supporter, pledge_type, to_text(now)),
    )
    return cursor.rowcount == 1


async def end_pledge(
    db: aiosqlite.Connection,
    pledge: PledgeRecord,
    tombstone: str | None,
    reason: TombstoneReason,
    now: datetime,
) -> None:
    """Delete a pledge. Its tombstone, where there is a digest, says that there was one but not whose."""
    await db.execute("DELETE FROM pledges WHERE id = ?", (pledge.id,))
    if tombstone:
        await db.execute(
            "INSERT INTO pledge_tombstones (digest, pledge_type, ended_on, reason) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (digest) DO UPDATE SET ended_on = excluded.ended_on, reason = excluded.reason",
            (tombstone, pledge.pledge_type, now.date().isoformat(), reason),
        )


async def delete_tombstone(db: aiosqlite.Connection, digest: str) -> None:
    """Delete the tombstone of a pledge that was made again."""
    await db.execute("DELETE FROM pledge_tombstones WHERE digest = ?", (digest,))


async def erase(db: aiosqlite.Connection, person: str) -> None:
    """Erase everything kept about a person. Consents, pledges and health go with the supporter.

    Files with other people's data in their chat become due for deletion at once, which needs their address.
    """
    await message_deletions.expedite(db, person)
    for table in ("supporters", "conversations", "outbox", "answers_given", "export_jobs", "threads"):
        await db.execute(f"DELETE FROM {table} WHERE person = ?", (person,))  # noqa: S608  (the names stand above)
    await db.execute(
        "UPDATE deliveries SET person = NULL, message_id = NULL,"
        " state = CASE state WHEN 'waiting' THEN 'withdrawn' ELSE state END WHERE person = ?",
        (person,),
    )
    await organisers.anonymise(db, person)


async def _consents(db: aiosqlite.Connection, supporter: int) -> tuple[ConsentRecord, ...]:
    rows = await db.execute_fetchall(
        "SELECT c.id, w.name, w.version, w.wording, c.given_at, c.withdrawn_at FROM consents c"
        " JOIN consent_wordings w ON w.id = c.wording_id WHERE c.supporter_id = ? ORDER BY c.id",
        (supporter,),
    )
    return tuple(
        ConsentRecord(row[0], row[1], row[2], row[3], from_text(row[4]), optional(row[5])) for row in rows
    )


async def _pledges(db: aiosqlite.Connection, supporter: int) -> tuple[PledgeRecord, ...]:
    rows = await db.execute_fetchall(
        "SELECT id, pledge_type, made_at FROM pledges WHERE supporter_id = ? ORDER BY id", (supporter,)
    )
    return tuple(PledgeRecord(row[0], row[1], from_text(row[2])) for row in rows)
