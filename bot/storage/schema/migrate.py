"""Bring a database file to the present form.

A new file begins with `start.sql`, which makes form `START`. Each later form has a numbered script that leads
to it from the form before. The script of form `START` itself leads there from the oldest form that is still
taken along.
"""

import sqlite3
from pathlib import Path

import aiosqlite

from bot.errors import StorageError

SCRIPTS = Path(__file__).parent
START = 8
APPLICATION_ID = 0x46444E48  # "FDNH": tells our files from other programs' databases
_READ = ".read start.sql"
"""Stands in a script for the start script, as in SQLite's shell."""


def newest() -> int:
    """Return the number of the present form."""
    return max(_scripts())


async def check(connection: aiosqlite.Connection, path: Path) -> int:
    """Return the form of a file, 0 for a new one; change nothing.

    Raises:
        StorageError: the file is another program's, or of a form that is too new or too old.
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
    if version > newest():
        raise StorageError(
            f"{path}: made by a newer version of the bot (form {version}, this one knows {newest()}); "
            "update the bot"
        )
    if 0 < version < START - 1:
        raise StorageError(
            f"{path}: made by a version from before the first release (form {version}), which is not taken "
            "along; point DATABASE at another file"
        )
    return version


async def migrate(connection: aiosqlite.Connection, version: int) -> None:
    """Apply what is missing. Each step and its number are committed together, or not at all."""
    steps = _scripts() | ({START: SCRIPTS / "start.sql"} if version == 0 else {})
    start = (SCRIPTS / "start.sql").read_text(encoding="utf-8")
    for number in sorted(steps):
        if number <= version:
            continue
        sql = steps[number].read_text(encoding="utf-8").replace(_READ, start)
        stamp = f"PRAGMA user_version = {number}; PRAGMA application_id = {APPLICATION_ID};"
        try:
            await connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\n{stamp}\nCOMMIT;")
        except sqlite3.Error:
            await connection.rollback()
            if await _pragma(connection, "user_version") < number:  # else another start was quicker
                raise


def _scripts() -> dict[int, Path]:
    """Return the numbered scripts by the form they lead to."""
    return {int(script.name[:4]): script for script in SCRIPTS.glob("[0-9][0-9][0-9][0-9]_*.sql")}


async def _pragma(connection: aiosqlite.Connection, name: str) -> int:
    rows = await connection.execute_fetchall(f"PRAGMA {name}")
    return int(next(iter(rows))[0])
