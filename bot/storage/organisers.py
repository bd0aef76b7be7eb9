"""Organisers, their roles and invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from bot.storage.schema.enums import Role
from bot.storage.schema.times import to_text


@dataclass(frozen=True, slots=True)
class Organiser:
    """`id` survives erasure, and the audit log goes by it. `name` is the team's own name for them: only
    organisers see it, and it is never in the log.
    """

    id: int
    person: str
    roles: frozenset[Role]
    name: str = ""

    @property
    def label(self) -> str:
        """organiser 2 (Ann)"""
        return label(self.id, self.name)


@dataclass(frozen=True, slots=True)
class Invitation:
    role: Role
    name: str


def label(number: int, name: str) -> str:
    """Return how organisers see one of them: the number, and the name if there is one."""
    return f"organiser {number} ({name})" if name else f"organiser {number}"


async def find(db: aiosqlite.Connection, person: str) -> Organiser | None:
    """Load the organiser with this address, if they hold any role now."""
    found = await _organisers(db, "o.person = ?", (person,))
    return next((organiser for organiser in found if organiser.roles), None)


async def find_former(db: aiosqlite.Connection, person: str) -> Organiser | None:
    """Load what is kept of somebody as an organiser, whether or not they still hold a role."""
    return next(iter(await _organisers(db, "o.person = ?", (person,))), None)


async def find_by_number(db: aiosqlite.Connection, number: int) -> Organiser | None:
    """Load the organiser with this number, if they hold any role now."""
    found = await _organisers(db, "o.id = ?", (number,))
    return next((organiser for organiser in found if organiser.roles), None)


async def load_team(db: aiosqlite.Connection) -> list[Organiser]:
    """Load everybody who holds a role now."""
    return [organiser for organiser in await _organisers(db, "o.person IS NOT NULL") if organiser.roles]


async def names(db: aiosqlite.Connection) -> dict[int, str]:
    """Load the team's names by number, former organisers included."""
    rows = await db.execute_fetchall("SELECT id, name FROM organisers WHERE name <> ''")
    return {row[0]: row[1] for row in rows}


async def rename(db: aiosqlite.Connection, number: int, name: str) -> None:
    await db.execute("UPDATE organisers SET name = ? WHERE id = ?", (name, number))


async def with_role(db: aiosqlite.Connection, role: Role) -> list[Organiser]:
    """Load those who may do what a role may: its holders, and owners."""
    return [organiser for organiser in await load_team(db) if organiser.roles & {role, Role.OWNER}]


async def grant(db: aiosqlite.Connection, person: str, role: Role, now: datetime) -> int:
    """Give somebody a role; return the organiser's number."""
    await db.execute(
        "INSERT INTO organisers (person, added_at) VALUES (?, ?) ON CONFLICT (person) DO NOTHING",
        (person, to_text(now)),
    )
    rows = await db.execute_fetchall("SELECT id FROM organisers WHERE person = ?", (person,))
    number = int(next(iter(rows))[0])
    await db.execute("INSERT OR IGNORE INTO roles VALUES (?, ?, ?)", (number, role, to_text(now)))
    return number


async def revoke(db: aiosqlite.Connection, number: int, role: Role) -> None:
    """Take one role away, at once."""
    await db.execute("DELETE FROM roles WHERE organiser_id = ? AND role = ?", (number, role))


async def revoke_all(db: aiosqlite.Connection, number: int) -> None:
    """Take every role away, at once."""
    await db.execute("DELETE FROM roles WHERE organiser_id = ?", (number,))


async def is_only_owner(db: aiosqlite.Connection, number: int) -> bool:
    """Return whether this organiser is an owner and nobody else is."""
    return [organiser.id for organiser in await load_team(db) if Role.OWNER in organiser.roles] == [number]


async def anonymise(db: aiosqlite.Connection, person: str) -> None:
    """Erase an organiser's roles, address and name. The number stays for the log."""
    await db.execute(
        "DELETE FROM roles WHERE organiser_id = (SELECT id FROM organisers WHERE person = ?)", (person,)
    )
    await db.execute("UPDATE organisers SET person = NULL, name = '' WHERE person = ?", (person,))


async def invite(
    db: aiosqlite.Connection,
    digest: str,
    invitation: Invitation,
    *,
    made_by: int | None,
    expires_at: datetime,
) -> None:
    """Add an invitation, by the digest of its code."""
    await db.execute(
        "INSERT INTO invitations (code_digest, role, name, made_by, expires_at) VALUES (?, ?, ?, ?, ?)",
        (digest, invitation.role, invitation.name, made_by, to_text(expires_at)),
    )


async def use_invitation(db: aiosqlite.Connection, digest: str, now: datetime) -> Invitation | None:
    """Use up an open invitation and forget its name; None for any other."""
    rows = await db.execute_fetchall(
        "SELECT role, name FROM invitations WHERE code_digest = ? AND used_at IS NULL AND expires_at > ?",
        (digest, to_text(now)),
    )
    for row in rows:
        await db.execute(
            "UPDATE invitations SET used_at = ?, name = '' WHERE code_digest = ?", (to_text(now), digest)
        )
        return Invitation(Role(row[0]), row[1])
    return None


async def _organisers(db: aiosqlite.Connection, where: str, values: Sequence[object] = ()) -> list[Organiser]:
    rows = await db.execute_fetchall(
        "SELECT o.id, o.person, coalesce(group_concat(r.role), ''), o.name FROM organisers o"  # noqa: S608  (see callers)
        f" LEFT JOIN roles r ON r.organiser_id = o.id WHERE {where} GROUP BY o.id ORDER BY o.id",
        tuple(values),
    )
    return [
        Organiser(row[0], row[1], frozenset(Role(role) for role in row[2].split(",") if role), row[3])
        for row in rows
    ]
