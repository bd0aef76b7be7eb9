"""What an answer looks like when it is passed on."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.content.catalogue import Content
from bot.conversation.router import Conversation
from bot.core.callbacks import AboutEntry, EntryButton
from bot.core.messages import ButtonPress, Message, MessageRef
from tests.conftest import english
from tests.harness.chat import ChatHarness


@pytest.fixture
async def talk(tmp_path: Path, conversation: Conversation, words: Content) -> AsyncIterator[ChatHarness]:
    talk = await ChatHarness.begin(tmp_path, conversation, words.texts)
    yield talk
    await talk.store.close()


def shared(message: Message) -> str:
    """The text that the Share button offers to pass on."""
    button = next(button for row in message.rows for button in row if button.label == "Share")
    return parse_qs(urlsplit(button.url).query)["text"][0]


async def shown(talk: ChatHarness, entry: str) -> Message:
    press = ButtonPress(EntryButton(AboutEntry.SHOW, entry).fitted().pack(), MessageRef(f"m-{entry}", "body"))
    return (await talk.sends(press))[0]


async def test_a_shared_answer_says_when_it_held(talk: ChatHarness, words: Content) -> None:
    for entry in words.entries:
        text = shared(await shown(talk, entry.id))
        assert text.startswith(entry.question)
        if entry.as_of:
            assert text.count(english().public.dates.partial(entry.as_of)) >= 1
            assert text.count(f"As of {english().public.dates.partial(entry.as_of)}.") <= 1
        else:
            assert "As of" not in text.partition(entry.question)[2].partition(" Source: ")[0]


async def test_a_date_that_the_shared_words_have_is_not_said_twice(talk: ChatHarness) -> None:
    assert shared(await shown(talk, "how_much")).count("26 February 2026") == 1


async def test_the_safety_line_goes_with_a_shared_answer_on_valproate(
    talk: ChatHarness, words: Content
) -> None:
    assert words.safety.products["valproate"].line in shared(await shown(talk, "valproate_rules"))
