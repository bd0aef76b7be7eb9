"""The part of a transaction that belongs to one incoming thing, kept or undone by itself."""

from datetime import datetime

import aiosqlite

Database = aiosqlite.Connection


class Savepoint:
    """Records within an open transaction, behind a savepoint that is made when they are first asked for.

    Without a database there are none: what asks for them fails.
    """

    def __init__(self, db: Database | None, now: datetime) -> None:
        self.now = now
        self._db = db
        self._begun = False

    async def db(self) -> Database:
        if self._db is None:
            raise LookupError("there are no records here")
        if not self._begun:
            await self._db.execute("SAVEPOINT work")
            self._begun = True
        return self._db

    async def keep(self) -> None:
        if self._db and self._begun:
            await self._db.execute("RELEASE work")

    async def undo(self) -> None:
        if self._db and self._begun:
            await self._db.execute("ROLLBACK TO work")
            await self._db.execute("RELEASE work")
