"""A part of a transaction, such as the effects of one update, that is kept or undone by itself."""

from datetime import datetime

import aiosqlite

Database = aiosqlite.Connection


class Savepoint:
    """A savepoint in an open transaction, made when the database is first asked for.

    A conversation without records has no database: asking for it fails.
    """

    def __init__(self, db: Database | None, now: datetime) -> None:
        self.now = now
        self._db = db
        self._begun = False

    async def db(self) -> Database:
        if self._db is None:
            raise LookupError("there are no records here")
        if not self._begun:
            await self._db.execute("SAVEPOINT update_effects")
            self._begun = True
        return self._db

    async def keep(self) -> None:
        if self._db and self._begun:
            await self._db.execute("RELEASE update_effects")

    async def undo(self) -> None:
        if self._db and self._begun:
            await self._db.execute("ROLLBACK TO update_effects")
            await self._db.execute("RELEASE update_effects")
