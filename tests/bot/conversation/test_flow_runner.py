"""How far people get in a flow is counted: each question once for each session, and how it ended."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.content.catalogue import Content
from bot.conversation.router import Conversation
from bot.core.messages import Command
from tests.harness.chat import ChatHarness

AGREED = ["/pledge", "3", "yes", "yes"]


@pytest.fixture
async def talk(tmp_path: Path, conversation: Conversation, words: Content) -> AsyncIterator[ChatHarness]:
    talk = await ChatHarness.begin(tmp_path, conversation, words.texts)
    yield talk
    await talk.store.close()


async def counts(talk: ChatHarness) -> dict[str, int]:
    """What was counted about flows so far."""
    async with talk.store.reading() as db:
        rows = await db.execute_fetchall("SELECT name, sum(number) FROM daily_counts GROUP BY name")
    kinds = ("begun:", "asked:", "finished:", "cancelled:", "ended:")
    return {row[0]: row[1] for row in rows if str(row[0]).startswith(kinds)}


async def say(talk: ChatHarness, *lines: str) -> None:
    for line in lines:
        await talk.sends(Command(line[1:]) if line.startswith("/") else line)


async def test_each_question_on_the_way_counts_once(talk: ChatHarness) -> None:
    await say(talk, *AGREED)
    assert await counts(talk) == {
        "begun:pledge": 1,
        "asked:pledge:deed": 1,
        "asked:pledge:adult": 1,
        "asked:pledge:consent_pledge": 1,
        "asked:pledge:check": 1,
    }


async def test_finished_is_what_was_confirmed(talk: ChatHarness) -> None:
    await say(talk, *AGREED, "yes")
    told = await counts(talk)
    assert told["finished:pledge"] == 1
    assert "ended:pledge" not in told


@pytest.mark.parametrize("last", ["what is primodos", "purple elephants", "/help", "/pledge"])
async def test_asking_again_counts_nothing(talk: ChatHarness, last: str) -> None:
    await say(talk, "/pledge", "3")
    before = await counts(talk)
    await say(talk, last)
    assert await counts(talk) == before


async def test_going_back_and_forward_again_counts_nothing_twice(talk: ChatHarness) -> None:
    await say(talk, "/pledge", "3", "yes")
    for _ in range(3):
        await talk.presses("Back")
        await say(talk, "yes")
    told = await counts(talk)
    assert {what: number for what, number in told.items() if number > 1} == {}
    assert told["asked:pledge:consent_pledge"] == 1


async def test_leaving_counts_as_cancelled_once(talk: ChatHarness) -> None:
    await say(talk, "/pledge", "3", "/cancel", "/cancel")
    told = await counts(talk)
    assert told["cancelled:pledge"] == 1
    assert "finished:pledge" not in told


async def test_a_no_ends_without_finishing(talk: ChatHarness) -> None:
    await say(talk, "/pledge", "3", "no")
    told = await counts(talk)
    assert told["ended:pledge"] == 1
    assert "finished:pledge" not in told
    assert "cancelled:pledge" not in told


async def test_the_next_going_through_counts_anew(talk: ChatHarness) -> None:
    await say(talk, *AGREED, "yes", "/pledge", "2", "/cancel", "/pledge")
    told = await counts(talk)
    assert (told["begun:pledge"], told["asked:pledge:deed"], told["asked:pledge:adult"]) == (3, 3, 2)


async def test_a_restart_in_the_middle_counts_nothing_twice(
    talk: ChatHarness, conversation: Conversation, words: Content
) -> None:
    await say(talk, *AGREED)
    before = await counts(talk)
    again = ChatHarness(talk.store, conversation, words.texts)
    again.updates, again.screen.ids = talk.updates, talk.screen.ids
    await say(again, "/start")
    await again.presses("Back")
    await say(again, "yes")
    assert await counts(again) == before
