"""What many tests need: the real words, one matcher for the whole run, conversations line by line."""

from functools import cache
from pathlib import Path

import pytest

from bot.app import Campaign, broadcast_policy, build_conversation, build_matcher
from bot.config.controller import Controller
from bot.config.settings import load_settings
from bot.content.catalogue import Content, read_content
from bot.conversation.router import Conversation
from faq.guards.guards import Guards, ordinary_wordings
from faq.matching.matcher import Matcher
from flows.texts import Texts

CONTROLLER = Controller("The Test Campaign", "data@example.org")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-transcripts", action="store_true", help="write the transcripts anew, to be read as a diff"
    )


@cache
def real_words() -> Content:
    return read_content()


def english() -> Texts:
    """The bot's own texts, for contexts that a test makes itself."""
    return real_words().texts


@pytest.fixture(scope="session")
def words() -> Content:
    return real_words()


@pytest.fixture(scope="session")
def matcher(words: Content, tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    cache: Path = tmp_path_factory.mktemp("matcher") / "matcher.npz"
    return build_matcher(words, cache)


@pytest.fixture(scope="session")
def campaign(words: Content, matcher: Matcher) -> Campaign:
    """What every channel of the test campaign shares."""
    guards = Guards(ordinary_wordings(words.entries))
    settings = load_settings(None, {})
    return Campaign(
        words, matcher, guards, broadcast_policy(settings, words, CONTROLLER), CONTROLLER, b"k" * 32
    )


@pytest.fixture
def conversation(words: Content, matcher: Matcher) -> Conversation:
    return build_conversation(
        words, matcher, controller=CONTROLLER, stub_key=b"k" * 32, share_link="https://example.org/campaign"
    )
