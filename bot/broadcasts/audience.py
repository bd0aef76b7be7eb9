"""Who a broadcast is for, in an organiser's words and as rules over what is kept."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any

from bot.storage import audiences
from bot.storage.audiences import DEFAULT_LANGUAGE, Exclusion, Rules
from bot.storage.savepoint import Database

REST_DAYS = 7
"""No more than one update a week, unless an organiser says otherwise."""
NAMED = 6
"""Names that are told where one is not known."""
IN_THE_MIDDLE = timedelta(days=1)
"""Whoever has not gone on with a conversation for so long is not in the middle of it any more."""
NATIONS: Mapping[str, str] = {
    "england": "England",
    "scotland": "Scotland",
    "wales": "Wales",
    "northern_ireland": "Northern Ireland",
    "elsewhere": "Somewhere else",
}
_NONE: Mapping[str, str] = {}
REMOVED: Mapping[Exclusion, str] = {
    Exclusion.UNREACHABLE: "blocked the bot or left",
    Exclusion.PLEDGE: "did not make that pledge",
    Exclusion.PLACE: "live somewhere else, or did not say where",
    Exclusion.LANGUAGE: "chose another language",
    Exclusion.NO_LANGUAGE: "chose no language, which counts as English",
    Exclusion.SOURCE: "came by another way",
    Exclusion.ENTRY: "were not given that answer in other words than today's",
    Exclusion.FLOW: "are in the middle of a conversation",
    Exclusion.REST: "had an update in the last {rest}",
}
"""What each rule says of those whom it takes out; {rest} is how long people are left in peace."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody who agreed to updates, narrowed by each part that is not empty. Places add to each other.

    With `entry`, those alone who were given that answer in other words than today's. Who had an update within
    `rest_days` is left out. Who chose no language counts as English.
    """

    pledges: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    constituencies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    entry: str = ""
    rest_days: int = REST_DAYS
    languages: tuple[str, ...] = ()

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    def rules(self, channel: str, now: datetime, wordings: Mapping[str, str] = _NONE) -> Rules:
        """`wordings` has the digest of each answer as it is given now."""
        since = now - timedelta(days=self.rest_days) if self.rest_days else None
        narrowed = {name: getattr(self, name) for name in _LISTS}
        return Rules(
            channel,
            entry=self.entry,
            wording=wordings.get(self.entry, ""),
            since=since,
            active_since=now - IN_THE_MIDDLE,
            **narrowed,
        )

    def in_words(self, called: Mapping[str, str]) -> str:
        """One sentence: Everybody who agreed to updates and lives in Wales."""
        parts = ["Everybody who agreed to updates"]
        if self.languages:
            wanted = f"wants them in {_either(called.get(one, one) for one in self.languages)}"
            none = " or chose no language" if DEFAULT_LANGUAGE in self.languages else ""
            parts.append(f"{wanted}{none}")
        if self.entry:
            parts.append(f'was given the answer to "{called.get(self.entry, self.entry)}"')
        if self.pledges:
            parts.append(f"pledged: {_either(called.get(one, one) for one in self.pledges)}")
        if self.nations or self.constituencies:
            places = [*(NATIONS.get(one, one) for one in self.nations), *self.constituencies]
            parts.append(f"lives in {_either(places)}")
        if self.sources:
            parts.append(f"came by {_either(self.sources)}")
        return f"{' and '.join(parts)}."


_LISTS = ("pledges", "nations", "constituencies", "sources", "languages")
_SINGLE = ("entry", "rest_days")
_TYPED: Mapping[str, str] = {
    "pledge": "pledges",
    "nation": "nations",
    "constituency": "constituencies",
    "source": "sources",
    "language": "languages",
    "rest": "rest_days",
}


_BETWEEN = re.compile(r",(?=\s*[a-z]+\s*=)")
"""A comma in a constituency's name is part of it."""


def load(text: str) -> Audience:
    """The audience that `dump` wrote. An older one does not say every list."""
    kept: dict[str, Any] = json.loads(text)
    parts: dict[str, Any] = {name: tuple(kept.get(name, ())) for name in _LISTS}
    return Audience(**parts, **{name: kept[name] for name in _SINGLE})


def parse(text: str, languages: Collection[str]) -> Audience:
    """An audience as it is typed on the command line: "everyone", or "pledge=a+b,nation=wales,rest=14".

    `languages` are those that can be chosen for updates.

    Raises:
        ValueError: it can't be read; in words.
    """
    if text.strip().casefold() in ("everyone", "everybody", "all"):
        return Audience()
    parts: dict[str, Any] = {}
    for part in _BETWEEN.split(text):
        name, _, value = (one.strip() for one in part.partition("="))
        if name not in _TYPED or not value:
            raise ValueError(f"write everyone, or {'=..., '.join(_TYPED)}=... with commas between")
        if name == "rest" and not value.isdecimal():
            raise ValueError("rest=... takes a number of days, such as rest=7")
        parts[_TYPED[name]] = int(value) if name == "rest" else tuple(one.strip() for one in value.split("+"))
    _known(parts.get("nations", ()), NATIONS, "nation")
    _known(parts.get("languages", ()), languages, "language for updates")
    return Audience(**parts)


async def as_known(db: Database, typed: Audience, deeds: Collection[str]) -> Audience:
    """A typed audience in the names that are kept. `deeds` are those that can be pledged.

    Raises:
        ValueError: a name is not known, so that nobody would get it; in words.
    """
    places = {one.casefold(): one for one in await audiences.constituencies(db)}
    constituencies = tuple(places.get(one.casefold(), one) for one in typed.constituencies)
    _known(
        typed.pledges, {**dict.fromkeys(deeds), **dict.fromkeys(await audiences.pledge_types(db))}, "pledge"
    )
    _known(typed.sources, await audiences.sources(db), "source that anybody came by")
    _known(constituencies, places.values(), "constituency that anybody shares")
    return replace(typed, constituencies=constituencies)


def _known(typed: Iterable[str], known: Collection[str], what: str) -> None:
    unknown = sorted(set(typed) - set(known))
    if not unknown:
        return
    alike = get_close_matches(unknown[0], list(known), NAMED) or list(known)[:NAMED]
    write = f"write {', '.join(alike)}" if alike else "there is none yet"
    raise ValueError(f"{', '.join(unknown)} is no {what}; {write}")


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """How many a broadcast would reach now, and how many each rule takes out."""

    kept: int
    removed: tuple[tuple[Exclusion, int], ...]
    rest_days: int = REST_DAYS

    @property
    def agreed(self) -> int:
        return self.kept + sum(number for _, number in self.removed)

    def in_words(self) -> str:
        lines = [f"{self.agreed:,} agreed to updates"]
        rest = "day" if self.rest_days == 1 else f"{self.rest_days} days"
        lines += [
            f"{number:,} taken out: they {REMOVED[rule].format(rest=rest)}" for rule, number in self.removed
        ]
        return "\n".join([*lines, f"{self.kept:,} will get it"])


async def count(
    db: Database, audience: Audience, channel: str, now: datetime, wordings: Mapping[str, str] = _NONE
) -> AudienceCount:
    """Count the audience as it is now; it is fixed only when sending begins."""
    found = await audiences.count(db, audience.rules(channel, now, wordings))
    removed = tuple((rule, found[rule]) for rule in REMOVED if found.get(rule))
    return AudienceCount(found.get(Exclusion.NONE, 0), removed, audience.rest_days)


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)
