"""The records that exports read, page by page: nothing is held open for long, and little is held in memory.

Every statement is put together from the fixed pieces below; what comes from outside is only ever a parameter.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import aiosqlite

from bot.storage.schema.enums import Nation
from bot.storage.schema.times import from_text

Value = str | int | date | datetime | None
Row = tuple[Value, ...]
PAGE = 2000
UPDATES, HEALTH = "updates", "health"
"""Names of consents."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Rows from a day on, of one broadcast (for results), with or without those that tell of health."""

    since: date | None = None
    broadcast: int = 0
    with_health: bool = False


@dataclass(frozen=True, slots=True)
class DatasetSource:
    """The rows of a dataset. `since` is compared with a day, `key` grows from row to row.

    A column whose name ends in `_on` holds a day, one in `_at` a time.
    """

    origin: str
    key: str
    since: str
    columns: Mapping[str, str]
    only: str = ""


@dataclass(frozen=True, slots=True)
class ConstituencyGroup:
    """People who typed their constituency in the same way and live in the same nation, and their pledges."""

    constituency: str
    nation: Nation | None
    people: int
    pledges: int


@dataclass(frozen=True, slots=True)
class StartedBroadcast:
    id: int
    started_on: date


_HOLDS = (
    "EXISTS (SELECT 1 FROM consents c JOIN consent_wordings w ON w.id = c.wording_id"
    " WHERE c.supporter_id = s.id AND w.name = '{name}' AND c.withdrawn_at IS {held})"
)
_AGREED_TO_UPDATES = _HOLDS.format(name=UPDATES, held="NULL")
_TOOK_UPDATES_BACK = _HOLDS.format(name=UPDATES, held="NOT NULL")
_ENDED_UPDATES = (
    "(SELECT max(c.withdrawn_at) FROM consents c JOIN consent_wordings w ON w.id = c.wording_id"
    " WHERE c.supporter_id = s.id AND w.name = 'updates')"
)
_AGREED_TO_HEALTH = _HOLDS.format(name=HEALTH, held="NULL")
_AFFECTED = f"(SELECT h.affected FROM health h WHERE h.supporter_id = s.id AND {_AGREED_TO_HEALTH})"  # noqa: S608  (fixed pieces)
_ABOUT_A_PERSON = {
    "nation": "s.nation",
    "constituency": "s.constituency",
    "source": "s.source",
    "affected": _AFFECTED,
    "address": "s.person",
}
_DELIVERIES = "SELECT count(*) FROM deliveries d WHERE d.broadcast_id = b.id"
_COUNTED = ("sent", "blocked", "failed", "unsure", "withdrawn", "waiting", "recalled")

SOURCES: Mapping[str, DatasetSource] = {
    "pledges": DatasetSource(
        origin="pledges p JOIN supporters s ON s.id = p.supporter_id",
        key="p.id",
        since="p.made_at",
        columns={
            "pledge": "p.id",
            "deed": "p.pledge_type",
            "made_on": "p.made_at",
            "supporter": "s.id",
            **_ABOUT_A_PERSON,
        },
    ),
    "supporters": DatasetSource(
        origin="supporters s",
        key="s.id",
        since="s.joined_at",
        columns={
            "supporter": "s.id",
            "joined_on": "s.joined_at",
            "updates": f"CASE WHEN {_AGREED_TO_UPDATES} THEN 'yes' ELSE 'no' END",
            "pledges": "(SELECT count(*) FROM pledges p WHERE p.supporter_id = s.id)",
            "last_heard_on": "s.last_heard_on",
            "unreachable_on": "s.unreachable_at",
            "language": "s.language",
            **_ABOUT_A_PERSON,
        },
    ),
    "consents": DatasetSource(
        origin=(
            "consents c JOIN consent_wordings w ON w.id = c.wording_id"
            " JOIN supporters s ON s.id = c.supporter_id"
        ),
        key="c.id",
        since="c.given_at",
        only=f"(:with_health OR w.name <> '{HEALTH}')",
        columns={
            "consent": "c.id",
            "supporter": "s.id",
            "agreed_to": "w.name",
            "version": "w.version",
            "given_at": "c.given_at",
            "withdrawn_at": "c.withdrawn_at",
            "wording": "w.wording",
            "address": "s.person",
        },
    ),
    "opt-outs": DatasetSource(
        origin="supporters s",
        key="s.id",
        since=_ENDED_UPDATES,
        only=f"{_TOOK_UPDATES_BACK} AND NOT {_AGREED_TO_UPDATES}",
        columns={
            "supporter": "s.id",
            "opted_out_at": _ENDED_UPDATES,
            "joined_on": "s.joined_at",
            "unreachable_on": "s.unreachable_at",
            "address": "s.person",
        },
    ),
    "broadcasts": DatasetSource(
        origin="broadcasts b",
        key="b.id",
        since="b.created_at",
        columns={
            "broadcast": "b.id",
            "kind": "b.kind",
            "state": "b.state",
            "created_at": "b.created_at",
            "started_at": "b.started_at",
            "finished_at": "b.finished_at",
            **{state: f"({_DELIVERIES} AND d.state = '{state}')" for state in _COUNTED},
            "author": "b.author_id",
            "approver": "b.approver_id",
        },
    ),
    "results": DatasetSource(
        origin="deliveries d LEFT JOIN supporters s ON s.person = d.person",
        key="d.id",
        since="d.recorded_at",
        only="d.broadcast_id = :broadcast",
        columns={
            "result": "d.id",
            "supporter": "s.id",
            "state": "d.state",
            "at": "d.recorded_at",
            "reason": "d.reason",
            "address": "d.person",
        },
    ),
}


async def pages(
    db: aiosqlite.Connection, dataset: str, columns: Sequence[str], filters: Filters, size: int = PAGE
) -> AsyncIterator[list[Row]]:
    """Yield the rows with these columns in pages, the oldest number first. Each page is read by itself."""
    source = SOURCES[dataset]
    chosen = ", ".join(source.columns[name] for name in columns)
    sql = (
        f"SELECT {source.key}, {chosen} FROM {source.origin}"  # noqa: S608  (fixed pieces, see above)
        f" WHERE {source.key} > :last AND {_condition(source)} ORDER BY {source.key} LIMIT :size"
    )
    readers = [(index, read) for index, name in enumerate(columns) if (read := _reader(name))]
    last = 0
    while True:
        rows = list(await db.execute_fetchall(sql, {**_parameters(filters), "last": last, "size": size}))
        if not rows:
            return
        last = rows[-1][0]
        yield [_typed(row[1:], readers) for row in rows]


async def count(db: aiosqlite.Connection, dataset: str, filters: Filters) -> int:
    """Count the rows of a dataset."""
    source = SOURCES[dataset]
    sql = f"SELECT count(*) FROM {source.origin} WHERE {_condition(source)}"  # noqa: S608  (fixed pieces, see above)
    rows = await db.execute_fetchall(sql, _parameters(filters))
    return int(next(iter(rows))[0])


async def by_constituency(db: aiosqlite.Connection) -> list[ConstituencyGroup]:
    """Count people with pledges, and their pledges, by constituency as typed and nation."""
    rows = await db.execute_fetchall(
        "SELECT s.constituency, s.nation, count(DISTINCT s.id), count(*)"
        " FROM pledges p JOIN supporters s ON s.id = p.supporter_id"
        " WHERE s.constituency IS NOT NULL GROUP BY s.constituency, s.nation"
    )
    return [ConstituencyGroup(row[0], Nation(row[1]) if row[1] else None, row[2], row[3]) for row in rows]


async def newest_broadcasts(db: aiosqlite.Connection, most: int) -> list[StartedBroadcast]:
    """Load the newest broadcasts that were begun, newest first."""
    rows = await db.execute_fetchall(
        "SELECT id, substr(started_at, 1, 10) FROM broadcasts WHERE started_at IS NOT NULL"
        " ORDER BY id DESC LIMIT ?",
        (most,),
    )
    return [StartedBroadcast(row[0], date.fromisoformat(row[1])) for row in rows]


async def broadcast_exists(db: aiosqlite.Connection, number: int) -> bool:
    rows = await db.execute_fetchall("SELECT 1 FROM broadcasts WHERE id = ?", (number,))
    return bool(list(rows))


def _condition(source: DatasetSource) -> str:
    # the plus keeps SQLite from going by an index on the day: pages go by the key
    since = f"(:since = '' OR +{source.since} >= :since)"
    return f"{since} AND {source.only}" if source.only else since


def _parameters(filters: Filters) -> dict[str, str | int]:
    return {
        "since": filters.since.isoformat() if filters.since else "",
        "broadcast": filters.broadcast,
        "with_health": int(filters.with_health),
    }


def _reader(column: str) -> Callable[[str], date] | None:
    """Return what reads the values of a column that are kept as text but are none."""
    if column.endswith("_on"):
        return lambda text: date.fromisoformat(text[:10])
    return from_text if column == "at" or column.endswith("_at") else None


def _typed(row: Sequence[Any], readers: Sequence[tuple[int, Callable[[str], date]]]) -> Row:
    values = list(row)
    for index, read in readers:
        if values[index] is not None:
            values[index] = read(values[index])
    return tuple(values)
