"""Whole messages that stand for a command, and messages that only look like one."""

import pytest

from tests.conftest import real_words

PHRASES = real_words().phrases


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("how do i unsubscribe?", "stop"),
        ("Unsubscribe me", "stop"),
        ("stop it", "stop_what"),
        ("Please stop", "stop_what"),
        ("stop please", "stop_what"),
        ("I want you to stop.", "stop_what"),
        ("how do i leave the campaign", "mydata"),
        ("leave the campaign", "mydata"),
        ("leave", "cancel"),
        ("leave my question", "leave_question"),
        ("Send it to a person", "send_on"),
        ("is this real", "verify"),
        ("are you genuine", "verify"),
    ],
)
def test_a_whole_message_is_a_command(said: str, command: str) -> None:
    assert PHRASES.spoken_command(said) == command


@pytest.mark.parametrize(
    "said",
    [
        "thanks love",
        "Thankyou you've been very helpful",
        "thank you so much for all your help, bless you x",
        "ok that's great thank you",
        "cheers mate",
        "ta very much",
        "Thank you for taking the time to explain",
        "diolch",
    ],
)
def test_thanks_in_its_many_forms(said: str) -> None:
    assert PHRASES.spoken_command(said) == "thanks"


@pytest.mark.parametrize(
    "said",
    [
        "thanks, is mesh banned",
        "thank you but when is the scheme",
        "thanks for nothing",
        "no thanks",
        "thank you is that right?",
        "many women were harmed",
        "thanks my mum took primodos",
    ],
)
def test_what_only_has_thanks_in_it_is_no_thanks(said: str) -> None:
    assert PHRASES.spoken_command(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "r u real or a bot",
        "Are you real?",
        "are you a real person or a robot",
        "is this an AI",
        "am i talking to a human",
        "am I speaking to a real person or is it a machine",
        "so are you just a computer then",
        "whats this even about",
        "what's this about?",
        "what is it all about",
        "who am i talking to",
    ],
)
def test_asking_who_it_is(said: str) -> None:
    assert PHRASES.spoken_command(said) == "about"


@pytest.mark.parametrize(
    "said",
    [
        "is this a real scheme",
        "are you the people behind the report",
        "is it real money",
        "is mesh a real problem",
        "stop valproate",
        "how do we stop this scandal",
        "are you doctors",
        "what is this about mesh",
        "how do I leave a will",
    ],
)
def test_what_only_looks_like_one_is_a_question(said: str) -> None:
    assert PHRASES.spoken_command(said) is None
