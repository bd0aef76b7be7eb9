"""How well the matcher does on labelled questions: for organisers, before they trust a change."""

import json
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

import numpy as np

from faq.entry import Wordings
from faq.matching.matcher import Matcher
from faq.matching.result import (
    OFFERED,
    Answered,
    Outcome,
    Suggested,
    Unmatched,
)

Ranker = Callable[[str], Outcome]

WORST = 10
"""How many mistakes are told in words."""


class RowError(ValueError):
    """A file of labelled questions that cannot be used. The message says which line, and what to mend."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled question."""

    text: str
    label: str | None
    """The entry that answers it; None when no entry does."""
    split: Literal["dev", "test"] = "test"
    also: frozenset[str] = frozenset()
    """Entries that would be just as right."""
    never: frozenset[str] = frozenset()
    """Entries that must not be given outright."""

    def accepts(self, entry: str) -> bool:
        """Whether this entry is a right answer."""
        return self.label is not None and (entry == self.label or entry in self.also)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One question the matcher got wrong."""

    text: str
    wanted: str | None
    given: str | None
    """The entry answered with; None when it was refused or only offered."""
    kind: str
    """In words, such as "answered wrong"."""
    wording: str = ""
    """The phrase that matched, where an entry was given."""


@dataclass(frozen=True, slots=True)
class Report:
    """The figures on the rows of split `test`. Shares are between 0 and 1; those of no rows are None."""

    queries: int
    in_scope: int
    out_of_scope: int
    entries: int
    phrases: int
    top1: float | None
    top3: float | None
    auroc: float | None
    """Area under the curve that tells in scope from out of scope by the matcher's confidence."""
    mcc: float | None
    """Matthews correlation over all labels, out of scope being one (HINT3, Arora and others 2020), with one
    threshold on the confidence, tuned on the rows of split `dev`."""
    mcc_in_out: float | None
    """The same correlation for in against out of scope alone."""
    in_scope_accuracy: float | None
    """Share of in-scope questions that the same threshold lets through to the right entry (HINT3)."""
    answered_right: float | None
    answered_wrong: float | None
    """Share of in-scope questions that are answered outright with the wrong entry."""
    offered_right: float | None
    """Share of in-scope questions that are not answered but find the right entry among the choices."""
    refused_in_scope: float | None
    oos_answered: float | None
    oos_offered: float | None
    oos_recall: float | None
    """Share of out-of-scope questions that are neither answered nor offered anything."""
    never_answered: int
    """Questions answered outright with an entry that they must never be given."""
    p50_ms: float
    p99_ms: float
    load_s: float
    memory_mb: float
    worst: tuple[Mistake, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """One object for `--json`."""
        return asdict(self)


def read_rows(path: Path) -> list[Row]:
    """The rows of kind `query`. Raises RowError with the file and line of what is wrong."""
    found = []
    for place, raw in _objects(path):
        if raw.get("kind", "query") == "query":
            found.append(_row(raw, place))
    return found


def read_entries(path: Path) -> list[Wordings]:
    """The rows of kind `entry`. Raises RowError with the file and line of what is wrong."""
    found = []
    for place, raw in _objects(path):
        if raw.get("kind") != "entry":
            continue
        phrases = raw.get("phrases")
        if not isinstance(raw.get("id"), str) or not isinstance(phrases, list) or not phrases:
            raise RowError(f'{place}: an entry needs an "id" and a list of "phrases" that is not empty')
        found.append(Wordings(raw["id"], tuple(map(str, phrases))))
    if len({entry.id for entry in found}) != len(found):
        raise RowError(f"{path}: two entries have the same id")
    return found


def _objects(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Every line of a JSON-lines file as an object, with "file:line" before it."""
    found = []
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise RowError(f"{path}: cannot be read ({problem})") from problem
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            raw = json.loads(line)
        except json.JSONDecodeError as problem:
            raise RowError(f"{place}: not JSON ({problem.msg}, column {problem.colno})") from problem
        if not isinstance(raw, dict):
            raise RowError(f"{place}: each line must be one JSON object in braces")
        found.append((place, raw))
    return found


def _row(raw: dict[str, Any], place: str) -> Row:
    text, label, split = raw.get("text"), raw.get("label"), raw.get("split", "test")
    if not isinstance(text, str):
        raise RowError(f'{place}: a question needs its "text", in quotation marks')
    if "label" not in raw or not (label is None or isinstance(label, str)):
        raise RowError(
            f'{place}: "label" must be the id of an entry, or null when no entry answers the question'
        )
    if split not in ("dev", "test"):
        raise RowError(f'{place}: "split" must be "dev" or "test", not {split!r}')
    return Row(text, label, split, frozenset(raw.get("also", ())), frozenset(raw.get("never", ())))


def evaluate(rows: Sequence[Row], entries: Sequence[Wordings]) -> Report:
    """Build a matcher for the entries and measure it on the rows. Raises RowError when a label is no
    entry, and when there is nothing to measure on."""
    ids = {entry.id for entry in entries}
    strangers = sorted({row.label for row in rows if row.label is not None} - ids)
    if strangers:
        raise RowError(f"no entry is called {strangers[0]!r}: a label must be the id of an entry, or null")
    tested = [row for row in rows if row.split == "test"]
    if not tested:
        raise RowError('there are no rows with split "test", so there is nothing to measure on')
    matcher, seconds, memory = _build(entries)
    dev = [(row, matcher.match(row.text)) for row in rows if row.split == "dev"]
    outcomes, times = _timed(matcher, tested)
    measured = Measured(seconds, memory, tuple(times))
    return _report(entries, dev, list(zip(tested, outcomes, strict=True)), measured)


@dataclass(frozen=True, slots=True)
class Measured:
    """What the clock and the memory say."""

    load_s: float
    memory_mb: float
    times_ms: tuple[float, ...]


def _build(entries: Sequence[Wordings]) -> tuple[Matcher, float, float]:
    """The matcher, the seconds it took, and the megabytes that stayed."""
    start = perf_counter()
    matcher = Matcher(entries)
    seconds = perf_counter() - start
    tracemalloc.start()
    second = Matcher(entries)
    memory = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    del second
    return matcher, seconds, memory


def _timed(matcher: Matcher, rows: Sequence[Row]) -> tuple[list[Outcome], list[float]]:
    outcomes: list[Outcome] = []
    times: list[float] = []
    for row in rows:
        start = perf_counter()
        outcomes.append(matcher.match(row.text))
        times.append((perf_counter() - start) * 1000)
    return outcomes, times


Judged = Sequence[tuple[Row, Outcome]]


def _report(entries: Sequence[Wordings], dev: Judged, tested: Judged, measured: Measured) -> Report:
    inside = [(row, outcome) for row, outcome in tested if row.label is not None]
    outside = [(row, outcome) for row, outcome in tested if row.label is None]
    threshold = best_threshold(dev)
    has_both = bool(inside and outside)
    return Report(
        queries=len(tested),
        in_scope=len(inside),
        out_of_scope=len(outside),
        entries=len(entries),
        phrases=sum(len(entry.phrases) for entry in entries),
        top1=_share(inside, lambda row, outcome: _among(row, outcome, 1)),
        top3=_share(inside, lambda row, outcome: _among(row, outcome, OFFERED)),
        auroc=auroc([o.in_scope for _, o in inside], [o.in_scope for _, o in outside]) if has_both else None,
        mcc=matthews(tested, threshold) if threshold is not None and has_both else None,
        mcc_in_out=matthews(tested, threshold, labels=False) if threshold is not None and has_both else None,
        in_scope_accuracy=None
        if threshold is None
        else _share(inside, lambda row, outcome: outcome.in_scope >= threshold and _among(row, outcome, 1)),
        answered_right=_share(inside, lambda row, outcome: _answered(outcome) and _among(row, outcome, 1)),
        answered_wrong=_share(
            inside, lambda row, outcome: _answered(outcome) and not _among(row, outcome, 1)
        ),
        offered_right=_share(
            inside, lambda row, outcome: isinstance(outcome, Suggested) and _among(row, outcome, OFFERED)
        ),
        refused_in_scope=_share(inside, lambda _, outcome: isinstance(outcome, Unmatched)),
        oos_answered=_share(outside, lambda _, outcome: _answered(outcome)),
        oos_offered=_share(outside, lambda _, outcome: isinstance(outcome, Suggested)),
        oos_recall=_share(outside, lambda _, outcome: isinstance(outcome, Unmatched)),
        never_answered=sum(isinstance(o, Answered) and o.best.id in row.never for row, o in tested),
        p50_ms=float(np.percentile(measured.times_ms or (0.0,), 50)),
        p99_ms=float(np.percentile(measured.times_ms or (0.0,), 99)),
        load_s=measured.load_s,
        memory_mb=measured.memory_mb,
        worst=tuple(worst_mistakes(tested)),
    )


def _answered(outcome: Outcome) -> bool:
    return isinstance(outcome, Answered)


def _among(row: Row, outcome: Outcome, first: int) -> bool:
    return any(row.accepts(candidate.id) for candidate in outcome.candidates[:first])


def _share(judged: Judged, holds: Callable[[Row, Outcome], bool]) -> float | None:
    return sum(holds(row, outcome) for row, outcome in judged) / len(judged) if judged else None


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Chance that a message in scope scores above one out of scope, ties counting half (Mann and Whitney)."""
    high, low = np.array(inside)[:, None], np.array(outside)[None, :]
    return float((high > low).mean() + (high == low).mean() / 2)


def matthews(judged: Judged, threshold: float, *, labels: bool = True) -> float:
    """Matthews correlation (Gorodkin 2004) between what was wanted and what one threshold on `in_scope`
    gives.

    Over all labels, out of scope being one of them, as HINT3 reports it; without `labels`, over in and out
    alone.
    """
    wanted, given = [], []
    for row, outcome in judged:
        through = bool(outcome.candidates) and outcome.in_scope >= threshold
        if labels:
            best = outcome.candidates[0].id if through else None
            wanted.append(row.label)
            given.append(row.label if best is not None and row.accepts(best) else best)
        else:
            wanted.append("in" if row.label is not None else None)
            given.append("in" if through else None)
    return _correlation(wanted, given)


def _correlation(wanted: Sequence[str | None], given: Sequence[str | None]) -> float:
    names = {name: number for number, name in enumerate(dict.fromkeys([*wanted, *given]))}
    table = np.zeros((len(names), len(names)))
    for want, got in zip(wanted, given, strict=True):
        table[names[want], names[got]] += 1
    total, right = table.sum(), np.trace(table)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    below = np.sqrt(total**2 - columns @ columns) * np.sqrt(total**2 - rows @ rows)
    return float((right * total - rows @ columns) / below) if below else 0.0


def best_threshold(dev: Judged) -> float | None:
    """The threshold on `in_scope` with the best `matthews` on these rows; None unless they have both kinds.

    Among thresholds that do nearly as well (0.01), the middle one is taken: it moves least with the sample.
    """
    if not any(row.label is None for row, _ in dev) or not any(row.label is not None for row, _ in dev):
        return None
    values = sorted({outcome.in_scope for _, outcome in dev})
    steps = [(low + high) / 2 for low, high in pairwise(values)] or values
    if len(steps) > 300:
        steps = [steps[number] for number in np.linspace(0, len(steps) - 1, 300).astype(int)]
    reached = [matthews(dev, step) for step in steps]
    good = [step for step, value in zip(steps, reached, strict=True) if value >= max(reached) - 0.01]
    return good[len(good) // 2]


def worst_mistakes(judged: Judged) -> list[Mistake]:
    """The ten worst: what must never be answered first, then wrong answers, then answers to what has none,
    then refusals of what was in scope; the surest first within each."""
    found: list[tuple[int, float, Mistake]] = []
    for row, outcome in judged:
        kind = _mistake(row, outcome)
        if kind is None:
            continue
        order, words = kind
        given = outcome.candidates[0] if outcome.candidates else None
        shown = isinstance(outcome, Answered) and given is not None
        found.append(
            (
                order,
                -outcome.confidence if order < 3 else outcome.in_scope,
                Mistake(
                    row.text,
                    row.label,
                    given.id if given and shown else None,
                    words,
                    given.wording if given else "",
                ),
            )
        )
    found.sort(key=lambda one: one[:2])
    return [mistake for _, _, mistake in found[:WORST]]


def _mistake(row: Row, outcome: Outcome) -> tuple[int, str] | None:
    """How bad it is, nought being worst, and in words; None when it is no mistake."""
    if isinstance(outcome, Answered):
        best = outcome.best.id
        if best in row.never:
            return 0, f"answered with {best}, which must never be given here"
        if row.label is None:
            return 2, f"answered with {best}, but no entry answers it"
        return None if row.accepts(best) else (1, f"answered with {best} instead of {row.label}")
    if row.label is None:
        return None
    if isinstance(outcome, Unmatched):
        return 3, f"refused, though {row.label} answers it"
    return None if _among(row, outcome, OFFERED) else (4, f"offered choices, but not {row.label}")
