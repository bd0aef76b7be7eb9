"""What many tests need: the real words, and one matcher and one set of guards for the whole run."""

import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

from bot.app import Campaign, broadcast_policy, build_conversation, build_matcher
from bot.channels.telegram.share_links import share_url
from bot.config.controller import Controller
from bot.config.settings import load_settings
from bot.content.catalogue import Content, read_content
from bot.conversation.router import Conversation
from faq.guards.guards import Guards, ordinary_wordings
from faq.matching.matcher import Matcher
from flows.texts import Texts

MakeConversation = Callable[..., Conversation]
"""Takes the arguments of `build_conversation` that a test wants otherwise."""

CONTROLLER = Controller("The Test Campaign", "data@example.org")
MEMORY = Path("/dev/shm")
ENOUGH = 2**30

# Every commit of a database waits for its disk; nothing here has to outlive the machine.
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    tempfile.tempdir = str(MEMORY)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores, since many tests wait for timers and for other processes."""
    return (os.cpu_count() or 1) + 1


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
def guards(words: Content) -> Guards:
    return Guards(ordinary_wordings(words.entries))


@pytest.fixture(scope="session")
def campaign(words: Content, matcher: Matcher, guards: Guards) -> Campaign:
    """What every channel of the test campaign shares."""
    policy = broadcast_policy(load_settings(None, {}), words, CONTROLLER)
    return Campaign(words, matcher, guards, policy, CONTROLLER, b"k" * 32)


@pytest.fixture(scope="session")
def make_conversation(words: Content, matcher: Matcher, guards: Guards) -> MakeConversation:
    return partial(
        build_conversation,
        content=words,
        matcher=matcher,
        guards=guards,
        controller=CONTROLLER,
        tombstone_key=b"k" * 32,
        share_url=share_url("https://example.org/campaign"),
    )


@pytest.fixture
def conversation(make_conversation: MakeConversation) -> Conversation:
    return make_conversation()
