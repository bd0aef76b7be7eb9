"""Pledges as exports read them: in pages, so that nothing is held open for long."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiosqlite


@dataclass(frozen=True, slots=True)
class PledgeRow:
    """A pledge without who made it. The constituency is there only while its sharing is agreed to."""

    id: int
    deed: str
    made_on: str
    nation: str | None
    constituency: str | None


async def pages(db: aiosqlite.Connection, since: str, size: int = 1000) -> AsyncIterator[list[PledgeRow]]:
    """Pledges made on or after a day (YYYY-MM-DD, or empty for all), oldest number first."""
    last = 0
    while True:
        rows = list(
            await db.execute_fetchall(
                "SELECT p.id, p.deed, substr(p.made_at, 1, 10), s.nation, s.constituency FROM pledges p"
                " JOIN supporters s ON s.id = p.supporter_id"
                " WHERE p.id > ? AND p.made_at >= ? ORDER BY p.id LIMIT ?",
                (last, since, size),
            )
        )
        if not rows:
            return
        last = rows[-1][0]
        yield [PledgeRow(*row) for row in rows]
