"""Misspelt words."""

import pytest

from faq.matching.spelling import Spelling, common_words, rare_words

FAQ = ("valproate", "primodos", "mesh", "compensation", "damage")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("valporate", "valproate"),
        ("primados", "primodos"),
        ("compnesation", "compensation"),
        ("mehs", "mesh"),
        ("qzxv", "qzxv"),
        ("2018", "2018"),
        ("mes", "mes"),
    ],
)
def test_a_word_nobody_knows_becomes_the_nearest_of_the_faq(typed: str, meant: str) -> None:
    assert Spelling(FAQ).correct_word(typed) == meant


def test_common_words_are_never_bent() -> None:
    spelling = Spelling(FAQ)
    assert "match" in common_words()
    assert spelling.correct_word("match") == "match"
    assert Spelling(FAQ, common=frozenset(), rare=frozenset()).correct_word("messh") == "mesh"


def test_rare_words_are_bent_only_to_what_is_very_near() -> None:
    assert "carnage" in rare_words()
    assert Spelling(FAQ).correct_word("carnage") == "carnage"
    assert Spelling(FAQ, rare=frozenset()).correct_word("dammge") == "damage"
    assert Spelling(FAQ, rare=frozenset({"dosage"})).correct_word("dosage") == "dosage"
    assert Spelling(FAQ, rare=frozenset()).correct_word("dosage") == "damage"


def test_the_lists_are_british_and_apart() -> None:
    assert {"colour", "favourite"} <= common_words()
    assert not common_words() & rare_words()
