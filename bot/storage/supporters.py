"""Supporters with their consents and pledges. Nobody is here who did not agree to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from bot.storage import audiences, export_jobs, organisers


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A consent as a person has just given it: the exact words, and when (ISO 8601, UTC)."""

    name: str
    version: str
    wording: str
    at: str


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One consent as it was given: the words, when, and when it was taken back."""

    id: int
    name: str
    version: str
    wording: str
    given_at: str
    withdrawn_at: str | None


@dataclass(frozen=True, slots=True)
class PledgeRecord:
    id: int
    deed: str
    made_at: str


@dataclass(frozen=True, slots=True)
class Supporter:
    """Everything that is kept about one person."""

    id: int
    person: str
    since: str
    nation: str | None
    constituency: str | None
    source: str | None
    language: str | None
    affected: tuple[str, ...]
    consents: tuple[ConsentRecord, ...]
    pledges: tuple[PledgeRecord, ...]

    def agreed(self, name: str) -> ConsentRecord | None:
        """The consent of this name that holds now."""
        for consent in reversed(self.consents):
            if consent.name == name and consent.withdrawn_at is None:
                return consent
        return None


async def find(db: aiosqlite.Connection, person: str) -> Supporter | None:
    rows = list(await db.execute_fetchall("SELECT * FROM supporters WHERE person = ?", (person,)))
    if not rows:
        return None
    row = rows[0]
    health = list(
        await db.execute_fetchall("SELECT affected FROM health WHERE supporter_id = ?", (row["id"],))
    )
    return Supporter(
        id=row["id"],
        person=person,
        since=row["since"],
        nation=row["nation"],
        constituency=row["constituency"],
        source=row["source"],
        language=row["language"],
        affected=tuple(health[0][0].split(",")) if health else (),
        consents=await _consents(db, row["id"]),
        pledges=await _pledges(db, row["id"]),
    )


async def add(db: aiosqlite.Connection, person: str, now: datetime) -> int:
    """The internal number of a supporter, made if new. Only for those who declared to be 18 or over."""
    await db.execute(
        "INSERT INTO supporters (person, since, adult_declared, heard_on) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (person) DO UPDATE SET adult_declared = excluded.adult_declared,"
        " unreachable_at = NULL",
        (person, now.isoformat(), now.isoformat(), now.date().isoformat()),
    )
    rows = await db.execute_fetchall("SELECT id FROM supporters WHERE person = ?", (person,))
    return int(next(iter(rows))[0])


async def set_details(db: aiosqlite.Connection, supporter: int, **details: str | None) -> None:
    """Set nation, constituency, source or the language for updates."""
    for name in details:
        if name not in {"nation", "constituency", "source", "language"}:
            raise ValueError(name)
    for name, value in details.items():
        sql = f"UPDATE supporters SET {name} = ? WHERE id = ?"  # noqa: S608  (the name is one of the four above)
        await db.execute(sql, (value, supporter))


async def set_affected(db: aiosqlite.Connection, supporter: int, affected: Collection[str]) -> None:
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
        (supporter, given.name, given.version, given.wording, given.at),
    )


async def withdraw(db: aiosqlite.Connection, supporter: int, name: str, now: datetime) -> int:
    """Take back every consent of a name; how many that were."""
    cursor = await db.execute(
        "UPDATE consents SET withdrawn_at = ? WHERE supporter_id = ? AND withdrawn_at IS NULL"
        " AND wording_id IN (SELECT id FROM consent_wordings WHERE name = ?)",
        (now.isoformat(), supporter, name),
    )
    return cursor.rowcount


async def withdraw_and_erase(db: aiosqlite.Connection, supporter: int, name: str, now: datetime) -> bool:
    """Withdraw a consent and erase what was kept because of it; whether there was one."""
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


async def add_pledge(db: aiosqlite.Connection, supporter: int, deed: str, now: datetime) -> bool:
    """Record a pledge; whether it is new. The same pledge twice counts once."""
    cursor = await db.execute(
        "INSERT INTO pledges (supporter_id, deed, made_at) VALUES (?, ?, ?)"
        " ON CONFLICT (supporter_id, deed) DO NOTHING",
        (supporter, deed, now.isoformat()),
    )
    return cursor.rowcount == 1


async def end_pledge(
    db: aiosqlite.Connection, pledge: PledgeRecord, stub: str | None, reason: str, now: datetime
) -> None:
    """Take a pledge away. With a stub, that there was one is remembered, but not whose."""
    await db.execute("DELETE FROM pledges WHERE id = ?", (pledge.id,))
    if stub:
        await db.execute(
            "INSERT INTO pledge_stubs (stub, deed, ended_on, reason) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (stub) DO UPDATE SET ended_on = excluded.ended_on, reason = excluded.reason",
            (stub, pledge.deed, now.date().isoformat(), reason),
        )


async def end_stub(db: aiosqlite.Connection, stub: str) -> None:
    """Forget a stub: the pledge it stood for was made again."""
    await db.execute("DELETE FROM pledge_stubs WHERE stub = ?", (stub,))


async def erase(db: aiosqlite.Connection, person: str) -> None:
    """Take away everything kept about a person. Consents, pledges and health go with the supporter.

    Files with other people's data in their chat are deleted first: what is noted of them goes with that.
    """
    await export_jobs.delete_at_once(db, person)
    for table in (
        "supporters",
        "conversations",
        "outbox",
        "answers_given",
        "export_jobs",
    ):
        await db.execute(f"DELETE FROM {table} WHERE person = ?", (person,))  # noqa: S608  (the names stand above)
    await db.execute("DELETE FROM threads WHERE person = ?", (person,))
    await db.execute(
        "UPDATE deliveries SET person = NULL, message_id = NULL,"
        " state = CASE state WHEN 'waiting' THEN 'withdrawn' ELSE state END WHERE person = ?",
        (person,),
    )
    await organisers.forget(db, person)


async def _consents(db: aiosqlite.Connection, supporter: int) -> tuple[ConsentRecord, ...]:
    rows = await db.execute_fetchall(
        "SELECT c.id, w.name, w.version, w.wording, c.given_at, c.withdrawn_at FROM consents c"
        " JOIN consent_wordings w ON w.id = c.wording_id WHERE c.supporter_id = ? ORDER BY c.id",
        (supporter,),
    )
    return tuple(ConsentRecord(*row) for row in rows)


async def _pledges(db: aiosqlite.Connection, supporter: int) -> tuple[PledgeRecord, ...]:
    rows = await db.execute_fetchall(
        "SELECT id, deed, made_at FROM pledges WHERE supporter_id = ? ORDER BY id", (supporter,)
    )
    return tuple(PledgeRecord(*row) for row in rows)
