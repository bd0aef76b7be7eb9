"""Ways through a script: what a step saves, and where it leads."""

from collections.abc import Iterable, Mapping

from flows.answer_parsers import read_typed
from flows.events import CHANGE, NO, SKIP, YES
from flows.position import Position, Value, Visit
from flows.script import (
    AskStep,
    BranchStep,
    ChooseStep,
    ConfirmStep,
    ConsentStep,
    DoStep,
    SayStep,
    SeveralStep,
    Step,
)

Steps = Mapping[str, Step]


def saves(step: Step) -> str | None:
    """Return the name that a step saves its answer or consent under."""
    if isinstance(step, ConsentStep):
        return step.consent
    return step.save if isinstance(step, AskStep | ChooseStep | SeveralStep) else None


def selected(position: Position, name: str) -> tuple[str, ...]:
    """Return the choices ticked so far."""
    value = position.answers.get(name, ())
    return value if isinstance(value, tuple) else ()


def branched(step: BranchStep, position: Position) -> str:
    """Return the step that a branch leads to by what was answered."""
    if step.branch in position.consents:
        return step.cases.get(YES if position.consents[step.branch].agreed else NO, step.otherwise)
    value = position.answers.get(step.branch, "")
    values = (value,) if isinstance(value, str) else value
    return next((step.cases[choice] for choice in values if choice in step.cases), step.otherwise)


def next_steps(step: Step, position: Position) -> tuple[str, ...]:
    """Return the steps that may follow this one by its answer. Only a `do` step can have several."""
    match step:
        case ConsentStep():
            agreed = step.consent in position.consents and position.consents[step.consent].agreed
            return (step.next if agreed or not step.otherwise else step.otherwise,)
        case ChooseStep():
            chosen = step.choices.get(str(position.answers.get(step.save, "")))
            follower = chosen.next if chosen and chosen.next else step.next
            return (follower,) if follower else ()
        case BranchStep():
            return (branched(step, position),)
        case _:
            return step.followers


def answered(name: str, step: Step, position: Position) -> bool:
    """Return whether a question was left with an answer or a skip that still holds."""
    last = next((visit for visit in reversed(position.trail) if visit.step == name), None)
    if last is None:
        return False
    if isinstance(step, ConsentStep):
        return step.consent in position.consents
    if not isinstance(step, AskStep | ChooseStep | SeveralStep):
        return False
    value = position.answers.get(step.save)
    if value is None:
        return step.optional and last.given == SKIP
    return _fits(value, step)


def _fits(value: Value, step: AskStep | ChooseStep | SeveralStep) -> bool:
    """Return whether the step, as the script has it today, could have saved this answer."""
    if isinstance(step, SeveralStep):
        return isinstance(value, tuple) and set(value) <= set(step.several)
    if isinstance(step, ChooseStep):
        return isinstance(value, str) and value in step.choices
    return isinstance(value, str) and read_typed(step.ask, value) is not None


def first_open(steps: Steps, position: Position, start: str, end: str) -> tuple[str, str]:
    """Find the first unanswered question between `start` and `end`; `end` when all are answered.

    Return the step at which to go on, and the question. They differ where a message precedes the question,
    so that it is said again.
    """
    resume = name = start
    seen: set[str] = set()
    while name != end:
        step = steps.get(name)
        if step is None or name in seen or isinstance(step, DoStep | ConfirmStep):
            return resume, name
        seen.add(name)
        asks = not isinstance(step, SayStep | BranchStep)
        followers = next_steps(step, position)
        if not followers or (asks and not answered(name, step, position)):
            return resume, name
        name = followers[0]
        resume = name if asks else resume
    return end, end


def saved_on_the_way(steps: Steps, position: Position) -> frozenset[str] | None:
    """Return the names that the questions from the first step to this one save, by the answers of now.

    A changed answer can leave others behind whose questions it has taken off the way. None when the script
    has changed so that the answers no longer lead to this step.
    """
    names: set[str] = set()
    seen: set[str] = set()
    waiting = [next(iter(steps))]
    while waiting:
        here = waiting.pop()
        step = steps.get(here)
        if step is None or here in seen:
            continue
        seen.add(here)
        if here != position.step:
            names.update(filter(None, [saves(step)]))
            waiting.extend(next_steps(step, position))
    return frozenset(names) if position.step in seen else None


def open_change(steps: Steps, trail: Iterable[Visit]) -> str | None:
    """Return the summary from which an answer was being changed at the end of this trail, if any."""
    for visit in reversed(tuple(trail)):
        if isinstance(steps.get(visit.step), ConfirmStep):
            return visit.step if visit.given.startswith(f"{CHANGE}_") else None
    return None


def questions_ahead(steps: Steps, position: Position, seen: frozenset[str]) -> int:
    """Count the most questions that can still come, the open one included.

    Steps in `seen` are not counted again; a branch on their answers counts only the way that was answered.
    """
    counts: dict[str, int] = {}
    settled = {saves(steps[name]) for name in seen if name in steps}

    def ahead(name: str) -> int:
        step = steps.get(name)
        if step is None or name in seen:
            return 0
        if name not in counts:
            counts[name] = 0  # ends a loop: a step counts once
            ways = step.followers
            if isinstance(step, BranchStep) and step.branch in settled:
                ways = (branched(step, position),)
            here = 0 if isinstance(step, SayStep | BranchStep | DoStep) else 1
            counts[name] = here + max(map(ahead, ways), default=0)
        return counts[name]

    return ahead(position.step)
