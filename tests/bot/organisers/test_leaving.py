"""What is kept of organisers and of people who only left a message: /mydata shows it, /forget erases it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.content.catalogue import Content
from bot.conversation.commands import PUBLIC
from bot.conversation.router import Conversation
from bot.core.messages import ButtonPress, Command, MessageRef
from bot.storage import organisers
from bot.storage.schema.enums import Role
from tests.harness.chat import ChatHarness, words_of
from tests.harness.office import (
    ANN,
    LIZ,
    OWEN,
    leaves,
    log,
    office,
    said_to,
)


@pytest.fixture
async def talk(tmp_path: Path, conversation: Conversation, words: Content) -> AsyncIterator[ChatHarness]:
    async with office(tmp_path, conversation, words) as talk:
        yield talk


async def test_talks_and_complaints_of_people_who_did_not_join_are_shown(talk: ChatHarness) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    await leaves(talk, "You keep the wrong nation of mine.", command="complain")
    told = words_of((await talk.sends(Command("mydata")))[0])
    assert "I keep nothing" not in told
    assert "Message 1, left on 23 November 2026\nYou wrote: Could somebody ring me about the group?" in told
    assert "Complaint 2, left on 23 November 2026" in told
    talk.button("Erase everything", ANN)


async def test_organisers_see_their_roles_and_their_name(talk: ChatHarness) -> None:
    told = words_of((await talk.sends(Command("mydata"), who=LIZ))[0])
    assert "You are organiser 2, with these roles: listener." in told
    assert "Liz" in told
    async with talk.store.transaction() as db:
        await organisers.revoke_all(db, 2)
    assert "with these roles: none." in words_of((await talk.sends(Command("mydata"), who=LIZ))[0])


async def test_a_message_that_was_left_is_not_erased_without_asking(talk: ChatHarness) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    assert "Shall I erase it?" in words_of((await talk.sends(Command("forget")))[0])
    assert await talk.rows("SELECT count(*) FROM threads") == [(1,)]
    await talk.sends("1")
    assert await talk.rows("SELECT count(*) FROM threads") == [(0,)]


async def test_an_organiser_is_asked_and_leaves_with_a_line_in_the_log(talk: ChatHarness) -> None:
    (asked,) = await talk.sends(Command("forget"), who=LIZ)
    assert "You are an organiser." in words_of(asked)
    assert await talk.rows("SELECT count(*) FROM roles WHERE organiser_id = 2") == [(1,)]
    await talk.presses("Yes, erase it", who=LIZ)
    assert await talk.rows("SELECT person, name FROM organisers WHERE id = 2") == [(None, "")]
    assert await log(talk) == ["left"]
    assert talk.menus(LIZ)[-1] == list(PUBLIC)


async def test_the_only_owner_is_kept_and_told_how_to_hand_over(talk: ChatHarness) -> None:
    (said,) = await talk.sends(Command("forget"), who=OWEN)
    assert "/team" in words_of(said)
    async with talk.store.transaction() as db:
        await organisers.grant(db, LIZ, Role.OWNER, talk.clock())
    await talk.sends(Command("forget"), who=OWEN)
    yes = talk.button("Yes, erase it", OWEN)
    async with talk.store.transaction() as db:
        await organisers.revoke(db, 2, Role.OWNER)
    await talk.sends(ButtonPress(yes, MessageRef("m1", "body")), who=OWEN)
    assert await talk.rows("SELECT role FROM roles WHERE organiser_id = 1") == [("owner",)]
    assert "erasing everything now" not in said_to(talk, OWEN)


async def test_of_somebody_unknown_nothing_is_kept(talk: ChatHarness) -> None:
    assert "I keep nothing about you" in words_of((await talk.sends(Command("mydata")))[0])
    assert "I keep nothing about you" in words_of((await talk.sends(Command("forget")))[0])
