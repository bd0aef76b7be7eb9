"""What people type, and what it is taken for."""

import pytest

from flows.answer_parsers import (
    plain,
    read_choice,
    read_choices,
    read_consent,
    read_part,
    read_text,
    read_typed,
    read_yes_no,
)
from flows.script import AnswerKind

DEEDS = {
    "write": "Write to my MP",
    "follow": "Follow up with my MP",
    "share": "Share a fact from here",
    "friends": "Tell two friends",
}
PRODUCTS = {
    "primodos": "Primodos",
    "valproate": "Sodium valproate",
    "mesh": "Pelvic mesh",
    "family": "A family member",
    "supporter": "I support others",
}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("LS1 4AP", "LS1 4AP"),
        ("ls14ap", "LS1 4AP"),
        ("  ls1  4ap. ", "LS1 4AP"),
        ("LS1-4AP", "LS1 4AP"),
        ("M1 1AE", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"),
        ("DN55 1PT", "DN55 1PT"),
        ("W1A 0AX", "W1A 0AX"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("SW1A 2AA", "SW1A 2AA"),
        ("SW1A OAA", "SW1A 0AA"),
        ("sw1aoaa", "SW1A 0AA"),
        ("BT7 1NN", "BT7 1NN"),
        ("EH99 1SP", "EH99 1SP"),
        ("CF99 1SN", "CF99 1SN"),
        ("JE2 3AB", "JE2 3AB"),
        ("BF1 0AX", "BF1 0AX"),
    ],
)
def test_postcodes(typed: str, kept: str) -> None:
    assert read_typed("postcode", typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "LS1",
        "4AP",
        "LS1 4A",
        "LS1 4APX",
        "LS111 4AP",
        "L1S 4APP",
        "Q1 1AA",  # no area begins with Q, V or X
        "V1 1AA",
        "AI1 1AA",  # nor has I, J or Z second
        "A1I 1AA",  # I, L, M, N, O, Q, R, V, X, Y and Z are not third
        "LS1 4CP",  # C, I, K, M, O and V are not in the inward code
        "LS1 4PO",
        "123 456",
        "Leeds",
        "SW1A",
        "my postcode is LS1 4AP",
        "ＬＳ１ ４ＡＰ",
    ],
)
def test_what_is_no_postcode(typed: str) -> None:
    assert read_typed("postcode", typed) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1/2/1980", "1980-02-01"),
        ("01/02/1980", "1980-02-01"),
        ("31-12-1999", "1999-12-31"),
        ("31.12.1999", "1999-12-31"),
        ("31 12 1999", "1999-12-31"),
        ("1980-02-01", "1980-02-01"),
        ("1980/02/01", "1980-02-01"),
        ("1 February 1980", "1980-02-01"),
        ("1 feb 1980", "1980-02-01"),
        ("1st of May, 1972", "1972-05-01"),
        ("2nd May 1972", "1972-05-02"),
        ("3rd sept 1972", "1972-09-03"),
        ("May 4th, 1972", "1972-05-04"),
        ("Sep 4 1972", "1972-09-04"),
        ("Thursday 4 May 1972", "1972-05-04"),
        ("  29 Feb 2024. ", "2024-02-29"),
    ],
)
def test_dates_have_the_day_first(typed: str, kept: str) -> None:
    assert read_typed("date", typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "31/02/1980",
        "30 February 1980",
        "29 Feb 2023",
        "31 April 1990",
        "12/25/1990",
        "00/01/1990",
        "1/13/1990",
        "1/2/80",
        "1/2",
        "1980",
        "May 1980",
        "1/2/1899",
        "yesterday",
        "1 Febuary 1980",
    ],
)
def test_what_is_no_date(typed: str) -> None:
    assert read_typed("date", typed) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ann@example.org", "ann@example.org"),
        (" Ann.Lee+news@mail.example.co.uk. ", "Ann.Lee+news@mail.example.co.uk"),
        ("<ann@example.org>", "ann@example.org"),
        ("mailto:ann@example.org", "ann@example.org"),
        ("o_brien-1@ex-ample.wales", "o_brien-1@ex-ample.wales"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
        ("zoë.o'brien@bücher.example", "zoë.o'brien@bücher.example"),
    ],
)
def test_email_addresses(typed: str, kept: str) -> None:
    assert read_typed("email", typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ann",
        "ann@",
        "@example.org",
        "ann@example",
        "ann@@example.org",
        "ann lee@example.org",
        "ann@exa mple.org",
        ".ann@example.org",
        "ann.@example.org",
        "ann..lee@example.org",
        "ann@-example.org",
        "ann@example-.org",
        "ann@example..org",
        "ann@example.o",
        "ann@machine.localhost",
        "ann@example.org, bob@example.org",
        f"{'a' * 65}@example.org",
        f"ann@{'a.' * 130}org",
    ],
)
def test_what_is_no_email_address(typed: str) -> None:
    assert read_typed("email", typed) is None


YES = [
    "yes",
    "YES",
    " Yes. ",
    "y",
    "yeah",
    "Yep!",
    "yesss",
    "yes please",
    "Yes, I am",
    "I am",
    "i do",
    "aye",
    "1",
]
YES += ["ok", "sure", "of course", "That’s right", "correct", "definitely", "I agree"]
NO = [
    "no",
    "NO!",
    "n",
    "nope",
    "nooo",
    "nah",
    "No thanks",
    "no, thank you",
    "I don’t",
    "I'm not",
    "i do not",
    "2",
]
NO += ["I disagree", "I don't agree", "no I don't", "never", "not now", "I’d rather not", "please don't"]
NEITHER = [
    "",
    "maybe",
    "yes and no",
    "yes but no",
    "Yes, I disagree",
    "yes I don't agree",
    "no I agree",
    "3",
    "12",
]
NEITHER += ["not sure", "what is redress", "yes I degree", "eyes", "know", "is it yes", "👍", "yes or no?"]


@pytest.mark.parametrize("typed", YES)
def test_yes_in_many_words(typed: str) -> None:
    assert read_yes_no(typed) == "yes"


@pytest.mark.parametrize("typed", NO)
def test_no_in_many_words(typed: str) -> None:
    assert read_yes_no(typed) == "no"
    assert read_consent(typed) == "no"


@pytest.mark.parametrize("typed", NEITHER)
def test_what_is_neither_yes_nor_no(typed: str) -> None:
    assert read_yes_no(typed) is None
    assert read_consent(typed) is None


@pytest.mark.parametrize("typed", ["yes", "Yes, I agree.", "I agree", "yes please", "I do", "1", "I consent"])
def test_clear_words_consent(typed: str) -> None:
    assert read_consent(typed) == "yes"


@pytest.mark.parametrize("typed", ["ok", "okay", "sure", "right", "I am", "yep", "of course", "correct"])
def test_loose_words_do_not_consent(typed: str) -> None:
    assert read_yes_no(typed) == "yes"
    assert read_consent(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1", "write"),
        (" 2. ", "follow"),
        ("3)", "share"),
        ("number 4", "friends"),
        ("option 1", "write"),
        ("#2", "follow"),
        ("Write to my MP", "write"),
        ("WRITE TO MY MP!", "write"),
        ("wriet to my mp", "write"),
        ("write to my  pm", "write"),
        ("folow up with my mp", "follow"),
        ("share a fcat from here", "share"),
        ("tel two freinds", "friends"),
    ],
)
def test_choices_by_number_by_label_and_with_slips(typed: str, meant: str) -> None:
    assert read_choice(typed, DEEDS) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0",
        "5",
        "99999999999999999999",
        "1.5",
        "-1",
        "²",
        "1 2",
        "my mp",
        "write",
        "do not write to my mp",
        "not write to my mp",
        "how do I write to my mp",
        "a",
    ],
)
def test_what_names_no_choice_for_sure(typed: str) -> None:
    assert read_choice(typed, DEEDS) is None


def test_a_word_that_turns_the_sense_round_is_no_slip() -> None:
    labels = {"banned": "Is mesh banned?", "redress": "What is redress?"}
    assert read_choice("is mehs banned", labels) == "banned"
    assert read_choice("is mesh not banned", labels) is None
    assert read_choice("isn't mesh banned", {"not": "Isn't mesh banned?"}) == "not"
    assert read_choice("is mesh banned", {"not": "Isn't mesh banned?"}) is None


def test_labels_that_are_much_alike_are_not_guessed_between() -> None:
    labels = {"leeds_east": "Leeds East", "leeds_west": "Leeds West"}
    assert read_choice("Leeds East", labels) == "leeds_east"
    assert read_choice("Leeds Eest", labels) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mesh", "mesh"),
        ("the mesh", None),
        ("not mesh", None),
        ("valproate", "valproate"),
        ("family", "family"),
        ("family member", "family"),
        ("a", None),
        ("others", "supporter"),
        ("", None),
    ],
)
def test_part_of_a_label(typed: str, meant: str | None) -> None:
    assert read_part(typed, PRODUCTS) == meant


def test_part_of_two_labels_names_neither() -> None:
    assert read_part("with my mp", DEEDS) == "follow"
    assert read_part("here my mp", {"one": "Here is my MP", "two": "Here is not my MP"}) is None


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("1, 3", ("primodos", "mesh")),
        ("3,1", ("primodos", "mesh")),
        ("1 3", ("primodos", "mesh")),
        ("1 and 3", ("primodos", "mesh")),
        ("1 & 3", ("primodos", "mesh")),
        ("1; 3; 3", ("primodos", "mesh")),
        ("mesh and family", ("mesh", "family")),
        ("Pelvic mehs, Primodos", ("primodos", "mesh")),
        ("primodos\nvalproate", ("primodos", "valproate")),
        ("mesh", ("mesh",)),
        ("5", ("supporter",)),
        ("1, 9", None),
        ("1, banana", None),
        ("mesh and not primodos", None),
        ("13", None),
        (",", None),
        ("", None),
    ],
)
def test_several_choices_at_once(typed: str, named: tuple[str, ...] | None) -> None:
    assert read_choices(typed, PRODUCTS) == named


def test_short_texts() -> None:
    assert read_text("  Leeds \n East ") == "Leeds East"
    assert read_text("x" * 200) == "x" * 200
    assert read_text("x" * 201) is None
    assert read_text("Ynys Môn") == "Ynys Môn"
    assert [read_text(text) for text in ("", "   ", "?", "...", "👍", "\u200b")] == [None] * 6


def test_plain_text_has_no_case_quotes_or_end_marks() -> None:
    assert plain("  “Carry   ON”!! ") == "carry on"
    assert plain("Don’t") == "don't"


@pytest.mark.parametrize("kind", ["yes_no", "text", "email", "postcode", "date"])
@pytest.mark.parametrize(
    "typed", ["9" * 5000, "\x00", "a@" * 3000, "{controller}", "١٢٣", "1" * 40 + "/2/1980"]
)
def test_no_text_breaks_a_reader(kind: AnswerKind, typed: str) -> None:
    kept = read_typed(kind, typed)
    assert kept is None or kind == "text"
    assert read_choice(typed, DEEDS) is None
    assert read_choices(typed, PRODUCTS) is None


def test_another_number_is_no_slip() -> None:
    labels = {"one": "Approve update 1"}
    assert read_choice("aprove update 1", labels) == "one"
    assert read_choice("approve update 7", labels) is None
