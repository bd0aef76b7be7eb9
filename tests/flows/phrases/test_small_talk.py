"""Messages that hold no question, and those that sound like one."""

import pytest

from tests.conftest import real_words

PHRASES = real_words().phrases


@pytest.mark.parametrize(
    "said", ["is mesh safe", "what is redress", "wot is mesh", "mesh?", "mesh ban in the uk"]
)
def test_a_question_sounds_asked(said: str) -> None:
    assert PHRASES.sounds_asked(said)


@pytest.mark.parametrize("said", ["mesh", "both of them", "my son", ""])
def test_what_may_be_an_answer_does_not(said: str) -> None:
    assert not PHRASES.sounds_asked(said)
