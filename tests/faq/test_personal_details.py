"""Personal details are struck out before anything is kept."""

import pytest

from faq.personal_details import strip_personal_details


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("write to me at ann.smith@example.org please", "ann.smith@example.org"),
        ("ring me on 07700 900123", "900123"),
        ("my number is +44 7700 900123", "900123"),
        ("I live at LS1 4AP", "LS1 4AP"),
        ("my NHS number is 943 476 5919", "943 476 5919"),
        ("my card is 4111 1111 1111 1111", "4111"),
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
    ],
)
def test_numbers_of_the_campaign_stay(text: str) -> None:
    stripped = strip_personal_details(text)
    assert stripped.text == text
    assert not stripped.kinds
