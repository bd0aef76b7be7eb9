"""Figures by constituency: for the campaign itself, and anonymised for others."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.exports.formats.cells import Cell, struck_out
from bot.exports.suppression import Suppressed, suppress
from bot.storage.exports import ConstituencyGroup
from flows.texts.exports import FigureTexts


@dataclass(frozen=True, slots=True)
class Constituency:
    """One constituency. People type its name themselves, so each may be spelt in several ways."""

    nation: str
    name: str
    people: int
    pledges: int


def places(groups: Iterable[ConstituencyGroup], texts: FigureTexts) -> list[Constituency]:
    """Merge groups whose names differ in capitals, spaces or punctuation alone. Most people's spelling and
    nation are taken, and no personal details.
    """
    people: dict[str, Counter[str]] = defaultdict(Counter)
    nations: dict[str, Counter[str]] = defaultdict(Counter)
    pledges: Counter[str] = Counter()
    for group in groups:
        name = struck_out(group.constituency)
        key = _folded(name)
        people[key][" ".join(name.split())] += group.people
        nations[key].update({group.nation: group.people} if group.nation else {})
        pledges[key] += group.pledges
    merged = [
        Constituency(_most(nations[key]) or texts.not_known, _most(names), names.total(), pledges[key])
        for key, names in people.items()
    ]
    return sorted(merged, key=lambda place: (place.nation, place.name.casefold()))


def figures(places: Sequence[Constituency]) -> list[list[Cell]]:
    """Return rows of nation, constituency, people, pledges, for the campaign itself."""
    return [[place.nation, place.name, place.people, place.pledges] for place in places]


def anonymised(places: Sequence[Constituency], texts: FigureTexts) -> list[list[Cell]]:
    """Return rows of nation, constituency, people, with totals, that anybody may see.

    Constituencies with a hidden number are not named: their names were typed by a few people only, and could
    be anything.
    """
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for place in places:
        counts[place.nation][place.name] = place.people
    hidden = suppress(counts)
    rows = [row for nation in sorted(counts) for row in _of_nation(nation, counts[nation], hidden, texts)]
    total = texts.hidden if hidden.everything else sum(place.people for place in places)
    return [*rows, [texts.all, texts.all, total]] if rows else []


def _of_nation(
    nation: str, people: dict[str, int], hidden: Suppressed, texts: FigureTexts
) -> list[list[Cell]]:
    shown: list[list[Cell]] = [
        [nation, name, number] for name, number in people.items() if (nation, name) not in hidden.places
    ]
    others: list[list[Cell]] = [[nation, texts.others, texts.hidden]] if len(shown) < len(people) else []
    total: Cell = texts.hidden if nation in hidden.totals else sum(people.values())
    return [*shown, *others, [nation, texts.all, total]]


def _folded(name: str) -> str:
    letters = "".join(letter if letter.isalnum() else " " for letter in name.casefold())
    return " ".join(letters.split()) or name


def _most(counted: Counter[str]) -> str:
    """Return what was counted most; of equals, the first by the alphabet; nothing if nothing was counted."""
    return min(counted, key=lambda name: (-counted[name], name), default="")
