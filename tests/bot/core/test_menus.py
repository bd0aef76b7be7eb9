"""Choices that can be typed: the list shown last, and those that came in between."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.callbacks import CommandButton
from bot.core.menus import HIGHEST, REMEMBERED, Menu, list_choices
from bot.core.messages import Block, Button, Choices, Delete, Footnote, Message, Outgoing, Paragraph, Send
from bot.core.state import ConversationState, dump, load
from bot.delivery.notifier import Notifier
from bot.storage.store import Store
from flows.position import Position
from tests.conftest import english
from tests.harness.chat import Screen

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def button(label: str) -> Button:
    return Button(label, CommandButton("o_x", label).pack())


SHOWN = Menu().show([button("Browse topics"), button("Privacy")])


def message(*labels: str) -> Message:
    return Message((Paragraph("An update waits."),), tuple((button(label),) for label in labels))


def notify(menu: Menu, *labels: str, question_open: bool = False) -> tuple[Menu, Block]:
    """The menu after a notification with these choices, and the last block of the message."""
    after, listed = list_choices(menu, message(*labels), "Type the words." if question_open else "")
    return after, listed.blocks[-1]


def choose(menu: Menu, text: str, *, question_open: bool = False) -> str | None:
    """The label of the choice that a text names."""
    data = menu.choose(text, question_open=question_open)
    return next((choice.label for choice in (*menu.shown, *menu.notified) if choice.data == data), None)


def test_the_list_shown_last_is_chosen_from_by_number_and_by_words() -> None:
    assert choose(SHOWN, "2") == choose(SHOWN, " privacy. ") == "Privacy"
    assert choose(SHOWN, "3") is None
    assert choose(SHOWN, "privcy") is None
    assert SHOWN.guess("privcy") == SHOWN.guess("number 2") == button("Privacy").data


def test_a_yes_means_the_choice_that_begins_with_it() -> None:
    menu = Menu().show([button("Yes, that was it"), button("No, something else")])
    assert menu.guess("yep") == button("Yes, that was it").data
    assert menu.guess("nope") == button("No, something else").data
    assert Menu().guess("yes") is None


def test_a_cleared_list_has_no_numbers() -> None:
    assert choose(SHOWN.clear(), "1") is None
    assert SHOWN.clear().labels == ()


def test_choices_that_came_in_between_are_listed_and_can_be_typed() -> None:
    menu, listed = notify(Menu(), "Approve update 3", "Stop update 3")
    assert listed == Choices(("Approve update 3", "Stop update 3"))
    assert choose(menu, "1") == "Approve update 3"
    assert choose(menu, "2.") == choose(menu, "stop UPDATE 3.") == "Stop update 3"
    assert choose(menu, "3") is None
    assert choose(menu, "Stop update 4") is None
    state = ConversationState(menu=menu)
    assert load(dump(state)) == state


def test_numbers_go_on_after_the_list_shown_last_and_after_earlier_notifications() -> None:
    menu, first = notify(SHOWN, "Approve update 3")
    menu, second = notify(menu, "Answer message 7", "Close message 7")
    assert first == Choices(("Approve update 3",), 3)
    assert second == Choices(("Answer message 7", "Close message 7"), 4)
    assert menu.shown == SHOWN.shown
    assert [choose(menu, number) for number in "1235"] == [
        "Browse topics",
        "Privacy",
        "Approve update 3",
        "Close message 7",
    ]


def test_after_another_list_only_the_words_count() -> None:
    menu, _ = notify(Menu(), "Approve update 3")
    menu = menu.show([button("Privacy")])
    assert choose(menu, "1") == "Privacy"
    assert choose(menu, "Approve update 3") == "Approve update 3"
    menu, listed = notify(menu.clear(), "Approve update 4")
    assert listed == Choices(("Approve update 4",))
    assert choose(menu, "1") == "Approve update 4"


@pytest.mark.parametrize(
    "state",
    [
        ConversationState(pending_input="bconfirm 3.2"),
        ConversationState(pending_message="talk"),
        ConversationState(position=Position("join", "r", "adult")),
    ],
    ids=["an organiser's input", "a message to leave", "a flow"],
)
def test_a_number_is_never_taken_from_something_else_that_was_asked_for(state: ConversationState) -> None:
    assert state.question_open
    menu, hint = notify(state.menu, "Approve update 3", "Stop update 3", question_open=True)
    assert hint == Footnote("Type the words.")
    assert choose(menu, "2", question_open=True) is None
    assert choose(menu, "stop update 3", question_open=True) == "Stop update 3"


def test_only_the_newest_are_remembered_and_numbers_begin_again() -> None:
    menu = Menu()
    for number in range(HIGHEST + 1):
        menu, listed = notify(menu, f"Answer message {number}")
    assert len(menu.notified) == REMEMBERED
    assert listed == Choices((f"Answer message {HIGHEST}",))
    assert choose(menu, "1") == f"Answer message {HIGHEST}"
    assert choose(menu, str(HIGHEST)) is None


def test_what_has_no_choices_or_lists_its_own_stays_as_it_is() -> None:
    link = Message((Paragraph("News."),), ((Button("Read more", url="https://example.org"),),))
    own = Message((Choices(("Yes",)),), ((button("Yes"),),))
    for unchanged in (link, own):
        assert list_choices(Menu(), unchanged, "Type the words.") == (Menu(), unchanged)


async def test_what_is_notified_beside_the_conversation_can_be_typed_too(tmp_path: Path) -> None:
    store, screen = await Store.open(tmp_path / "bot.sqlite3"), Screen()
    notifier = Notifier("telegram", screen, screen.render, lambda: NOW, english())
    sent: list[Outgoing] = [Send(message("Approve update 3")), Delete(1), Send(message("Approve update 4"))]
    async with store.transaction() as db:
        rows = await notifier.add(db, "telegram:7", sent)
        assert await notifier.add(db, "terminal:ann", sent) == []
        ((state,),) = await db.execute_fetchall("SELECT state FROM conversations WHERE person = 'telegram:7'")
        ((waiting,),) = await db.execute_fetchall("SELECT count(*) FROM outbox")
    await store.close()
    assert (len(rows), waiting) == (3, 3)
    assert [choose(load(state).menu, number) for number in "12"] == ["Approve update 3", "Approve update 4"]
