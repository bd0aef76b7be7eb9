"""A database with a few people in it, for tests of what organisers take out of it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.exports.datasets import DatasetName, FileFormat
from bot.exports.request import ExportRequest, make_request
from bot.storage import organisers, supporters
from bot.storage.savepoint import Database
from bot.storage.schema.enums import Role
from bot.storage.store import Store
from bot.storage.supporters import GivenConsent
from flows.texts.exports import ExportTexts
from tests.conftest import english

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
FIRST_DAY = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
NASTY = '=HYPERLINK("https://example.org","x")'


def export_texts() -> ExportTexts:
    return english().organisers.exports


def asked(what: str, file_format: FileFormat = FileFormat.JSON, **more: Any) -> ExportRequest:
    """Return an export that is asked for at the command line by nobody in particular."""
    made = {"organiser": None, "made_at": NOW, **more}
    return make_request(DatasetName(what), file_format, export_texts(), **made)


async def join(
    db: Database,
    number: int,
    *,
    at: datetime = FIRST_DAY,
    nation: str | None = None,
    constituency: str | None = None,
    language: str | None = None,
    affected: Sequence[str] = (),
    deeds: Sequence[str] = (),
) -> int:
    """Somebody who joined and pledged; their number."""
    person = await supporters.add(db, f"telegram:{number}", at)
    await agree(db, person, "updates", at)
    await supporters.set_details(db, person, nation=nation, constituency=constituency, language=language)
    if affected:
        await agree(db, person, "health", at)
        await supporters.set_affected(db, person, affected)
    for deed in deeds:
        await supporters.add_pledge(db, person, deed, at)
    return person


async def agree(db: Database, person: int, name: str, at: datetime) -> None:
    await supporters.agree(db, person, GivenConsent(name, "1", f"May we ({name})?", at))


async def small_campaign(folder: Path) -> Path:
    """Ann (health, two pledges), Bob (a nasty constituency), Cat (stopped updates) and one broadcast."""
    path = folder / "bot.sqlite3"
    store = await Store.open(path)
    async with store.transaction() as db:
        await join(
            db,
            1,
            nation="england",
            constituency="Leeds East",
            language="cy",
            affected=["mesh"],
            deeds=["write_to_mp", "share_myth"],
        )
        later = FIRST_DAY + timedelta(days=10)
        await join(db, 2, at=later, constituency=NASTY, deeds=["write_to_mp"])
        cat = await join(db, 3, at=later, nation="wales")
        await supporters.set_details(db, cat, source="leaflet1")
        await supporters.withdraw(db, cat, "updates", later + timedelta(hours=1))
        await _broadcast(db)
    await store.close()
    return path


async def many(folder: Path, people: int) -> Path:
    """A database with one pledge of each of many people."""
    path = folder / "many.sqlite3"
    store = await Store.open(path)
    async with store.transaction() as db:
        await db.executemany(
            "INSERT INTO supporters (id, person, joined_at, declared_adult_at, constituency, last_heard_on)"
            " VALUES (?, ?, '2026-11-01', '2026-11-01', 'Leeds East', '2026-11-01')",
            [(number, f"telegram:{number}") for number in range(1, people + 1)],
        )
        await db.executemany(
            "INSERT INTO pledges VALUES (?, ?, 'share_myth', ?)",
            [(number, number, FIRST_DAY.isoformat()) for number in range(1, people + 1)],
        )
    await store.close()
    return path


async def make_exporter(store: Store, person: str, role: Role = Role.EXPORTER) -> int:
    async with store.transaction() as db:
        return await organisers.grant(db, person, role, FIRST_DAY)


async def _broadcast(db: Database) -> None:
    sent_at = (FIRST_DAY + timedelta(days=12)).isoformat()
    await db.execute(
        "INSERT INTO broadcasts (state, kind, message, audience, created_at, started_at, finished_at)"
        " VALUES ('done', 'update', ?, '{}', ?, ?, ?)",
        (json.dumps("Our very own words"), sent_at, sent_at, sent_at),
    )
    await db.executemany(
        "INSERT INTO deliveries (broadcast_id, person, state, recorded_at, reason) VALUES (1, ?, ?, ?, ?)",
        [("telegram:1", "sent", sent_at, None), ("telegram:2", "failed", sent_at, "chat not found")],
    )
