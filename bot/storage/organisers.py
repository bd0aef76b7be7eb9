"""Organisers, their roles, invitations, and the log of what they did."""

from dataclasses import dataclass
from datetime import datetime

import aiosqlite


@dataclass(frozen=True, slots=True)
class Organiser:
    """`id` is an internal number that survives erasure; the log goes by it. `name` is what the others call
    them: only organisers see it, and it is never in the log."""

    id: int
    person: str
    roles: frozenset[str]
    name: str = ""

    @property
    def called(self) -> str:
        """organiser 2 (Ann)"""
        return called(self.id, self.name)


def called(number: int, name: str) -> str:
    """How organisers see one of them: the number, which the log goes by, and the name, if there is one."""
    return f"organiser {number} ({name})" if name else f"organiser {number}"


@dataclass(frozen=True, slots=True)
class LogLine:
    id: int
    at: str
    organiser_id: int | None
    what: str
    about: str
    why: str


async def find(db: aiosqlite.Connection, person: str) -> Organiser | None:
    """The organiser with this address, if they hold any role now."""
    return next((one for one in await everybody(db) if one.person == person), None)


async def kept_of(db: aiosqlite.Connection, person: str) -> Organiser | None:
    """What is kept of somebody as an organiser, also when they hold no role any more."""
    rows = await db.execute_fetchall("SELECT id, name FROM organisers WHERE person = ?", (person,))
    found = await find(db, person)
    return found or next((Organiser(row[0], person, frozenset(), row[1]) for row in rows), None)


async def everybody(db: aiosqlite.Connection) -> list[Organiser]:
    """All who hold a role now."""
    rows = await db.execute_fetchall(
        "SELECT o.id, o.person, group_concat(r.role), o.name FROM organisers o"
        " JOIN roles r ON r.organiser_id = o.id WHERE o.person IS NOT NULL GROUP BY o.id ORDER BY o.id"
    )
    return [Organiser(row[0], row[1], frozenset(row[2].split(",")), row[3]) for row in rows]


async def member(db: aiosqlite.Connection, number: int) -> Organiser | None:
    """The organiser with this number, if they hold any role now."""
    return next((one for one in await everybody(db) if one.id == number), None)


async def names(db: aiosqlite.Connection) -> dict[int, str]:
    """Working names by number, also of those who hold no role any more."""
    rows = await db.execute_fetchall("SELECT id, name FROM organisers WHERE name <> ''")
    return {row[0]: row[1] for row in rows}


async def rename(db: aiosqlite.Connection, number: int, name: str) -> None:
    await db.execute("UPDATE organisers SET name = ? WHERE id = ?", (name, number))


async def with_role(db: aiosqlite.Connection, role: str) -> list[Organiser]:
    """Those who may do what a role may: its holders, and owners."""
    return [one for one in await everybody(db) if one.roles & {role, "owner"}]


async def grant(db: aiosqlite.Connection, person: str, role: str, now: datetime) -> int:
    """Give a role; the organiser's number."""
    await db.execute(
        "INSERT INTO organisers (person, added_at) VALUES (?, ?) ON CONFLICT (person) DO NOTHING",
        (person, now.isoformat()),
    )
    rows = await db.execute_fetchall("SELECT id FROM organisers WHERE person = ?", (person,))
    number = int(next(iter(rows))[0])
    await db.execute("INSERT OR IGNORE INTO roles VALUES (?, ?, ?)", (number, role, now.isoformat()))
    return number


async def remove(db: aiosqlite.Connection, number: int) -> None:
    """Take every role away, at once."""
    await db.execute("DELETE FROM roles WHERE organiser_id = ?", (number,))


async def take_role(db: aiosqlite.Connection, number: int, role: str) -> None:
    """Take one role away, at once."""
    await db.execute("DELETE FROM roles WHERE organiser_id = ? AND role = ?", (number, role))


async def only_owner(db: aiosqlite.Connection, number: int) -> bool:
    """Whether this organiser is an owner and nobody else is."""
    return [one.id for one in await everybody(db) if "owner" in one.roles] == [number]


async def forget(db: aiosqlite.Connection, person: str) -> None:
    """An organiser who is erased: the number stays for the log, the address and the name go."""
    rows = await db.execute_fetchall("SELECT id FROM organisers WHERE person = ?", (person,))
    for row in rows:
        await remove(db, row[0])
    await db.execute("UPDATE organisers SET person = NULL, name = '' WHERE person = ?", (person,))


async def invite(
    db: aiosqlite.Connection,
    digest: str,
    role: str,
    *,
    made_by: int | None,
    expires_at: datetime,
    name: str,
) -> None:
    await db.execute(
        "INSERT INTO invitations (code_digest, role, made_by, expires_at, name) VALUES (?, ?, ?, ?, ?)",
        (digest, role, made_by, expires_at.isoformat(), name),
    )


async def use_invitation(db: aiosqlite.Connection, digest: str, now: datetime) -> tuple[str, str] | None:
    """The role and the name of an invitation that is open, which is now used; None for any other."""
    cursor = await db.execute(
        "UPDATE invitations SET used_at = ?1 WHERE code_digest = ?2 AND used_at IS NULL AND expires_at > ?1",
        (now.isoformat(), digest),
    )
    if cursor.rowcount != 1:
        return None
    rows = await db.execute_fetchall("SELECT role, name FROM invitations WHERE code_digest = ?", (digest,))
    row = next(iter(rows))
    await db.execute("UPDATE invitations SET name = '' WHERE code_digest = ?", (digest,))
    return row[0], row[1]


async def write_log(
    db: aiosqlite.Connection,
    organiser_id: int | None,
    what: str,
    *,
    now: datetime,
    about: str = "",
    why: str = "",
) -> None:
    """Add a line. Never words or names of supporters. No organiser means the command line."""
    await db.execute(
        "INSERT INTO organiser_log (at, organiser_id, what, about, why) VALUES (?, ?, ?, ?, ?)",
        (now.isoformat(), organiser_id, what, about, why),
    )


async def read_log(db: aiosqlite.Connection, last: int = 50, before: int | None = None) -> list[LogLine]:
    """The newest lines, newest first; `before` is the number of a line that is not among them any more."""
    rows = await db.execute_fetchall(
        "SELECT * FROM organiser_log WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2", (before, last)
    )
    return [LogLine(*row) for row in rows]
