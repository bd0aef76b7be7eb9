"""Who a broadcast goes to: those who agreed to updates, less those whom a rule takes out."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import aiosqlite

KEPT = "kept"
DEFAULT_LANGUAGE = "en"
"""What whoever chose no language counts as."""
_AGREED = (
    "EXISTS (SELECT 1 FROM consents c JOIN consent_wordings w ON w.id = c.wording_id"
    " WHERE c.supporter_id = s.id AND w.name = 'updates' AND c.withdrawn_at IS NULL)"
)
_REMOVED_BY = (
    "CASE WHEN s.unreachable_at IS NOT NULL THEN 'unreachable'"  # noqa: S608  (constants alone)
    " WHEN :pledges <> '[]' AND NOT EXISTS (SELECT 1 FROM pledges p WHERE p.supporter_id = s.id"
    "  AND p.deed IN (SELECT value FROM json_each(:pledges))) THEN 'pledge'"
    " WHEN (:nations <> '[]' OR :constituencies <> '[]')"
    "  AND coalesce(s.nation, '') NOT IN (SELECT value FROM json_each(:nations))"
    "  AND coalesce(s.constituency, '') NOT IN (SELECT value FROM json_each(:constituencies)) THEN 'place'"
    " WHEN :languages <> '[]' AND coalesce(s.language, :default_language)"
    "  NOT IN (SELECT value FROM json_each(:languages))"
    "  THEN CASE WHEN s.language IS NULL THEN 'no_language' ELSE 'language' END"
    " WHEN :sources <> '[]' AND coalesce(s.source, '') NOT IN (SELECT value FROM json_each(:sources))"
    "  THEN 'source'"
    " WHEN :entry <> '' AND NOT EXISTS (SELECT 1 FROM answers_given a WHERE a.person = s.person"
    "  AND a.entry = :entry AND a.wording <> :wording) THEN 'entry'"
    " WHEN :entry = '' AND EXISTS (SELECT 1 FROM conversations v WHERE v.person = s.person"
    "  AND v.touched_at >= :touched AND json_valid(v.state)"
    "  AND json_extract(v.state, '$.position') IS NOT NULL) THEN 'flow'"
    " WHEN :since <> '' AND EXISTS (SELECT 1 FROM deliveries d JOIN broadcasts b ON b.id = d.broadcast_id"
    "  WHERE d.person = s.person AND b.kind IN ('update', 'correction')"
    "  AND d.state IN ('waiting', 'sending', 'sent', 'unsure')"
    "  AND coalesce(d.at, :since) >= :since) THEN 'rest'"
    f" ELSE '{KEPT}' END"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What narrows an audience; empty means that it does not. Whoever had an update since `since` rests, and
    whoever went on with a flow since `touched` is not disturbed. Of an `entry` those count who were given it
    in other words than `wording`: they are corrected, wherever they are.
    """

    channel: str
    pledges: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    constituencies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    entry: str = ""
    since: datetime | None = None
    languages: tuple[str, ...] = ()
    touched: datetime | None = None
    wording: str = ""

    def values(self) -> dict[str, str]:
        """The rules as values of the query."""
        listed = ("pledges", "nations", "constituencies", "sources", "languages")
        return {
            "channel": f"{self.channel}:*",
            "entry": self.entry,
            "default_language": DEFAULT_LANGUAGE,
            "wording": self.wording,
            "since": self.since.isoformat() if self.since else "",
            "touched": self.touched.isoformat() if self.touched else "",
            **{name: json.dumps(list(getattr(self, name))) for name in listed},
        }


async def count(db: aiosqlite.Connection, rules: Rules) -> dict[str, int]:
    """How many each rule removes, by its name, and how many are kept. Nobody is removed by two rules."""
    rows = await db.execute_fetchall(
        f"SELECT {_REMOVED_BY}, count(*) FROM supporters s"  # noqa: S608  (constants of this module)
        f" WHERE s.person GLOB :channel AND {_AGREED} GROUP BY 1",
        rules.values(),
    )
    return {row[0]: row[1] for row in rows}


async def fix(db: aiosqlite.Connection, broadcast: int, rules: Rules) -> int:
    """Write the audience down, one row for each person; how many. Nobody is added later."""
    cursor = await db.execute(
        "INSERT INTO deliveries (broadcast_id, person, state)"  # noqa: S608  (constants of this module)
        " SELECT :broadcast, s.person, 'waiting' FROM supporters s"
        f" WHERE s.person GLOB :channel AND {_AGREED} AND {_REMOVED_BY} = '{KEPT}' ORDER BY s.id",
        {**rules.values(), "broadcast": broadcast},
    )
    return cursor.rowcount


async def deeds(db: aiosqlite.Connection) -> list[str]:
    """What was pledged, most often first."""
    rows = await db.execute_fetchall("SELECT deed FROM pledges GROUP BY deed ORDER BY count(*) DESC, deed")
    return [row[0] for row in rows]


async def constituencies(db: aiosqlite.Connection) -> list[str]:
    rows = await db.execute_fetchall(
        "SELECT DISTINCT constituency FROM supporters WHERE constituency IS NOT NULL ORDER BY 1"
    )
    return [row[0] for row in rows]


async def sources(db: aiosqlite.Connection) -> list[str]:
    """The leaflets and meetings that people came from, most often first."""
    rows = await db.execute_fetchall(
        "SELECT source FROM supporters WHERE source > '' GROUP BY source ORDER BY count(*) DESC, source"
    )
    return [row[0] for row in rows]


async def languages(db: aiosqlite.Connection) -> list[str]:
    """The language of those who chose none, then the others that somebody chose, most often first."""
    rows = await db.execute_fetchall(
        "SELECT language FROM supporters WHERE language <> ? GROUP BY language"
        " ORDER BY count(*) DESC, language",
        (DEFAULT_LANGUAGE,),
    )
    return [DEFAULT_LANGUAGE, *(row[0] for row in rows)]


async def entries_given(db: aiosqlite.Connection) -> list[str]:
    """Answers that people with a consent to updates were given, by whatever words, most often first."""
    rows = await db.execute_fetchall(
        "SELECT entry FROM answers_given GROUP BY entry ORDER BY count(DISTINCT person) DESC, entry"
    )
    return [row[0] for row in rows]


async def answers_of(db: aiosqlite.Connection, person: str) -> list[str]:
    """The answers one person was given, as far as that is kept."""
    rows = await db.execute_fetchall(
        "SELECT DISTINCT entry FROM answers_given WHERE person = ? ORDER BY entry", (person,)
    )
    return [row[0] for row in rows]


async def note_answers(
    db: aiosqlite.Connection, given: Iterable[tuple[str, str, str]], now: datetime
) -> None:
    """Note which answer (its entry and the digest of its words) somebody was given, to be able to correct it:
    only of people who agree to updates. The notes go after 90 days, with the person, and once they stop
    updates."""
    await db.executemany(
        "INSERT INTO answers_given (person, entry, wording, given_on)"  # noqa: S608  (a constant of this module)
        " SELECT s.person, ?2, ?3, ?4 FROM supporters s"
        f" WHERE s.person = ?1 AND {_AGREED}"
        " ON CONFLICT (person, entry, wording) DO UPDATE SET given_on = excluded.given_on",
        [(person, entry, wording, now.date().isoformat()) for person, entry, wording in given],
    )


async def forget_answers(db: aiosqlite.Connection) -> None:
    """Take away which answers were given to people who don't agree to updates any more."""
    await db.execute(
        "DELETE FROM answers_given WHERE person NOT IN"  # noqa: S608  (a constant of this module)
        f" (SELECT s.person FROM supporters s WHERE {_AGREED})"
    )
