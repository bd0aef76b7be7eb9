"""What words weigh by themselves."""

import numpy as np
import pytest

from faq.guards.linear_model import LinearModel, views

MEANINGS = {"want": "WANT", "wish": "WANT", "die": "DIE"}


def test_the_four_views_of_a_message() -> None:
    words, parts, meanings, apart = views(["i", "wish", "to", "die"], MEANINGS)
    assert {"wish", "i wish", "i wish to", "wish to die"} <= words
    assert {"#<wi", "#wish", "#sh>", "#die>"} <= parts
    assert {"=WANT", "=i WANT", "=WANT to DIE"} <= meanings
    assert apart == {"i ~ to", "wish ~ die", "i ~~ die"}


def test_an_empty_message_has_no_features() -> None:
    assert [*views([], MEANINGS)] == [set(), set(), set(), set()]


def test_what_is_known_counts_over_the_length_of_its_view() -> None:
    model = LinearModel(
        ["die", "now", "die ~ now"],
        np.array([[2.0, 0.0], [1.0, -1.0], [4.0, 0.0]]),
        np.array([3.0, 4.0, 2.0]),
        np.array([-1.0, -2.0]),
    )
    danger, medicine = model.score(["die", "right", "now"])
    assert danger == pytest.approx(-1.0 + (2.0 + 1.0) / 5.0 + 4.0 / 2.0)
    assert medicine == pytest.approx(-2.0 - 1.0 / 5.0)


def test_words_nobody_knows_leave_the_bias() -> None:
    assert LinearModel(["x"], np.zeros((1, 2)), np.ones(1), np.array([-3.0, -4.0])).score(["zzz"]) == (
        -3.0,
        -4.0,
    )
