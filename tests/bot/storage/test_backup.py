"""Copies are whole, private, and never written over anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage import key_values
from bot.storage.store import Store, back_up
from tests.harness.service import rows


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await key_values.write(db, "one", "1")
    yield store
    await store.close()


async def test_a_copy_holds_everything_and_is_its_owners_alone(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    await store.backup(copy)
    assert rows(copy, "SELECT * FROM key_values") == [("one", "1")]
    assert rows(copy, "PRAGMA integrity_check") == [("ok",)]
    assert copy.stat().st_mode & 0o777 == 0o600
    opened = await Store.open(copy)
    await opened.close()


async def test_a_copy_is_of_one_moment_while_others_write(store: Store, tmp_path: Path) -> None:
    """Two notes are always written together, so no copy may hold one of them."""
    stop = asyncio.Event()

    async def writes() -> None:
        each = 0
        while not stop.is_set():
            each += 1
            async with store.transaction() as db:
                await key_values.write(db, f"a{each}", "x" * 3000)
                await key_values.write(db, f"b{each}", "y" * 3000)

    writing = asyncio.create_task(writes())
    copies = [tmp_path / f"copy{each}.sqlite3" for each in range(8)]
    for copy in copies:
        await asyncio.sleep(0.02)
        await store.backup(copy)
    stop.set()
    await writing
    sizes = []
    for copy in copies:
        kinds = dict(rows(copy, "SELECT substr(key, 1, 1), count(*) FROM key_values GROUP BY 1"))
        assert kinds.get("a") == kinds.get("b")
        assert rows(copy, "PRAGMA integrity_check") == [("ok",)]
        sizes.append(kinds.get("a", 0))
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0], "there was writing meanwhile"


async def test_nothing_is_ever_overwritten(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    copy.write_text("something of mine")
    with pytest.raises(StorageError, match="backups are never overwritten"):
        await store.backup(copy)
    assert copy.read_text() == "something of mine"


@pytest.mark.parametrize("name", ["none/copy.sqlite3", "bot.sqlite3/copy.sqlite3"])
async def test_a_copy_that_cannot_be_made_says_why(store: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError, match=r"copy\.sqlite3: "):
        await store.backup(tmp_path / name)


async def test_there_has_to_be_something_to_copy(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no database yet"):
        await back_up(tmp_path / "none.sqlite3", tmp_path / "copy.sqlite3")
    assert list(tmp_path.iterdir()) == []
