"""Anonymised counts: no hidden number can be worked out from what is shown, by any sum of it."""

import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from bot.exports.constituencies import Constituency, anonymised, places
from bot.exports.datasets import FileFormat
from bot.exports.exporter import write_file
from bot.exports.suppression import Counts, Suppressed, suppress
from bot.storage.exports import ConstituencyGroup
from bot.storage.schema.enums import Nation
from bot.storage.store import Store
from tests.harness.records import asked, export_texts, join

HIDDEN, ALL, OTHERS = "hidden", "(all)", "(other constituencies)"
UNDER = 5
MOST = 11
"""People of a constituency in random campaigns."""


class Reader:
    """Somebody who knows more than the table tells: which constituencies there are, hidden ones among them,
    that each has somebody, and every sum. Nobody's number of people is over `limit`."""

    def __init__(self, counts: Counts, hidden: Suppressed, limit: int) -> None:
        self._counts = counts
        self._hidden = hidden
        self._limit = limit
        self._unknown = sorted(hidden.places)

    def possible(self) -> Iterator[dict[tuple[str, str], int]]:
        """Every way in which the hidden constituencies can be filled so that all that is shown is right."""
        for numbers in product(range(1, self._limit + 1), repeat=len(self._unknown)):
            guess = dict(zip(self._unknown, numbers, strict=True))
            if self._fits(guess):
                yield guess

    def total(self, nation: str, guess: dict[tuple[str, str], int]) -> int:
        """People of a nation under a guess."""
        places = self._counts[nation]
        return sum(guess.get((nation, name), people) for name, people in places.items())

    def _fits(self, guess: dict[tuple[str, str], int]) -> bool:
        true = {nation: sum(places.values()) for nation, places in self._counts.items()}
        guessed = {nation: self.total(nation, guess) for nation in self._counts}
        shown = set(self._counts) - self._hidden.totals
        if any(guessed[nation] != true[nation] for nation in shown):
            return False
        return self._hidden.everything or sum(guessed.values()) == sum(true.values())


def check(counts: Counts) -> None:
    """No small number is shown, and each hidden number might be another one."""
    hidden = suppress(counts)
    assert not [
        (nation, name)
        for nation, names in counts.items()
        for name, people in names.items()
        if people < UNDER and (nation, name) not in hidden.places
    ]
    sums = {nation: sum(names.values()) for nation, names in counts.items()}
    assert not [nation for nation, total in sums.items() if total < UNDER and nation not in hidden.totals]
    assert hidden.everything or not sums or sum(sums.values()) >= UNDER
    if not hidden.places:
        assert not hidden.totals
        return
    largest = max(people for names in counts.values() for people in names.values())
    reader = Reader(counts, hidden, max(largest, UNDER) + 1)
    guesses = list(reader.possible())
    for place in hidden.places:
        values = {guess[place] for guess in guesses}
        assert len(values) > 1, (counts, place)
        assert max(values) >= UNDER, (counts, place, "known to be small")
    for nation in hidden.totals:
        assert len({reader.total(nation, guess) for guess in guesses}) > 1, (counts, nation)
    if hidden.everything:
        alls = {sum(reader.total(nation, guess) for nation in counts) for guess in guesses}
        assert len(alls) > 1, counts


@pytest.mark.parametrize("shape", [(1,), (2,), (3,), (1, 1), (2, 1), (1, 1, 1)])
def test_every_small_campaign_keeps_its_secrets(shape: tuple[int, ...]) -> None:
    for numbers in product((1, 3, 4, 5, 6), repeat=sum(shape)):
        left = iter(numbers)
        check({f"n{at}": {f"p{place}": next(left) for place in range(size)} for at, size in enumerate(shape)})


def test_random_campaigns_keep_their_secrets() -> None:
    chance = random.Random(11)
    checked = 0
    while checked < 60:
        counts = {
            f"n{nation}": {
                f"p{at}": chance.choice((chance.randint(1, 6), chance.randint(5, MOST)))
                for at in range(chance.randint(1, 5))
            }
            for nation in range(chance.randint(1, 4))
        }
        if len(suppress(counts).places) <= 3:
            check(counts)
            checked += 1


def test_one_hidden_number_takes_the_next_smallest_with_it() -> None:
    hidden = suppress({"england": {"a": 3, "b": 9, "c": 7, "d": 20}})
    assert hidden.places == {("england", "a"), ("england", "c")}
    assert not hidden.totals


def test_of_equals_none_is_chosen() -> None:
    assert suppress({"wales": {"a": 3, "b": 9, "c": 9}}).places == {
        ("wales", "a"),
        ("wales", "b"),
        ("wales", "c"),
    }


def test_a_nation_with_one_small_constituency_takes_the_next_smallest_nation_with_it() -> None:
    hidden = suppress({"wales": {"a": 3}, "scotland": {"b": 9, "c": 30}, "england": {"d": 50, "e": 60}})
    assert hidden.totals == {"wales", "scotland"}
    assert hidden.places == {("wales", "a"), ("scotland", "b")}
    assert not hidden.everything


def test_where_nothing_is_small_nothing_is_hidden() -> None:
    assert suppress({"england": {"a": 5, "b": 50}, "wales": {"c": 5}}) == Suppressed()
    assert suppress({}) == Suppressed()


def test_rows_name_no_constituency_that_only_a_few_typed() -> None:
    found = [
        Constituency("england", "Leeds East", 12, 20),
        Constituency("england", "jo smith, 3 high street", 1, 1),
        Constituency("england", "York Central", 8, 9),
        Constituency("england", "Hull", 30, 31),
    ]
    assert anonymised(found, export_texts().values) == [
        ["england", "Leeds East", 12],
        ["england", "Hull", 30],
        ["england", OTHERS, HIDDEN],
        ["england", ALL, 51],
        [ALL, ALL, 51],
    ]
    assert anonymised([], export_texts().values) == []


def test_spellings_of_one_constituency_are_one() -> None:
    groups = [
        ConstituencyGroup("Leeds East", Nation.ENGLAND, 3, 4),
        ConstituencyGroup("leeds  east", None, 1, 1),
        ConstituencyGroup("LEEDS-EAST", Nation.WALES, 1, 2),
        ConstituencyGroup("Ynys Môn", Nation.WALES, 2, 2),
        ConstituencyGroup("???", None, 1, 1),
    ]
    assert places(groups, export_texts().values) == [
        Constituency("england", "Leeds East", 5, 7),
        Constituency("not known", "???", 1, 1),
        Constituency("wales", "Ynys Môn", 2, 2),
    ]


async def test_the_file_shows_hidden_where_a_number_would_be(tmp_path: Path) -> None:
    database = tmp_path / "bot.sqlite3"
    store = await Store.open(database)
    async with store.transaction() as db:
        for number in range(1, 23):
            constituency = "Leeds East" if number <= 12 else "York" if number <= 19 else "Hull"
            await join(db, number, nation="england", constituency=constituency, deeds=["share_myth"])
    await store.close()
    output = tmp_path / "a.csv"
    for what in ("constituencies", "pledges"):
        await write_file(database, asked(what, FileFormat.CSV, anonymised=True), output)
        assert output.read_text(encoding="utf-8-sig").splitlines() == [
            "nation,constituency,people",
            "england,Leeds East,12",
            f"england,{OTHERS},hidden",
            f"england,{ALL},22",
            f"{ALL},{ALL},22",
        ]
