"""Thanks in their many forms, and what only looks like them."""

import pytest

from bot.core.thanks import begins_with_thanks, says_thanks, sounds_pleased


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
    assert says_thanks(said)
    assert sounds_pleased(said)


@pytest.mark.parametrize("said", ["👍", "👍🏽", "ok", "OK.", "Lovely", "really helpful", "brilliant news"])
def test_what_is_meant_as_thanks_after_an_update(said: str) -> None:
    assert not says_thanks(said)
    assert sounds_pleased(said)


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
    assert not sounds_pleased(said)


def test_thanks_at_the_beginning() -> None:
    assert begins_with_thanks("Thank you, that has cleared it up for me")
    assert begins_with_thanks("ok many thanks, I will tell my sister")
    assert not begins_with_thanks("thanks for nothing")
    assert not begins_with_thanks("thanks, who are you?")
    assert not begins_with_thanks("we want answers not thanks")
