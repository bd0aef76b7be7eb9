"""Files come to the present form step by step, each step whole."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import migrate
from bot.storage.errors import StorageError
from bot.storage.store import Store
from tests.bot.service_here import rows


async def opened(path: Path) -> None:
    await (await Store.open(path)).close()


def test_the_scripts_are_numbered_without_a_gap() -> None:
    numbers = [int(script.name[:4]) for script in migrate.scripts()]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_a_new_file_gets_every_step_and_our_mark(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    await opened(path)
    assert rows(path, "PRAGMA user_version") == [(len(migrate.scripts()),)]
    assert rows(path, "PRAGMA application_id") == [(migrate.APPLICATION_ID,)]
    assert rows(path, "PRAGMA journal_mode") == [("wal",)]
    form = rows(path, "SELECT sql FROM sqlite_schema ORDER BY name")
    await opened(path)
    assert rows(path, "SELECT sql FROM sqlite_schema ORDER BY name") == form


async def test_a_file_of_the_first_form_keeps_what_it_holds(tmp_path: Path) -> None:
    path, new = tmp_path / "bot.sqlite3", tmp_path / "new.sqlite3"
    first = migrate.scripts()[0].read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as old:
        old.executescript(
            f"{first}; PRAGMA user_version = 1; PRAGMA application_id = {migrate.APPLICATION_ID}"
        )
        old.executescript("INSERT INTO counts VALUES ('2026-01-01', 'answered', 7)")
    await opened(path)
    await opened(new)
    assert rows(path, "SELECT * FROM counts") == [("2026-01-01", "answered", 7)]
    form = "SELECT name, sql FROM sqlite_schema ORDER BY name"
    assert rows(path, form) == rows(new, form)


async def test_supporters_of_before_languages_keep_what_they_said(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    with closing(sqlite3.connect(path)) as old:
        for script in migrate.scripts()[:4]:
            old.executescript(script.read_text(encoding="utf-8"))
        old.executescript(f"PRAGMA user_version = 4; PRAGMA application_id = {migrate.APPLICATION_ID}")
        old.executescript(
            "INSERT INTO supporters (id, person, since, adult_declared, nation, heard_on)"
            " VALUES (7, 'telegram:7', '2026-01-01', '2026-01-01', 'wales', '2026-01-01');"
            "INSERT INTO health VALUES (7, 'mesh')"
        )
    await opened(path)
    assert rows(path, "SELECT id, person, nation, language FROM supporters") == [
        (7, "telegram:7", "wales", None)
    ]
    assert rows(path, "SELECT * FROM health") == [(7, "mesh")]
    assert rows(path, "SELECT strict FROM pragma_table_list WHERE name = 'supporters'") == [(1,)]


async def test_answers_given_before_their_words_were_noted_count_as_other_words(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    with closing(sqlite3.connect(path)) as old:
        for script in migrate.scripts()[:4]:
            old.executescript(script.read_text(encoding="utf-8"))
        old.executescript(f"PRAGMA user_version = 4; PRAGMA application_id = {migrate.APPLICATION_ID}")
        old.executescript("INSERT INTO answers_given VALUES ('telegram:7', 'what_is_redress', '2026-01-01')")
    await opened(path)
    found = rows(path, "SELECT person, entry, wording, given_on FROM answers_given")
    assert found == [("telegram:7", "what_is_redress", "", "2026-01-01")]


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
            "INSERT INTO supporters (person, since, adult_declared, heard_on, language)"
            " VALUES ('telegram:7', '2026-01-01', '2026-01-01', '2026-01-01', ?)",
            (language,),
        )
    return rows(path, "SELECT language FROM supporters")


async def test_a_step_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, scripts = tmp_path / "bot.sqlite3", tmp_path / "scripts"
    await opened(path)
    newest = len(migrate.scripts())
    scripts.mkdir()
    for script in migrate.scripts():
        (scripts / script.name).write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
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


async def test_two_starts_at_once_make_one_file(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    results = await asyncio.gather(*(opened(path) for _ in range(4)), return_exceptions=True)
    assert results == [None] * 4
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
