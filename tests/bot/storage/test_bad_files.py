"""A database that can't be used: one clear line, no traceback, and not a byte of it touched."""

from __future__ import annotations

import ctypes
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.schema.migrate import newest
from bot.storage.store import Store
from tests.harness.process import BotProcess
from tests.harness.service import MakeService
from tests.telegram_double import TOKEN, Person, TelegramDouble

NOBODY_LISTENS = "http://127.0.0.1:9"


def heed_rights() -> None:
    """Give up CAP_DAC_OVERRIDE (capability 1): rights of files then bind root too."""
    head, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None)
    libc.capget(head, sets)
    sets[0] &= ~(1 << 1)
    libc.capset(head, sets)


def only_small_files() -> None:
    """As on a full disk: no file grows over a kilobyte."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


async def sound(database: Path) -> None:
    """A database of the bot with a supporter in it, closed."""
    store = await Store.open(database)
    async with store.transaction() as db:
        await db.execute(
            "INSERT INTO supporters (person, joined_at, declared_adult_at, last_heard_on)"
            " VALUES ('a:1', '', '', '')"
        )
    await store.close()


def change(database: Path, sql: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(sql)


@contextmanager
def held(database: Path) -> Iterator[None]:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


async def test_a_bad_database_ends_the_bot_with_one_clear_line(tmp_path: Path) -> None:
    told = {
        "locked": "another program holds the database",
        "read_only": "the file or its folder is read-only",
        "no_room": "the disk failed to read or write; check the disk and its free space",
        "newer": "made by a newer version of the bot",
        "text": "the file is not a database",
    }
    places = {name: tmp_path / name / "bot.sqlite3" for name in told}
    for name, path in places.items():
        path.parent.mkdir()
        if name != "text":
            await sound(path)
    change(places["newer"], f"PRAGMA user_version = {newest() + 1}")
    places["text"].write_text("Dear database,\n" * 1000)
    places["read_only"].chmod(0o400)
    places["read_only"].parent.chmod(0o500)
    before = {name: everything(path.parent) for name, path in places.items()}
    first = {"read_only": heed_rights, "no_room": only_small_files}
    for name, path in places.items():
        bot = BotProcess(NOBODY_LISTENS, TOKEN, path, first=first.get(name, dict))
        with held(path) if name == "locked" else nullcontext():
            try:
                await bot.begins()
                assert await bot.ends() == 1
            finally:
                await bot.is_killed()
        assert "Traceback" not in bot.output
        assert bot.output.count(str(path)) == 1, bot.output
        last = bot.output.splitlines()[-1]
        assert last.startswith(f"{path}: ")
        assert told[name] in last
        after = everything(path.parent)
        assert after["bot.sqlite3"] == before[name]["bot.sqlite3"]
        assert not after.get("bot.sqlite3-wal")
    for name in ("read_only", "newer", "text"):
        assert everything(places[name].parent) == before[name], "nothing new beside it either"


@pytest.mark.parametrize(
    ("contents", "told"),
    [
        (b"\x00\x01", "the file is not a database"),
        (b"SQLite format 3\x00" + b"\xff" * 500, "the file is (not a database|damaged)"),
    ],
)
async def test_what_is_no_database_is_left_alone(tmp_path: Path, contents: bytes, told: str) -> None:
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(contents)
    with pytest.raises(StorageError, match=told):
        await Store.open(path)
    assert everything(tmp_path) == {"bot.sqlite3": contents}


async def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    change(path, "CREATE TABLE cats (name TEXT); INSERT INTO cats VALUES ('Tom')")
    before = everything(tmp_path)
    with pytest.raises(StorageError, match="this is another program's database"):
        await Store.open(path)
    assert everything(tmp_path) == before


async def test_a_folder_that_is_a_file_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words")
    with pytest.raises(StorageError, match="is no folder"):
        await Store.open(tmp_path / "file" / "bot.sqlite3")


def everything(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


async def test_a_disk_that_fills_up_while_the_bot_runs_loses_nothing(
    double: TelegramDouble, make_service: MakeService, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    async with make_service() as service:
        ann.sends("/help")
        await service.settles()
        assert service.store is not None
        await service.store._writer.execute("PRAGMA max_page_count = 1")  # no further than it is now
        for each in range(100):
            double.person(100 + each).sends("/help")
        await double.wait_until(lambda: "the disk is full" in caplog.text, 20)
        assert double.waiting_updates == 100
        await service.store._writer.execute("PRAGMA max_page_count = 100000")
        await service.settles()
    assert [len(double.sent(100 + each)) for each in range(100)] == [1] * 100
    assert "Traceback" not in caplog.text
