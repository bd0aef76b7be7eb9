"""Where a person is, written down and read again."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.menus import Menu, MenuItem
from bot.core.state import PRESSES_REMEMBERED, SAME_PRESS, ConversationState, RecentTexts, dump, load
from flows.position import Agreement, Position, Visit

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
POSITION = Position(
    flow="join",
    session="a1b2c3",
    step="check",
    visit=9,
    tries=1,
    answers={"adult": "yes", "affected": ("mesh", "family"), "none": (), "place": "Ynys Môn"},
    consents={"updates": Agreement(True, "1", "May we?\n\nYes “you” may.", NOW.isoformat())},
    trail=(Visit("adult", 1, "yes"), Visit("affected", 2, "done")),
    editing="check",
    shown="0123456789abcdef",
)


@pytest.mark.parametrize(
    "state",
    [
        ConversationState(),
        ConversationState(position=POSITION),
        ConversationState(position=POSITION, paused=True, simple=True, source="leaflet1"),
        ConversationState(
            menu=Menu((MenuItem(1, "Browse topics", "1:c:topics:"),), (MenuItem(0, "Ja “nein”", "1:t:x:0"),))
        ),
        ConversationState(recent_presses=(("7|1:c:topics:", NOW.isoformat()),)),
    ],
    ids=["empty", "position", "all", "menu", "pressed"],
)
def test_a_state_comes_back_as_it_was(state: ConversationState) -> None:
    assert load(dump(state)) == state


def test_an_empty_state_takes_no_room_and_words_are_written_as_they_are() -> None:
    assert dump(ConversationState()) == "{}"
    assert "Ynys Môn" in dump(ConversationState(position=POSITION))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "null",
        "7",
        '"x"',
        '{"position": 7}',
        '{"position": "join"}',
        '{"position": {}}',
        '{"position": {"flow": "join"}}',
        '{"menu": 7}',
        '{"menu": [["one"]]}',
        '{"pressed": [[1, 2, 3]]}',
    ],
)
def test_a_state_that_cannot_be_read_is_an_empty_one(text: str) -> None:
    assert load(text) == ConversationState()


def test_a_place_with_parts_missing_or_unknown_counts_as_none() -> None:
    whole = json.loads(dump(ConversationState(position=POSITION)))["position"]
    for broken in (
        {key: value for key, value in whole.items() if key != "step"},
        {**whole, "unknown": 1},
        {**whole, "trail": [{"step": "x"}]},
        {**whole, "consents": {"updates": {"agreed": True}}},
        {**whole, "answers": None},
    ):
        assert load(json.dumps({"position": broken})) == ConversationState()
    assert load(json.dumps({"position": whole})).position == POSITION


def test_parts_that_a_newer_or_older_bot_wrote_are_passed_over() -> None:
    text = json.dumps({"simple": True, "from_the_future": [1, 2]})
    assert load(text) == ConversationState(simple=True)
    old = {"flow": "join", "session": "r", "step": "adult", "answers": {}, "consents": {}, "trail": []}
    assert load(json.dumps({"position": old})).position == Position("join", "r", "adult")


def test_a_press_is_the_same_press_for_half_a_minute() -> None:
    state = ConversationState().with_press("7|yes", NOW)
    assert state.just_pressed("7|yes", NOW)
    assert state.just_pressed("7|yes", NOW + SAME_PRESS - timedelta(seconds=1))
    assert not state.just_pressed("7|yes", NOW + SAME_PRESS)
    assert not state.just_pressed("7|no", NOW)
    assert not state.just_pressed("8|yes", NOW)
    assert load(dump(state)).just_pressed("7|yes", NOW)


def test_only_the_last_presses_are_remembered() -> None:
    state = ConversationState()
    for number in range(PRESSES_REMEMBERED + 1):
        state = state.with_press(str(number), NOW)
    assert len(state.recent_presses) == PRESSES_REMEMBERED
    assert not state.just_pressed("0", NOW)
    assert state.just_pressed("1", NOW)


def test_recent_words_are_taken_once_and_only_by_whoever_said_them() -> None:
    recent = RecentTexts()
    recent.put("ann", "my question", NOW)
    assert recent.pop("bob", NOW) is None
    assert recent.pop("ann", NOW + timedelta(minutes=59)) == "my question"
    assert recent.pop("ann", NOW) is None


def test_recent_words_are_gone_after_an_hour_or_when_dropped() -> None:
    recent = RecentTexts()
    recent.put("ann", "one", NOW)
    assert recent.pop("ann", NOW + timedelta(minutes=61)) is None
    recent.put("ann", "two", NOW)
    recent.drop("ann")
    recent.drop("nobody")
    assert recent.pop("ann", NOW) is None
    recent.put("ann", "three", NOW)
    recent.put("ann", "four", NOW)
    assert recent.pop("ann", NOW) == "four"


def test_words_of_people_who_left_are_not_held_for_ever() -> None:
    recent = RecentTexts()
    recent.put("ann", "my old words", NOW)
    recent.put("bob", "two", NOW + timedelta(hours=2))
    assert "my old words" not in repr(recent)


def test_words_are_held_for_an_hour_and_old_ones_of_others_go() -> None:
    recent, start = RecentTexts(), datetime(2026, 11, 23, 10, tzinfo=UTC)
    recent.put("ann", "first", start)
    recent.put("ben", "second", start + timedelta(minutes=50))
    recent.put("ann", "third", start + timedelta(minutes=55))
    recent.put("cleo", "fourth", start + timedelta(minutes=112))
    assert recent.pop("ben", start + timedelta(minutes=112)) is None
    assert recent.pop("ann", start + timedelta(minutes=112)) == "third"
    assert recent.pop("ann", start + timedelta(minutes=112)) is None
    assert list(recent._held) == ["cleo"]
