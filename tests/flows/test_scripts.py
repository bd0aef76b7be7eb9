"""The real scripts: what they must say and never say, and thousands of people wandering through them."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random

import pytest
from hypothesis import given, strategies

from bot.content.catalogue import ROOT
from bot.content.flow_actions import ACTIONS, CONSTANTS
from bot.content.yaml_reader import build, read_document
from bot.core.callbacks import AnswerButton, Callback
from bot.core.state import ConversationState, dump, load
from faq.editorial.readability import grade
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
from flows.graph import saved_on_the_way, saves
from flows.position import Position, ScriptChangedError
from flows.script import (
    AskStep,
    ChooseStep,
    ConfirmStep,
    ConsentStep,
    QuestionStep,
    Script,
    SeveralStep,
    Step,
)
from flows.validation import ScriptNames, check_script
from tests.conftest import english

NOW = "2026-11-23T10:00:00+00:00"
NAMES = sorted(path.stem for path in (ROOT / "flows" / "scripts" / "en").glob("*.yaml"))
PEOPLE = ["join", "pledge"]
"""The scripts that anybody may walk through, with consents of their own."""
RECORDS = {"join": "record_supporter", "pledge": "record_pledge"}
"""What each of them does at its end."""
STEPS_A_WALK = 25
CHANCE = strategies.randoms(use_true_random=False)


def script_of(name: str) -> Script:
    document = read_document(ROOT / "flows" / "scripts" / "en" / f"{name}.yaml", ROOT)
    script = build(document, Script)
    assert script is not None, document.mistakes
    return script


SCRIPTS = {name: script_of(name) for name in NAMES}


def engine_of(scripts: Mapping[str, Script]) -> Engine:
    return Engine(
        scripts, english().buttons.flow, {"controller": "The Test Campaign", "contact": "data@example.org"}
    )


ENGINE = engine_of(SCRIPTS)


def questions(script: Script) -> Iterator[tuple[str, QuestionStep]]:
    for name, step in script.steps.items():
        if isinstance(step, QuestionStep):
            yield name, step


def texts(script: Script) -> Iterator[tuple[str, str]]:
    """Everything a script says, with where it stands."""
    for name, step in script.steps.items():
        for key in ("say", "wording", "invalid", "help"):
            text = getattr(step, key, None)
            if text:
                yield f"{name}, {key}", text


def labels(script: Script) -> Iterator[tuple[str, str]]:
    for name, step in script.steps.items():
        if isinstance(step, ChooseStep):
            yield from ((name, choice.label) for choice in step.choices.values())
        elif isinstance(step, SeveralStep):
            yield from ((name, tick.label) for tick in step.several.values())
        elif isinstance(step, ConfirmStep):
            yield name, step.yes or english().buttons.flow.confirm


# --- what they say


@pytest.mark.parametrize("name", PEOPLE)
def test_the_scripts_have_no_problem(name: str) -> None:
    assert check_script(SCRIPTS[name], ScriptNames(ACTIONS, CONSTANTS)) == []


@pytest.mark.parametrize("name", PEOPLE)
def test_words_are_plain(name: str) -> None:
    """Flesch-Kincaid grade 5 is a reading age of about 10 (product notes: 9 to 11)."""
    for where, text in texts(SCRIPTS[name]):
        assert grade(text.replace("{controller}", "The Campaign")) <= 5, where
        assert len(text) <= 600, where
        longest = max(len(sentence.split()) for sentence in re.split(r"(?<=[.?])\s+", text))
        assert longest <= 25, where


UNKIND = re.compile(
    r"!|\bunfortunately\b|\balleged|\bvictim|\bsuffer|\bhurry\b|\blast chance|\burgent|\bmust\b"
    r"|\bwrong\b|\binvalid\b|\berror\b|\bfailed\b|\bsuccess",
    re.IGNORECASE,
)
PROMISES = re.compile(
    r"\bwill (?:get|receive|win|be paid|pay)\b|\bguarantee|\bentitled\b|\bcompensation\b|£", re.IGNORECASE
)


@pytest.mark.parametrize("name", PEOPLE)
def test_words_are_kind_and_promise_nothing(name: str) -> None:
    for where, text in texts(SCRIPTS[name]):
        assert not UNKIND.search(text), f"{where}: {text}"
        assert not PROMISES.search(text), f"{where}: {text}"


def test_the_searches_for_unkind_words_and_promises_find_them() -> None:
    assert UNKIND.search("Hurry, last chance!")
    assert PROMISES.search("You will get £100.")


@pytest.mark.parametrize("name", PEOPLE)
def test_labels_fit_a_button(name: str) -> None:
    script, engine = SCRIPTS[name], ENGINE
    for where, label in labels(script):
        assert len(label) <= 24, f"{where}: {label}"
    for step in script.steps.values():
        for wanted in step.confirm if isinstance(step, ConfirmStep) else ():
            called = engine.questions.answer_label(name, wanted)
            change = engine.questions.change_label(Position(name, "first", script.first), wanted)
            assert len(change) <= 24, change
            assert called[:1].isupper(), called


@pytest.mark.parametrize("name", PEOPLE)
def test_every_question_says_what_is_needed_when_an_answer_is_not_understood(name: str) -> None:
    for where, step in questions(SCRIPTS[name]):
        assert step.invalid, where


@pytest.mark.parametrize("name", PEOPLE)
def test_a_summary_shows_all_that_is_asked_after_the_age(name: str) -> None:
    script = SCRIPTS[name]
    asked = {saves(step) for _, step in questions(script)} - {None, "adult", "who"}
    (confirm,) = [step for _, step in questions(script) if isinstance(step, ConfirmStep)]
    assert set(confirm.confirm) == asked
    for step in script.steps.values():
        if saves(step) in asked:
            assert getattr(step, "called", None), saves(step)


@pytest.mark.parametrize("name", PEOPLE)
def test_consents_name_the_controller_and_how_to_take_them_back(name: str) -> None:
    consents = [step for _, step in questions(SCRIPTS[name]) if isinstance(step, ConsentStep)]
    assert consents
    for step in consents:
        assert "{controller}" in step.wording
        assert "/mydata" in step.wording or "/stop" in step.wording
        assert step.wording.count("?") == 1, "one consent, one question"


def test_the_four_consents_are_asked_for_apart() -> None:
    given = [
        step.consent
        for name in PEOPLE
        for _, step in questions(SCRIPTS[name])
        if isinstance(step, ConsentStep)
    ]
    assert sorted(given) == ["health", "pledge", "share_with_mp", "updates"]


def test_the_consents_name_the_kinds_of_data() -> None:
    wordings = {
        step.consent: step.wording
        for name in PEOPLE
        for _, step in questions(SCRIPTS[name])
        if isinstance(step, ConsentStep)
    }
    assert "political opinion" in wordings["updates"]
    assert "political opinion" in wordings["pledge"]
    assert "information about health" in wordings["health"]
    assert "not end-to-end encrypted" in wordings["health"]
    for optional in ("health", "share_with_mp"):
        assert "optional" in wordings[optional]
    for first in ("updates", "pledge"):
        assert "Telegram keeps its own copy" in wordings[first]
        assert "/privacy" in wordings[first]


# --- walks through them


class Wanderer:
    """Somebody who presses and types anything at all, at one script, as chance has it."""

    KINDS = ("choose",) * 5 + ("press again", "press again", "label", "odd", "words", "words", "words")
    ODD = ("+", "-one", "change_x", "made up", "yes")
    WORDS = (
        *("yes", "no", "ok", "back", "skip", "done", "1", "2", "3", "9", "1, 3", "banana", "?", "", "👍"),
        *("what is redress?", "Leeds East", "mesh", "LS1 4AP", "change where you live", "{contact}"),
        "x" * 300,
    )

    def __init__(self, flow: str, chance: Random) -> None:
        self.chance = chance
        self.presses: list[ButtonAnswer] = []
        self.turn = ENGINE.begin(flow, "abcdef")
        self.follow()

    @property
    def position(self) -> Position:
        assert self.turn.position is not None
        return self.turn.position

    @property
    def question(self) -> Question:
        return ENGINE.ask_again(self.position).question

    def follow(self) -> None:
        """Run the actions, each with an outcome that may come, and keep what could be pressed later."""
        while self.turn.position is not None and isinstance(self.turn.events[-1], ActionRequested):
            outcomes = sorted(ACTIONS[self.turn.events[-1].action].outcomes)
            self.turn = ENGINE.carry_on(self.position, self.chance.choice([*outcomes, "done"]))
        if self.turn.position is not None:
            visit = self.position.visit
            choices = [option.choice for option in self.question.options]
            self.presses += [ButtonAnswer(choice, visit) for choice in (*choices, BACK, SKIP)]

    def input(self) -> ButtonAnswer | TypedAnswer:
        """Something that could come: mostly the open question's own choices, at times anything else."""
        kind, options = self.chance.choice(self.KINDS), self.question.options
        if kind == "choose" and options:
            return ButtonAnswer(self.chance.choice(options).choice, self.position.visit)
        if kind == "press again":
            return self.chance.choice(self.presses)
        if kind == "label" and options:
            return TypedAnswer(self.chance.choice(options).label)
        if kind == "odd":
            return ButtonAnswer(self.chance.choice(self.ODD), self.position.visit)
        return TypedAnswer(self.chance.choice(self.WORDS))


@dataclass(frozen=True)
class Met:
    """Somebody at a question, what they send next, and what comes of it."""

    flow: str
    position: Position
    given: ButtonAnswer | TypedAnswer
    question: Question
    turn: Turn


def walk(flow: str, chance: Random) -> Iterator[Met]:
    """Everywhere that one person comes to."""
    wanderer = Wanderer(flow, chance)
    for _ in range(STEPS_A_WALK):
        if wanderer.turn.position is None:
            return
        place, given, question = wanderer.position, wanderer.input(), wanderer.question
        wanderer.turn = ENGINE.answer(place, given, NOW)
        yield Met(flow, place, given, question, wanderer.turn)
        wanderer.follow()


def check_question(question: Question) -> None:
    assert 1 <= question.number <= question.of
    assert question.text
    assert "{" not in question.text
    choices = [option.choice for option in question.options]
    assert len(choices) == len(set(choices))
    for choice in (*choices, BACK, SKIP):
        button = AnswerButton("abcdef", question.visit, choice)
        assert Callback.unpack(button.pack()) == button


def hangs_together(met: Met, chance: Random) -> bool:
    """Any input anywhere gives a turn that makes sense."""
    before, turn = met.position, met.turn
    check_question(met.question)
    assert turn.events
    if turn.position is None:
        assert isinstance(turn.events[-1], FlowEnded)
    elif isinstance(turn.events[0], DuplicateAnswer | StaleAnswer):
        assert turn == Turn((turn.events[0],), before)
    elif isinstance(turn.events[0], AnswerNotUnderstood):
        assert turn.position == replace(before, tries=before.tries + 1)
    else:
        assert isinstance(turn.events[-1], QuestionAsked | ActionRequested)
    if turn.position is not None and isinstance(turn.events[-1], QuestionAsked):
        assert turn.events[-1].question == ENGINE.ask_again(turn.position).question
    return True


def survives_being_written_down(met: Met, chance: Random) -> bool:
    """A conversation goes on the same after a restart."""
    state = ConversationState(position=met.position)
    again = load(dump(state))
    assert again == state
    assert again.position is not None
    assert ENGINE.answer(again.position, met.given, NOW) == met.turn
    return True


def a_press_that_comes_again_changes_nothing(met: Met, chance: Random) -> bool:
    options = [option.choice for option in met.question.options if option.ticked is None]
    given = ButtonAnswer(chance.choice([*options, BACK]), met.position.visit)
    turn = ENGINE.answer(met.position, given, NOW)
    if turn.position is None or isinstance(turn.events[-1], ActionRequested):
        return False
    if turn.position.visit == met.position.visit:
        return False
    assert ENGINE.answer(turn.position, given, NOW) == Turn((DuplicateAnswer(),), turn.position)
    return True


def back_leads_to_the_first_question(met: Met, chance: Random) -> bool:
    place = met.position
    for _ in range(len(place.trail)):
        place = ENGINE.back(place).position or place
    assert (place.step, place.trail, place.editing) == (SCRIPTS[met.flow].first, (), None)
    return True


def the_number_goes_up_and_the_total_never_does(met: Met, chance: Random) -> bool:
    """While a person goes on."""
    before, place = met.position, met.turn.position
    if (
        place is None
        or isinstance(met.turn.events[-1], ActionRequested)
        or len(place.trail) <= len(before.trail)
    ):
        return False
    if any(visit.given.startswith("change_") for visit in place.trail):
        return False
    after = ENGINE.ask_again(place).question
    assert after.number == met.question.number + 1, (met.question, after)
    assert after.of <= met.question.of, (met.question, after)
    return True


def nothing_is_done_without_the_consent_it_needs(met: Met, chance: Random) -> bool:
    place = met.turn.position
    if place is None or met.turn.events[-1] != ActionRequested(RECORDS[met.flow]):
        return False
    assert place.answers["adult"] == YES
    for needed in ACTIONS[RECORDS[met.flow]].needs - set(place.answers):
        assert place.consents[needed].agreed
    return True


def an_answer_that_is_lost_is_asked_for_before_anything_is_recorded(met: Met, chance: Random) -> bool:
    place, steps = met.position, SCRIPTS[met.flow].steps
    if not isinstance(steps[place.step], ConfirmStep):
        return False
    lost = chance.choice(sorted(place.answers))
    if any(visit.given == SKIP and saves(steps[visit.step]) == lost for visit in place.trail):
        return False
    poorer = replace(place, answers={key: value for key, value in place.answers.items() if key != lost})
    turn = ENGINE.answer(poorer, ButtonAnswer(YES, place.visit), NOW)
    assert turn.position is not None
    assert saves(steps[turn.position.step]) == lost
    return True


def the_language_is_asked_of_those_alone_who_agreed_to_updates(met: Met, chance: Random) -> bool:
    if met.position.step != "language":
        return False
    assert met.position.consents["updates"].agreed
    return True


RULES = (
    hangs_together,
    survives_being_written_down,
    a_press_that_comes_again_changes_nothing,
    back_leads_to_the_first_question,
    the_number_goes_up_and_the_total_never_does,
    nothing_is_done_without_the_consent_it_needs,
    an_answer_that_is_lost_is_asked_for_before_anything_is_recorded,
    the_language_is_asked_of_those_alone_who_agreed_to_updates,
)
"""What holds everywhere. Each gives whether there was anything to check."""


@pytest.mark.parametrize("name", PEOPLE)
@given(chance=CHANCE)
def test_whatever_a_person_does(name: str, chance: Random) -> None:
    for met in walk(name, chance):
        for rule in RULES:
            rule(met, chance)


def test_people_come_everywhere_and_meet_every_rule() -> None:
    everywhere = [met for seed in range(40) for name in PEOPLE for met in walk(name, Random(seed))]
    asked = {(name, step) for name in PEOPLE for step, _ in questions(SCRIPTS[name])}
    assert {(met.flow, met.position.step) for met in everywhere} == asked
    kinds = {type(event) for met in everywhere for event in met.turn.events}
    assert kinds >= {
        QuestionAsked,
        AnswerRecorded,
        AnswerNotUnderstood,
        DuplicateAnswer,
        StaleAnswer,
        ActionRequested,
        MessageSaid,
        FlowEnded,
    }
    for rule in RULES:
        assert sum(rule(met, Random(1)) for met in everywhere) > 3, rule.__name__


def test_the_language_may_be_left_out() -> None:
    step = SCRIPTS["join"].steps["language"]
    assert isinstance(step, ChooseStep)
    assert step.optional


def proper(step: Step, question: Question, chance: Random) -> ButtonAnswer | TypedAnswer:
    """An answer that the open question takes, and that leads on."""
    match step:
        case ChooseStep():
            return ButtonAnswer(next(iter(step.choices)), question.visit)
        case SeveralStep():
            options = [option.choice for option in question.options if not option.ticked]
            return ButtonAnswer(chance.choice(options), question.visit)
        case AskStep() if step.ask == "yes_no":
            return ButtonAnswer(YES, question.visit)
        case AskStep():
            return TypedAnswer("Leeds East")
        case ConsentStep():
            return ButtonAnswer(
                chance.choice((YES, NO)) if step.next != step.otherwise else YES, question.visit
            )
        case _:
            return ButtonAnswer(YES, question.visit)


@pytest.mark.parametrize("name", PEOPLE)
@given(chance=CHANCE)
def test_a_walk_that_answers_everything_ends_at_the_record_with_what_was_agreed(
    name: str, chance: Random
) -> None:
    script, engine = SCRIPTS[name], ENGINE
    needed = {"join": "updates", "pledge": "pledge"}[name]
    turn, shown = engine.begin(name, "abcdef"), dict[str, str]()
    while not isinstance(turn.events[-1], ActionRequested):
        assert turn.position is not None
        step, question = script.steps[turn.position.step], engine.ask_again(turn.position).question
        given = proper(step, question, chance)
        if isinstance(step, ConsentStep):
            shown[step.consent] = question.text
            given = ButtonAnswer(YES, question.visit) if step.consent == needed else given
        turn = engine.answer(turn.position, given, NOW)
    assert turn.events[-1] == ActionRequested(RECORDS[name])
    assert turn.position is not None
    assert turn.position.step == "record"
    assert set(turn.position.consents) == set(shown)
    for consent, agreement in turn.position.consents.items():
        assert (agreement.wording, agreement.version, agreement.at) == (shown[consent], "1", NOW)
    assert turn.position.answers["adult"] == YES
    on_the_way = saved_on_the_way(script.steps, turn.position)
    assert on_the_way is not None
    assert {*turn.position.answers, *turn.position.consents} <= on_the_way


@pytest.mark.parametrize(
    ("said", "kept"), [("1", "en"), ("english", "en"), ("Welsh", "cy"), ("cymraeg", "cy"), ("skip", None)]
)
def test_a_language_is_typed_in_its_own_words_or_skipped(said: str, kept: str | None) -> None:
    turn = ENGINE.answer(Position("join", "abcdef", "language", visit=3), TypedAnswer(said), NOW)
    assert turn.position is not None
    assert turn.position.step == "consent_health"
    assert turn.position.answers.get("language") == kept


@pytest.mark.parametrize("name", PEOPLE)
def test_under_18_ends_with_nothing_kept(name: str) -> None:
    engine, turn = ENGINE, ENGINE.begin(name, "abcdef")
    while turn.position is not None and turn.position.step != "adult":
        turn = engine.answer(turn.position, TypedAnswer("1"), NOW)
    assert turn.position is not None
    turn = engine.answer(turn.position, ButtonAnswer(NO, turn.position.visit), NOW)
    assert turn.position is None
    assert not any(isinstance(event, ActionRequested) for event in turn.events)


# --- scripts that change under the people in them


Change = Callable[[Script, Random], Script]


def without_a_step(script: Script, chance: Random) -> Script:
    """The script as an editor could leave it: one step taken out, and what led to it led on."""
    gone = chance.choice([name for name in script.steps if name != script.first])
    ends = [name for name, step in script.steps.items() if not step.followers and name != gone]
    onward = next(iter(script.steps[gone].followers), ends[0])
    steps = {}
    for name, step in script.steps.items():
        if name != gone:
            text = re.sub(rf'":"{gone}"', f'":"{onward}"', step.model_dump_json())
            steps[name] = type(step).model_validate_json(text)
    return Script.model_construct(title=script.title, steps=steps)


def with_another_kind(script: Script, chance: Random) -> Script:
    kinds = AskStep | ChooseStep
    name, step = chance.choice([one for one in questions(script) if isinstance(one[1], kinds)])
    typed = {"ask": chance.choice(("date", "postcode", "yes_no")), "say": "Now?", "save": saves(step)}
    changed = AskStep.model_validate({**typed, "next": step.followers[0]})
    return Script.model_construct(title=script.title, steps={**script.steps, name: changed})


def without_a_choice(script: Script, chance: Random) -> Script:
    name = chance.choice([where for where, step in questions(script) if isinstance(step, ChooseStep)])
    step = script.steps[name]
    assert isinstance(step, ChooseStep)
    gone = chance.choice(list(step.choices))
    choices = {key: choice for key, choice in step.choices.items() if key != gone}
    return Script.model_construct(
        title=script.title, steps={**script.steps, name: step.model_copy(update={"choices": choices})}
    )


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("change", [without_a_step, with_another_kind, without_a_choice])
@given(chance=CHANCE)
def test_a_script_that_changes_under_a_person_leads_to_no_other_error(
    name: str, change: Change, chance: Random
) -> None:
    engine = engine_of({**SCRIPTS, name: change(SCRIPTS[name], chance)})
    mets = list(walk(name, chance))
    start = chance.randrange(len(mets))
    position: Position | None = mets[start].position
    with suppress(ScriptChangedError):
        for met in mets[start : start + 6]:
            if position is None:
                break
            check_question(engine.ask_again(position).question)
            given = met.given
            if isinstance(given, ButtonAnswer) and chance.choice((True, True, True, False)):
                given = ButtonAnswer(given.choice, position.visit)
            turn = engine.answer(position, given, NOW)
            position = None if isinstance(turn.events[-1], ActionRequested) else turn.position


def test_people_at_a_step_that_is_gone_begin_again() -> None:
    steps = {name: step for name, step in SCRIPTS["join"].steps.items() if name != "nation"}
    engine = engine_of({**SCRIPTS, "join": Script.model_construct(title="Join", steps=steps)})
    with pytest.raises(ScriptChangedError):
        engine.ask_again(Position("join", "abcdef", "nation", visit=3))


def test_done_ends_ticking() -> None:
    place = Position("join", "abcdef", "affected", visit=3)
    turn = ENGINE.answer(place, TypedAnswer("mesh and valproate"), NOW)
    assert turn.position is not None
    assert turn.position.answers["affected"] == ("valproate", "mesh")
    turn = ENGINE.answer(turn.position, ButtonAnswer(DONE, 3), NOW)
    assert turn.position is not None
    assert turn.position.step == "nation"
