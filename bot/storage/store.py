"""The database: one writer, one reader beside it, and transactions that are kept whole or not at all."""

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiosqlite

from bot.errors import StorageError
from bot.storage import key_values
from bot.storage.errors import storage_error
from bot.storage.schema import migrate

logging.getLogger("aiosqlite").setLevel(logging.WARNING)  # at DEBUG it logs every statement with its values
BUSY_SECONDS = 5.0
SETTINGS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
)


class Store:
    """An open database. Make one with `Store.open`."""

    def __init__(self, path: Path, writer: aiosqlite.Connection) -> None:
        self.path = path
        self._writer = writer
        self._writing = asyncio.Lock()
        self._durable = True
        self._behind = False

    @classmethod
    async def open(cls, path: Path, busy_seconds: float = BUSY_SECONDS) -> "Store":
        """Open the file, making it and its folder when they don't exist, readable by its owner alone.

        Raises:
            StorageError: the file can't be used; it was not changed.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _make_private(path)
            writer = await _connect(path, busy_seconds)
        except (FileExistsError, NotADirectoryError):
            raise StorageError(f"{path}: {path.parent} is no folder; point DATABASE elsewhere") from None
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror}; check the folder and its rights") from None
        except sqlite3.Error as error:
            raise storage_error(error, path) from None
        return cls(path, writer)

    async def close(self) -> None:
        async with self._writing:
            await self._writer.close()

    @asynccontextmanager
    async def transaction(self, *, durable: bool = True) -> AsyncIterator[aiosqlite.Connection]:
        """Run one transaction: committed at the end, or rolled back whatever ends it early.

        What is committed outlives the program, however it ends. A durable transaction also outlives a power
        cut; another one does so once `sync` was called (SQLite, PRAGMA synchronous: FULL and NORMAL).

        Raises:
            StorageError: the database is locked, full or gone; nothing was written.
        """
        async with self._writing:
            try:
                await self._set_durable(durable)
                await self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                await self._writer.commit()
                self._behind = self._behind or not durable
            except BaseException as error:
                await asyncio.shield(self._roll_back())
                if isinstance(error, sqlite3.OperationalError | sqlite3.DatabaseError):
                    raise storage_error(error, self.path) from None
                raise

    async def sync(self) -> None:
        """Let everything committed so far outlive a power cut, by one durable commit.

        Raises:
            StorageError: the disk does not take it.
        """
        if not self._behind:
            return
        async with self.transaction() as db:
            await key_values.write(db, "synced", "")
            self._behind = False

    async def _set_durable(self, durable: bool) -> None:
        if durable != self._durable:
            await self._writer.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._durable = durable

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[aiosqlite.Connection]:
        """Open a read-only connection of its own, so that long reads hold nobody up."""
        async with read_only(self.path) as connection:
            yield connection

    async def scrub(self) -> bool:
        """Remove every trace of deleted rows from the files; return False when it has to be tried again.

        `secure_delete` overwrites deleted rows where they stand, but not the copies that stay behind when
        rows move to other pages, so VACUUM rewrites the file. While another connection reads an older state
        the write-ahead log can't be emptied.

        Raises:
            StorageError: the database is locked, full or gone.
        """
        async with self._writing:
            try:
                if not await self._empty_log():
                    return False
                await self._writer.execute("VACUUM")
                return await self._empty_log()
            except sqlite3.Error as error:
                raise storage_error(error, self.path) from None

    async def _empty_log(self) -> bool:
        rows = await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(next(iter(rows))[0] == 0)

    async def backup(self, target: Path) -> None:
        """Copy the database while it is in use (SQLite's online backup), and check the copy."""
        await back_up(self.path, target)

    async def _roll_back(self) -> None:
        with suppress(sqlite3.Error, ValueError):
            await self._writer.rollback()


@asynccontextmanager
async def read_only(path: Path, *, any_form: bool = False) -> AsyncIterator[aiosqlite.Connection]:
    """Open a read-only connection to a database that exists and, but for `any_form`, has the present form.

    Raises:
        StorageError: there is no such file, it is not ours, of an older form, or can't be read.
    """
    if not path.exists():
        raise StorageError(f"{path}: there is no database yet; it is made when the bot first runs")
    try:
        connection = await aiosqlite.connect(f"file:{_quoted(path)}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise storage_error(error, path) from None
    try:
        connection.row_factory = aiosqlite.Row
        form = await migrate.check(connection, path)
        if 0 < form < migrate.newest() and not any_form:
            raise StorageError(
                f"{path}: made by an older version of the bot; start the bot once to bring it up to date"
            )
        yield connection
    except sqlite3.Error as error:
        raise storage_error(error, path) from None
    finally:
        await connection.close()


async def back_up(path: Path, target: Path) -> None:
    """Copy a database while others use it, and check the copy.

    Raises:
        StorageError: the target exists, can't be written, or the copy is not whole.
    """
    if target.exists():
        raise StorageError(f"{target}: exists already; choose another name, backups are never overwritten")
    partial = target.with_name(f"{target.name}.part")
    try:
        _make_private(partial)
        async with read_only(path, any_form=True) as source, aiosqlite.connect(partial) as copy:
            await source.backup(copy)  # all in one step: writers go on beside it, and it never starts over
            rows = await copy.execute_fetchall("PRAGMA integrity_check")
            if next(iter(rows))[0] != "ok":
                raise StorageError(f"{target}: the copy failed its check; try again")
        partial.rename(target)
    except OSError as error:
        raise StorageError(f"{target}: {error.strerror}") from None
    except sqlite3.Error as error:
        raise storage_error(error, target) from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


async def _connect(path: Path, busy_seconds: float) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, timeout=busy_seconds, isolation_level=None)
    try:
        connection.row_factory = aiosqlite.Row
        version = await migrate.check(connection, path)
        for setting in SETTINGS:
            await _set(connection, setting, busy_seconds)
        await migrate.migrate(connection, version)
        await connection.execute("BEGIN IMMEDIATE")  # a file that can't be written shows itself now
        await connection.rollback()
    except BaseException:
        await connection.close()
        raise
    return connection


async def _set(connection: aiosqlite.Connection, setting: str, busy_seconds: float) -> None:
    """Apply a setting. Turning a new file to WAL does not wait for another start that does the same, so
    this function does.
    """
    clock = asyncio.get_running_loop().time
    until = clock() + busy_seconds
    while True:
        try:
            await connection.execute(f"PRAGMA {setting}")
        except sqlite3.OperationalError:
            if clock() >= until:
                raise
            await asyncio.sleep(0.02)
        else:
            return


def _make_private(path: Path) -> None:
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _quoted(path: Path) -> str:
    return path.resolve().as_posix().replace("?", "%3f").replace("#", "%23")
