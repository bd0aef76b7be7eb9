"""What can be wrong with the database file, in one line each with its remedy."""

import sqlite3
from pathlib import Path

from bot.errors import StorageError


def storage_error(error: sqlite3.Error, path: Path) -> StorageError:
    """Return SQLite's error as one line for the person who runs the bot."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    remedies = {
        sqlite3.SQLITE_BUSY: "another program holds the database; stop it, or wait, and try again",
        sqlite3.SQLITE_LOCKED: "another program holds the database; stop it, or wait, and try again",
        sqlite3.SQLITE_READONLY: "the file or its folder is read-only; give the bot the right to write there",
        sqlite3.SQLITE_FULL: "the disk is full; make room and start again, nothing is lost",
        sqlite3.SQLITE_IOERR: "the disk failed to read or write; check the disk and its free space",
        sqlite3.SQLITE_CANTOPEN: "the file can't be opened; check that its folder exists and may be written",
        sqlite3.SQLITE_NOTADB: "the file is not a database; point DATABASE at another file",
        sqlite3.SQLITE_CORRUPT: "the file is damaged; restore the newest backup",
        sqlite3.SQLITE_PERM: "the bot may not use the file; give it the right to read and write",
    }
    return StorageError(f"{path}: {remedies.get(code, f'SQLite says: {error}')}")
