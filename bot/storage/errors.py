"""What can be wrong with the database file, in one clear line each."""

import sqlite3
from pathlib import Path


class StorageError(Exception):
    """The database can't be used; the message says why and what to do. Nothing in the file was changed."""


def in_words(error: sqlite3.Error, path: Path) -> StorageError:
    """SQLite's error as one line for whoever runs the bot."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    known = {
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
    return StorageError(f"{path}: {known.get(code, f'SQLite says: {error}')}")
