"""Tokens and stems."""

import pytest

from faq.tokenizer import LONGEST, stem, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is mesh BANNED?", ["is", "mesh", "banned"]),
        ("I can\u2019t claim", ["i", "can", "not", "claim"]),
        ("cant dont isnt", ["can", "not", "do", "not", "is", "not"]),
        ("my mum's mesh", ["my", "mum", "mesh"]),
        ("they wouldn't've", ["they", "would", "not", "have"]),
        ("soooo slow", ["soo", "slow"]),
        ("since 2018/19", ["since", "2018", "19"]),
        ("\uff2d\uff25\uff33\uff28", ["mesh"]),
        ("\U0001f622 !!!", []),
        ("", []),
    ],
)
def test_a_message_becomes_plain_words(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_a_very_long_message_is_cut() -> None:
    assert len(tokens("word " * LONGEST)) == LONGEST // len("word ")


def test_forms_of_a_word_share_a_stem() -> None:
    assert stem("claims") == stem("claiming") == stem("claim")
    assert stem("mesh") != stem("primodos")
