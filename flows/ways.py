"""The ways through a script: what a step saves, and where it leads."""

from collections.abc import Mapping
from typing import Any

from flows.events import NO, YES
from flows.model import (
    AskStep,
    BranchStep,
    ChooseStep,
    ConsentStep,
    DoStep,
    SayStep,
    SeveralStep,
    Step,
)
from flows.place import Position


def saves(step: Step) -> str | None:
    if isinstance(step, ConsentStep):
        return step.consent
    return step.save if isinstance(step, AskStep | ChooseStep | SeveralStep) else None


def held(position: Position, name: str) -> tuple[str, ...]:
    value = position.answers.get(name, ())
    return value if isinstance(value, tuple) else ()


def branched(step: BranchStep, position: Position) -> str:
    if step.branch in position.consents:
        return step.cases.get(YES if position.consents[step.branch].agreed else NO, step.otherwise)
    value = position.answers.get(step.branch, "")
    values = (value,) if isinstance(value, str) else value
    return next((step.cases[one] for one in values if one in step.cases), step.otherwise)


def saved_on_the_way(steps: Mapping[str, Step], position: Position) -> frozenset[str]:
    """The names saved by the questions between the first step and this one, as they are answered now.

    An answer that was changed can leave others behind that would no longer be asked for.
    """
    names: set[str] = set()
    at = next(iter(steps))
    for _ in steps:
        step = steps.get(at)
        if step is None or at == position.step:
            break
        name = saves(step)
        if name:
            names.add(name)
        at = (
            branched(step, position) if isinstance(step, BranchStep) else follower_as_answered(step, position)
        )
    return frozenset(names)


def follower_as_answered(step: Any, position: Position) -> str:
    """The step after this one, by what was answered to it."""
    if isinstance(step, ConsentStep):
        agreed = step.consent in position.consents and position.consents[step.consent].agreed
        return step.next if agreed or not step.otherwise else step.otherwise
    if isinstance(step, ChooseStep):
        chosen = step.choices.get(str(position.answers.get(step.save, "")))
        return (chosen.next if chosen and chosen.next else step.next) or ""
    return str(step.next)


def questions_ahead(steps: Mapping[str, Step], name: str, seen: frozenset[str]) -> int:
    """The most questions that can still come, this one included."""
    step = steps.get(name)
    if step is None or name in seen:
        return 0
    here = 0 if isinstance(step, SayStep | BranchStep | DoStep) else 1
    onward = seen | {name}
    return here + max((questions_ahead(steps, way, onward) for way in step.followers), default=0)
