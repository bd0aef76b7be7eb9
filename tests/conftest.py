"""What many tests need: the real words, and one matcher and one set of guards for the whole run."""

import os
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.app import build_conversation, build_matcher
from bot.content.catalogue import Words, read_words
from bot.content.flow_actions import Controller
from bot.conversation.router import Conversation
from faq.guards.guards import Guards, ordinary_wordings
from faq.matching.matcher import Matcher

MakeConversation = Callable[..., Conversation]
"""Takes the arguments of `build_conversation` that a test wants otherwise."""

CONTROLLER = Controller("The Test Campaign", "data@example.org")
MEMORY = Path("/dev/shm")
ENOUGH = 2**30

# Every commit of a database waits for its disk; nothing here has to outlive the machine.
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    tempfile.tempdir = str(MEMORY)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-transcripts", action="store_true", help="write the transcripts anew, to be read as a diff"
    )


@pytest.fixture(scope="session")
def words() -> Words:
    return read_words()


@pytest.fixture(scope="session")
def matcher(words: Words, tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    cache: Path = tmp_path_factory.mktemp("matcher") / "matcher.npz"
    return build_matcher(words, cache)


@pytest.fixture(scope="session")
def guards(words: Words) -> Guards:
    return Guards(ordinary_wordings(words.entries))


@pytest.fixture(scope="session")
def make_conversation(words: Words, matcher: Matcher, guards: Guards) -> MakeConversation:
    return partial(
        build_conversation,
        words=words,
        matcher=matcher,
        guards=guards,
        controller=CONTROLLER,
        stub_key=b"k" * 32,
        share_link="https://example.org/campaign",
    )


@pytest.fixture
def conversation(make_conversation: MakeConversation) -> Conversation:
    return make_conversation()
