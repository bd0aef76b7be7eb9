"""Brings a database file to the present form, one numbered script after the other."""

import sqlite3
from pathlib import Path

import aiosqlite

from bot.storage.errors import StorageError

SCRIPTS = Path(__file__).parent / "migrations"
APPLICATION_ID = 0x46444E48  # "FDNH": tells our files from other programs' databases


def scripts() -> list[Path]:
    """The migrations in their order."""
    return sorted(SCRIPTS.glob("[0-9][0-9][0-9][0-9]_*.sql"))


async def check(connection: aiosqlite.Connection, path: Path) -> int:
    """The version of the file; looks only, changes nothing.

    Raises:
        StorageError: the file is another program's, or was made by a newer version of the bot.
    """
    await connection.execute("BEGIN")  # one moment of the file: another start may be migrating it
    try:
        tables = await connection.execute_fetchall("SELECT count(*) FROM sqlite_schema")
        version = await _pragma(connection, "user_version")
        application = await _pragma(connection, "application_id")
    finally:
        await connection.rollback()
    if application != APPLICATION_ID and (version or next(iter(tables))[0]):
        raise StorageError(f"{path}: this is another program's database; point DATABASE at another file")
    newest = len(scripts())
    if version > newest:
        raise StorageError(
            f"{path}: made by a newer version of the bot (form {version}, this one knows {newest}); "
            "update the bot"
        )
    return version


async def migrate(connection: aiosqlite.Connection, version: int) -> None:
    """Apply what is missing. Each script and its version number are committed together, or not at all."""
    for number, script in enumerate(scripts(), start=1):
        if number <= version:
            continue
        sql = script.read_text(encoding="utf-8")
        stamp = f"PRAGMA user_version = {number}; PRAGMA application_id = {APPLICATION_ID};"
        try:
            await connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\n{stamp}\nCOMMIT;")
        except sqlite3.Error:
            await connection.rollback()
            if await _pragma(connection, "user_version") < number:  # else another start was quicker
                raise


async def _pragma(connection: aiosqlite.Connection, name: str) -> int:
    rows = await connection.execute_fetchall(f"PRAGMA {name}")
    return int(next(iter(rows))[0])
