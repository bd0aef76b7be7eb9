"""Walks one person through one script. Pure: a script, a place in it and an answer go in, events come out.

The engine stops at a `do` step with `Did(action)`; whoever runs the action comes back with `carry_on`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from flows import answers
from flows.asking import Questions, meant
from flows.events import (
    BACK,
    CHANGE,
    DONE,
    NO,
    SKIP,
    YES,
    Asked,
    Chose,
    Chosen,
    Did,
    Earlier,
    Ended,
    Event,
    NotUnderstood,
    Repeated,
    Said,
    Turn,
    Typed,
)
from flows.model import (
    Asking,
    AskStep,
    BranchStep,
    ChooseStep,
    ConfirmStep,
    ConsentStep,
    DoStep,
    SayStep,
    Script,
    SeveralStep,
    Step,
)
from flows.place import Agreement, Position, ScriptChangedError, Value, Visit
from flows.ways import branched, follower_as_answered, held, saved_on_the_way, saves

TRIES_BEFORE_HELP = 2


class Engine:
    """The scripts with the constant words that their texts may name, such as {controller}."""

    def __init__(self, scripts: Mapping[str, Script], constants: Mapping[str, str] | None = None) -> None:
        self.questions = Questions(scripts, constants or {})

    def begin(self, flow: str, run: str, saved: Mapping[str, Value] | None = None) -> Turn:
        """Start a script. `run` tells this going-through from others; `saved` are answers already known."""
        script = self.questions.scripts[flow]
        return self._enter(Position(flow, run, script.first, answers=dict(saved or {})), script.first, [])

    def ask_again(self, position: Position) -> Asked:
        """The open question once more.

        Raises:
            ScriptChangedError: the script has changed under the waiting person.
        """
        return Asked(self.questions.question(position))

    def accepts(self, position: Position, text: str) -> bool:
        """Whether typed text is an answer to the open question."""
        step = self.questions.asking(position)
        if isinstance(step, AskStep):
            return answers.read_typed(step.ask, text) is not None
        return meant(self.questions.question(position), text) is not None

    def answer(self, position: Position, given: Chose | Typed, at: str) -> Turn:
        """Take one answer. `at` is now, ISO 8601, kept beside consents.

        Raises:
            ScriptChangedError: the script has changed under the waiting person.
        """
        step = self.questions.asking(position)
        if isinstance(given, Chose) and given.visit != position.visit:
            return Turn((self._late(position, given),), position)
        if isinstance(given, Typed):
            if isinstance(step, AskStep) and step.ask != "yes_no":
                return self._typed(position, step, given.text)
            question = self.questions.question(position)
            choice = meant(question, given.text)
            if choice is None and isinstance(step, SeveralStep):
                return self._several_typed(position, step, given.text)
        else:
            choice = given.choice
        if choice is None or not self.questions.offers(position, choice):
            return self._not_understood(position, step)
        return self._chose(position, step, choice, at)

    def back(self, position: Position) -> Turn:
        """Return to the question before; the first question is asked again."""
        if not position.trail:
            return Turn((self.ask_again(position),), position)
        *trail, last = position.trail
        place = replace(position, trail=tuple(trail), editing=None)
        return self._enter(place, last.step, [])

    def skip(self, position: Position) -> Turn:
        """Leave an optional question out."""
        step = self.questions.asking(position)
        if not isinstance(step, AskStep | ChooseStep | SeveralStep) or not step.optional:
            return self._not_understood(position, step)
        saved = {name: value for name, value in position.answers.items() if name != step.save}
        place = self._left(replace(position, answers=saved), SKIP)
        return self._go(place, step.next or "", [])

    def carry_on(self, position: Position, outcome: str, saved: Mapping[str, Value] | None = None) -> Turn:
        """Go on after the action of a `do` step, with how it came out and what it found."""
        step = self.questions.step(position)
        if not isinstance(step, DoStep):
            raise ScriptChangedError(position.step)
        place = replace(position, answers={**position.answers, **(saved or {})})
        follower = step.cases.get(outcome, step.next)
        return self._enter(place, follower, []) if follower else Turn((Ended(),), None)

    # -- one answer

    def _chose(self, position: Position, step: Asking, choice: str, at: str) -> Turn:
        if choice in (BACK, SKIP):
            return self.back(position) if choice == BACK else self.skip(position)
        if isinstance(step, ConsentStep):
            return self._consent(position, step, choice == YES, at)
        return self._picked(position, step, choice)

    def _picked(self, position: Position, step: Asking, choice: str) -> Turn:
        match step:
            case AskStep():
                label = "Yes" if choice == YES else "No"
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

    def _typed(self, position: Position, step: AskStep, text: str) -> Turn:
        choice = meant(self.questions.question(position), text)
        if choice in (BACK, SKIP):
            return self.back(position) if choice == BACK else self.skip(position)
        value = answers.read_typed(step.ask, text)
        if value is None:
            return self._not_understood(position, step)
        return self._save(position, step.save, value, (DONE, value), step.next)

    def _several_typed(self, position: Position, step: SeveralStep, text: str) -> Turn:
        labels = {name: choice.label for name, choice in step.several.items()}
        named = answers.read_choices(text, labels)
        if named is None:
            return self._not_understood(position, step)
        ticks = {*held(position, step.save), *named}
        return self._ticked(position, step, ticks)

    def _tick(self, position: Position, step: SeveralStep, choice: str) -> Turn:
        ticks = set(held(position, step.save))
        if choice == DONE:
            value = tuple(name for name in step.several if name in ticks)
            label = ", ".join(step.several[name].label for name in value) or "None"
            return self._save(position, step.save, value, (DONE, label), step.next)
        wanted, name = choice[0], choice[1:]
        return self._ticked(position, step, ticks | {name} if wanted == "+" else ticks - {name})

    def _ticked(self, position: Position, step: SeveralStep, ticks: set[str]) -> Turn:
        value = tuple(name for name in step.several if name in ticks)
        place = replace(position, answers={**position.answers, step.save: value}, tries=0)
        return Turn((Asked(self.questions.question(place), again=True),), place)

    def _consent(self, position: Position, step: ConsentStep, agreed: bool, at: str) -> Turn:
        given = Agreement(agreed, step.version, self.questions.fill(step.wording, position), at)
        place = replace(position, consents={**position.consents, step.consent: given})
        place = self._left(place, YES if agreed else NO)
        follower = step.next if agreed or not step.otherwise else step.otherwise
        return self._go(place, follower, [Chosen("Yes, I agree" if agreed else "No")])

    def _confirm(self, position: Position, step: ConfirmStep, choice: str) -> Turn:
        if choice == YES:
            return self._go(self._left(position, YES), step.next, [Chosen(step.yes)])
        name = choice.removeprefix(f"{CHANGE}_")
        target = self.questions.asking_of(position.flow, name)
        place = self._left(position, choice)
        events: list[Event] = [Chosen(f"Change: {self.questions.called(position.flow, name)}")]
        return self._enter(replace(place, editing=position.step), target, events)

    def _save(
        self, position: Position, name: str, value: Value, given: tuple[str, str], follower: str | None
    ) -> Turn:
        """Keep an answer; `given` is the choice as a button knows it, and as words."""
        choice, label = given
        place = self._left(replace(position, answers={**position.answers, name: value}), choice)
        return self._go(place, follower or "", [Chosen(label)])

    def _late(self, position: Position, given: Chose) -> Event:
        for visit in position.trail:
            if visit.number == given.visit and visit.given == given.choice:
                return Repeated()
        ticks = given.choice[:1] in "+-" and any(visit.number == given.visit for visit in position.trail)
        return Repeated() if ticks else Earlier()

    def _not_understood(self, position: Position, step: Asking) -> Turn:
        tries = position.tries + 1
        place = replace(position, tries=tries)
        words = step.invalid if isinstance(step, AskStep | ChooseStep | SeveralStep) else None
        asks_help = tries >= TRIES_BEFORE_HELP
        if asks_help and isinstance(step, AskStep | ChooseStep | SeveralStep) and step.help:
            words = step.help
        return Turn((NotUnderstood(words, asks_help), self.ask_again(place)), place)

    # -- from step to step

    def _left(self, position: Position, given: str) -> Position:
        visit = Visit(position.step, position.visit, given)
        return replace(position, trail=(*position.trail, visit), tries=0)

    def _go(self, position: Position, follower: str, events: list[Event]) -> Turn:
        """Enter the next step, or come back to the summary when one answer was being changed."""
        if position.editing and self._settled(position, follower):
            target, place = position.editing, replace(position, editing=None)
            return self._enter(place, target, events)
        return self._enter(position, follower, events)

    def _settled(self, position: Position, follower: str) -> bool:
        """Whether everything asked from this step on, up to the summary, has been answered already."""
        steps, at = self.questions.scripts[position.flow].steps, follower
        asked = {visit.step for visit in position.trail}
        for _ in steps:
            step = steps.get(at)
            if at == position.editing or step is None:
                return True
            if isinstance(step, BranchStep):
                at = branched(step, position)
            elif isinstance(step, SayStep) and step.next:
                at = step.next
            elif at in asked and not isinstance(step, DoStep | SayStep | ConfirmStep):
                at = follower_as_answered(step, position)
            else:
                return False
        return True

    def _enter(self, position: Position, name: str, events: list[Event]) -> Turn:
        steps = self.questions.scripts[position.flow].steps
        for _ in range(len(steps) + 1):
            step = steps.get(name)
            if step is None:
                raise ScriptChangedError(name)
            position = replace(position, step=name)
            match step:
                case SayStep():
                    events.append(Said(self.questions.fill(step.say, position)))
                    if step.next is None:
                        return Turn((*events, Ended()), None)
                    name = step.next
                case BranchStep():
                    name = branched(step, position)
                case DoStep():
                    return Turn((*events, Did(step.do)), position)
                case _:
                    if isinstance(step, ConfirmStep):
                        position = _without_leftovers(position, steps)
                    place = replace(position, visit=position.visit + 1, tries=0)
                    return Turn((*events, Asked(self.questions.question(place))), place)
        raise ScriptChangedError(name)


def _without_leftovers(position: Position, steps: Mapping[str, Step]) -> Position:
    """Drop answers to questions that, after a change, would not have been asked."""
    saved = {name for step in steps.values() if (name := saves(step))}
    gone = saved - saved_on_the_way(steps, position)
    kept = {name: value for name, value in position.answers.items() if name not in gone}
    consents = {name: value for name, value in position.consents.items() if name not in gone}
    return replace(position, answers=kept, consents=consents)
