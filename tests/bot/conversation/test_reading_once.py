"""Guards, matcher and the list of spoken commands read each message at most once."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.catalogue import Content
from bot.conversation.router import Conversation
from bot.core.messages import Incoming, Text, Unreadable
from faq.guards.guards import Guards
from faq.matching.matcher import Matcher
from faq.pii import strip_personal_details
from flows.phrases import SpokenPhrases
from tests.harness.chat import ChatHarness

MESSAGES: tuple[Incoming | str, ...] = (
    "hello",
    "is there a scheme yet",
    "what about my aunt's dog",
    "yes",
    "7",
    "thanks for that, really helpful",
    "my email is ann@example.org, is mesh banned",
    "I can't cope with this any more",
    "can I stop taking valproate",
    "/pledge",
    "tell two freinds",
    "is mesh banned",
    "what is your favourite colour",
    "no idea",
    "stop it",
    Unreadable("photo", caption="my mesh"),
    "x" * 3000,
    "cancel",
    "/talk",
    "please ring me about my pledge",
)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each part was asked to read something."""
    counts: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def count(*args: object) -> object:
            counts[name] += 1
            return function(*args)

        return count

    monkeypatch.setattr(Guards, "check", counted("guards", Guards.check))
    monkeypatch.setattr(Matcher, "match", counted("matcher", Matcher.match))
    spoken = counted("spoken commands", SpokenPhrases.spoken_command)
    monkeypatch.setattr(SpokenPhrases, "spoken_command", spoken)
    pii = counted("personal details", strip_personal_details)
    monkeypatch.setattr("bot.core.parsed_message.strip_personal_details", pii)
    return counts


async def test_each_part_reads_a_message_at_most_once(
    tmp_path: Path, conversation: Conversation, words: Content, reads: Counter[str]
) -> None:
    talk = await ChatHarness.begin(tmp_path, conversation, words.texts)
    for message in MESSAGES:
        reads.clear()
        typed = isinstance(message, str) and not message.startswith("/")
        await talk.sends(Text(message) if typed and isinstance(message, str) else message)
        assert reads.keys() <= {"guards", "matcher", "spoken commands", "personal details"}
        assert not reads or max(reads.values()) == 1, (message, reads)
    await talk.store.close()
