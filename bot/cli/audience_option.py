"""The audience of an update as it is typed on the command line: `--audience`."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from bot.broadcasts.audience import Audience, Nation
from bot.storage import audiences
from bot.storage.savepoint import Database

NAMED = 6
"""Names that are suggested where one is not known."""
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


def parse(text: str, languages: Collection[str]) -> Audience:
    """Read an audience as it is typed on the command line: "everyone", or "pledge=a+b,nation=wales,rest=14".

    `languages` are those that can be chosen for updates.

    Raises:
        ValueError: it can't be read. The message says how to write it.
    """
    if text.strip().casefold() in ("everyone", "everybody", "all"):
        return Audience()
    parts: dict[str, Any] = {}
    for part in _BETWEEN.split(text):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name not in _TYPED or not value:
            raise ValueError(f"write everyone, or {'=..., '.join(_TYPED)}=... with commas between")
        if name == "rest" and not value.isdecimal():
            raise ValueError("rest=... takes a number of days, such as rest=7")
        parts[_TYPED[name]] = (
            int(value) if name == "rest" else tuple(name.strip() for name in value.split("+"))
        )
    _known(parts.get("nations", ()), list(Nation), "nation")
    _known(parts.get("languages", ()), languages, "language for updates")
    return Audience(**parts)


async def as_known(db: Database, typed: Audience, deeds: Collection[str]) -> Audience:
    """Return a typed audience in the names that are stored. `deeds` are those that can be pledged.

    Raises:
        ValueError: a name is not known, so that nobody would get it. The message suggests others.
    """
    places = {place.casefold(): place for place in await audiences.constituencies(db)}
    constituencies = tuple(places.get(place.casefold(), place) for place in typed.constituencies)
    _known(typed.pledges, {**dict.fromkeys(deeds), **dict.fromkeys(await audiences.deeds(db))}, "pledge")
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
