"""The audience of a broadcast: people who agreed to updates, without those whom a rule leaves out."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import aiosqlite

from bot.storage.schema.times import to_text

DEFAULT_LANGUAGE = "en"
"""Counts as the language of people who chose none."""


class Exclusion(StrEnum):
    """The rule that leaves somebody out of an audience; the first one that applies."""

    NONE = "kept"
    UNREACHABLE = "unreachable"
    PLEDGE = "pledge"
    PLACE = "place"
    LANGUAGE = "language"
    NO_LANGUAGE = "no_language"
    SOURCE = "source"
    ENTRY = "entry"
    FLOW = "flow"
    REST = "rest"


_AGREED = (
    "EXISTS (SELECT 1 FROM consents c JOIN consent_wordings w ON w.id = c.wording_id"
    " WHERE c.supporter_id = s.id AND w.name = 'updates' AND c.withdrawn_at IS NULL)"
)
_EXCLUDED_BY = (
    "CASE WHEN s.unreachable_at IS NOT NULL THEN 'unreachable'"  # noqa: S608  (constants alone)
    " WHEN :pledges <> '[]' AND NOT EXISTS (SELECT 1 FROM pledges p WHERE p.supporter_id = s.id"
    "  AND p.pledge_type IN (SELECT value FROM json_each(:pledges))) THEN 'pledge'"
    " WHEN (:nations <> '[]' OR :constituencies <> '[]')"
    "  AND coalesce(s.nation, '') NOT IN (SELECT value FROM json_each(:nations))"
    "  AND coalesce(s.constituency, '') NOT IN (SELECT value FROM json_each(:constituencies)) THEN 'place'"
    " WHEN :languages <> '[]' AND coalesce(s.language, :default_language)"
    "  NOT IN (SELECT value FROM json_each(:languages))"
    "  THEN CASE WHEN s.language IS NULL THEN 'no_language' ELSE 'language' END"
    " WHEN :sources <> '[]' AND coalesce(s.source, '') NOT IN (SELECT value FROM json_each(:sources))"
    "  THEN 'source'"
    " WHEN :entry <> '' AND NOT EXISTS (SELECT 1 FROM answers_given a WHERE a.person = s.person"
    "  AND a.entry = :entry AND a.wording_digest <> :wording) THEN 'entry'"
    " WHEN :entry = '' AND EXISTS (SELECT 1 FROM conversations v WHERE v.person = s.person"
    "  AND v.touched_at >= :active_since AND json_valid(v.state)"
    "  AND json_extract(v.state, '$.position') IS NOT NULL) THEN 'flow'"
    " WHEN :since <> '' AND EXISTS (SELECT 1 FROM deliveries d JOIN broadcasts b ON b.id = d.broadcast_id"
    "  WHERE d.person = s.person AND b.kind IN ('update', 'correction')"
    "  AND d.state IN ('waiting', 'sending', 'sent', 'unsure')"
    "  AND coalesce(d.recorded_at, :since) >= :since) THEN 'rest'"
    f" ELSE '{Exclusion.NONE}' END"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What narrows an audience; an empty rule narrows nothing.

    People who had an update since `since` are left in peace, and so are those who went on with a flow since
    `active_since`. Of an `entry`, only people who were given it in other words than `wording` are meant: they
    are corrected even in the middle of a flow.
    """

    channel: str
    pledges: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    constituencies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    entry: str = ""
    since: datetime | None = None
    languages: tuple[str, ...] = ()
    active_since: datetime | None = None
    wording: str = ""

    def parameters(self) -> dict[str, str]:
        """Return the rules as parameters of the query."""
        lists = ("pledges", "nations", "constituencies", "sources", "languages")
        return {
            "channel": f"{self.channel}:*",
            "entry": self.entry,
            "default_language": DEFAULT_LANGUAGE,
            "wording": self.wording,
            "since": to_text(self.since) if self.since else "",
            "active_since": to_text(self.active_since) if self.active_since else "",
            **{name: json.dumps(list(getattr(self, name))) for name in lists},
        }


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """`entry` is the answer's id, `wording` the digest of the words it was given in."""

    person: str
    entry: str
    wording: str


async def count(db: aiosqlite.Connection, rules: Rules) -> dict[Exclusion, int]:
    """Count whom each rule leaves out, and under NONE the audience itself. Each person counts once."""
    rows = await db.execute_fetchall(
        f"SELECT {_EXCLUDED_BY}, count(*) FROM supporters s"  # noqa: S608  (constants of this module)
        f" WHERE s.person GLOB :channel AND {_AGREED} GROUP BY 1",
        rules.parameters(),
    )
    return {Exclusion(row[0]): row[1] for row in rows}


async def freeze_audience(db: aiosqlite.Connection, broadcast: int, rules: Rules) -> int:
    """Make today's audience the recipients of a broadcast; nobody is added later. Return how many."""
    cursor = await db.execute(
        "INSERT INTO deliveries (broadcast_id, person, state)"  # noqa: S608  (constants of this module)
        " SELECT :broadcast, s.person, 'waiting' FROM supporters s"
        f" WHERE s.person GLOB :channel AND {_AGREED} AND {_EXCLUDED_BY} = '{Exclusion.NONE}' ORDER BY s.id",
        {**rules.parameters(), "broadcast": broadcast},
    )
    return cursor.rowcount


async def pledge_types(db: aiosqlite.Connection) -> list[str]:
    """Load what was pledged, the most frequent first."""
    return await _texts(
        db, "SELECT pledge_type FROM pledges GROUP BY pledge_type ORDER BY count(*) DESC, pledge_type"
    )


async def constituencies(db: aiosqlite.Connection) -> list[str]:
    return await _texts(
        db, "SELECT DISTINCT constituency FROM supporters WHERE constituency IS NOT NULL ORDER BY 1"
    )


async def sources(db: aiosqlite.Connection) -> list[str]:
    """Load the leaflets and meetings that people came from, the most frequent first."""
    return await _texts(
        db, "SELECT source FROM supporters WHERE source > '' GROUP BY source ORDER BY count(*) DESC, source"
    )


async def languages(db: aiosqlite.Connection) -> list[str]:
    """Load the languages that people chose, the most frequent first, after the default one."""
    chosen = await _texts(
        db,
        "SELECT language FROM supporters WHERE language <> ? GROUP BY language"
        " ORDER BY count(*) DESC, language",
        DEFAULT_LANGUAGE,
    )
    return [DEFAULT_LANGUAGE, *chosen]


async def entries_given(db: aiosqlite.Connection) -> list[str]:
    """Load the answers that people with a consent to updates were given, the most frequent first."""
    return await _texts(
        db, "SELECT entry FROM answers_given GROUP BY entry ORDER BY count(DISTINCT person) DESC, entry"
    )


async def entries_given_to(db: aiosqlite.Connection, person: str) -> list[str]:
    """Load the answers that one person was given, as far as they are kept."""
    return await _texts(
        db, "SELECT DISTINCT entry FROM answers_given WHERE person = ? ORDER BY entry", person
    )


async def record_answers(db: aiosqlite.Connection, given: Iterable[GivenAnswer], now: datetime) -> None:
    """Record which answers people who agree to updates were given, to be able to correct them.

    The record is deleted after 90 days, with the person, and when they stop updates.
    """
    await db.executemany(
        "INSERT INTO answers_given (person, entry, wording_digest, given_on)"  # noqa: S608  (a constant)
        f" SELECT s.person, ?2, ?3, ?4 FROM supporters s WHERE s.person = ?1 AND {_AGREED}"
        " ON CONFLICT (person, entry, wording_digest) DO UPDATE SET given_on = excluded.given_on",
        [(answer.person, answer.entry, answer.wording, now.date().isoformat()) for answer in given],
    )


async def forget_answers(db: aiosqlite.Connection) -> None:
    """Delete which answers were given to people who no longer agree to updates."""
    await db.execute(
        "DELETE FROM answers_given WHERE person NOT IN"  # noqa: S608  (a constant of this module)
        f" (SELECT s.person FROM supporters s WHERE {_AGREED})"
    )


async def _texts(db: aiosqlite.Connection, sql: str, *values: str) -> list[str]:
    return [row[0] for row in await db.execute_fetchall(sql, values)]
