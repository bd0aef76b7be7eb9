"""What buttons carry: small, typed, versioned, and never an error when it is old or made up."""

from collections.abc import Callable
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.callbacks import (
    LARGEST,
    LIMIT,
    AboutEntry,
    AnswerButton,
    Callback,
    CommandButton,
    EntryButton,
    Packed,
    PendingInput,
    TopicButton,
)


class Colour(StrEnum):
    RED = "r"
    BLUE = "b"


class Everything(Callback, code="test_every"):
    number: int
    name: str
    sure: bool
    colour: Colour | None
    page: int | None
    rest: str


class Several(Callback, code="test_several"):
    first: bool | None
    names: tuple[str, ...] = ()


class Nothing(Callback, code="test_nothing"):
    pass


class Asked(PendingInput, code="test_asked"):
    number: int


NUMBERS = st.integers(0, LARGEST)
WRITTEN = st.characters(exclude_categories=["Cs"])
NAMES = st.text(st.characters(exclude_characters=":", exclude_categories=["Cs"]), max_size=2)
VALUES: st.SearchStrategy[Packed] = st.one_of(
    st.builds(
        Everything,
        NUMBERS,
        NAMES,
        st.booleans(),
        st.sampled_from(Colour) | st.none(),
        st.integers(0, 99) | st.none(),
        st.text(WRITTEN, max_size=2),
    ),
    st.builds(Several, st.booleans() | st.none(), st.lists(NAMES, max_size=3).map(tuple)),
    st.builds(Nothing),
    st.builds(Asked, NUMBERS),
    st.builds(AnswerButton, NAMES, NUMBERS, st.text(WRITTEN, max_size=4)),
    st.builds(EntryButton, st.sampled_from(AboutEntry), NAMES, st.lists(NAMES, max_size=2).map(tuple)),
    st.builds(CommandButton, NAMES, st.text(WRITTEN, max_size=4)),
)
CODES = ["test_every", "test_several", "test_nothing", "a", "e", "t", "c"]
WITHOUT_FILES = settings(database=None, deadline=None)


@WITHOUT_FILES
@given(VALUES)
def test_a_value_comes_back_as_it_was(value: Packed) -> None:
    packed = value.pack()
    assert len(packed.encode()) <= LIMIT
    assert Packed.unpack(packed) == value
    assert type(value).unpack(packed) == value
    assert Nothing.unpack(packed) is None or value == Nothing()


@WITHOUT_FILES
@given(
    st.one_of(
        st.text(st.characters() | st.sampled_from("2:\ud800"), max_size=70),
        st.builds("2:{}:{}".format, st.sampled_from(CODES), st.text("019:rbsy٣²-é ")),
    )
)
def test_forged_data_is_never_an_error(data: str) -> None:
    value = Packed.unpack(data)
    assert value is None or value.pack() == data


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("2:test_every:3:x:1:r::a:b", Everything(3, "x", True, Colour.RED, None, "a:b")),
        ("2:test_every:0::0::7:", Everything(0, "", False, None, 7, "")),
        ("2:test_several:", Several(None)),
        ("2:test_several::", Several(None, ("",))),
        ("2:test_several:0:x:y", Several(False, ("x", "y"))),
        ("2:test_nothing", Nothing()),
        ("2:a:run:12:+northern_ireland", AnswerButton("run", 12, "+northern_ireland")),
        ("2:t:government:0", TopicButton("government")),
    ],
)
def test_a_value_is_packed_as_its_code_and_fields(data: str, value: Packed) -> None:
    assert value.pack() == data
    assert Callback.unpack(data) == value


@pytest.mark.parametrize(
    "data",
    [
        "",
        "2",
        "2:",
        "1:t:government:0",
        "3:t:government:0",
        "2:x:y",
        "2:T:government:0",
        "2:t:government",
        "2:t:government:",
        "2:t:government:next",
        "2:t:government:-1",
        "2:t:government:01",
        "2:t:government:²",
        "2:t:government:٣",
        "2:t:government:1:2",
        f"2:t:government:{2**63}",
        f"2:t:{'x' * LIMIT}:0",
        "2:e:z:entry",
        "2:e:s",
        "2:test_nothing:",
        "2:test_several:2",
        "2:test_several:true",
        "join",
    ],
)
def test_older_or_made_up_data_stands_for_nothing(data: str) -> None:
    assert Packed.unpack(data) is None


def test_a_press_is_never_taken_for_what_was_asked_for() -> None:
    assert Callback.unpack(Asked(3).pack()) is None
    assert PendingInput.unpack(Asked(3).pack()) == Asked(3)
    assert PendingInput.unpack(Nothing().pack()) is None


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (CommandButton("c" * 60), "CommandButton takes more than 64 bytes"),
        (TopicButton("é" * 31), "TopicButton takes more than 64 bytes"),
        (TopicButton("a:b"), "TopicButton: only a text at the end may hold ':'"),
        (Several(True, ("a", "b:c")), "Several: only a text at the end may hold ':'"),
        (TopicButton("a", -1), "TopicButton: a number from 0"),
        (Asked(LARGEST + 1), "Asked: a number from 0"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_before_it_is_sent(value: Packed, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        value.pack()


def test_next_best_entries_that_do_not_fit_are_left_out() -> None:
    button = EntryButton(AboutEntry.NOT_HELPFUL, "a" * 20, ("b" * 20, "c" * 20, "d"))
    assert button.fitted() == EntryButton(AboutEntry.NOT_HELPFUL, "a" * 20, ("b" * 20,))
    assert len(button.fitted().pack()) <= LIMIT


def _with_the_same_code() -> None:
    class Another(Callback, code="t"):
        pass


def _with_a_float() -> None:
    class Rate(Callback, code="test_rate"):
        rate: float


def _with_a_text_or_none() -> None:
    class Named(Callback, code="test_named"):
        name: str | None


def _with_a_tuple_in_the_middle() -> None:
    class Middle(Callback, code="test_middle"):
        names: tuple[str, ...]
        page: int


@pytest.mark.parametrize(
    ("declare", "problem"),
    [
        (_with_the_same_code, "Another has the code of TopicButton: 't'"),
        (_with_a_float, "Rate.rate: a button can't hold <class 'float'>"),
        (_with_a_text_or_none, "Named.name: a button can't hold str | None"),
        (_with_a_tuple_in_the_middle, "Middle: a tuple can only be the last field"),
    ],
)
def test_a_class_that_could_not_be_read_back_is_an_error_at_import(
    declare: Callable[[], None], problem: str
) -> None:
    with pytest.raises(TypeError) as raised:
        declare()
    assert problem.rpartition(".")[2] in str(raised.value)
    for code in ("test_rate", "test_named", "test_middle"):
        assert Packed.unpack(f"2:{code}:1") is None


def test_a_base_for_others_has_no_code_and_is_never_sent() -> None:
    class AboutTopic(Callback):
        topic: str

    class OpenTopic(AboutTopic, code="test_open"):
        page: int = 0

    assert OpenTopic("x", 2).pack() == "2:test_open:x:2"
    with pytest.raises(ValueError, match="AboutTopic is a base"):
        AboutTopic("x").pack()
