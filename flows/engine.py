"""The engine walks one person through one script: a script, a position and an answer go in, events come out.

It is pure, so it can't run the action of a `do` step itself: it stops there with `ActionRequested(action)`.
The caller runs the action and returns with its outcome to `carry_on`, in the same transaction. An action that
fails therefore leaves no trace of the answers before it, and the person is asked again.
"""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import assert_never

from flows.answer_parsers import read_choices, read_typed
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
from flows.graph import Steps, branched, first_open, open_change, saved_on_the_way, saves, selected
from flows.position import Agreement, Position, ScriptChangedError, Value, Visit
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
    """The scripts of one language, with its labels and the constants that texts may name: {controller}."""

    def __init__(
        self, scripts: Mapping[str, Script], labels: FlowLabels, constants: Mapping[str, str] | None = None
    ) -> None:
        self.questions = Questions(scripts, constants or {}, labels)
        self._labels = labels

    def begin(self, flow: str, session: str, saved: Mapping[str, Value] | None = None) -> Turn:
        """Start a script. `session` tells apart two goes at one flow; `saved` are answers known already."""
        script = self.questions.scripts[flow]
        return self._enter(Position(flow, session, script.first, answers=dict(saved or {})), script.first, [])

    def ask_again(self, position: Position) -> QuestionAsked:
        """Ask the open question again.

        Raises:
            ScriptChangedError: the script has changed under the waiting person.
        """
        return QuestionAsked(self.questions.question(position))

    def accepts(self, position: Position, text: str) -> bool:
        """Return whether typed text is an answer to the open question."""
        step = self.questions.asking(position)
        choice = parse_choice(self.questions.question(position), text)
        if choice is not None:
            return self.questions.offers(position, choice)
        if isinstance(step, SeveralStep):
            return _ticks_named(step, text) is not None
        return isinstance(step, AskStep) and read_typed(step.ask, text) is not None

    def answer(self, position: Position, answer: ButtonAnswer | TypedAnswer, now: str) -> Turn:
        """Take one answer. `now` is kept beside consents (ISO 8601, UTC).

        Raises:
            ScriptChangedError: the script has changed under the waiting person.
        """
        step = self.questions.asking(position)
        if isinstance(answer, ButtonAnswer):
            if answer.visit != position.visit:
                return Turn((_late_press(position, answer),), position)
            choice: str | None = answer.choice
        else:
            choice = parse_choice(self.questions.question(position), answer.text)
            if choice is None:
                return self._take_text(position, step, answer.text)
        if choice is None or not self.questions.offers(position, choice):
            return self._not_understood(position, step)
        return self._take_choice(position, step, choice, now)

    def back(self, position: Position) -> Turn:
        """Return to the previous question, or ask the first one again.

        Raises:
            ScriptChangedError: the script has changed under the waiting person.
        """
        steps, trail = self.questions.steps(position), list(position.trail)
        while trail:
            last = trail.pop()
            if isinstance(steps.get(last.step), QuestionStep):
                before = replace(position, trail=tuple(trail), editing=open_change(steps, trail))
                return self._enter(before, last.step, [AnswerRecorded(self._labels.back)])
        return Turn((self.ask_again(position),), position)

    def skip(self, position: Position) -> Turn:
        """Skip an optional question, and forget an earlier answer to it."""
        step = self.questions.asking(position)
        if not isinstance(step, AskStep | ChooseStep | SeveralStep) or not step.optional:
            return self._not_understood(position, step)
        saved = {name: value for name, value in position.answers.items() if name != step.save}
        after = _record_visit(replace(position, answers=saved), SKIP)
        return self._advance(after, step.next or "", [AnswerRecorded(self._labels.skip)])

    def carry_on(self, position: Position, outcome: str, saved: Mapping[str, Value] | None = None) -> Turn:
        """Go on after the action of a `do` step, with its outcome and the answers it found.

        Raises:
            ScriptChangedError: the step is no `do` step.
        """
        step = self.questions.step(position)
        if not isinstance(step, DoStep):
            raise ScriptChangedError(position.step)
        after = replace(position, answers={**position.answers, **(saved or {})})
        follower = step.cases.get(outcome, step.next)
        return self._advance(after, follower, []) if follower else Turn((FlowEnded(),), None)

    # -- one answer

    def _take_choice(self, position: Position, step: QuestionStep, choice: str, now: str) -> Turn:
        if choice in (BACK, SKIP):
            return self.back(position) if choice == BACK else self.skip(position)
        if isinstance(step, ConsentStep):
            return self._take_consent(position, step, choice == YES, now)
        return self._take_option(position, step, choice)

    def _take_option(self, position: Position, step: QuestionStep, choice: str) -> Turn:
        match step:
            case AskStep():
                label = self._labels.yes if choice == YES else self._labels.no
                return self._save_answer(position, step.save, choice, (choice, label), step.next)
            case ChooseStep():
                option = step.choices[choice]
                follower = option.next or step.next
                return self._save_answer(position, step.save, choice, (choice, option.label), follower)
            case SeveralStep():
                return self._tick(position, step, choice)
            case ConfirmStep():
                return self._take_summary_choice(position, step, choice)
            case ConsentStep():
                raise AssertionError("consents are taken in _take_choice")
            case _:
                assert_never(step)

    def _take_text(self, position: Position, step: QuestionStep, text: str) -> Turn:
        """Take typed text that names no single option of the question."""
        if isinstance(step, SeveralStep):
            ticks = _ticks_named(step, text)
            if ticks is not None:
                return self._show_ticks(position, step, {*selected(position, step.save), *ticks})
        elif isinstance(step, AskStep):
            value = read_typed(step.ask, text)
            if value is not None:
                return self._save_answer(position, step.save, value, (DONE, value), step.next)
        return self._not_understood(position, step)

    def _tick(self, position: Position, step: SeveralStep, choice: str) -> Turn:
        ticks = set(selected(position, step.save))
        if choice == DONE:
            value = tuple(name for name in step.several if name in ticks)
            label = ", ".join(step.several[name].label for name in value) or self._labels.none
            return self._save_answer(position, step.save, value, (DONE, label), step.next)
        sign, name = choice[0], choice[1:]
        return self._show_ticks(position, step, ticks | {name} if sign == "+" else ticks - {name})

    def _show_ticks(self, position: Position, step: SeveralStep, ticks: set[str]) -> Turn:
        value = tuple(name for name in step.several if name in ticks)
        after = replace(position, answers={**position.answers, step.save: value}, tries=0)
        return Turn((QuestionAsked(self.questions.question(after), again=True),), after)

    def _take_consent(self, position: Position, step: ConsentStep, agreed: bool, now: str) -> Turn:
        wording = self.questions.fill(step.wording, position)
        if agreed and position.shown != _digest(step, wording):
            # The wording changed after the question was sent: a yes to words that nobody saw is no consent.
            return Turn((StaleAnswer(),), self._enter(position, position.step, []).position)
        agreement = Agreement(agreed, step.version, wording, now)
        after = replace(position, consents={**position.consents, step.consent: agreement})
        after = _record_visit(after, YES if agreed else NO)
        follower = step.next if agreed or not step.otherwise else step.otherwise
        return self._advance(
            after, follower, [AnswerRecorded(self._labels.agree if agreed else self._labels.no)]
        )

    def _take_summary_choice(self, position: Position, step: ConfirmStep, choice: str) -> Turn:
        if choice == YES:
            return self._leave_summary(position, step)
        name = choice.removeprefix(f"{CHANGE}_")
        target = self._step_that_asked(position, name)
        after = replace(_record_visit(position, choice), editing=position.step)
        return self._enter(after, target, [AnswerRecorded(self.questions.change_label(position, name))])

    def _leave_summary(self, position: Position, step: ConfirmStep) -> Turn:
        """Go on from the summary; first ask what the script has gained, or lost the answer to, since."""
        script = self.questions.scripts[position.flow]
        _, missing = first_open(script.steps, position, script.first, position.step)
        after, events = _record_visit(position, YES), [AnswerRecorded(step.yes or self._labels.confirm)]
        if missing != position.step and isinstance(script.steps.get(missing), QuestionStep):
            return self._enter(replace(after, editing=position.step), missing, [*events])
        return self._enter(after, step.next, [*events])

    def _step_that_asked(self, position: Position, name: str) -> str:
        """Return the step that asked for an answer last; more than one may save it."""
        steps = self.questions.steps(position)
        for visit in reversed(position.trail):
            step = steps.get(visit.step)
            if step is not None and saves(step) == name:
                return visit.step
        return self.questions.step_saving(position.flow, name)

    def _save_answer(
        self, position: Position, name: str, value: Value, option: tuple[str, str], follower: str | None
    ) -> Turn:
        """Save an answer and go on. `option` is what was chosen: as its button carries it, and its label."""
        choice, label = option
        after = _record_visit(replace(position, answers={**position.answers, name: value}), choice)
        return self._advance(after, follower or "", [AnswerRecorded(label)])

    def _not_understood(self, position: Position, step: QuestionStep) -> Turn:
        tries = position.tries + 1
        after = replace(position, tries=tries)
        needs_help = tries >= TRIES_BEFORE_HELP
        text = step.help if needs_help and step.help else step.invalid
        filled = self.questions.fill(text, position) if text else None
        return Turn((AnswerNotUnderstood(filled, needs_help), self.ask_again(after)), after)

    # -- from step to step

    def _advance(self, position: Position, follower: str, events: list[Event]) -> Turn:
        """Enter the next step; while an answer is being changed, the next question that the change opened."""
        if position.editing:
            steps = self.questions.steps(position)
            follower, _ = first_open(steps, position, follower, position.editing)
        return self._enter(position, follower, events)

    def _enter(self, position: Position, name: str, events: list[Event]) -> Turn:
        """Go through steps from the named one until one waits: a question, a `do` step, or the end.

        Raises:
            ScriptChangedError: a step is gone, or the steps lead in a circle without a question.
        """
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
                    # While an answer is being changed, the questions behind this step keep their answers.
                    after = position if position.editing else _without_leftovers(position, steps)
                    return Turn((*events, ActionRequested(step.do)), after)
                case _:
                    after = self._ask(position, step)
                    return Turn((*events, QuestionAsked(self.questions.question(after))), after)
        raise ScriptChangedError(name)

    def _ask(self, position: Position, step: QuestionStep) -> Position:
        """Return the position of a person who is now asked this question."""
        after = replace(position, visit=position.visit + 1, tries=0, shown="")
        if isinstance(step, ConsentStep):
            return replace(after, shown=_digest(step, self.questions.fill(step.wording, after)))
        if isinstance(step, ConfirmStep):
            after = _without_leftovers(after, self.questions.steps(after))
            return replace(after, editing=None if after.editing == after.step else after.editing)
        return after


def _record_visit(position: Position, choice: str) -> Position:
    """Return the position with its question left: what was chosen goes on the trail."""
    visit = Visit(position.step, position.visit, choice)
    return replace(position, trail=(*position.trail, visit), tries=0)


def _late_press(position: Position, press: ButtonAnswer) -> Event:
    """Tell a button pressed twice, which is passed over, from one of an earlier question."""
    choices = {visit.given for visit in position.trail if visit.number == press.visit}
    if press.choice in choices:
        return DuplicateAnswer()
    if press.choice == BACK:
        # Back takes the question it left off the trail, so a second press of it finds no visit there.
        return StaleAnswer() if choices or press.visit != position.visit - 1 else DuplicateAnswer()
    return DuplicateAnswer() if choices and press.choice[:1] in ("+", "-") else StaleAnswer()


def _ticks_named(step: SeveralStep, text: str) -> tuple[str, ...] | None:
    return read_choices(text, {name: tick.label for name, tick in step.several.items()})


def _digest(step: ConsentStep, wording: str) -> str:
    """Return a digest of a consent's version and wording: a yes counts only for the wording shown."""
    return sha256(f"{step.version}\n{wording}".encode()).hexdigest()[:16]


def _without_leftovers(position: Position, steps: Steps) -> Position:
    """Return the position without answers to questions that a changed answer has taken off the way."""
    on_the_way = saved_on_the_way(steps, position)
    if on_the_way is None:
        return position
    leftover = {name for step in steps.values() if (name := saves(step))} - on_the_way
    answers = {name: value for name, value in position.answers.items() if name not in leftover}
    consents = {name: value for name, value in position.consents.items() if name not in leftover}
    return replace(position, answers=answers, consents=consents)
