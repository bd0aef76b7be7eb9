"""Checks of a script beyond its form, made at the start, before anybody goes through it."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from flows.answer_parsers import plain
from flows.events import NO, YES
from flows.graph import saves
from flows.questions import PLACEHOLDER
from flows.script import (
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

TEXT_LIMIT = 4096
"""Characters a message may have (Bot API, sendMessage)."""


TEXT_KEYS = ("say", "wording", "invalid", "help")
"""The fields of a step whose placeholders are filled in."""
RESERVED = frozenset(["back", "go back", "skip", "skip it", "cancel", "stop", "help", "menu", "start"])
"""Words with one meaning in every conversation, which no label may have."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake, and where it is: the keys that lead there from the top of the file."""

    location: tuple[str | int, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Action:
    """An action that a `do` step may request: the answers it needs and its possible outcomes."""

    needs: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ScriptNames:
    """Names outside itself that a script may use: actions and constants."""

    actions: Mapping[str, Action] = field(default_factory=dict)
    constants: frozenset[str] = frozenset()


def check_script(script: Script, names: ScriptNames) -> list[Problem]:
    """Return every problem of one script."""
    missing = list(_missing_steps(script))
    problems = [
        *missing,
        *_actions(script, names),
        *_texts(script),
        *_labels(script),
        *_saved_names(script, names),
    ]
    if missing:
        return problems
    return [
        *problems,
        *_unreachable(script),
        *_silent_loops(script),
        *_unsaved(script, names),
        *_summaries(script),
        *_cases(script),
    ]


def _missing_steps(script: Script) -> Iterator[Problem]:
    for name, step in script.steps.items():
        for place, follower in _ways(step):
            if follower not in script.steps:
                what = f"there is no step '{follower}'{hint(follower, script.steps)}"
                yield Problem(("steps", name, *place), what)


def hint(name: str, names: Iterable[str]) -> str:
    """Return what a name may have been meant for, to be added to "there is no such …"."""
    guess = difflib.get_close_matches(name, list(names), 1)
    return f"; did you mean '{guess[0]}'?" if guess else ""


def _ways(step: Step) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each following step, with the keys that lead to its name inside the step."""
    for key in ("next", "otherwise"):
        follower = getattr(step, key, None)
        if follower:
            yield (key,), follower
    if isinstance(step, ChooseStep):
        for name, choice in step.choices.items():
            if choice.next:
                yield ("choices", name, "next"), choice.next
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


def _silent_loops(script: Script) -> Iterator[Problem]:
    """Yield the first loop in which the person is never asked anything."""
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


def _actions(script: Script, names: ScriptNames) -> Iterator[Problem]:
    for name, step in script.steps.items():
        if not isinstance(step, DoStep):
            continue
        action = names.actions.get(step.do)
        if action is None:
            can = ", ".join(sorted(names.actions)) or "nothing"
            what = f"the bot can't do '{step.do}'{hint(step.do, names.actions)}; it can do: {can}"
            yield Problem(("steps", name, "do"), what.replace("?;", "?"))
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
    for place, text in _all_labels(script):
        if re.search(r"[{}]", text):
            yield Problem(place, "nothing is filled in here, so no { or } may stand here")


def _all_texts(script: Script) -> Iterator[tuple[str, str, str]]:
    for name, step in script.steps.items():
        for key in TEXT_KEYS:
            text = getattr(step, key, None)
            if text:
                yield name, key, text


def _all_labels(script: Script) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the labels of buttons, summaries and reminders, each with its location."""
    yield ("title",), script.title
    for name, step in script.steps.items():
        for key in ("called", "yes"):
            text = getattr(step, key, None)
            if text:
                yield ("steps", name, key), text
        for place, text in _choice_labels(step):
            yield ("steps", name, *place), text


def _choice_labels(step: Step) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(step, ChooseStep):
        yield from ((("choices", key, "label"), choice.label) for key, choice in step.choices.items())
    if isinstance(step, SeveralStep):
        yield from ((("several", key, "label"), tick.label) for key, tick in step.several.items())


def _labels(script: Script) -> Iterator[Problem]:
    """Yield labels that can't be typed: doubled ones, numbers, and words that always mean something else."""
    for name, step in script.steps.items():
        taken = RESERVED | {"done"} if isinstance(step, SeveralStep) else RESERVED
        seen: dict[str, str] = {}
        for place, label in _choice_labels(step):
            typed = plain(label)
            twin = seen.setdefault(typed, place[1])
            if twin != place[1]:
                what = (
                    f"'{twin}' and '{place[1]}' have the same label; a typed answer could not tell them apart"
                )
                yield Problem(("steps", name, *place), what)
            elif typed in taken or typed.isdecimal():
                what = f"'{label}' always means something else when it is typed; choose another label"
                yield Problem(("steps", name, *place), what)


def _saved_names(script: Script, names: ScriptNames) -> Iterator[Problem]:
    """Yield names of answers and consents that stand for something else already."""
    kinds: dict[str, bool] = {}
    for name, step in script.steps.items():
        saved = saves(step)
        if saved is None:
            continue
        key, is_consent = ("consent", True) if isinstance(step, ConsentStep) else ("save", False)
        if saved in names.constants:
            yield Problem(("steps", name, key), f"the bot fills in '{saved}' by itself; choose another name")
        elif kinds.setdefault(saved, is_consent) != is_consent:
            what = f"'{saved}' names a consent and an answer; give them different names"
            yield Problem(("steps", name, key), what)


def _cases(script: Script) -> Iterator[Problem]:
    """Yield cases of a branch for values that the answer can't have."""
    for name, step in script.steps.items():
        if not isinstance(step, BranchStep):
            continue
        values = _values(script, step.branch)
        for value in step.cases if values else ():
            if value not in values:
                can = ", ".join(sorted(values))
                what = f"'{step.branch}' is never '{value}'{hint(value, values)}; it can be: {can}"
                yield Problem(("steps", name, "cases", value), what.replace("?;", "?"))


def _values(script: Script, name: str) -> frozenset[str]:
    """Return the values that a saved answer can have; empty when any, or when nothing saves it."""
    values: set[str] = set()
    for step in script.steps.values():
        if saves(step) != name:
            continue
        if isinstance(step, ChooseStep):
            values.update(step.choices)
        elif isinstance(step, SeveralStep):
            values.update(step.several)
        elif isinstance(step, ConsentStep) or (isinstance(step, AskStep) and step.ask == "yes_no"):
            values.update((YES, NO))
        else:
            return frozenset()
    return frozenset(values)


def _summaries(script: Script) -> Iterator[Problem]:
    saved = _saved_somewhere(script)
    for name, step in script.steps.items():
        if not isinstance(step, ConfirmStep):
            continue
        for index, answer in enumerate(step.confirm):
            if answer not in saved:
                what = f"no step saves '{answer}'{hint(answer, saved)}"
                yield Problem(("steps", name, "confirm", index), what)
            elif answer in step.confirm[:index]:
                what = f"'{answer}' stands twice in this summary; keep one"
                yield Problem(("steps", name, "confirm", index), what)


def _saved_somewhere(script: Script) -> frozenset[str]:
    return frozenset(name for step in script.steps.values() if (name := saves(step)))


def _unsaved(script: Script, names: ScriptNames) -> Iterator[Problem]:
    """Yield names that a step uses although some way to it never saves them."""
    saved, somewhere = saved_on_every_way(script), _saved_somewhere(script)
    for name, step in script.steps.items():
        for key, used in dict.fromkeys(_uses(step, names)):
            if used in saved[name] or used in names.constants:
                continue
            what = f"'{used}' is used here, but not every way to this step saves it"
            if used not in somewhere:
                what = f"no step saves '{used}'{hint(used, somewhere | names.constants)}"
            if isinstance(step, DoStep) and used in somewhere:
                what = f"'{step.do}' needs '{used}', but not every way to this step saves it"
            yield Problem(("steps", name, key), what)


def saved_on_every_way(script: Script) -> dict[str, frozenset[str]]:
    """Return for each step the names that every way to it saves.

    A step starts with all names, and each way to it strikes out those it lacks, until nothing changes.
    """
    everything = _saved_somewhere(script)
    before = dict.fromkeys(script.steps, everything)
    before[script.first] = frozenset()
    changed = True
    while changed:
        changed = False
        for name, step in script.steps.items():
            for follower, adds in _saved_by(step):
                meets = before[follower] & (before[name] | adds)
                if meets != before[follower]:
                    before[follower] = meets
                    changed = True
    return before


def _saved_by(step: Step) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each following step with the names saved on the way to it: none where a question is skipped."""
    name = saves(step)
    gains = frozenset({name}) if name else frozenset()
    for follower in step.followers:
        yield follower, gains
    if isinstance(step, AskStep | ChooseStep | SeveralStep) and step.optional and step.next:
        yield step.next, frozenset()


def _uses(step: Step, names: ScriptNames) -> Iterator[tuple[str, str]]:
    for key in TEXT_KEYS:
        for placeholder in PLACEHOLDER.finditer(getattr(step, key, None) or ""):
            yield key, placeholder[1]
    if isinstance(step, BranchStep):
        yield "branch", step.branch
    if isinstance(step, DoStep) and step.do in names.actions:
        for needed in sorted(names.actions[step.do].needs):
            yield "do", needed
