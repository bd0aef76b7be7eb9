"""Files come to the present form step by step, each step whole."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from enum import StrEnum
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.schema import migrate
from bot.storage.schema.enums import (
    BroadcastKind,
    BroadcastState,
    DeliveryState,
    ExportState,
    Granularity,
    LostRole,
    Nation,
    OutboxState,
    PauseReason,
    Role,
    ThreadKind,
    TombstoneReason,
)
from bot.storage.store import Store, back_up, read_only
from tests.bot.storage.test_old_database import load
from tests.harness.service import rows


async def opened(path: Path) -> None:
    await (await Store.open(path)).close()


def test_the_scripts_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(script.name[:4]) for script in migrate.SCRIPTS.glob("0*.sql"))
    assert numbers == list(range(migrate.START, migrate.newest() + 1))


async def test_a_new_file_gets_the_present_form_and_our_mark(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    await opened(path)
    assert rows(path, "PRAGMA user_version") == [(migrate.newest(),)]
    assert rows(path, "PRAGMA application_id") == [(migrate.APPLICATION_ID,)]
    assert rows(path, "PRAGMA journal_mode") == [("wal",)]
    form = rows(path, "SELECT sql FROM sqlite_schema ORDER BY name")
    await opened(path)
    assert rows(path, "SELECT sql FROM sqlite_schema ORDER BY name") == form


async def test_a_form_from_before_the_first_release_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    rows(path, "CREATE TABLE counts (day TEXT)")
    rows(path, "PRAGMA user_version = 3")
    rows(path, f"PRAGMA application_id = {migrate.APPLICATION_ID}")
    with pytest.raises(StorageError, match=r"before the first release \(form 3\)"):
        await opened(path)
    assert rows(path, "SELECT name FROM sqlite_schema") == [("counts",)]


async def test_an_older_form_can_be_backed_up_but_not_read_yet(tmp_path: Path) -> None:
    path, copy = tmp_path / "bot.sqlite3", tmp_path / "copy.sqlite3"
    load(path)
    with pytest.raises(StorageError, match="start the bot once"):
        async with read_only(path):
            pass
    await back_up(path, copy)
    assert rows(copy, "SELECT count(*) FROM organiser_log") == [(114,)]


async def test_two_starts_at_once_bring_an_old_file_along_once(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    load(path)
    results = await asyncio.gather(*(opened(path) for _ in range(4)), return_exceptions=True)
    assert results == [None] * 4
    assert rows(path, "SELECT count(*) FROM audit_log") == [(114,)]


ENUMS: Mapping[str, type[StrEnum]] = {
    "supporters.nation": Nation,
    "pledge_tombstones.reason": TombstoneReason,
    "outbox.state": OutboxState,
    "roles.role": Role,
    "invitations.role": Role,
    "broadcasts.state": BroadcastState,
    "broadcasts.kind": BroadcastKind,
    "broadcasts.lost_role": LostRole,
    "broadcasts.paused_by": PauseReason,
    "deliveries.state": DeliveryState,
    "threads.kind": ThreadKind,
    "export_jobs.state": ExportState,
    "statistics_requests.granularity": Granularity,
}


async def test_the_enums_say_what_the_database_allows(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    await opened(path)
    allowed = {
        f"{table}.{column}": set(re.findall(r"'(\w+)'", words))
        for table, sql in rows(path, "SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
        for column, words in re.findall(r"CHECK \((\w+) IN \(([^)]*'[^)]*)\)\)", sql)
    }
    assert allowed == {name: set(enum) for name, enum in ENUMS.items()}


@pytest.mark.parametrize("language", ["en", "scottish_gaelic", "bsl2"])
async def test_a_language_is_kept_as_a_short_key(tmp_path: Path, language: str) -> None:
    assert await _kept_language(tmp_path, language) == [(language,)]


@pytest.mark.parametrize("language", ["", "Welsh", "c y", "_cy", "2cy", "cy,en", "x" * 31])
async def test_other_words_are_no_language(tmp_path: Path, language: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await _kept_language(tmp_path, language)


async def _kept_language(folder: Path, language: str) -> list[tuple[object, ...]]:
    path = folder / "bot.sqlite3"
    await opened(path)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(
            "INSERT INTO supporters (person, joined_at, declared_adult_at, last_heard_on, language)"
            " VALUES ('telegram:7', '2026-01-01', '2026-01-01', '2026-01-01', ?)",
            (language,),
        )
    return rows(path, "SELECT language FROM supporters")


async def test_a_step_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, newest = tmp_path / "bot.sqlite3", migrate.newest()
    await opened(path)
    scripts = copied_scripts(tmp_path)
    broken = scripts / f"{newest + 1:04}_broken.sql"
    broken.write_text("CREATE TABLE cats (name TEXT); INSERT INTO dogs VALUES (1);", encoding="utf-8")
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    with pytest.raises(StorageError, match="no such table: dogs"):
        await opened(path)
    assert rows(path, "PRAGMA user_version") == [(newest,)]
    assert rows(path, "SELECT * FROM sqlite_schema WHERE name = 'cats'") == []
    broken.write_text("CREATE TABLE cats (name TEXT) STRICT;", encoding="utf-8")
    await opened(path)
    assert rows(path, "PRAGMA user_version") == [(newest + 1,)]


async def test_an_old_file_that_can_t_be_brought_along_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bot.sqlite3"
    load(path)
    (script,) = (scripts := copied_scripts(tmp_path)).glob(f"{migrate.START:04}_*.sql")
    whole = script.read_text(encoding="utf-8")
    script.write_text(f"{whole}DROP TABLE dogs;", encoding="utf-8")
    before = rows(path, "SELECT name, sql FROM sqlite_schema ORDER BY name")
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    with pytest.raises(StorageError, match="no such table: dogs"):
        await opened(path)
    assert rows(path, "PRAGMA user_version") == [(migrate.START - 1,)]
    assert rows(path, "SELECT name, sql FROM sqlite_schema ORDER BY name") == before
    assert rows(path, "SELECT count(*) FROM organiser_log") == [(114,)]
    script.write_text(whole, encoding="utf-8")
    await opened(path)
    assert rows(path, "SELECT count(*) FROM audit_log") == [(114,)]


def copied_scripts(folder: Path) -> Path:
    """Return a copy of the scripts that may be changed."""
    return Path(shutil.copytree(migrate.SCRIPTS, folder / "scripts"))


async def test_two_starts_at_once_make_one_file(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    results = await asyncio.gather(*(opened(path) for _ in range(4)), return_exceptions=True)
    assert results == [None] * 4
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
