"""Products and negation."""

import pytest

from faq.matching.products import ProductNames, is_negated
from faq.tokenizer import tokens
from tests.conftest import real_words

NAMES = ProductNames(real_words().products)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("i took epilim when pregnant", {"valproate"}),
        ("Depakote and mesh", {"valproate", "mesh"}),
        ("my TVT tape", {"mesh"}),
        ("is duogynon the same", {"primodos"}),
        ("hormone pregnancy tests", {"primodos"}),
        ("sodium valporate", {"valproate"}),
        ("premodos", {"primodos"}),
        ("so much red tape", set()),
        ("a pregnancy test from the chemist", set()),
        ("match the other scheme", set()),
        ("", set()),
    ],
)
def test_products_are_found_by_any_name(text: str, named: set[str]) -> None:
    assert NAMES.replace_names(tokens(text))[1] == named


def test_every_name_is_read_as_one_word() -> None:
    assert NAMES.replace_names(tokens("is Epilim Chrono banned"))[0] == [
        "is",
        "valproate",
        "banned",
    ]
    assert NAMES.replace_names(tokens("red tape"))[0] == ["red", "tape"]


def test_other_medicines_are_strangers() -> None:
    assert NAMES.other_products(tokens("Topiramate or breast implants?")) == {
        "topiramate",
        "breast implants",
    }
    assert not NAMES.other_products(tokens("valproate"))


@pytest.mark.parametrize(
    ("text", "no"),
    [
        ("is mesh banned", False),
        ("mesh isn't banned", True),
        ("is mesh unsafe", True),
        ("it is not unsafe", False),
        ("nobody told me", True),
        ("no scheme without money", False),
    ],
)
def test_an_odd_number_of_nots_is_negated(text: str, no: bool) -> None:
    assert is_negated(tokens(text)) is no
