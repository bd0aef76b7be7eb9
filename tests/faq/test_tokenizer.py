"""Tokens and stems."""

import pytest

from faq.tokenizer import MAX_LENGTH, content_stems, stem, tokens


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
    assert len(tokens("word " * MAX_LENGTH)) == MAX_LENGTH // len("word ")


def test_forms_of_a_word_share_a_stem() -> None:
    assert stem("claims") == stem("claiming") == stem("claim")
    assert stem("mesh") != stem("primodos")


def test_stop_words_go_and_stems_stay_in_order() -> None:
    assert content_stems(tokens("Is there a petition I could be signing?")) == ["petit", "sign"]


def test_a_not_is_never_a_stop_word() -> None:
    assert content_stems(tokens("it is not so")) == ["not"]


def test_stop_words_alone_have_no_content_stems() -> None:
    assert content_stems(tokens("what is it about")) == []
