"""Walks one person through one script. Pure: a script, a place in it and an answer go in, events come out.

The engine stops at a `do` step with `ActionRequested(action)`; the caller runs the action and
comes back with `carry_on`.
"""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import assert_never

from flows import answer_parsers as answers
from flows.events import (
    BACK,
    CHANGE,
    DONE,
    NO,
    SKIP,
    YES,
    ActionRequested,
    AnswerNotUnderstood,
    AnswerRecorded,
    ButtonAnswer,
    DuplicateAnswer,
    Event,
    FlowEnded,
    MessageSaid,
    QuestionAsked,
    StaleAnswer,
    Turn,
    TypedAnswer,
)
from flows.graph import (
    Steps,
    branched,
    first_open,
    open_change,
    saved_on_the_way,
    saves,
    selected,
)
from flows.position import (
    Agreement,
    Position,
    ScriptChangedError,
    Value,
    Visit,
)
from flows.questions import Questions, parse_choice
from flows.script import (
    AskStep,
    BranchStep,
    ChooseStep,
    ConfirmStep,
    ConsentStep,
    DoStep,
    QuestionStep,
    SayStep,
    Script,
    SeveralStep,
)
from flows.texts.buttons import FlowLabels

TRIES_BEFORE_HELP = 2


class Engine:
    """Scripts, the labels of their language, and the constants that texts may name, such as {controller}."""

    def __init__(
        self, scripts: Mapping[str, Script], labels: FlowLabels, constants: Mapping[str, str] | None = None
    ) -> None:
        self.questions = Questions(scripts, constants or {}, labels)
        self._labels = labels

    def begin(self, flow: str, run: str, saved: Mapping[str, Value] | None = None) -> Turn:
        """Start a script. `run` tells this going-through from others; `saved` are answers already known."""
        script = self.questions.scripts[flow]
        return self._enter(Position(flow, run, script.first, answers=dict(saved or {})), script.first, [])

    def ask_again(self, position: Position) -> QuestionAsked:
        """The open question once more.

        Raises:
            ScriptChangedError: the script has changed under the waiting person.
        """
        return QuestionAsked(self.questions.question(position))

    def accepts(self, position: Position, text: str) -> bool:
        """Whether typed text is an answer to the open question."""
        step = self.questions.asking(position)
        choice = parse_choice(self.questions.question(position), text)
        if choice is not None:
            return self.questions.offers(position, choice)
        if isinstance(step, SeveralStep):
            return _ticks_named(step, text) is not None
        return isinstance(step, AskStep) and answers.read_typed(step.ask, text) is not None

    def answer(self, position: Position, given: ButtonAnswer | TypedAnswer, at: str) -> Turn:
        """Take one answer. `at` is now, ISO 8601, kept beside consents.

        Raises:
            ScriptChangedError: the script has changed under the waiting person.
        """
        step = self.questions.asking(position)
        if isinstance(given, ButtonAnswer) and given.visit != position.visit:
            return Turn((self._late(position, given),), position)
        if isinstance(given, ButtonAnswer):
            choice: str | None = given.choice
        else:
            choice = parse_choice(self.questions.question(position), given.text)
            if choice is None:
                return self._typed(position, step, given.text)
        if choice is None or not self.questions.offers(position, choice):
            return self._not_understood(position, step)
        return self._chose(position, step, choice, at)

    def back(self, position: Position) -> Turn:
        """Return to the question before; the first question is asked again.

        Raises:
            ScriptChangedError: the script has changed under the waiting person.
        """
        steps, trail = self.questions.steps(position), list(position.trail)
        while trail:
            last = trail.pop()
            if isinstance(steps.get(last.step), QuestionStep):
                place = replace(position, trail=tuple(trail), editing=open_change(steps, trail))
                return self._enter(place, last.step, [AnswerRecorded(self._labels.back)])
        return Turn((self.ask_again(position),), position)

    def skip(self, position: Position) -> Turn:
        """Leave an optional question out."""
        step = self.questions.asking(position)
        if not isinstance(step, AskStep | ChooseStep | SeveralStep) or not step.optional:
            return self._not_understood(position, step)
        saved = {name: value for name, value in position.answers.items() if name != step.save}
        place = self._left(replace(position, answers=saved), SKIP)
        return self._go(place, step.next or "", [AnswerRecorded(self._labels.skip)])

    def carry_on(self, position: Position, outcome: str, saved: Mapping[str, Value] | None = None) -> Turn:
        """Go on after the action of a `do` step, with how it came out and what it found."""
        step = self.questions.step(position)
        if not isinstance(step, DoStep):
            raise ScriptChangedError(position.step)
        place = replace(position, answers={**position.answers, **(saved or {})})
        follower = step.cases.get(outcome, step.next)
        return self._go(place, follower, []) if follower else Turn((FlowEnded(),), None)

    # -- one answer

    def _chose(self, position: Position, step: QuestionStep, choice: str, at: str) -> Turn:
        if choice in (BACK, SKIP):
            return self.back(position) if choice == BACK else self.skip(position)
        if isinstance(step, ConsentStep):
            return self._consent(position, step, choice == YES, at)
        return self._picked(position, step, choice)

    def _picked(self, position: Position, step: QuestionStep, choice: str) -> Turn:
        match step:
            case AskStep():
                label = self._labels.yes if choice == YES else self._labels.no
                return self._save(position, step.save, choice, (choice, label), step.next)
            case ChooseStep():
                chosen = step.choices[choice]
                follower = chosen.next or step.next
                return self._save(position, step.save, choice, (choice, chosen.label), follower)
            case SeveralStep():
                return self._tick(position, step, choice)
            case ConfirmStep():
                return self._confirm(position, step, choice)
            case ConsentStep():
                raise AssertionError("consents are taken in _chose")
            case _:
                assert_never(step)

    def _typed(self, position: Position, step: QuestionStep, text: str) -> Turn:
        """Typed words that name no option of the question."""
        if isinstance(step, SeveralStep):
            named = _ticks_named(step, text)
            if named is not None:
                return self._ticked(position, step, {*selected(position, step.save), *named})
        elif isinstance(step, AskStep):
            value = answers.read_typed(step.ask, text)
            if value is not None:
                return self._save(position, step.save, value, (DONE, value), step.next)
        return self._not_understood(position, step)

    def _tick(self, position: Position, step: SeveralStep, choice: str) -> Turn:
        ticks = set(selected(position, step.save))
        if choice == DONE:
            value = tuple(name for name in step.several if name in ticks)
            label = ", ".join(step.several[name].label for name in value) or self._labels.none
            return self._save(position, step.save, value, (DONE, label), step.next)
        wanted, name = choice[0], choice[1:]
        return self._ticked(position, step, ticks | {name} if wanted == "+" else ticks - {name})

    def _ticked(self, position: Position, step: SeveralStep, ticks: set[str]) -> Turn:
        value = tuple(name for name in step.several if name in ticks)
        place = replace(position, answers={**position.answers, step.save: value}, tries=0)
        return Turn((QuestionAsked(self.questions.question(place), again=True),), place)

    def _consent(self, position: Position, step: ConsentStep, agreed: bool, at: str) -> Turn:
        wording = self.questions.fill(step.wording, position)
        if agreed and position.shown != _digest(step, wording):
            return Turn((StaleAnswer(),), self._enter(position, position.step, []).position)
        given = Agreement(agreed, step.version, wording, at)
        place = replace(position, consents={**position.consents, step.consent: given})
        place = self._left(place, YES if agreed else NO)
        follower = step.next if agreed or not step.otherwise else step.otherwise
        return self._go(place, follower, [AnswerRecorded(self._labels.agree if agreed else self._labels.no)])

    def _confirm(self, position: Position, step: ConfirmStep, choice: str) -> Turn:
        if choice == YES:
            return self._confirmed(position, step)
        name = choice.removeprefix(f"{CHANGE}_")
        target = self._asked_last(position, name)
        place = replace(self._left(position, choice), editing=position.step)
        return self._enter(place, target, [AnswerRecorded(self.questions.change_label(position, name))])

    def _confirmed(self, position: Position, step: ConfirmStep) -> Turn:
        """Go on from the summary, unless the script has gained a question, or lost an answer, meanwhile."""
        script = self.questions.scripts[position.flow]
        _, missing = first_open(script.steps, position, script.first, position.step)
        place, events = self._left(position, YES), [AnswerRecorded(step.yes)]
        if missing != position.step and isinstance(script.steps.get(missing), QuestionStep):
            return self._enter(replace(place, editing=position.step), missing, [*events])
        return self._enter(place, step.next, [*events])

    def _asked_last(self, position: Position, name: str) -> str:
        """The step that asked for an answer; more than one may save it."""
        steps = self.questions.steps(position)
        for visit in reversed(position.trail):
            step = steps.get(visit.step)
            if step is not None and saves(step) == name:
                return visit.step
        return self.questions.asking_of(position.flow, name)

    def _save(
        self, position: Position, name: str, value: Value, given: tuple[str, str], follower: str | None
    ) -> Turn:
        """Keep an answer; `given` is the choice as a button knows it, and as words."""
        choice, label = given
        place = self._left(replace(position, answers={**position.answers, name: value}), choice)
        return self._go(place, follower or "", [AnswerRecorded(label)])

    def _late(self, position: Position, given: ButtonAnswer) -> Event:
        for visit in position.trail:
            if visit.number == given.visit and visit.given == given.choice:
                return DuplicateAnswer()
        left = any(visit.number == given.visit for visit in position.trail)
        if given.choice == BACK:
            # What was left by Back is on the trail no more, so Back pressed twice looks like this.
            return StaleAnswer() if left or given.visit != position.visit - 1 else DuplicateAnswer()
        return DuplicateAnswer() if left and given.choice[:1] in ("+", "-") else StaleAnswer()

    def _not_understood(self, position: Position, step: QuestionStep) -> Turn:
        tries = position.tries + 1
        place = replace(position, tries=tries)
        asks_help = tries >= TRIES_BEFORE_HELP
        words = step.help if asks_help and step.help else step.invalid
        filled = self.questions.fill(words, position) if words else None
        return Turn((AnswerNotUnderstood(filled, asks_help), self.ask_again(place)), place)

    # -- from step to step

    def _left(self, position: Position, given: str) -> Position:
        visit = Visit(position.step, position.visit, given)
        return replace(position, trail=(*position.trail, visit), tries=0)

    def _go(self, position: Position, follower: str, events: list[Event]) -> Turn:
        """Enter the next step. While one answer is being changed, only what it opened is asked."""
        if position.editing:
            steps = self.questions.steps(position)
            follower, _ = first_open(steps, position, follower, position.editing)
        return self._enter(position, follower, events)

    def _enter(self, position: Position, name: str, events: list[Event]) -> Turn:
        steps = self.questions.steps(position)
        for _ in range(len(steps) + 1):
            step = steps.get(name)
            if step is None:
                raise ScriptChangedError(name)
            position = replace(position, step=name)
            match step:
                case SayStep():
                    events.append(MessageSaid(self.questions.fill(step.say, position)))
                    if step.next is None:
                        return Turn((*events, FlowEnded()), None)
                    name = step.next
                case BranchStep():
                    name = branched(step, position)
                case DoStep():
                    place = position if position.editing else _without_leftovers(position, steps)
                    return Turn((*events, ActionRequested(step.do)), place)
                case _:
                    place = self._asked(position, step)
                    return Turn((*events, QuestionAsked(self.questions.question(place))), place)
        raise ScriptChangedError(name)

    def _asked(self, position: Position, step: QuestionStep) -> Position:
        """The place of somebody who is now asked this question."""
        place = replace(position, visit=position.visit + 1, tries=0, shown="")
        if isinstance(step, ConsentStep):
            return replace(place, shown=_digest(step, self.questions.fill(step.wording, place)))
        if isinstance(step, ConfirmStep):
            place = _without_leftovers(place, self.questions.steps(place))
            return replace(place, editing=None if place.editing == place.step else place.editing)
        return place


def _ticks_named(step: SeveralStep, text: str) -> tuple[str, ...] | None:
    return answers.read_choices(text, {name: tick.label for name, tick in step.several.items()})


def _digest(step: ConsentStep, wording: str) -> str:
    """Tells the words of one consent from others: yes counts for the words that were shown, and no others."""
    return sha256(f"{step.version}\n{wording}".encode()).hexdigest()[:16]


def _without_leftovers(position: Position, steps: Steps) -> Position:
    """Drop answers to questions that, after a change, would not have been asked."""
    on_the_way = saved_on_the_way(steps, position)
    if on_the_way is None:
        return position
    gone = {name for step in steps.values() if (name := saves(step))} - on_the_way
    kept = {name: value for name, value in position.answers.items() if name not in gone}
    consents = {name: value for name, value in position.consents.items() if name not in gone}
    return replace(position, answers=kept, consents=consents)
