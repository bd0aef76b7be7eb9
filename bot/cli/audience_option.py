"""The option `--audience`: the audience of an update as typed on the command line."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from bot.broadcasts.audience import Audience
from bot.storage import audiences
from bot.storage.savepoint import Database
from bot.storage.schema.enums import Nation

MAX_SUGGESTIONS = 6
"""Names to suggest in place of an unknown one."""
_FIELDS: Mapping[str, str] = {
    "pledge": "pledges",
    "nation": "nations",
    "constituency": "constituencies",
    "source": "sources",
    "language": "languages",
    "rest": "rest_days",
}
"""What is typed, and the field of `Audience` that it sets."""
_SEPARATOR = re.compile(r",(?=\s*[a-z]+\s*=)")
"""A comma between two fields; one in the name of a constituency is part of the name."""


def parse(text: str, languages: Collection[str]) -> Audience:
    """Read an audience such as "everyone" or "pledge=a+b,nation=wales,rest=14".

    `languages` are those that people can choose for updates.

    Raises:
        ValueError: it can't be read. The message says how to write it.
    """
    if text.strip().casefold() in ("everyone", "everybody", "all"):
        return Audience()
    parts: dict[str, Any] = {}
    for part in _SEPARATOR.split(text):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name not in _FIELDS or not value:
            raise ValueError(f"write everyone, or {'=..., '.join(_FIELDS)}=... with commas between")
        if name == "rest" and not value.isdecimal():
            raise ValueError("rest=... takes a number of days, such as rest=7")
        parts[_FIELDS[name]] = (
            int(value) if name == "rest" else tuple(name.strip() for name in value.split("+"))
        )
    _require_known(parts.get("nations", ()), list(Nation), "nation")
    _require_known(parts.get("languages", ()), languages, "language for updates")
    return Audience(**parts)


async def resolve(db: Database, typed: Audience, pledge_types: Collection[str]) -> Audience:
    """Return a typed audience with names as they are stored. `pledge_types` are those that people can make.

    Raises:
        ValueError: a name is unknown, so nobody would get the update. The message suggests others.
    """
    places = {place.casefold(): place for place in await audiences.constituencies(db)}
    constituencies = tuple(places.get(place.casefold(), place) for place in typed.constituencies)
    _require_known(
        typed.pledges,
        {**dict.fromkeys(pledge_types), **dict.fromkeys(await audiences.pledge_types(db))},
        "pledge",
    )
    _require_known(typed.sources, await audiences.sources(db), "source that anybody came by")
    _require_known(constituencies, places.values(), "constituency that anybody shares")
    return replace(typed, constituencies=constituencies)


def _require_known(typed: Iterable[str], known: Collection[str], what: str) -> None:
    unknown = sorted(set(typed) - set(known))
    if not unknown:
        return
    alike = get_close_matches(unknown[0], list(known), MAX_SUGGESTIONS) or list(known)[:MAX_SUGGESTIONS]
    write = f"write {', '.join(alike)}" if alike else "there is none yet"
    raise ValueError(f"{', '.join(unknown)} is no {what}; {write}")
