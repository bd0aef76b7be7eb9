"""The engine on small scripts: each test is one thing that can happen to a person in a conversation."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from flows.engine import Engine
from flows.events import (
    BACK,
    DONE,
    NO,
    SKIP,
    YES,
    ActionRequested,
    AnswerNotUnderstood,
    AnswerRecorded,
    ButtonAnswer,
    DuplicateAnswer,
    FlowEnded,
    MessageSaid,
    Question,
    QuestionAsked,
    StaleAnswer,
    Turn,
    TypedAnswer,
)
from flows.position import Position, ScriptChangedError, Value
from flows.questions import Questions
from flows.script import Script
from tests.conftest import english

LABELS = english().buttons.flow
NOW = "2026-11-23T10:00:00+00:00"
TRIP: dict[str, Any] = {
    "hello": {"say": "Hello from {runner}.", "next": "place"},
    "place": {
        "say": "Where to?",
        "choices": {"sea": {"label": "The seaside", "next": "swim"}, "hills": {"label": "The hills"}},
        "save": "place",
        "called": "Place",
        "invalid": "Sea or hills?",
        "help": "Type 1 for the sea.",
        "next": "bring",
    },
    "swim": {"ask": "yes_no", "say": "Can you swim?", "save": "swim", "called": "Swimming", "next": "bring"},
    "bring": {
        "say": "What do you bring?",
        "several": {"tea": {"label": "Tea"}, "map": {"label": "A map"}, "dog": {"label": "My hound"}},
        "save": "bring",
        "called": "Luggage",
        "optional": "true",
        "next": "photos",
    },
    "photos": {
        "consent": "photos",
        "version": "1",
        "wording": "May {runner} take photos?",
        "called": "Photos",
        "next": "note",
        "otherwise": "check",
    },
    "note": {
        "ask": "text",
        "say": "Any words?",
        "save": "note",
        "called": "Words",
        "optional": "true",
        "next": "check",
    },
    "check": {
        "confirm": ["place", "swim", "bring", "photos", "note"],
        "say": "Is this right?",
        "invalid": "Type 1 for yes.",
        "next": "book",
    },
    "book": {"do": "book", "cases": {"full": "sorry"}, "next": "bye"},
    "sorry": {"say": "All full."},
    "bye": {"say": "Booked: {place}."},
}


def script(steps: Mapping[str, Any]) -> Script:
    return Script.model_validate({"title": "planning a trip", "steps": dict(steps)})


def engine_of(steps: Mapping[str, Any], runner: str = "Ann") -> Engine:
    return Engine({"trip": script(steps)}, LABELS, {"runner": runner})


def without(steps: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: step for name, step in steps.items() if name not in names}


def changed(steps: Mapping[str, Any], name: str, **fields: Any) -> dict[str, Any]:
    step = {key: value for key, value in {**steps[name], **fields}.items() if value is not None}
    return {**steps, name: step}


class Walker:
    """One person on the way through one script."""

    def __init__(self, steps: Mapping[str, Any] = TRIP, saved: Mapping[str, str] | None = None) -> None:
        self.engine = engine_of(steps)
        self.turn = self.engine.begin("trip", "first", saved)

    @property
    def position(self) -> Position:
        assert self.turn.position is not None
        return self.turn.position

    @property
    def at(self) -> str:
        return self.position.step

    @property
    def question(self) -> Question:
        return self.engine.ask_again(self.position).question

    @property
    def progress(self) -> tuple[int, int]:
        return self.question.number, self.question.of

    def type(self, *texts: str) -> "Walker":
        for text in texts:
            self.turn = self.engine.answer(self.position, TypedAnswer(text), NOW)
        return self

    def press(self, choice: str, visit: int | None = None) -> Turn:
        given = ButtonAnswer(choice, self.position.visit if visit is None else visit)
        self.turn = self.engine.answer(self.position, given, NOW)
        return self.turn

    def said(self) -> list[str]:
        return [event.text for event in self.turn.events if isinstance(event, MessageSaid)]

    def summary(self) -> dict[str, str]:
        return dict(self.question.summary)


def to_the_summary() -> Walker:
    """Answers: hills, tea, photos yes, a note."""
    walker = Walker().type("2", "tea", "done", "yes", "Sunny")
    assert walker.at == "check"
    return walker


def ticked(walker: Walker) -> Value:
    return walker.position.answers["bring"]


# --- answering


def test_it_begins_with_what_is_said_and_the_first_question() -> None:
    walker = Walker()
    hello, asked = walker.turn.events
    assert hello == MessageSaid("Hello from Ann.")
    assert isinstance(asked, QuestionAsked)
    assert asked.question.text == "Where to?"
    assert [option.label for option in asked.question.options] == ["The seaside", "The hills"]
    assert (asked.question.can_go_back, asked.question.can_skip, asked.question.open_text) == (False,) * 3


def test_numbers_labels_parts_and_slips_choose() -> None:
    for typed in ("1", "the seaside", "seaside", "The seeaside", "THE SEASIDE!", " 1. "):
        assert Walker().type(typed).at == "swim", typed


def test_an_answer_is_written_into_its_question() -> None:
    assert Walker().press("sea").events[0] == AnswerRecorded("The seaside")


def test_yes_and_no_are_typed_or_pressed() -> None:
    assert Walker().type("seaside", "nope").position.answers["swim"] == NO
    walker = Walker().type("seaside")
    walker.press(YES)
    assert walker.position.answers["swim"] == YES
    assert walker.turn.events[0] == AnswerRecorded("Yes")


def test_yes_and_no_as_labels_of_choices_take_the_same_words() -> None:
    choices = {"mine": {"label": "Yes"}, "other": {"label": "No"}}
    steps = changed(TRIP, "place", choices=choices)
    for typed, meant in (("yeah", "mine"), ("nope", "other"), ("1", "mine"), ("no thanks", "other")):
        assert Walker(steps).type(typed).position.answers["place"] == meant


def test_ticks_are_added_one_by_one_and_several_at_once() -> None:
    walker = Walker().type("hills", "1, hound")
    assert ticked(walker) == ("tea", "dog")
    asked = walker.turn.events[0]
    assert isinstance(asked, QuestionAsked)
    assert asked.again
    assert [option.ticked for option in asked.question.options] == [True, False, True, None]
    walker.type("a map")
    assert ticked(walker) == ("tea", "map", "dog")
    walker.type("1")
    assert ticked(walker) == ("map", "dog")
    walker.press("-dog")
    walker.press("-dog")
    assert ticked(walker) == ("map",)
    walker.type("done")
    assert walker.at == "photos"
    assert walker.turn.events[0] == AnswerRecorded("A map")


def test_nothing_ticked_is_an_answer_too() -> None:
    walker = Walker().type("hills", "done")
    assert walker.position.answers["bring"] == ()
    walker.type("no")
    assert walker.summary() == {"Place": "The hills", "Luggage": "None", "Photos": "No"}


def test_one_unclear_thing_among_several_ticks_nothing() -> None:
    walker = Walker().type("hills", "1, banana")
    assert "bring" not in walker.position.answers
    assert isinstance(walker.turn.events[0], AnswerNotUnderstood)


def test_what_is_not_understood_is_answered_in_the_steps_own_words_and_then_with_help() -> None:
    walker = Walker().type("banana")
    assert walker.turn.events[0] == AnswerNotUnderstood("Sea or hills?", help=False)
    assert isinstance(walker.turn.events[1], QuestionAsked)
    walker.type("potato")
    assert walker.turn.events[0] == AnswerNotUnderstood("Type 1 for the sea.", help=True)
    walker.type("seaside", "banana")
    assert walker.turn.events[0] == AnswerNotUnderstood(None, help=False)


def test_names_are_filled_in_wherever_words_stand() -> None:
    steps = changed(TRIP, "place", invalid="{runner} asks again.")
    assert Walker(steps).type("x").turn.events[0] == AnswerNotUnderstood("Ann asks again.", False)
    walker = to_the_summary().type("yes")
    walker.turn = walker.engine.carry_on(walker.position, "done")
    assert walker.said() == ["Booked: The hills."]


def test_whether_typed_text_is_an_answer_is_known_without_answering() -> None:
    walker = Walker()
    assert walker.engine.accepts(walker.position, "seaside")
    assert not walker.engine.accepts(walker.position, "is mesh banned")
    walker.type("hills")
    for typed in ("tea and hound", "1, 3", "back", "skip", "done"):
        assert walker.engine.accepts(walker.position, typed), typed
    assert not walker.engine.accepts(walker.position, "1, 9")
    walker.type("done")
    assert walker.engine.accepts(walker.position, "no thanks")
    assert not walker.engine.accepts(walker.position, "ok")
    assert not walker.engine.accepts(walker.position, "skip")
    walker.type("yes")
    assert walker.engine.accepts(walker.position, "anything at all")
    assert not walker.engine.accepts(walker.position, "?")


# --- consents


def test_a_consent_keeps_wording_version_and_time_and_nothing_is_ticked_before() -> None:
    walker = Walker().type("hills", "done")
    assert walker.position.consents == {}
    assert [option.ticked for option in walker.question.options] == [None, None]
    assert walker.question.text == "May Ann take photos?"
    walker.type("I agree")
    given = walker.position.consents["photos"]
    assert (given.agreed, given.version, given.wording, given.at) == (True, "1", "May Ann take photos?", NOW)


@pytest.mark.parametrize("typed", ["ok", "sure", "Yes, I disagree", "yes i dont agree", "maybe"])
def test_unclear_words_are_no_consent(typed: str) -> None:
    walker = Walker().type("hills", "done", typed)
    assert walker.at == "photos"
    assert walker.position.consents == {}


def test_yes_to_words_that_changed_since_they_were_shown_is_no_consent() -> None:
    walker = Walker().type("hills", "done")
    visit = walker.position.visit
    walker.engine = engine_of(changed(TRIP, "photos", wording="May {runner} sell photos?", version="2"))
    walker.press(YES)
    assert walker.turn.events == (StaleAnswer(),)
    assert walker.position.consents == {}
    assert walker.position.visit > visit
    walker.press(YES)
    assert walker.position.consents["photos"].wording == "May Ann sell photos?"


def test_a_consent_names_the_controller_that_was_shown() -> None:
    walker = Walker().type("hills", "done")
    walker.engine = engine_of(TRIP, runner="Somebody else")
    walker.type("yes")
    assert walker.position.consents == {}
    walker.type("yes")
    assert walker.position.consents["photos"].wording == "May Somebody else take photos?"


def test_no_to_changed_words_is_a_no() -> None:
    walker = Walker().type("hills", "done")
    walker.engine = engine_of(changed(TRIP, "photos", wording="May {runner} sell photos?"))
    walker.type("no")
    assert not walker.position.consents["photos"].agreed
    assert walker.at == "check"


def test_a_wording_that_changes_later_leaves_a_given_consent_alone() -> None:
    walker = to_the_summary()
    walker.engine = engine_of(changed(TRIP, "photos", wording="May {runner} sell photos?", version="2"))
    walker.type("yes")
    given = walker.position.consents["photos"]
    assert (given.version, given.wording) == ("1", "May Ann take photos?")


# --- back and skip


def test_back_asks_the_question_before_and_keeps_its_answer_until_another_comes() -> None:
    walker = Walker().type("seaside", "yes", "back")
    assert walker.at == "swim"
    assert walker.turn.events[0] == AnswerRecorded("Back")
    walker.type("Back")
    assert walker.at == "place"
    assert walker.position.answers == {"place": "sea", "swim": "yes"}
    walker.type("hills", "done", "no")
    assert "swim" not in walker.position.answers


def test_back_at_the_first_question_asks_it_again() -> None:
    walker = Walker().type("back")
    assert walker.at == "place"
    assert [type(event) for event in walker.turn.events] == [QuestionAsked]


def test_back_from_a_say_step_goes_to_a_question() -> None:
    steps = {**changed(TRIP, "swim", next="fine"), "fine": {"say": "Fine.", "next": "bring"}}
    walker = Walker(steps).type("seaside", "yes")
    assert walker.said() == ["Fine."]
    assert walker.type("back").at == "swim"


def test_skip_leaves_an_answer_out_and_drops_an_earlier_one() -> None:
    walker = Walker().type("hills", "tea", "skip")
    assert walker.turn.events[0] == AnswerRecorded("Skip")
    assert "bring" not in walker.position.answers
    walker.type("yes", "Sunny", "back", "skip")
    assert walker.summary() == {"Place": "The hills", "Photos": "Yes"}


@pytest.mark.parametrize("typed", ["I don't know", "not sure", "dont know", "I'd rather not say"])
def test_not_knowing_skips_what_can_be_skipped(typed: str) -> None:
    walker = Walker().type("hills", "tea", typed)
    assert walker.at == Walker().type("hills", "tea", "skip").at
    assert typed not in str(walker.position.answers)


def test_only_optional_questions_can_be_skipped() -> None:
    walker = Walker().type("skip")
    assert walker.at == "place"
    assert isinstance(walker.turn.events[0], AnswerNotUnderstood)
    assert isinstance(walker.press(SKIP).events[0], AnswerNotUnderstood)
    needed = Walker(changed(TRIP, "note", optional="false")).type("hills", "done", "yes", "skip")
    assert needed.at == "note"


# --- the summary


def test_the_summary_shows_answers_in_words_and_offers_to_change_each() -> None:
    walker = to_the_summary()
    assert walker.question.summary == (
        ("Place", "The hills"),
        ("Luggage", "Tea"),
        ("Photos", "Yes"),
        ("Words", "Sunny"),
    )
    assert [option.label for option in walker.question.options] == [
        "Yes, that is right",
        "Change place",
        "Change luggage",
        "Change photos",
        "Change words",
    ]


@pytest.mark.parametrize("typed", ["yes", "1", "Yes, that is right", "ok", "yep"])
def test_the_summary_is_confirmed_in_many_words(typed: str) -> None:
    walker = to_the_summary().type(typed)
    assert walker.turn.events == (AnswerRecorded("Yes, that is right"), ActionRequested("book"))
    assert walker.at == "book"


def test_no_to_the_summary_confirms_nothing() -> None:
    walker = to_the_summary().type("no")
    assert walker.turn.events[0] == AnswerNotUnderstood("Type 1 for yes.", help=False)
    assert walker.at == "check"


def test_one_answer_is_changed_without_the_others_being_asked_again() -> None:
    walker = to_the_summary().type("change words")
    assert walker.turn.events[0] == AnswerRecorded("Change words")
    assert walker.at == "note"
    assert walker.type("Rainy").at == "check"
    assert walker.summary()["Words"] == "Rainy"


def test_a_change_that_opens_a_question_asks_that_one_alone() -> None:
    walker = to_the_summary().type("change place", "seaside")
    assert walker.at == "swim"
    assert walker.type("yes").at == "check"
    assert walker.summary() == {
        "Place": "The seaside",
        "Swimming": "Yes",
        "Luggage": "Tea",
        "Photos": "Yes",
        "Words": "Sunny",
    }


def test_a_change_that_closes_a_question_drops_its_answer_and_opens_it_again_later() -> None:
    walker = Walker().type("seaside", "yes", "done", "no").type("change place", "hills")
    assert walker.at == "check"
    assert "swim" not in walker.position.answers
    walker.type("change place", "seaside")
    assert walker.at == "swim"
    assert walker.type("no").summary()["Swimming"] == "No"


def test_a_consent_goes_from_yes_to_no_and_back() -> None:
    walker = to_the_summary().type("change photos", "no")
    assert walker.at == "check"
    assert not walker.position.consents["photos"].agreed
    assert "note" not in walker.position.answers
    assert walker.summary() == {"Place": "The hills", "Luggage": "Tea", "Photos": "No"}
    walker.type("change photos", "yes")
    assert walker.at == "note"
    walker.type("Windy")
    assert walker.at == "check"
    assert walker.position.consents["photos"].agreed
    assert walker.summary()["Words"] == "Windy"
    assert walker.type("yes").turn.events[-1] == ActionRequested("book")


def test_a_change_to_the_same_answer_changes_nothing() -> None:
    walker = to_the_summary()
    before = walker.summary()
    assert walker.type("change place", "hills").at == "check"
    assert walker.summary() == before


def test_back_in_the_middle_of_a_change_still_returns_to_the_summary() -> None:
    walker = to_the_summary().type("change place", "seaside")
    assert walker.type("back").at == "place"
    assert walker.type("hills").at == "check"
    assert walker.type("change place", "back").at == "check"
    assert walker.position.editing is None
    assert walker.type("back").at == "place"


def test_a_skipped_question_stays_skipped_through_a_change() -> None:
    walker = Walker().type("hills", "skip", "yes", "skip")
    assert walker.type("change place", "seaside", "yes").at == "check"
    assert walker.summary() == {"Place": "The seaside", "Swimming": "Yes", "Photos": "Yes"}


def test_ticks_that_were_never_done_are_asked_for_again() -> None:
    walker = Walker().type("hills", "done", "no").type("change luggage", "tea", "back")
    assert walker.at == "check"
    assert walker.summary()["Luggage"] == "Tea"
    skipping = {**TRIP, "place": {**TRIP["place"], "next": "photos"}}
    walker = Walker(skipping).type("hills", "no").type("change place", "seaside", "yes")
    assert walker.at == "bring"
    walker.type("tea", "back", "yes")
    assert walker.at == "bring"


def test_what_is_said_after_a_changed_answer_is_said_again_before_what_it_opens() -> None:
    steps = {
        **changed(
            TRIP,
            "place",
            choices={"sea": {"label": "The seaside", "next": "wet"}, "hills": {"label": "The hills"}},
        ),
        "wet": {"say": "It is wet there.", "next": "swim"},
    }
    walker = Walker(steps).type("hills", "done", "no").type("change place", "seaside")
    assert walker.said() == ["It is wet there."]
    assert walker.at == "swim"


def test_the_step_that_asked_is_the_one_that_is_changed() -> None:
    steps = {
        "way": {"ask": "yes_no", "say": "Long?", "save": "way", "next": "fork"},
        "fork": {"branch": "way", "cases": {"yes": "long"}, "otherwise": "short"},
        "long": {"ask": "text", "say": "Tell all.", "save": "why", "called": "Why", "next": "check"},
        "short": {"ask": "text", "say": "In a word?", "save": "why", "called": "Why", "next": "check"},
        "check": {"confirm": ["why"], "say": "Right?", "next": "end"},
        "end": {"say": "Bye."},
    }
    assert Walker(steps).type("no", "Because", "change why").at == "short"
    assert Walker(steps).type("yes", "Because", "change why").at == "long"


def test_back_after_the_summary_was_confirmed_changes_nothing_of_it() -> None:
    steps = {
        **TRIP,
        "bye": {"ask": "text", "say": "Any wish?", "save": "wish", "next": "more"},
        "more": {"ask": "text", "say": "Another?", "save": "more", "next": "end"},
        "end": {"say": "Bye."},
    }
    walker = Walker(steps).type("hills", "done", "no", "change place", "hills", "yes")
    walker.turn = walker.engine.carry_on(walker.position, "done")
    walker.type("None", "back")
    assert walker.at == "bye"
    assert walker.position.editing is None
    assert walker.type("A dry day").at == "more"


# --- presses that come late or again


def test_the_same_press_again_changes_nothing() -> None:
    walker = Walker()
    walker.press("sea", 1)
    after = walker.position
    for _ in range(4):
        assert walker.press("sea", 1).events == (DuplicateAnswer(),)
    assert walker.position == after


def test_another_press_on_an_earlier_question_is_told_so() -> None:
    walker = Walker()
    walker.press("sea", 1)
    after = walker.position
    assert walker.press("hills", 1).events == (StaleAnswer(),)
    assert walker.press("hills", 99).events == (StaleAnswer(),)
    assert walker.position == after


def test_back_and_skip_pressed_again_count_once() -> None:
    walker = Walker().type("hills")
    skip = walker.position.visit
    walker.press(SKIP)
    assert walker.press(SKIP, skip).events == (DuplicateAnswer(),)
    back = walker.position.visit
    walker.press(BACK)
    assert walker.at == "bring"
    assert walker.press(BACK, back).events == (DuplicateAnswer(),)
    assert walker.at == "bring"
    walker.type("done")
    assert walker.press(BACK, back).events == (StaleAnswer(),)


def test_a_question_asked_anew_has_a_new_number() -> None:
    walker = Walker()
    walker.press("sea", 1)
    walker.type("back")
    assert walker.press("sea", 1).events == (StaleAnswer(),)
    assert walker.at == "place"


def test_ticks_on_a_question_that_was_left_count_no_more() -> None:
    walker = Walker().type("hills")
    visit = walker.position.visit
    walker.press("+tea")
    walker.press(DONE)
    assert walker.press("+map", visit).events == (DuplicateAnswer(),)
    assert walker.position.answers["bring"] == ("tea",)


@pytest.mark.parametrize(
    "choice",
    [
        "",
        "tea",
        "xsea",
        "xtea",
        "+one",
        "-one",
        "+sea",
        "+ea",
        "yes",
        "change_place",
        "change_nothing",
        "x" * 60,
        "+",
        "done ",
    ],
)
def test_a_made_up_choice_is_no_answer(choice: str) -> None:
    walker = Walker()
    assert isinstance(walker.press(choice).events[0], AnswerNotUnderstood)
    assert walker.at == "place"
    walker.type("hills")
    if choice not in ("tea",):
        walker.press(choice)
        assert walker.position.answers.get("bring") is None


def test_a_made_up_change_is_no_choice_of_a_summary() -> None:
    walker = to_the_summary()
    for choice in ("change_swim", "change_", "-hange_place", "done"):
        assert isinstance(walker.press(choice).events[0], AnswerNotUnderstood), choice
        assert walker.at == "check"


# --- progress


def test_progress_counts_the_questions_of_the_longest_way_that_is_still_open() -> None:
    walker = Walker()
    seen = [walker.progress]
    seen += [walker.type(typed).progress for typed in ("seaside", "yes", "done", "yes", "Sunny")]
    assert seen == [(1, 6), (2, 6), (3, 6), (4, 6), (5, 6), (6, 6)]


def test_progress_shrinks_only_by_what_is_not_asked() -> None:
    walker = Walker()
    seen = [walker.progress, *(walker.type(typed).progress for typed in ("hills", "done", "no"))]
    assert seen == [(1, 6), (2, 5), (3, 5), (4, 4)]


def test_progress_takes_branches_as_they_are_answered() -> None:
    steps = {
        "way": {
            "say": "Way?",
            "choices": {"a": {"label": "A"}, "b": {"label": "B"}},
            "save": "way",
            "next": "next",
        },
        "next": {"ask": "yes_no", "say": "Ready?", "save": "ready", "next": "fork"},
        "fork": {"branch": "way", "cases": {"a": "long"}, "otherwise": "end"},
        "long": {"ask": "text", "say": "Why?", "save": "why", "next": "longer"},
        "longer": {"ask": "text", "say": "Why else?", "save": "else", "next": "end"},
        "end": {"say": "Bye."},
    }
    assert Walker(steps).progress == (1, 4)
    assert Walker(steps).type("b").progress == (2, 2)
    assert Walker(steps).type("a").progress == (2, 4)


def test_progress_of_back_and_of_a_change() -> None:
    walker = Walker().type("hills", "done", "back")
    assert walker.progress == (2, 5)
    walker = to_the_summary()
    assert walker.progress == (5, 5)
    assert walker.type("change place").progress == (5, 6)
    assert walker.type("seaside").progress == (6, 6)
    assert walker.type("yes").progress == (6, 6)


def test_progress_in_a_loop_counts_each_question_once() -> None:
    steps: dict[str, Any] = {
        "ask": {
            "say": "Another?",
            "choices": {"more": {"label": "More", "next": "fine"}, "end": {"label": "Enough"}},
        },
        "fine": {"say": "Fine.", "next": "ask"},
        "end": {"say": "Bye."},
    }
    steps["ask"].update({"save": "again", "next": "end"})
    walker = Walker(steps)
    assert walker.progress == (1, 1)
    assert walker.type("more").progress == (1, 1)


def test_progress_of_a_long_script_with_many_forks_is_found_at_once() -> None:
    steps: dict[str, Any] = {}
    for number in range(60):
        ways = {"a": {"label": "A", "next": f"a{number}"}, "b": {"label": "B", "next": f"q{number + 1}"}}
        steps[f"q{number}"] = {"say": "?", "choices": ways, "save": f"s{number}"}
        steps[f"a{number}"] = {"ask": "text", "say": "Why?", "save": f"t{number}", "next": f"q{number + 1}"}
    steps["q60"] = {"say": "Bye."}
    assert Walker(steps).progress == (1, 120)


# --- actions


def test_an_action_ends_the_turn_and_its_outcome_leads_on() -> None:
    walker = to_the_summary().type("yes")
    assert walker.at == "book"
    full = walker.engine.carry_on(walker.position, "full")
    assert full.events == (MessageSaid("All full."), FlowEnded())
    assert full.position is None
    done = walker.engine.carry_on(walker.position, "done")
    assert done.events == (MessageSaid("Booked: The hills."), FlowEnded())


def test_an_action_at_the_end_ends_the_conversation() -> None:
    walker = Walker({"do_it": {"do": "book"}})
    assert walker.turn.events == (ActionRequested("book"),)
    assert walker.engine.carry_on(walker.position, "done") == Turn((FlowEnded(),), None)


MIDDLE: dict[str, Any] = {
    "code": {"ask": "postcode", "say": "Postcode?", "save": "code", "called": "Postcode", "next": "find"},
    "find": {"do": "find", "cases": {"unknown": "area"}, "next": "why"},
    "area": {"ask": "text", "say": "Which area?", "save": "area", "called": "Area", "next": "why"},
    "why": {"ask": "text", "say": "Why {member}?", "save": "why", "called": "Reason", "next": "check"},
    "check": {"confirm": ["code", "area", "why"], "say": "Right?", "next": "send"},
    "send": {"do": "send"},
}


def test_what_an_action_found_can_be_named() -> None:
    walker = Walker(MIDDLE).type("LS1 4AP")
    walker.turn = walker.engine.carry_on(walker.position, "done", {"member": "Ms Lee"})
    assert walker.question.text == "Why Ms Lee?"
    assert walker.type("Because").position.answers["member"] == "Ms Lee"


def test_answers_asked_for_by_an_outcome_are_kept_and_a_change_goes_through_the_action_again() -> None:
    walker = Walker(MIDDLE).type("LS1 4AP")
    walker.turn = walker.engine.carry_on(walker.position, "unknown", {"member": "nobody"})
    walker.type("Leeds", "Because")
    assert walker.summary() == {"Postcode": "LS1 4AP", "Area": "Leeds", "Reason": "Because"}
    walker.type("change postcode", "LS2 9JT")
    assert walker.turn.events[-1] == ActionRequested("find")
    walker.turn = walker.engine.carry_on(walker.position, "done", {"member": "Ms Lee"})
    assert walker.at == "check"
    assert walker.summary()["Reason"] == "Because"


def test_answers_left_over_from_a_way_that_was_left_are_gone_before_an_action() -> None:
    steps = changed(TRIP, "note", next="book")
    steps = changed(steps, "photos", otherwise="book")
    walker = Walker(without(steps, "check")).type("seaside", "yes", "back", "back", "hills", "done", "no")
    assert walker.turn.events[-1] == ActionRequested("book")
    assert walker.position.answers == {"place": "hills", "bring": ()}


def test_answers_known_beforehand_are_used() -> None:
    walker = Walker(
        {"hi": {"say": "Hello {name}.", "next": "place"}, **without(TRIP, "hello")}, {"name": "Bea"}
    )
    assert walker.said() == ["Hello Bea."]


# --- scripts that changed under a waiting person


def waiting(steps: Mapping[str, Any], position: Position) -> Engine:
    """An engine with another script, for a person who waits at a place of the old one."""
    engine = engine_of(steps)
    for call in (
        lambda: engine.ask_again(position),
        lambda: engine.accepts(position, "x"),
        lambda: engine.answer(position, TypedAnswer("x"), NOW),
        lambda: engine.answer(position, ButtonAnswer("x", position.visit), NOW),
        lambda: engine.skip(position),
    ):
        with pytest.raises(ScriptChangedError):
            call()
    return engine


def test_a_step_that_is_gone_or_asks_nothing_any_more_is_told() -> None:
    position = Walker().type("seaside").position
    waiting(without(changed(TRIP, "place", choices={"hills": {"label": "Hills"}}), "swim"), position)
    waiting({**TRIP, "swim": {"say": "No swimming.", "next": "bring"}}, position)
    waiting({**TRIP, "swim": {"do": "swim", "next": "bring"}}, position)


def test_a_flow_that_is_gone_is_told() -> None:
    engine = Engine({"other": script(TRIP)}, LABELS, {"runner": "Ann"})
    position = Walker().type("seaside").position
    for call in (
        lambda: engine.ask_again(position),
        lambda: engine.back(position),
        lambda: engine.skip(position),
        lambda: engine.answer(position, TypedAnswer("x"), NOW),
        lambda: engine.carry_on(position, "done"),
    ):
        with pytest.raises(ScriptChangedError):
            call()


def test_an_action_that_is_gone_is_told() -> None:
    position = to_the_summary().type("yes").position
    for steps in (
        without(changed(TRIP, "check", next="bye"), "book"),
        {**TRIP, "book": {"say": "x", "next": "bye"}},
    ):
        with pytest.raises(ScriptChangedError):
            engine_of(steps).carry_on(position, "done")


def test_a_next_step_that_is_gone_is_told() -> None:
    walker = Walker().type("seaside")
    walker.engine = Engine(
        {"trip": Script.model_construct(title="t", steps=dict(script(without(TRIP, "bring")).steps))}, LABELS
    )
    with pytest.raises(ScriptChangedError):
        walker.type("yes")


def test_a_placeholder_whose_answer_was_never_asked_for_is_told() -> None:
    walker = Walker().type("seaside")
    walker.engine = engine_of(changed(TRIP, "bring", say="You said {colour}."))
    with pytest.raises(ScriptChangedError):
        walker.type("yes")


def test_a_question_of_another_kind_is_asked_anew() -> None:
    walker = Walker().type("hills")
    walker.engine = engine_of(
        {**TRIP, "bring": {"ask": "text", "say": "What?", "save": "bring", "next": "photos"}}
    )
    walker.press("+tea")
    assert isinstance(walker.turn.events[0], AnswerNotUnderstood)
    assert walker.question.text == "What?"
    assert walker.type("tea").at == "photos"


def test_ticks_become_a_choice_and_a_choice_becomes_ticks() -> None:
    walker = Walker().type("hills", "tea")
    single = {key: {"label": value["label"]} for key, value in TRIP["bring"]["several"].items()}
    walker.engine = engine_of({**TRIP, "bring": {**without(TRIP["bring"], "several"), "choices": single}})
    assert walker.type("hound").position.answers["bring"] == "dog"
    walker.type("back")
    walker.engine = engine_of(TRIP)
    assert [option.ticked for option in walker.question.options[:3]] == [False] * 3
    assert walker.type("tea").position.answers["bring"] == ("tea",)


def test_a_choice_that_is_gone_is_not_understood() -> None:
    walker = Walker()
    walker.engine = engine_of(
        without(changed(TRIP, "place", choices={"hills": {"label": "The hills"}}), "swim")
    )
    assert isinstance(walker.press("sea").events[0], AnswerNotUnderstood)
    assert walker.type("1").position.answers["place"] == "hills"


def test_back_passes_over_questions_that_are_gone() -> None:
    walker = Walker().type("seaside", "yes")
    choices = {"sea": {"label": "The seaside"}, "hills": {"label": "The hills"}}
    walker.engine = engine_of(without(changed(TRIP, "place", choices=choices), "swim"))
    assert walker.type("back").at == "place"


def test_a_question_added_before_the_summary_is_asked_before_anything_is_done() -> None:
    walker = to_the_summary()
    steps = {**TRIP, "age": {"ask": "yes_no", "say": "18 or over?", "save": "age", "next": "bring"}}
    walker.engine = engine_of(changed(steps, "place", next="age"))
    walker.type("yes")
    assert walker.at == "age"
    assert walker.type("yes").at == "check"
    assert walker.type("yes").turn.events[-1] == ActionRequested("book")
    assert walker.position.answers["age"] == YES


def test_an_answer_that_is_no_choice_any_more_is_asked_for_before_anything_is_done() -> None:
    walker = to_the_summary()
    walker.engine = engine_of(
        changed(TRIP, "place", choices={"moor": {"label": "The moor"}, "fen": {"label": "Fen"}})
    )
    walker.type("yes")
    assert walker.at == "place"
    assert walker.type("moor").at == "check"
    assert walker.type("yes").position.answers["place"] == "moor"
    assert walker.position.consents["photos"].agreed


@pytest.mark.parametrize("lost", ["place", "note", "photos"])
def test_a_saved_answer_that_is_missing_is_asked_for_before_anything_is_done(lost: str) -> None:
    walker = to_the_summary()
    place = walker.position
    kept = {name: value for name, value in place.answers.items() if name != lost}
    given = {name: value for name, value in place.consents.items() if name != lost}
    walker.turn = Turn((), replace(place, answers=kept, consents=given))
    walker.type("yes")
    assert walker.at == lost
    walker.type({"place": "hills", "note": "Sunny", "photos": "yes"}[lost])
    assert walker.at == "check"
    assert walker.type("yes").turn.events[-1] == ActionRequested("book")


def test_answers_are_kept_when_the_way_to_the_summary_is_broken() -> None:
    ways = {"sea": {"label": "The seaside", "next": "swim"}, "hills": {"label": "The hills", "next": "bring"}}
    old = changed(TRIP, "place", choices=ways, next=None)
    walker = Walker(old).type("hills", "tea", "done", "yes")
    new = {"sea": ways["sea"], "moor": {"label": "The moor", "next": "bring"}}
    walker.engine = engine_of(changed(old, "place", choices=new))
    walker.type("Sunny")
    assert walker.at == "check"
    assert walker.summary()["Luggage"] == "Tea"
    assert walker.type("yes").at == "place"
    assert walker.type("moor").at == "check"
    assert walker.summary() == {"Place": "The moor", "Luggage": "Tea", "Photos": "Yes", "Words": "Sunny"}


def test_a_summary_that_is_gone_in_the_middle_of_a_change_is_told() -> None:
    walker = to_the_summary().type("change words")
    walker.engine = engine_of(
        without(changed(changed(TRIP, "note", next="book"), "photos", otherwise="book"), "check")
    )
    assert walker.type("Rainy").turn.events[-1] == ActionRequested("book")


def test_a_silent_loop_is_told_and_never_runs_for_ever() -> None:
    steps = {"a": {"say": "a", "next": "b"}, "b": {"say": "b", "next": "a"}}
    with pytest.raises(ScriptChangedError):
        engine_of(steps).begin("trip", "first")


def test_what_answers_are_called() -> None:
    questions = Questions({"trip": script(changed(TRIP, "place", called=None))}, {}, LABELS)
    assert questions.answer_label("trip", "place") == "Place"
    assert questions.answer_label("trip", "bring") == "Luggage"
    with pytest.raises(ScriptChangedError):
        questions.answer_label("trip", "nothing")
