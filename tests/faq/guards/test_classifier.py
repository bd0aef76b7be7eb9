"""Which messages are read by the guards' network, and how long ones are."""

import numpy as np
import pytest

from faq.guards.classifier import (
    MAX_READS,
    NO_RISK,
    SEGMENT_WORDS,
    WINDOW_WORDS,
    RiskClassifier,
    Thresholds,
    segments,
    windows,
)
from faq.guards.linear_model import LinearModel
from faq.guards.transformer import Transformer

OPEN = Thresholds(0.5, (-1.0, -1.0), (0.0, 0.0))


def test_a_message_that_is_not_read_weighs_nothing(classifier: RiskClassifier) -> None:
    assert classifier.score(". yes . ") == NO_RISK
    assert classifier.score(". . ") == NO_RISK


@pytest.mark.parametrize("before", [0, 20, 69, 200, 600])
@pytest.mark.parametrize("after", [0, 40, 300])
def test_danger_is_heard_wherever_it_stands_in_a_long_message(
    classifier: RiskClassifier, before: int, after: int
) -> None:
    heard = " ".join([*talk(before), ".", "i am going to kill myself tonight", ".", *talk(after)])
    assert classifier.score(f". {heard} . ").danger > 0


def talk(count: int) -> list[str]:
    sentence = [
        "we",
        "met",
        "the",
        "mp",
        "in",
        "leeds",
        "and",
        "she",
        "will",
        "write",
        "to",
        "the",
        "minister",
        "about",
        "the",
        "scheme",
        ".",
    ]
    return [sentence[at % len(sentence)] for at in range(count)]


@pytest.mark.parametrize("count", [1, 29, 30, 31, 45, 46, 69, 70, 71, 140, 500])
def test_every_word_is_read_in_the_whole_and_in_a_part(count: int) -> None:
    words = [f"w{at}" for at in range(count)]
    heard = f". {' '.join(words)} . "
    assert {word for window in windows(heard) for word in window} == set(words)
    assert all(len(window) <= WINDOW_WORDS for window in windows(heard))
    if count > SEGMENT_WORDS:
        assert {word for segment in segments(heard) for word in segment} == set(words)
        assert all(len(segment) <= SEGMENT_WORDS for segment in segments(heard))
    else:
        assert segments(heard) == []


def test_a_part_is_a_sentence_of_some_length() -> None:
    assert segments(". yes . i can not come . she is not safe here . ") == [
        ["i", "can", "not", "come"],
        ["she", "is", "not", "safe", "here"],
    ]


def test_both_count_together_and_the_bound_is_taken_off(
    monkeypatch: pytest.MonkeyPatch, classifier: RiskClassifier
) -> None:
    monkeypatch.setattr(Transformer, "score", lambda *_: np.array([1.0, -2.0], dtype=np.float32))
    model = LinearModel(["die"], np.array([[3.0, 1.0]]), np.array([2.0]), np.array([0.5, -0.5]))
    weight = RiskClassifier(model, classifier._network, Thresholds(0.5, (0.0, 0.0), (0.25, -1.0))).score(
        ". die . "
    )
    assert weight.danger == pytest.approx(1.0 + 0.5 * (3.0 / 2.0 + 0.5) - 0.25)
    assert weight.medicine == pytest.approx(-2.0 + 0.5 * (1.0 / 2.0 - 0.5) + 1.0)


def test_of_very_many_parts_those_are_read_whose_words_weigh_most(
    monkeypatch: pytest.MonkeyPatch, classifier: RiskClassifier
) -> None:
    read: list[int] = []

    def score(_: Transformer, rows: list[int]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        read.append(len(rows))
        return np.zeros(2, dtype=np.float32)

    monkeypatch.setattr(Transformer, "score", score)
    model = LinearModel(["die"], np.array([[3.0, 0.0]]), np.ones(1), np.zeros(2))
    heard = ". " + " . ".join(["we met the mp in leeds", "i want to die"] * 60) + " . "
    weight = RiskClassifier(model, classifier._network, OPEN).score(heard)
    assert len(read) == MAX_READS
    assert weight.danger > 0
