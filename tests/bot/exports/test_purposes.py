"""What an export is for goes into the log for ever: help comes first, and no details of people."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.content.catalogue import Content
from bot.core.messages import Command, Unreadable
from bot.exports.wizard import add_routes
from bot.storage import organisers
from bot.storage.schema.enums import Role
from tests.conftest import MakeConversation
from tests.harness.chat import ChatHarness, words_of
from tests.harness.office import LIZ, office


@pytest.fixture
async def talk(
    tmp_path: Path, make_conversation: MakeConversation, words: Content
) -> AsyncIterator[ChatHarness]:
    conversation = make_conversation(features=[add_routes])
    async with office(tmp_path, conversation, words) as talk:
        async with talk.store.transaction() as db:
            await organisers.grant(db, LIZ, Role.EXPORTER, talk.clock())
        await talk.sends(Command("export"), who=LIZ)
        yield talk


async def jobs(talk: ChatHarness) -> str:
    return str(await talk.rows("SELECT selection FROM export_jobs"))


@pytest.mark.parametrize("kind", ["text", "photo"])
async def test_help_comes_before_a_purpose_is_taken(talk: ChatHarness, words: Content, kind: str) -> None:
    danger = "I want to kill myself tonight"
    sent = danger if kind == "text" else Unreadable("photo", caption=danger)
    said = await talk.sends(sent, who=LIZ)
    assert [words_of(one) for one in said] == ["\n".join(words.safety.crisis)]
    await talk.sends("letter to MPs in Leeds", who=LIZ)
    assert await jobs(talk) == "[]"


async def test_details_are_struck_out_of_a_purpose(talk: ChatHarness) -> None:
    said = await talk.sends("letter about jane@example.org, 07700 900123", who=LIZ)
    assert "I struck out what looks like personal details" in words_of(said[0])
    assert "[email]" in await jobs(talk)
    assert "example.org" not in await jobs(talk)
    assert "900123" not in await jobs(talk)


async def test_names_are_asked_to_stay_out(talk: ChatHarness) -> None:
    said = await talk.sends("letter to MPs about Jane Smith of Leeds", who=LIZ)
    assert "names don't belong in the log" in words_of(said[0])
    assert await jobs(talk) == "[]"
    await talk.sends("letter to MPs about one person in Leeds", who=LIZ)
    assert "one person in Leeds" in await jobs(talk)
