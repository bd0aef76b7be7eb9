"""Counts by constituency in which no small number is shown, nor can be worked out from what is shown.

Numbers under 5 are hidden. Where a total would give a hidden number away, more is hidden: first the next
smallest constituency of the nation, then the nation's total, then the next smallest nation's total, at last
the total of all (complementary suppression, as statistical offices do it).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.exports.datasets import HIDDEN_UNDER

Counts = Mapping[str, Mapping[str, int]]
"""People by nation and constituency; every number is 1 or more."""


@dataclass(slots=True)
class Suppressed:
    """What is not shown. `places` holds pairs of nation and constituency, `totals` nations."""

    places: set[tuple[str, str]] = field(default_factory=set)
    totals: set[str] = field(default_factory=set)
    everything: bool = False
    """Whether the total of all is hidden too."""


def suppress(counts: Counts) -> Suppressed:
    """What has to be hidden, so that for each hidden number several values remain possible, and for each
    hidden constituency one of 5 or more among them: nobody can tell even that it is small."""
    hidden = Suppressed()
    for nation, places in counts.items():
        hidden.places |= {(nation, name) for name, people in places.items() if people < HIDDEN_UNDER}
        _protect_within(nation, places, hidden)
    _protect_totals(counts, hidden)
    return hidden


def _protect_within(nation: str, places: Mapping[str, int], hidden: Suppressed) -> None:
    """Hide more of a nation until its total gives nothing away; or else hide its total."""
    while not _hard_to_tell(people for name, people in places.items() if (nation, name) in hidden.places):
        shown = {name: people for name, people in places.items() if (nation, name) not in hidden.places}
        if not shown:
            hidden.totals.add(nation)
            return
        hidden.places |= {(nation, name) for name in _smallest(shown)}


def _protect_totals(counts: Counts, hidden: Suppressed) -> None:
    """Hide more nations' totals until the total of all gives none of them away; or else hide that."""
    totals = {nation: sum(places.values()) for nation, places in counts.items()}
    while hidden.totals:
        pooled = [counts[nation][name] for nation, name in hidden.places if nation in hidden.totals]
        if len(hidden.totals) > 1 and _hard_to_tell(pooled):
            return
        shown = {nation: total for nation, total in totals.items() if nation not in hidden.totals}
        if not shown:
            hidden.everything = True
            return
        for nation in _smallest(shown):
            hidden.totals.add(nation)
            if not any(of == nation for of, _ in hidden.places):
                hidden.places |= {(nation, name) for name in _smallest(counts[nation])}


def _hard_to_tell(people: Iterable[int]) -> bool:
    """Whether these numbers, of which the sum can be worked out, are safe: each may be 1, or 5 and more; and
    if all are small, they are not all as large as a hidden number gets."""
    numbers = list(people)
    some_below_most = any(number != HIDDEN_UNDER - 1 for number in numbers)
    room = sum(numbers) - len(numbers) + 1 >= HIDDEN_UNDER
    return not numbers or (len(numbers) > 1 and room and some_below_most)


def _smallest(numbers: Mapping[str, int]) -> list[str]:
    """The names of the smallest number: all of them, since a choice among equals would tell something."""
    least = min(numbers.values())
    return [name for name, number in numbers.items() if number == least]
