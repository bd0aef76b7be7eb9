"""Personal details are struck out before anything is kept."""

import pytest

from faq.pii import strip_personal_details, without_marks


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("write to me at ann.smith@example.org please", "ann.smith@example.org"),
        ("ring me on 07700 900123", "900123"),
        ("my number is +44 7700 900123", "900123"),
        ("I live at LS1 4AP", "LS1 4AP"),
        ("my NHS number is 943 476 5919", "943 476 5919"),
        ("my card is 4111 1111 1111 1111", "4111"),
        ("0 7 7 0 0 9 0 0 1 2 3", "0 1 2 3"),
        ("it is 7700900123", "7700900123"),
        ("ring 7700 900 123", "900"),
        ("07700/900123", "900123"),
        ("077 009 00123", "00123"),
        ("I am in LS 11 5QD", "5QD"),
        ("NHS943 476 5919", "476"),
        ("nhs number 9 4 3 4 7 6 5 9 1 9", "5 9 1 9"),
        ("jane dot doe at gmail dot com", "jane"),
        ("jane at mail dot example dot co dot uk", "jane"),
        ("jane @ example . com", "jane"),
        ("jane (at) example (dot) org", "jane"),
        ("sort code 20-00-00 account 12345678", "20-00-00"),
        ("sort code 20-00-00 account 12345678", "12345678"),
        ("pay 20-00-00 12345678", "12345678"),
        ("GB29 NWBK 6016 1331 9268 19", "6016"),
        ("GB29 NWBK 6016 1331 9268 18", "6016"),
        ("my iban is IE29 AIBK 9311 5212 3456 78 thanks", "9311"),
        ("be71096123456769", "6769"),
        ("pay BE71 0961 2345 6769 today", "6769"),
        ("zoë.o'brien+news@bücher.example is mine", "zoë"),
        ("jane#doe@example.scot", "jane"),
        ("jane@example.charity.", "jane"),
        ("jane dot doe at example dot wales", "jane"),
    ],
)
def test_details_go(text: str, gone: str) -> None:
    stripped = strip_personal_details(text)
    assert gone not in stripped.text
    assert stripped.kinds


@pytest.mark.parametrize(
    "text",
    [
        "were 10,000 women harmed",
        "what happened in 1972",
        "is it £25,000 for mesh",
        "what did [2023] EWHC 1282 decide",
        "F71 says considering",
        "from 2018/19 to 2023/24",
        "between 1958 1970 and 1978",
        "01/02/2020 10 women",
        "01.02.2020 12 women wrote",
        "7000000000 people",
        "look at gov.uk for it",
        "so 5 2nd opinions",
        "on account of 20 years of waiting",
        "IE28 AIBK 9311 5212 3456 78",
        "meet @ the station. Then we go",
        "a@b",
    ],
)
def test_numbers_of_the_campaign_stay(text: str) -> None:
    stripped = strip_personal_details(text)
    assert stripped.text == text
    assert not stripped.kinds


@pytest.mark.parametrize(
    "text", ["\ud800@\ud800.org", "\u0301@\u0301.org", "a@\u200d.org", "@@", "a@" + "b" * 300]
)
def test_a_candidate_that_is_no_address_is_no_error(text: str) -> None:
    assert strip_personal_details(text).text


def test_an_address_takes_nothing_of_the_sentences_around_it() -> None:
    said = strip_personal_details("Write to me. jane@example.com. Then ring.")
    assert said.text == "Write to me. [email]. Then ring."


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("is there a scheme yet, ring me on 07700 900123", "is there a scheme yet,"),
        ("my nhs number is 943 476 5919", ""),
        ("SW1A 1AA", ""),
        ("sort code 20-00-00 account 12345678", ""),
        ("I live at LS1 4AP, is there a mesh centre near me", "is there a mesh centre near me"),
        ("is mesh  banned?", "is mesh banned?"),
    ],
)
def test_what_is_left_is_what_could_be_asked(text: str, rest: str) -> None:
    assert strip_personal_details(text).rest == rest


def test_brackets_that_are_no_marks_stay() -> None:
    assert without_marks("[2023] EWHC 1282 [sic]") == "[2023] EWHC 1282 [sic]"


@pytest.mark.parametrize("piece", ["a.", "a dot ", "my ", "0 1 ", "a@", "a@b."])
def test_long_messages_of_one_thing_are_read(piece: str) -> None:
    assert strip_personal_details(piece * (4000 // len(piece))).rest
