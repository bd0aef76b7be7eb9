"""Thanks in their many forms, and what only looks like them."""

import pytest

from tests.conftest import real_words

PHRASES = real_words().phrases


@pytest.mark.parametrize(
    "said",
    [
        "Thanks for this!",
        "thank you so much for letting us know x",
        "That’s really helpful, thank you",
        "cheers all",
        "Diolch yn fawr iawn",
        "ta",
        "ok thanks ❤️",
    ],
)
def test_thanks(said: str) -> None:
    assert PHRASES.says_thanks(said)
    assert PHRASES.sounds_pleased(said)


@pytest.mark.parametrize("said", ["👍", "👍🏽", "ok", "OK.", "Lovely", "really helpful", "brilliant news"])
def test_what_is_meant_as_thanks_after_an_update(said: str) -> None:
    assert not PHRASES.says_thanks(said)
    assert PHRASES.sounds_pleased(said)


@pytest.mark.parametrize(
    "said",
    [
        "no thanks",
        "thanks but is there a scheme",
        "thanks for nothing",
        "is it good",
        "ok?",
        "have you news",
        "to all",
        "not helpful",
        "",
        "thank you " * 10,
    ],
)
def test_what_is_no_thanks(said: str) -> None:
    assert not PHRASES.sounds_pleased(said)


def test_thanks_at_the_beginning() -> None:
    assert PHRASES.begins_with_thanks("Thank you, that has cleared it up for me")
    assert PHRASES.begins_with_thanks("ok many thanks, I will tell my sister")
    assert not PHRASES.begins_with_thanks("thanks for nothing")
    assert not PHRASES.begins_with_thanks("thanks, who are you?")
    assert not PHRASES.begins_with_thanks("we want answers not thanks")
