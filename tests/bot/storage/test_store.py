"""Transactions are kept whole or not at all, and what is gone is gone."""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage import key_values
from bot.storage.store import Store, read_only
from tests.harness.service import holding, rows


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "folder" / "bot.sqlite3", busy_seconds=0.1)
    yield store
    await store.close()


async def test_the_file_is_its_owners_alone(store: Store) -> None:
    assert store.path.stat().st_mode & 0o777 == 0o600


async def test_a_transaction_is_kept_at_its_end(store: Store) -> None:
    async with store.transaction() as db:
        await key_values.write(db, "one", "1")
        assert rows(store.path, "SELECT * FROM key_values") == []
    assert rows(store.path, "SELECT * FROM key_values") == [("one", "1")]


@pytest.mark.parametrize("error", [ValueError, asyncio.CancelledError, KeyboardInterrupt])
async def test_whatever_ends_it_early_takes_all_of_it_back(store: Store, error: type[BaseException]) -> None:
    async def fail() -> None:
        async with store.transaction() as db:
            await key_values.write(db, "one", "1")
            raise error

    with pytest.raises(error):
        await fail()
    async with store.transaction() as db:
        await key_values.write(db, "two", "2")
    assert rows(store.path, "SELECT key FROM key_values") == [("two",)]


async def test_a_cancelled_transaction_leaves_no_half(store: Store) -> None:
    """Cancelled at every point on the way."""

    async def write(name: str) -> None:
        async with store.transaction() as db:
            await key_values.write(db, f"{name}a", "")
            await key_values.write(db, f"{name}b", "")

    for steps in range(12):
        task = asyncio.create_task(write(str(steps)))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await write(f"after{steps}")
    names = [name for (name,) in rows(store.path, "SELECT key FROM key_values")]
    assert all((name[:-1] + "a" in names) == (name[:-1] + "b" in names) for name in names)
    assert all(f"after{steps}a" in names for steps in range(12))


async def test_transactions_come_one_after_the_other(store: Store) -> None:
    async def add() -> None:
        async with store.transaction() as db:
            before = int(await key_values.read(db, "sum") or 0)
            await asyncio.sleep(0)
            await key_values.write(db, "sum", str(before + 1))

    await asyncio.gather(*(add() for _ in range(20)))
    assert rows(store.path, "SELECT value FROM key_values") == [("20",)]


async def test_a_locked_database_says_so_and_works_again_later(store: Store) -> None:
    async with holding(store.path):
        with pytest.raises(StorageError, match="another program holds the database"):
            async with store.transaction() as db:
                await key_values.write(db, "one", "1")
    async with store.transaction() as db:
        await key_values.write(db, "two", "2")
    assert rows(store.path, "SELECT key FROM key_values") == [("two",)]


async def test_a_full_disk_says_so_and_nothing_is_written(store: Store) -> None:
    await store._writer.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StorageError, match="the disk is full"):
        await _write_much(store)
    await store._writer.execute("PRAGMA max_page_count = 100000")
    async with store.transaction() as db:
        await key_values.write(db, "two", "2")
    assert rows(store.path, "SELECT key FROM key_values") == [("two",)]


async def _write_much(store: Store) -> None:
    async with store.transaction() as db:
        for each in range(100):
            await key_values.write(db, str(each), "x" * 1000)


async def test_reading_holds_nobody_up_and_writes_nothing(store: Store) -> None:
    async with store.reading() as reading:
        await reading.execute("BEGIN")
        assert list(await reading.execute_fetchall("SELECT * FROM key_values")) == []
        async with store.transaction() as db:
            await key_values.write(db, "one", "1")
        assert list(await reading.execute_fetchall("SELECT * FROM key_values")) == []
        await reading.execute("ROLLBACK")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await reading.execute("DELETE FROM key_values")
    assert rows(store.path, "SELECT key FROM key_values") == [("one",)]


async def test_there_is_nothing_to_read_before_the_first_start(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no database yet"):
        async with read_only(tmp_path / "none.sqlite3"):
            pass
    assert list(tmp_path.iterdir()) == []


async def test_what_was_deleted_is_nowhere_in_the_files(store: Store) -> None:
    def there() -> bool:
        return any(b"sesame" in path.read_bytes() for path in store.path.parent.iterdir())

    async with store.transaction() as db:
        for each in range(300):
            await key_values.write(db, f"note{each}", "sesame" * 20 if each == 150 else "other" * 20)
    async with store.transaction() as db:
        await key_values.remove(db, "note150")
    async with store.reading() as reading:
        await reading.execute("BEGIN")
        await reading.execute_fetchall("SELECT * FROM key_values")
        async with store.transaction() as db:
            await key_values.write(db, "more", "")
        assert not await store.scrub(), "somebody still reads the older state"
        assert there()
    assert await store.scrub()
    assert not there()


async def test_copies_left_behind_by_moving_rows_go_too(store: Store) -> None:
    """Rows move to other pages as others come between them; what stays behind there is nobody's any more."""
    chance = random.Random(1)
    names = [f"person{number}" for number in chance.sample(range(10**8, 10**9), 3000)]
    for at in range(0, len(names), 100):
        async with store.transaction() as db:
            for name in names[at : at + 100]:
                await key_values.write(db, name, name * chance.randrange(1, 30))
    gone = chance.sample(names, 300)
    async with store.transaction() as db:
        for name in gone:
            await key_values.remove(db, name)
    assert await store.scrub()
    left = store.path.read_bytes() + store.path.with_name("bot.sqlite3-wal").read_bytes()
    assert not [name for name in gone if name.encode() in left]
    assert all(name.encode() in left for name in set(names) - set(gone))


async def test_values_never_reach_the_log(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with store.transaction() as db:
        await key_values.write(db, "one", "sesame")
    assert "sesame" not in caplog.text
