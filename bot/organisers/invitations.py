"""Invitations: a link that works once and not for long. Only a digest of its code is kept."""

import hashlib
from datetime import datetime, timedelta
from secrets import token_urlsafe

from bot.storage import audit_log, organisers
from bot.storage.organisers import Invitation
from bot.storage.savepoint import Database
from bot.storage.schema.enums import Role

PREFIX = "org_"
VALID_FOR = timedelta(hours=48)


async def make(db: Database, role: Role, made_by: int | None, now: datetime, name: str = "") -> str:
    """Make an invitation and return its `?start=` code (Bot API: at most 64 letters, digits, _ and -)."""
    code = token_urlsafe(24)
    invitation = Invitation(role, name)
    await organisers.invite(db, digest(code), invitation, made_by=made_by, expires_at=now + VALID_FOR)
    await audit_log.write(db, made_by, "invited", now=now, subject=role)
    return PREFIX + code


async def accept(db: Database, person: str, code: str, now: datetime) -> Role | None:
    """Give the role of an open invitation and return it; None for one used, expired or invented."""
    invitation = await organisers.use_invitation(db, digest(code), now)
    if invitation is None:
        return None
    number = await organisers.grant(db, person, invitation.role, now)
    if invitation.name:
        await organisers.rename(db, number, invitation.name)
    await audit_log.write(db, number, "accepted", now=now, subject=invitation.role)
    return invitation.role


def digest(code: str) -> str:
    """Return what is kept of a code. It has 192 random bits, so a plain digest can't be reversed."""
    return hashlib.sha256(code.encode()).hexdigest()
