"""Questions as a channel shows them, and the choice that a typed answer means."""

import re
from collections.abc import Mapping
from typing import assert_never

from flows import answer_parsers as answers
from flows.events import BACK, CHANGE, DONE, NO, SKIP, YES, Option, Question
from flows.graph import Steps, questions_ahead, saves, selected
from flows.position import Position, ScriptChangedError
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
    Step,
)
from flows.texts.buttons import FlowLabels

_BACK = frozenset(["back", "go back", "previous", "previous question"])
_SKIP = frozenset(["skip", "skip it", "skip this", "skip this question"])
_UNKNOWN = answers.phrases(
    """
    i don't know, i dont know, i do not know, don't know, dont know, not sure, i'm not sure, im not sure,
    i am not sure, no idea, dunno, pass, rather not say, i'd rather not say, i would rather not say,
    prefer not to say, i prefer not to say
    """
)
"""These skip a question that can be skipped; they are not an answer such as a constituency's name."""
PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


class Questions:
    """The questions of all scripts, with the constants that texts may name: {controller}."""

    def __init__(
        self, scripts: Mapping[str, Script], constants: Mapping[str, str], labels: FlowLabels
    ) -> None:
        self.scripts = dict(scripts)
        self.labels = labels
        self.constants = dict(constants)

    def question(self, position: Position) -> Question:
        """Return the open question with its text filled in.

        Raises:
            ScriptChangedError: the script has changed under the waiting person.
        """
        step = self.asking(position)
        number, total = self._progress(position)
        text = step.wording if isinstance(step, ConsentStep) else step.say
        return Question(
            text=self.fill(text, position),
            options=self._options(position, step),
            visit=position.visit,
            number=number,
            of=total,
            can_go_back=bool(position.trail),
            can_skip=not isinstance(step, ConsentStep | ConfirmStep) and step.optional,
            summary=self._summary(position, step.confirm) if isinstance(step, ConfirmStep) else (),
            open_text=isinstance(step, AskStep) and step.ask == "text",
            consent=isinstance(step, ConsentStep),
        )

    def _options(self, position: Position, step: QuestionStep) -> tuple[Option, ...]:
        match step:
            case AskStep():
                return self._pair(self.labels.yes) if step.ask == "yes_no" else ()
            case ChooseStep():
                return tuple(Option(name, choice.label) for name, choice in step.choices.items())
            case SeveralStep():
                ticked = selected(position, step.save)
                ticks = tuple(
                    Option(f"{'-' if name in ticked else '+'}{name}", choice.label, name in ticked)
                    for name, choice in step.several.items()
                )
                return (*ticks, Option(DONE, self.labels.done))
            case ConsentStep():
                return self._pair(self.labels.agree)
            case ConfirmStep():
                asked = [name for name in step.confirm if self._was_asked(position, name)]
                changes = (Option(f"{CHANGE}_{name}", self.change_label(position, name)) for name in asked)
                return (Option(YES, step.yes or self.labels.confirm), *changes)
            case _:
                assert_never(step)

    def _pair(self, agree: str) -> tuple[Option, ...]:
        return Option(YES, agree), Option(NO, self.labels.no)

    def change_label(self, position: Position, name: str) -> str:
        """Return the label of the button that changes one answer of a summary."""
        label = self.answer_label(position.flow, name)
        return self.labels.change(answer=f"{label[:1].lower()}{label[1:]}")

    def _summary(self, position: Position, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        return tuple(
            (self.answer_label(position.flow, name), self.worded(position, name))
            for name in names
            if self._was_asked(position, name)
        )

    def worded(self, position: Position, name: str) -> str:
        """Return an answer in words: the labels of choices, yes or no for a consent."""
        if name in position.consents:
            return self.labels.yes if position.consents[name].agreed else self.labels.no
        value = position.answers.get(name, "")
        values = (value,) if isinstance(value, str) else value
        labels = self._choice_labels(position.flow, name)
        return ", ".join(labels.get(choice, choice) for choice in values) or self.labels.none

    def _progress(self, position: Position) -> tuple[int, int]:
        asked = {visit.step for visit in position.trail} - {position.step}
        ahead = questions_ahead(self.steps(position), position, frozenset(asked))
        return len(asked) + 1, len(asked) + max(ahead, 1)

    def fill(self, text: str, position: Position) -> str:
        """Replace each {name} in a text with an answer or a constant.

        Raises:
            ScriptChangedError: the text needs an answer that this person was never asked for.
        """

        def value(placeholder: re.Match[str]) -> str:
            name = placeholder[1]
            if name in self.constants:
                return self.constants[name]
            if not self._was_asked(position, name):
                raise ScriptChangedError(name)
            return self.worded(position, name)

        return PLACEHOLDER.sub(value, text)

    def steps(self, position: Position) -> Steps:
        """Return all steps of the script that a person is in."""
        script = self.scripts.get(position.flow)
        if script is None:
            raise ScriptChangedError(position.flow)
        return script.steps

    def step(self, position: Position) -> Step:
        """Return the step that a person is at."""
        steps = self.steps(position)
        if position.step not in steps:
            raise ScriptChangedError(position.step)
        return steps[position.step]

    def asking(self, position: Position) -> QuestionStep:
        """Return the step of the open question."""
        step = self.step(position)
        if isinstance(step, SayStep | BranchStep | DoStep):
            raise ScriptChangedError(position.step)
        return step

    def offers(self, position: Position, choice: str) -> bool:
        """Return whether a choice is among those of the open question."""
        question = self.question(position)
        if choice == BACK:
            return True
        if choice == SKIP:
            return question.can_skip
        options = {option.choice for option in question.options}
        # A tick pressed twice, or in an older message of the list, is still a tick of this question.
        other_sign = {"+": "-", "-": "+"}.get(choice[:1])
        return choice in options or (other_sign is not None and other_sign + choice[1:] in options)

    def _was_asked(self, position: Position, name: str) -> bool:
        return name in position.answers or name in position.consents

    def step_saving(self, flow: str, name: str) -> str:
        """Return the name of the first step that saves an answer or consent under this name."""
        for key, step in self.scripts[flow].steps.items():
            if saves(step) == name:
                return key
        raise ScriptChangedError(name)

    def answer_label(self, flow: str, name: str) -> str:
        """Return what an answer or consent is called in words."""
        step = self.scripts[flow].steps[self.step_saving(flow, name)]
        return getattr(step, "called", None) or name.replace("_", " ").capitalize()

    def _choice_labels(self, flow: str, name: str) -> dict[str, str]:
        for step in self.scripts[flow].steps.values():
            if saves(step) != name:
                continue
            if isinstance(step, ChooseStep):
                return {key: choice.label for key, choice in step.choices.items()}
            if isinstance(step, SeveralStep):
                return {key: choice.label for key, choice in step.several.items()}
            if isinstance(step, AskStep) and step.ask == "yes_no":
                return {YES: self.labels.yes, NO: self.labels.no}
        return {}


def parse_choice(question: Question, text: str) -> str | None:
    """Return the option that typed text names: by number, label, or a word such as back, skip or yes."""
    typed = answers.plain(text)
    if typed in _BACK:
        return BACK
    if typed in _SKIP or (question.can_skip and typed in _UNKNOWN):
        return SKIP
    labels = {option.choice: option.label for option in question.options}
    if set(labels) == {YES, NO}:
        return answers.read_consent(text) if question.consent else answers.read_yes_no(text)
    if not labels:
        return None
    return answers.read_choice(text, labels) or answers.read_part(text, labels) or _yes_or_no(text, labels)


def _yes_or_no(text: str, labels: Mapping[str, str]) -> str | None:
    """Read yes as the answer to a summary, and words for yes and no where those are the labels."""
    answer = answers.read_yes_no(text)
    return next((name for name, label in labels.items() if answer in (name, answers.plain(label))), None)
