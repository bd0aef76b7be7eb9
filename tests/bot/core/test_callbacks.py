"""Codes of buttons: small, versioned, and never an error when they are old or made up."""

import random

import pytest

from bot.core.callbacks import (
    LIMIT,
    AboutEntry,
    AnswerButton,
    AnyButton,
    CommandButton,
    EntryButton,
    TopicButton,
    decode,
    encode,
)

BUTTONS: list[AnyButton] = [
    AnswerButton("a1b2c3", 1, "yes"),
    AnswerButton("a1b2c3", 9999, "change_" + "x" * 30),
    AnswerButton("a1b2c3", 12, "+northern_ireland"),
    EntryButton(AboutEntry.SHOW, "what_is_redress"),
    EntryButton(AboutEntry.SIMPLER, "x" * 40),
    EntryButton(AboutEntry.NOT_HELPFUL, "what_is_redress", ("scheme_yet", "claims")),
    TopicButton("government"),
    TopicButton("government", 12),
    CommandButton("stop"),
    CommandButton("withdraw", "share_with_mp"),
    CommandButton("carry_on", "a:b:c"),
]


@pytest.mark.parametrize("button", BUTTONS, ids=str)
def test_a_button_comes_back_as_it_was(button: AnyButton) -> None:
    code = encode(button)
    assert 0 < len(code.encode()) <= LIMIT
    assert decode(code) == button


def test_next_best_entries_that_do_not_fit_are_left_out() -> None:
    button = EntryButton(AboutEntry.NOT_HELPFUL, "a" * 20, ("b" * 20, "c" * 20, "d"))
    code = encode(button)
    assert len(code.encode()) <= LIMIT
    assert decode(code) == EntryButton(AboutEntry.NOT_HELPFUL, "a" * 20, ("b" * 20,))


def test_a_code_over_the_limit_is_refused_before_it_is_sent() -> None:
    assert encode(CommandButton("c" * (LIMIT - 5)))
    for button in (CommandButton("c" * (LIMIT - 4)), TopicButton("é" * 31), AnswerButton("r" * 60, 1, "x")):
        with pytest.raises(ValueError, match="64 bytes"):
            encode(button)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "1",
        "1:",
        "0:a:run:1:yes",
        "2:a:run:1:yes",
        "1:a:run:x:yes",
        "1:a:run:-1:yes",
        "1:a:run:1",
        "1:a:run:1:yes:no",
        "1:a:run:²:yes",
        "1:e:z:entry",
        "1:e:s",
        "1:t:topic",
        "1:t:topic:next",
        "1:c:stop",
        "1:x:y",
        "yes",
        "join",
        "1:A:run:1:yes",
    ],
)
def test_an_old_or_made_up_code_stands_for_nothing(code: str) -> None:
    assert decode(code) is None


def test_no_code_at_all_is_an_error() -> None:
    chance = random.Random(7)
    for _ in range(5000):
        code = "".join(chance.choice("1:aetcsyn0٣²é\x00") for _ in range(chance.randrange(64)))
        button = decode(code)
        assert button is None or decode(encode(button)) == button
