"""Talks with people who asked for a person: nothing goes to them that was not meant for them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.content.catalogue import Content
from bot.conversation.router import Conversation
from bot.core.messages import Command, Unreadable
from bot.storage import threads
from bot.storage.schema.enums import ThreadKind
from tests.harness.chat import ChatHarness, words_of
from tests.harness.office import (
    ANN,
    LEO,
    LIZ,
    OWEN,
    heard,
    is_listed,
    leaves,
    log,
    office,
    said_to,
)


@pytest.fixture
async def talk(tmp_path: Path, conversation: Conversation, words: Content) -> AsyncIterator[ChatHarness]:
    async with office(tmp_path, conversation, words) as talk:
        yield talk


async def answers(talk: ChatHarness) -> list[str]:
    rows = await talk.rows("SELECT text FROM thread_messages WHERE from_supporter = 0 ORDER BY id")
    return [str(row[0]) for row in rows]


async def test_a_number_for_a_list_never_goes_to_the_supporter(talk: ChatHarness) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    await talk.presses("Answer message 1", who=LIZ)
    await talk.sends(Command("mydata"), Command("talks"), who=LIZ)
    shown = await talk.sends("1", who=LIZ)
    assert "They wrote: Could somebody ring me" in words_of(shown[0])
    assert await answers(talk) == []


async def test_a_sentence_after_another_command_is_no_answer(talk: ChatHarness) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    for command in ("talks", "help", "stats", "nonsense", "topics"):
        await talk.presses("Answer message 1", f"m{command}", who=LIZ)
        await talk.sends(Command(command), who=LIZ)
        said = await talk.sends("is mesh banned", who=LIZ)
        assert "Your answer to message 1" not in words_of(said[0])
    assert await answers(talk) == []


async def test_pressing_something_else_lets_go_and_a_double_tap_does_not(talk: ChatHarness) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    await talk.presses("Answer message 1", times=2, who=LIZ)
    assert "Your answer to message 1" in words_of((await talk.sends("Yes, on Friday.", who=LIZ))[0])
    await talk.presses("Change it", who=LIZ)
    await talk.sends(Command("topics"), who=LIZ)
    await talk.presses("Answer message 1", "m2", who=LIZ)
    await talk.presses("Myths", "m3", who=LIZ)
    assert "Your answer to message 1" not in words_of((await talk.sends("is mesh banned", who=LIZ))[0])


async def test_an_answer_is_shown_before_it_goes_and_can_be_changed(talk: ChatHarness) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    await talk.sends("1", who=LIZ)
    (preview,) = await talk.sends("Yes, on Firday.", who=LIZ)
    assert is_listed(preview)
    assert "Yes, on Firday.\nNothing has been sent yet." in words_of(preview)
    assert "From the organisers" not in said_to(talk, ANN)
    await talk.sends("change it", who=LIZ)
    await talk.sends("Yes, on Friday.", who=LIZ)
    await talk.sends("1", who=LIZ)
    assert "Yes, on Friday." in said_to(talk, ANN)
    assert "Firday" not in said_to(talk, ANN)
    assert await answers(talk) == ["Yes, on Friday."]
    assert await log(talk) == ["answered"]


async def test_an_old_preview_sends_nothing_that_it_does_not_show(talk: ChatHarness) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    await talk.sends("1", who=LIZ)
    await talk.sends("Never, go away.", who=LIZ)
    old = talk.button("Send it", LIZ)
    await talk.presses("Change it", who=LIZ)
    await talk.sends("Yes, on Friday.", who=LIZ)
    from bot.core.messages import ButtonPress, MessageRef

    again = await talk.sends(ButtonPress(old, MessageRef("old", "body")), who=LIZ)
    assert "Yes, on Friday.\nNothing has been sent yet." in words_of(again[-1])
    assert await answers(talk) == []


async def test_an_answer_is_held_for_an_hour_and_in_memory_alone(talk: ChatHarness) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    await talk.sends("1", who=LIZ)
    await talk.sends("Yes, on Friday.", who=LIZ)
    kept = await talk.rows("SELECT state FROM conversations UNION SELECT text FROM thread_messages")
    assert "Friday" not in str(kept)
    talk.clock.time += timedelta(hours=2)
    assert "Your draft answer has expired (1 hour)." in words_of((await talk.presses("Send it", who=LIZ))[0])
    assert await answers(talk) == []


async def test_only_words_are_passed_on(talk: ChatHarness) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    await talk.sends("1", who=LIZ)
    assert "Only words" in words_of((await talk.sends(Unreadable("photo"), who=LIZ))[0])
    assert "Your answer to message 1" in words_of((await talk.sends("Yes, on Friday.", who=LIZ))[0])


async def test_the_other_listeners_hear_that_it_was_answered(talk: ChatHarness) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    await talk.presses("Answer message 1", who=LEO)
    await talk.sends("Call the office on Monday.", who=LEO)
    await talk.presses("Answer message 1", who=LIZ)
    await talk.sends("Yes, on Friday.", who=LIZ)
    await talk.presses("Send it", who=LIZ)
    for other in (LEO, OWEN):
        assert "Message 1 was answered by organiser 2 (Liz)." in words_of(heard(talk, other)[-1])
        assert is_listed(heard(talk, other)[-1])
    assert ANN not in said_to(talk, LEO)
    meanwhile, again = await talk.presses("Send it", "leo", who=LEO)
    assert "The organisers answered: Yes, on Friday." in words_of(meanwhile)
    assert "Call the office on Monday.\nNothing has been sent yet." in words_of(again)
    await talk.presses("Send it", "leo2", who=LEO)
    assert await answers(talk) == ["Yes, on Friday.", "Call the office on Monday."]


async def test_answer_can_be_pressed_again_after_cancel(talk: ChatHarness) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    for _ in range(2):
        assert "Type your answer" in words_of((await talk.presses("Answer message 1", who=LIZ))[0])
        await talk.sends(Command("cancel"), who=LIZ)


async def test_an_answer_that_speaks_of_danger_comes_with_help_and_can_still_go(
    talk: ChatHarness, words: Content
) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    await talk.sends("1", who=LIZ)
    help_first, preview = await talk.sends("If you want to kill yourself, please call 999.", who=LIZ)
    assert words_of(help_first) == "\n".join(words.safety.crisis)
    assert "Nothing has been sent yet." in words_of(preview)
    await talk.presses("Send it", who=LIZ)
    assert await answers(talk) == ["If you want to kill yourself, please call 999."]


async def test_every_open_message_can_be_reached(talk: ChatHarness) -> None:
    for number in range(7):
        await leaves(talk, f"Question {number}: could somebody ring me?", who=f"telegram:{20 + number}")
    (first,) = await talk.sends(Command("talks"), who=LIZ)
    assert is_listed(first)
    assert "1 to 5 of 7" in words_of(first)
    (second,) = await talk.sends("show newer ones", who=LIZ)
    assert is_listed(second)
    assert "Question 6" in words_of((await talk.sends("Show message 7", who=LIZ))[0])
    (oldest,) = await talk.presses("Show the oldest", who=LIZ)
    assert words_of(oldest) == words_of(first)
    assert await log(talk) == ["looked at the open messages", "read"]


async def test_everything_that_can_be_chosen_is_listed_and_typed(talk: ChatHarness) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    await talk.sends("answer message 1", who=LEO)
    await talk.sends("Yes, on Friday.", who=LEO)
    await talk.sends("send it", who=LEO)
    assert all(is_listed(one) for who in (ANN, LIZ, LEO) for one in heard(talk, who) if one.rows)
    asked = await talk.sends("write back", who=ANN)
    assert "Type what you want to write back." in words_of(asked[0])
    await talk.sends("Thank you so much, that helps", who=ANN)
    assert "They wrote: Thank you so much" in words_of(heard(talk, LIZ)[-1])
    assert is_listed(heard(talk, LIZ)[-1])
    await talk.sends("close message 1", who=LIZ)
    assert (await log(talk))[-1] == "closed"


async def test_who_writes_back_is_not_told_everything_again(talk: ChatHarness, words: Content) -> None:
    await leaves(talk, "Could somebody ring me about the group?")
    await talk.sends("1", who=LIZ)
    await talk.sends("Yes, on Friday.", who=LIZ)
    await talk.sends("1", who=LIZ)
    said = words_of((await talk.presses("Write back"))[0])
    assert "/cancel" in said
    assert "/urgent" in said
    assert len(said) < len(words.texts.public.talk_ask) / 2


@pytest.mark.parametrize(
    ("days", "left"),
    [
        (0, "from today, to be acknowledged within 30 days"),
        (29, "29 days old, to be acknowledged within 1 day"),
        (30, "30 days old, to be acknowledged today"),
        (31, "31 days old, overdue by 1 day"),
        (55, "55 days old, overdue by 25 days"),
    ],
)
async def test_the_clock_of_a_complaint_tells_what_is_left_and_what_is_over(
    talk: ChatHarness, days: int, left: str
) -> None:
    async with talk.store.transaction() as db:
        await threads.begin(
            db, ANN, ThreadKind.COMPLAINT, "Please correct it.", talk.clock() - timedelta(days=days)
        )
    assert f"1: complaint about data, {left}" in words_of((await talk.sends(Command("talks"), who=LIZ))[0])
    assert left.rpartition(", ")[2] in words_of((await talk.sends("1", who=LIZ))[0])


async def test_a_complaint_is_acknowledged_before_it_is_closed(talk: ChatHarness) -> None:
    await leaves(talk, "You keep the wrong nation of mine.", command="complain")
    assert is_listed(heard(talk, LIZ)[-1])
    (asked,) = await talk.presses("Close message 1", who=LIZ)
    assert "has not been acknowledged" in words_of(asked)
    assert is_listed(asked)
    assert await talk.rows("SELECT closed_at FROM threads") == [(None,)]
    await talk.presses("Acknowledge 1", who=LIZ)
    assert "your complaint about data of 23 November" in said_to(talk, ANN)
    await talk.presses("Acknowledge 1", "again", who=LIZ)
    assert len(await answers(talk)) == 1
    assert "closed" in words_of((await talk.presses("Close message 1", "close", who=LIZ))[0])
    assert await log(talk) == ["acknowledged", "closed"]


async def test_an_answer_acknowledges_too(talk: ChatHarness) -> None:
    await leaves(talk, "You keep the wrong nation of mine.", command="complain")
    await talk.presses("Answer message 1", who=LIZ)
    await talk.sends("We have corrected it.", who=LIZ)
    await talk.presses("Send it", who=LIZ)
    assert "is closed" in words_of((await talk.presses("Close message 1", who=LIZ))[0])
