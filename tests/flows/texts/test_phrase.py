"""Phrases, plurals and lists: what may stand in them, and how they are filled in."""

from typing import Annotated, Any

import pytest
from pydantic import ValidationError

from flows.texts import join_list
from flows.texts.phrase import Phrase, Plural, Section, Table, names, translation_of
from tests.conftest import english


class Colours(Table):
    red: Phrase


class Paint(Section):
    plain: Phrase
    named: Annotated[Phrase, names("number", "name", limit=30)]
    tins: Plural
    tins_of: Annotated[Plural, names("colour")]
    colours: Colours


DATA = {
    "plain": "Paint it.",
    "named": "Tin {number} is {name}'s.",
    "tins": {"one": "{count} tin", "other": "{count} tins"},
    "tins_of": {"one": "one tin of {colour}", "other": "{count} tins of {colour}"},
    "colours": {"red": "scarlet"},
}


def paint(language: str = "en", **changes: Any) -> Paint:
    return Paint.model_validate({**DATA, **changes}, context={"language": language})


def refusal(**changes: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        paint(**changes)
    return str(caught.value.errors()[0]["msg"])


def test_a_plain_text_is_used_as_it_is() -> None:
    assert paint().plain == "Paint it."
    assert paint().colours["red"] == "scarlet"


def test_placeholders_are_filled_in_by_calling() -> None:
    assert paint().named(number=3, name="Ann {number}") == "Tin 3 is Ann {number}'s."


@pytest.mark.parametrize("values", [{}, {"number": 3}, {"number": 3, "name": "Ann", "colour": "red"}])
def test_a_missing_or_extra_name_raises_at_once(values: dict[str, str | int]) -> None:
    with pytest.raises(TypeError, match="this text has the names name, number, not "):
        paint().named(**values)


def test_a_plain_text_takes_no_names() -> None:
    with pytest.raises(TypeError, match="has the names none, not name"):
        paint().plain(name="Ann")


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 tins"), (1, "1 tin"), (2, "2 tins"), (1234, "1,234 tins")]
)
def test_a_count_chooses_the_form(count: int, words: str) -> None:
    assert paint().tins(count) == words


def test_a_form_may_say_its_number_in_words() -> None:
    assert paint().tins_of(1, colour="red") == "one tin of red"
    assert paint().tins_of(5, colour="red") == "5 tins of red"


def test_other_languages_have_other_forms_and_may_lack_some() -> None:
    forms = {"two": "dau {count}", "few": "tri {count}", "other": "tuniau {count}"}
    tins = paint("cy", tins=forms).tins
    assert [tins(count) for count in (1, 2, 3, 6)] == ["tuniau 1", "dau 2", "tri 3", "tuniau 6"]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"plain": "Paint {it}."}, "{it} can't stand here; the names this text knows: none"),
        ({"plain": "Paint {It}."}, "a name is a plain {name} in lower-case letters"),
        ({"plain": " "}, "at least 1 character"),
        ({"named": "Tin {number}."}, "{name} is missing; this text has to say it"),
        ({"named": "Tin {number} is {name}'s, " + "x" * 9}, "35 characters; this text holds 30"),
        ({"tins": {"one": "{count} tin"}}, "`other` is missing"),
        ({"tins": {"other": "tins"}}, "{count} is missing in `other`"),
        ({"tins": {"other": "{count} tins of {colour}"}}, "{colour} can't stand here"),
        ({"tins": {"other": "{count} tins", "tow": "{count} tins"}}, "'zero', 'one', 'two'"),
        ({"tins": "tins"}, "valid dictionary"),
    ],
)
def test_what_may_not_stand_in_a_text(changes: dict[str, Any], what: str) -> None:
    assert what in refusal(**changes)


def test_a_translation_takes_the_place_of_what_it_has() -> None:
    data = {"plain": "Paentia.", "tins": {"other": "{count} tun"}, "colours": {}}
    translation = translation_of(Paint).model_validate(data, context={"language": "cy"})
    mixed = paint().under(translation)
    assert (mixed.plain, mixed.tins(1)) == ("Paentia.", "1 tun")
    assert (mixed.tins_of(1, colour="red"), mixed.colours["red"]) == ("one tin of red", "scarlet")


@pytest.mark.parametrize(
    ("items", "words"),
    [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"), (list("abcd"), "a, b, c and d")],
)
def test_a_list_in_a_sentence(items: list[str], words: str) -> None:
    assert join_list(items, english()) == words
