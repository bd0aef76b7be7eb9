"""The ways through a script: what a step saves, and where it leads."""

from collections.abc import Iterable, Mapping

from flows.answer_parsers import read_typed
from flows.events import (
    CHANGE,
    NO,
    SKIP,
    YES,
)
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
    if isinstance(step, ConsentStep):
        return step.consent
    return step.save if isinstance(step, AskStep | ChooseStep | SeveralStep) else None


def selected(position: Position, name: str) -> tuple[str, ...]:
    value = position.answers.get(name, ())
    return value if isinstance(value, tuple) else ()


def branched(step: BranchStep, position: Position) -> str:
    if step.branch in position.consents:
        return step.cases.get(YES if position.consents[step.branch].agreed else NO, step.otherwise)
    value = position.answers.get(step.branch, "")
    values = (value,) if isinstance(value, str) else value
    return next((step.cases[one] for one in values if one in step.cases), step.otherwise)


def ways_on(step: Step, position: Position) -> tuple[str, ...]:
    """The steps that may follow this one, by what was answered to it. More than one only after a `do`."""
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
    """Whether a question was asked, and left with an answer or a skip that still holds."""
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
    """Whether a saved answer is one that the step, as it is now, could have had."""
    if isinstance(step, SeveralStep):
        return isinstance(value, tuple) and set(value) <= set(step.several)
    if isinstance(step, ChooseStep):
        return isinstance(value, str) and value in step.choices
    return isinstance(value, str) and read_typed(step.ask, value) is not None


def first_open(steps: Steps, position: Position, start: str, end: str) -> tuple[str, str]:
    """The first step between `start` and `end` that has not been gone through; `end` when there is none.

    Before it the step at which to go on: what is said just before an open question is said again.
    """
    resume = at = start
    seen: set[str] = set()
    while at != end:
        step = steps.get(at)
        if step is None or at in seen or isinstance(step, DoStep | ConfirmStep):
            return resume, at
        seen.add(at)
        asks = not isinstance(step, SayStep | BranchStep)
        followers = ways_on(step, position)
        if not followers or (asks and not answered(at, step, position)):
            return resume, at
        at = followers[0]
        resume = at if asks else resume
    return end, end


def saved_on_the_way(steps: Steps, position: Position) -> frozenset[str] | None:
    """The names saved by the questions between the first step and this one, as they are answered now.

    An answer that was changed can leave others behind that would no longer be asked for. None when the
    answers don't lead here any more, because the script has changed.
    """
    names: set[str] = set()
    seen: set[str] = set()
    waiting = [next(iter(steps))]
    while waiting:
        at = waiting.pop()
        step = steps.get(at)
        if step is None or at in seen:
            continue
        seen.add(at)
        if at != position.step:
            names.update(filter(None, [saves(step)]))
            waiting.extend(ways_on(step, position))
    return frozenset(names) if position.step in seen else None


def open_change(steps: Steps, trail: Iterable[Visit]) -> str | None:
    """The summary from which one answer was being changed at the end of this trail."""
    for visit in reversed(tuple(trail)):
        if isinstance(steps.get(visit.step), ConfirmStep):
            return visit.step if visit.given.startswith(f"{CHANGE}_") else None
    return None


def questions_ahead(steps: Steps, position: Position, seen: frozenset[str]) -> int:
    """The most questions that can still come, the open one included.

    Steps in `seen` are not counted again; a branch on what they saved is taken as it was answered.
    """
    known: dict[str, int] = {}
    settled = {saves(steps[name]) for name in seen if name in steps}

    def ahead(name: str) -> int:
        step = steps.get(name)
        if step is None or name in seen:
            return 0
        if name not in known:
            known[name] = 0
            ways = step.followers
            if isinstance(step, BranchStep) and step.branch in settled:
                ways = (branched(step, position),)
            here = 0 if isinstance(step, SayStep | BranchStep | DoStep) else 1
            known[name] = here + max(map(ahead, ways), default=0)
        return known[name]

    return ahead(position.step)
