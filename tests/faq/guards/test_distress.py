"""Messages of hardship are met with care, and ordinary ones are not."""

import re
from pathlib import Path

import pytest

from faq.guards.distress import HARDSHIP, mentions_hardship
from faq.guards.patterns import read_patterns

EXAMPLES = Path(__file__).parents[1] / "hardship.txt"
LEAST_MET, MOST_MET_IN_VAIN = 0.8, 0.05


def examples(part: str) -> list[str]:
    """The messages of one part of the file."""
    after = EXAMPLES.read_text("utf-8").split(f"== {part}\n")[1]
    return after.split("\n== ")[0].strip().splitlines()


HARD, ORDINARY = examples("to be met with care"), examples("ordinary")


def test_there_are_enough_examples() -> None:
    assert len(set(HARD)) >= 60
    assert len(set(ORDINARY)) >= 60


@pytest.mark.parametrize("text", HARD[::2])
def test_hardship_is_heard(text: str) -> None:
    assert mentions_hardship(text)


@pytest.mark.parametrize("text", ORDINARY[::2])
def test_ordinary_messages_are_left_alone(text: str) -> None:
    assert not mentions_hardship(text)


def test_the_examples_that_are_held_back_stay_within_bounds() -> None:
    heard, in_vain = HARD[1::2], ORDINARY[1::2]
    assert sum(map(mentions_hardship, heard)) / len(heard) >= LEAST_MET
    assert sum(map(mentions_hardship, in_vain)) / len(in_vain) <= MOST_MET_IN_VAIN


@pytest.mark.parametrize("text", ["", "😢", "mesh", "is there a scheme yet", "x" * 5000])
def test_what_has_no_such_words_is_left_alone(text: str) -> None:
    assert not mentions_hardship(text)


@pytest.mark.parametrize("text", ["IM IN AGONY!!!", "no-one cares", "nobody really ever believes us"])
def test_the_way_of_typing_does_not_matter(text: str) -> None:
    assert mentions_hardship(text)


@pytest.mark.parametrize("pattern", read_patterns(HARDSHIP).sections["hardship"])
def test_every_pattern_of_the_list_can_be_found(pattern: str) -> None:
    """One with a short form, a capital or a comma in it never would be."""
    wording = re.sub(r"\(([^|)]*)[^)]*\)", r"\1", pattern).replace("~", "").replace("*", "")
    assert mentions_hardship(wording)
