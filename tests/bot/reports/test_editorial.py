"""What editors see in the chat: in words, in short pages, and never people."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.content.catalogue import Content
from bot.core.messages import Choices, Command, Message, Paragraph
from bot.storage import organisers, unanswered
from bot.storage.schema.enums import Role
from tests.conftest import MakeConversation
from tests.harness.chat import ChatHarness, words_of

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
async def talk(
    tmp_path: Path, words: Content, make_conversation: MakeConversation
) -> AsyncIterator[ChatHarness]:
    """An editor, and a bot all of whose answers are overdue."""
    late = {
        name: topic.model_copy(
            update={
                "entries": tuple(
                    one.model_copy(update={"review_by": date(2026, 11, 1)}) for one in topic.entries
                )
            }
        )
        for name, topic in words.topics.items()
    }
    conversation = make_conversation(content=replace(words, topics=late))
    talk = await ChatHarness.begin(tmp_path, conversation, words.texts)
    async with talk.store.transaction() as db:
        await organisers.grant(db, "telegram:1", Role.EDITOR, NOW)
    yield talk
    await talk.store.close()


async def through(talk: ChatHarness, command: str) -> list[Message]:
    """Every page of a list, by the number that is typed for the next."""
    pages = await talk.sends(Command(command))
    while any(isinstance(block, Choices) for block in pages[-1].blocks):
        pages += await talk.sends("1")
    return pages


async def test_overdue_answers_are_named_by_their_questions_in_short_pages(
    talk: ChatHarness, words: Content
) -> None:
    pages = await through(talk, "overdue")
    assert len(pages) > 3
    assert all(len(words_of(page)) < 600 for page in pages)
    assert all(len(page.rows) <= 1 for page in pages)
    told = "\n".join(map(words_of, pages))
    for entry in words.entries:
        assert f"{entry.question} Since 1 November 2026." in told
        assert f"{entry.id}:" not in told
        assert told.count(entry.question) == (2 if entry.confirm else 1)
    assert "main.py" not in told
    looks = await talk.rows("SELECT action FROM audit_log")
    assert looks == [("looked at what is overdue",)], "one look, however many pages"


async def test_a_long_question_is_cut_and_many_come_in_pages(talk: ChatHarness) -> None:
    async with talk.store.transaction() as db:
        for word in ("bicycle", "weather", "parliament", "garden", "kitchen", "music", "holiday", "football"):
            await unanswered.add(db, f"{word} " * 30, NOW)
    pages = await through(talk, "questions")
    assert len(pages) > 1
    assert all(len(words_of(page)) < 600 for page in pages)
    lines = [
        line
        for page in pages
        for block in page.blocks
        if isinstance(block, Paragraph)
        for line in block.text.split("\n")
    ]
    assert len(lines) == 8
    assert all(line.startswith("1 time: ") and line.endswith("…") for line in lines)


async def test_nothing_to_do_is_said(talk: ChatHarness) -> None:
    (page,) = await through(talk, "questions")
    assert "None at the moment." in words_of(page)
