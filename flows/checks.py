"""What can be wrong with a script beyond its form: found before anybody walks through it."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows.answers import plain
from flows.asking import PLACEHOLDER
from flows.model import (
    AskStep,
    BranchStep,
    ChooseStep,
    ConfirmStep,
    DoStep,
    SayStep,
    Script,
    SeveralStep,
    Step,
)
from flows.ways import saves

TEXT_LIMIT = 4096
"""Characters a message may have (Bot API, sendMessage)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: the keys that lead there from the top of the file."""

    at: tuple[str | int, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Action:
    """What a `do` step may ask for: the answers it needs and the outcomes it can have."""

    needs: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What scripts may refer to outside themselves."""

    actions: Mapping[str, Action] = field(default_factory=dict)
    constants: frozenset[str] = frozenset()


def check_script(script: Script, known: Known) -> list[Problem]:
    """Every problem of one script; an empty list when there is none."""
    missing = list(_missing_steps(script))
    problems = [*missing, *_actions(script, known), *_texts(script), *_labels(script)]
    if missing:
        return problems
    return [
        *problems,
        *_unreachable(script),
        *_restless(script),
        *_unsaved(script, known),
        *_confirms(script),
    ]


def _missing_steps(script: Script) -> Iterator[Problem]:
    for name, step in script.steps.items():
        for place, follower in _ways(step):
            if follower not in script.steps:
                guess = difflib.get_close_matches(follower, list(script.steps), 1)
                hint = f"; did you mean '{guess[0]}'?" if guess else ""
                yield Problem(("steps", name, *place), f"there is no step '{follower}'{hint}")


def _ways(step: Step) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each way onward with the keys that lead to it inside the step."""
    for key in ("next", "otherwise"):
        follower = getattr(step, key, None)
        if follower:
            yield (key,), follower
    if isinstance(step, ChooseStep | SeveralStep):
        choices = step.choices if isinstance(step, ChooseStep) else step.several
        kind = "choices" if isinstance(step, ChooseStep) else "several"
        for name, choice in choices.items():
            if choice.next:
                yield (kind, name, "next"), choice.next
    if isinstance(step, BranchStep | DoStep):
        for value, follower in step.cases.items():
            yield ("cases", value), follower


def _unreachable(script: Script) -> Iterator[Problem]:
    reached: set[str] = set()
    waiting = [script.first]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(script.steps[name].followers)
    for name in script.steps:
        if name not in reached:
            yield Problem(("steps", name), f"no step leads to '{name}'; lead to it or take it out")


def _restless(script: Script) -> Iterator[Problem]:
    """Loops in which the person is never asked anything."""
    silent = {
        name: step.followers
        for name, step in script.steps.items()
        if isinstance(step, SayStep | BranchStep | DoStep)
    }
    for name, ways in silent.items():
        seen: set[str] = set()
        waiting = [way for way in ways if way in silent]
        while waiting:
            here = waiting.pop()
            if here == name:
                what = f"the loop through '{name}' never waits for the person; put a question in it"
                yield Problem(("steps", name), what)
                return
            if here not in seen:
                seen.add(here)
                waiting.extend(way for way in silent[here] if way in silent)


def _actions(script: Script, known: Known) -> Iterator[Problem]:
    for name, step in script.steps.items():
        if not isinstance(step, DoStep):
            continue
        action = known.actions.get(step.do)
        if action is None:
            can = ", ".join(sorted(known.actions)) or "nothing"
            yield Problem(("steps", name, "do"), f"the bot can't do '{step.do}'; it can do: {can}")
            continue
        for outcome in step.cases:
            if outcome not in action.outcomes:
                can = ", ".join(sorted(action.outcomes)) or "none"
                what = f"'{step.do}' has no outcome '{outcome}'; its outcomes: {can}"
                yield Problem(("steps", name, "cases", outcome), what)


def _texts(script: Script) -> Iterator[Problem]:
    for name, key, text in _all_texts(script):
        if len(text) > TEXT_LIMIT:
            what = f"{len(text)} characters; a message holds {TEXT_LIMIT}"
            yield Problem(("steps", name, key), what)
        rest = PLACEHOLDER.sub("", text)
        if re.search(r"[{}]", rest):
            what = "a placeholder is a plain {name} in lower-case letters; no other { or } may stand here"
            yield Problem(("steps", name, key), what)


def _all_texts(script: Script) -> Iterator[tuple[str, str, str]]:
    for name, step in script.steps.items():
        for key in ("say", "wording", "invalid", "help"):
            text = getattr(step, key, None)
            if text:
                yield name, key, text


def _labels(script: Script) -> Iterator[Problem]:
    for name, step in script.steps.items():
        if not isinstance(step, ChooseStep | SeveralStep):
            continue
        kind = "choices" if isinstance(step, ChooseStep) else "several"
        seen: dict[str, str] = {}
        for key, choice in (step.choices if isinstance(step, ChooseStep) else step.several).items():
            twin = seen.setdefault(plain(choice.label), key)
            if twin != key:
                what = f"'{twin}' and '{key}' have the same label; a typed answer could not tell them apart"
                yield Problem(("steps", name, kind, key), what)


def _confirms(script: Script) -> Iterator[Problem]:
    saved = {saves(step) for step in script.steps.values()}
    for name, step in script.steps.items():
        if isinstance(step, ConfirmStep):
            for index, wanted in enumerate(step.confirm):
                if wanted not in saved:
                    yield Problem(("steps", name, "confirm", index), f"no step saves '{wanted}'")


def _unsaved(script: Script, known: Known) -> Iterator[Problem]:
    """Names that a step uses although some way to it never saves them."""
    saved = saved_on_every_way(script)
    for name, step in script.steps.items():
        for key, used in _uses(step, known):
            if used not in saved[name] and used not in known.constants:
                what = f"'{used}' is used here, but not every way to this step saves it"
                yield Problem(("steps", name, key), what)


def saved_on_every_way(script: Script) -> dict[str, frozenset[str]]:
    """For each step, the names that are saved whichever way a person came to it."""
    everything = frozenset(name for step in script.steps.values() if (name := saves(step)))
    before = dict.fromkeys(script.steps, everything)
    before[script.first] = frozenset()
    changed = True
    while changed:
        changed = False
        for name, step in script.steps.items():
            for follower, adds in _saved_by(step):
                meets = before[follower] & (before[name] | adds)
                if follower != script.first and meets != before[follower]:
                    before[follower] = meets
                    changed = True
    return before


def _saved_by(step: Step) -> Iterator[tuple[str, frozenset[str]]]:
    """Each way onward with what is saved on it: nothing, where the question was skipped."""
    name = saves(step)
    gains = frozenset({name}) if name else frozenset()
    for follower in step.followers:
        yield follower, gains
    if isinstance(step, AskStep | ChooseStep | SeveralStep) and step.optional and step.next:
        yield step.next, frozenset()


def _uses(step: Step, known: Known) -> Iterator[tuple[str, str]]:
    for key in ("say", "wording"):
        for found in PLACEHOLDER.finditer(getattr(step, key, None) or ""):
            yield key, found[1]
    if isinstance(step, BranchStep):
        yield "branch", step.branch
    if isinstance(step, DoStep) and step.do in known.actions:
        for needed in sorted(known.actions[step.do].needs):
            yield "do", needed
