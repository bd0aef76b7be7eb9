"""Choices that come in between: told to somebody who did not just write."""

from datetime import UTC, datetime
from pathlib import Path

from bot.core.callbacks import CommandButton, encode
from bot.core.menus import (
    BY_WORDS,
    HIGHEST,
    REMEMBERED,
    after_list,
    chosen,
    list_choices,
    list_for,
)
from bot.core.messages import (
    Button,
    Choices,
    Delete,
    Footnote,
    Message,
    Outgoing,
    Paragraph,
    Send,
)
from bot.core.state import ConversationState, dump, load
from bot.storage.store import Store
from flows.position import Position

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MENU = (("Browse topics", "1:c:topics:"), ("Privacy", "1:c:privacy:"))


def choice(label: str) -> Button:
    return Button(label, encode(CommandButton("o_x", label)))


def told(*labels: str) -> Send:
    return Send(Message((Paragraph("An update waits."),), tuple((choice(label),) for label in labels)))


def blocks_of(outgoing: Outgoing) -> tuple[object, ...]:
    assert isinstance(outgoing, Send)
    return outgoing.message.blocks


def test_choices_are_listed_and_can_be_typed() -> None:
    state, said = list_choices(ConversationState(), told("Approve update 3", "Stop update 3"))
    assert blocks_of(said)[-1] == Choices(("Approve update 3", "Stop update 3"))
    assert chosen(state, "1") == choice("Approve update 3").data
    assert chosen(state, "2.") == choice("Stop update 3").data
    assert chosen(state, "stop UPDATE 3.") == choice("Stop update 3").data
    assert chosen(state, "3") is None
    assert chosen(state, "Stop update 4") is None
    assert load(dump(state)) == state


def test_numbers_go_on_after_the_list_shown_last_and_after_what_was_told_before() -> None:
    state, first = list_choices(ConversationState(menu=MENU), told("Approve update 3"))
    state, second = list_choices(state, told("Answer message 7", "Close message 7"))
    assert blocks_of(first)[-1] == Choices(("Approve update 3",), 3)
    assert blocks_of(second)[-1] == Choices(("Answer message 7", "Close message 7"), 4)
    assert state.menu == MENU
    assert [chosen(state, said) for said in "12"] == [None, None], "these belong to the list"
    assert chosen(state, "3") == choice("Approve update 3").data
    assert chosen(state, "5") == choice("Close message 7").data


def test_after_another_list_only_the_words_count() -> None:
    state, _ = list_choices(ConversationState(), told("Approve update 3"))
    state = after_list(state)
    assert chosen(state, "1") is None
    assert chosen(state, "Approve update 3") == choice("Approve update 3").data
    state, said = list_choices(state, told("Approve update 4"))
    assert blocks_of(said)[-1] == Choices(("Approve update 4",))
    assert chosen(state, "1") == choice("Approve update 4").data


def test_a_number_is_never_taken_from_something_else_that_was_asked_for() -> None:
    for asked in (
        ConversationState(pending_input="bconfirm 3.2"),
        ConversationState(pending_message="talk"),
        ConversationState(position=Position("join", "r", "adult")),
    ):
        state, said = list_choices(asked, told("Approve update 3", "Stop update 3"))
        assert blocks_of(said)[-1] == Footnote(BY_WORDS)
        assert chosen(state, "2") is None
        assert chosen(state, "stop update 3") == choice("Stop update 3").data


def test_only_the_newest_are_remembered_and_numbers_begin_again() -> None:
    state = ConversationState()
    for number in range(HIGHEST + 1):
        state, said = list_choices(state, told(f"Answer message {number}"))
    assert len(state.notified_choices) == REMEMBERED
    assert blocks_of(said)[-1] == Choices((f"Answer message {HIGHEST}",))
    assert chosen(state, "1") == choice(f"Answer message {HIGHEST}").data
    assert chosen(state, str(HIGHEST)) is None


def test_what_has_no_choices_or_lists_its_own_stays_as_it_is() -> None:
    link = Button("Read more", url="https://example.org")
    own = Send(Message((Choices(("Yes",)),), ((choice("Yes"),),)))
    for outgoing in (Delete(1), Send(Message((Paragraph("News."),), ((link,),))), own):
        assert list_choices(ConversationState(), outgoing) == (ConversationState(), outgoing)


async def test_what_is_told_beside_the_conversation_can_be_typed_too(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        said = await list_for(db, "telegram:7", told("Approve update 3"), NOW)
        again = await list_for(db, "telegram:7", told("Approve update 4"), NOW)
        (row,) = await db.execute_fetchall("SELECT state FROM conversations WHERE person = 'telegram:7'")
    await store.close()
    assert blocks_of(said)[-1] == Choices(("Approve update 3",))
    assert blocks_of(again)[-1] == Choices(("Approve update 4",), 2)
    assert chosen(load(row[0]), "1") == choice("Approve update 3").data
