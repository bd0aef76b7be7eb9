"""Everything goes when its time is over, and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.storage import retention
from bot.storage.store import Store
from tests.harness.service import rows

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(moment: datetime) -> str:
    return moment.isoformat()


def on(moment: datetime) -> str:
    return moment.date().isoformat()


@pytest.mark.parametrize(
    ("age", "sql", "left"),
    [
        (timedelta(days=30), "INSERT INTO conversations VALUES ('a:1', '{{}}', '{at}')", "conversations"),
        (timedelta(hours=48), "INSERT INTO handled_updates VALUES ('t', 1, '{at}')", "handled_updates"),
        (
            timedelta(hours=48),
            "INSERT INTO outbox VALUES (1, '', '', 'failed', '{at}', 'refused')",
            "outbox",
        ),
        (
            timedelta(days=30),
            "INSERT INTO invitations (code_digest, role, expires_at) VALUES ('c', 'owner', '{at}')",
            "invitations",
        ),
    ],
)
async def test_things_are_kept_for_their_time_and_then_gone(
    tmp_path: Path, age: timedelta, sql: str, left: str
) -> None:
    path = tmp_path / "bot.sqlite3"
    store = await Store.open(path)
    for written, stays in ((NOW - age + MINUTE, 1), (NOW - age - MINUTE, 0)):
        async with store.transaction() as db:
            await db.execute(sql.format(at=at(written)).replace("INSERT", "INSERT OR REPLACE"))
            await retention.delete_expired(db, NOW)
        counted = f"SELECT count(*) FROM {left}"  # noqa: S608  (the names stand above)
        assert rows(path, counted) == [(stays,)]
    await store.close()


async def test_a_reply_that_waited_for_a_day_fails_and_loses_its_words(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    store = await Store.open(path)
    insert = "INSERT INTO outbox VALUES (?, 'a:1', 'words', 'waiting', ?, NULL)"
    async with store.transaction() as db:
        await db.execute(insert, (1, at(NOW - retention.REPLY - MINUTE)))
        await db.execute(insert, (2, at(NOW - retention.REPLY + MINUTE)))
        await retention.delete_expired(db, NOW)
    await store.close()
    assert rows(path, "SELECT id, person, payload, state FROM outbox ORDER BY id") == [
        (1, "", "", "failed"),
        (2, "a:1", "words", "waiting"),
    ]


async def test_supporters_are_kept_for_two_years_from_when_they_last_wrote(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    store = await Store.open(path)
    insert = (
        "INSERT INTO supporters (person, joined_at, declared_adult_at, last_heard_on) VALUES (?, '', '', ?)"
    )
    async with store.transaction() as db:
        for person, heard in (("a:old", NOW - timedelta(days=731)), ("a:new", NOW - timedelta(days=730))):
            await db.execute(insert, (person, on(heard)))
            await db.execute(
                "INSERT INTO pledges (supporter_id, pledge_type, made_at) SELECT id, 'x', '' FROM supporters"
                " WHERE person = ?",
                (person,),
            )
        await retention.delete_expired(db, NOW)
    await store.close()
    assert rows(path, "SELECT person FROM supporters") == [("a:new",)]
    assert rows(path, "SELECT count(*) FROM pledges") == [(1,)]


async def test_left_questions_are_kept_for_ninety_days(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    store = await Store.open(path)
    async with store.transaction() as db:
        for days in (89, 91):
            await db.execute(
                "INSERT INTO unanswered_questions (text, asked_on) VALUES (?, ?)",
                (str(days), on(NOW - timedelta(days=days))),
            )
        await retention.delete_expired(db, NOW)
    await store.close()
    assert rows(path, "SELECT text FROM unanswered_questions") == [("89",)]
