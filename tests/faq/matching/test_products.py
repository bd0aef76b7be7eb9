"""Products and negation."""

import pytest

from faq.entry import Product
from faq.matching.products import is_negated, load_products
from faq.tokenizer import tokens


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("i took epilim when pregnant", {Product.VALPROATE}),
        ("Depakote and mesh", {Product.VALPROATE, Product.MESH}),
        ("my TVT tape", {Product.MESH}),
        ("is duogynon the same", {Product.PRIMODOS}),
        ("hormone pregnancy tests", {Product.PRIMODOS}),
        ("sodium valporate", {Product.VALPROATE}),
        ("premodos", {Product.PRIMODOS}),
        ("so much red tape", set()),
        ("a pregnancy test from the chemist", set()),
        ("match the other scheme", set()),
        ("", set()),
    ],
)
def test_products_are_found_by_any_name(text: str, named: set[Product]) -> None:
    assert load_products().replace_names(tokens(text))[1] == named


def test_every_name_is_read_as_one_word() -> None:
    assert load_products().replace_names(tokens("is Epilim Chrono banned"))[0] == [
        "is",
        "valproate",
        "banned",
    ]
    assert load_products().replace_names(tokens("red tape"))[0] == ["red", "tape"]


def test_other_medicines_are_strangers() -> None:
    assert load_products().other_products(tokens("Topiramate or breast implants?")) == {
        "topiramate",
        "breast implants",
    }
    assert not load_products().other_products(tokens("valproate"))


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
