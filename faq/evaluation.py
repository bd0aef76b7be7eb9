"""How well the matcher does on labelled questions: for organisers, before they trust a change."""

import json
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

import numpy as np

from faq.entry import Wordings
from faq.matching.matcher import Matcher
from faq.matching.result import MAX_CHOICES, Answered, MatchResult, Suggested, Unmatched
from faq.products import Products

MAX_WRONG_ANSWERS = 10
"""Wrong answers that a report lists."""
MAX_THRESHOLDS = 300
"""Thresholds that are tried when one is tuned."""


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
        """Return whether this entry is a right answer."""
        return self.label is not None and (entry == self.label or entry in self.also)


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """One question the matcher got wrong."""

    text: str
    wanted: str | None
    given: str | None
    """The entry answered with; None when the question was refused or entries were only offered."""
    kind: str
    """In words, such as "refused, though mesh_banned answers it"."""
    wording: str = ""
    """The phrase that matched, where an entry was given."""


@dataclass(frozen=True, slots=True)
class Report:
    """The figures on the rows of split `test`. Shares are between 0 and 1, and None without rows."""

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
    worst: tuple[WrongAnswer, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return one object for `--json`."""
        return asdict(self)


def read_rows(path: Path) -> list[Row]:
    """Read the rows of kind `query`. Raises RowError with file and line."""
    return [_row(raw, place) for place, raw in _objects(path) if raw.get("kind", "query") == "query"]


def read_entries(path: Path) -> list[Wordings]:
    """Read the rows of kind `entry`. Raises RowError with file and line."""
    entries = []
    for place, raw in _objects(path):
        if raw.get("kind") != "entry":
            continue
        phrases = raw.get("phrases")
        if not isinstance(raw.get("id"), str) or not isinstance(phrases, list) or not phrases:
            raise RowError(f'{place}: an entry needs an "id" and a list of "phrases" that is not empty')
        entries.append(Wordings(raw["id"], tuple(map(str, phrases))))
    if len({entry.id for entry in entries}) != len(entries):
        raise RowError(f"{path}: two entries have the same id")
    return entries


def _objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every line of a JSON-lines file as an object, with "file:line" before it."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RowError(f"{path}: cannot be read ({error})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            raw = json.loads(line)
        except json.JSONDecodeError as error:
            raise RowError(f"{place}: not JSON ({error.msg}, column {error.colno})") from error
        if not isinstance(raw, dict):
            raise RowError(f"{place}: each line must be one JSON object in braces")
        yield place, raw


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


Judged = Sequence[tuple[Row, MatchResult]]


def evaluate(rows: Sequence[Row], entries: Sequence[Wordings], products: Products | None = None) -> Report:
    """Build a matcher for the entries and measure it on the rows.

    Raises:
        RowError: a label is no entry, or there are no rows to measure on.
    """
    unknown = sorted({row.label for row in rows if row.label is not None} - {entry.id for entry in entries})
    if unknown:
        raise RowError(f"no entry is called {unknown[0]!r}: a label must be the id of an entry, or null")
    test = [row for row in rows if row.split == "test"]
    if not test:
        raise RowError('there are no rows with split "test", so there is nothing to measure on')
    matcher, load_s, memory_mb = _build(entries, products)
    dev = [(row, matcher.match(row.text)) for row in rows if row.split == "dev"]
    judged, times_ms = _timed(matcher, test)
    p50_ms, p99_ms = map(float, np.percentile(times_ms, (50, 99)))
    return _report(entries, dev, judged, p50_ms=p50_ms, p99_ms=p99_ms, load_s=load_s, memory_mb=memory_mb)


def _build(entries: Sequence[Wordings], products: Products | None) -> tuple[Matcher, float, float]:
    """Return a matcher, the seconds it took, and the megabytes it holds."""
    start = perf_counter()
    matcher = Matcher(entries, products)
    seconds = perf_counter() - start
    # Tracing memory slows the work down, so a second matcher is built for it.
    tracemalloc.start()
    second = Matcher(entries, products)
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    del second
    return matcher, seconds, megabytes


def _timed(matcher: Matcher, rows: Sequence[Row]) -> tuple[Judged, list[float]]:
    judged, times = [], []
    for row in rows:
        start = perf_counter()
        judged.append((row, matcher.match(row.text)))
        times.append((perf_counter() - start) * 1000)
    return judged, times


def _report(entries: Sequence[Wordings], dev: Judged, test: Judged, **cost: float) -> Report:
    inside = [(row, result) for row, result in test if row.label is not None]
    outside = [(row, result) for row, result in test if row.label is None]
    tuned = best_threshold(dev)
    threshold = tuned if inside and outside else None
    return Report(
        queries=len(test),
        in_scope=len(inside),
        out_of_scope=len(outside),
        entries=len(entries),
        phrases=sum(len(entry.phrases) for entry in entries),
        top1=_share(inside, _first_is_right),
        top3=_share(inside, _choice_is_right),
        auroc=auroc([result.in_scope for _, result in inside], [result.in_scope for _, result in outside])
        if inside and outside
        else None,
        mcc=None if threshold is None else matthews(test, threshold),
        mcc_in_out=None if threshold is None else matthews(test, threshold, labels=False),
        in_scope_accuracy=None
        if tuned is None
        else _share(inside, lambda row, result: result.in_scope >= tuned and _first_is_right(row, result)),
        answered_right=_share(
            inside, lambda row, result: isinstance(result, Answered) and _first_is_right(row, result)
        ),
        answered_wrong=_share(
            inside, lambda row, result: isinstance(result, Answered) and not _first_is_right(row, result)
        ),
        offered_right=_share(
            inside, lambda row, result: isinstance(result, Suggested) and _choice_is_right(row, result)
        ),
        refused_in_scope=_share(inside, lambda _, result: isinstance(result, Unmatched)),
        oos_answered=_share(outside, lambda _, result: isinstance(result, Answered)),
        oos_offered=_share(outside, lambda _, result: isinstance(result, Suggested)),
        oos_recall=_share(outside, lambda _, result: isinstance(result, Unmatched)),
        never_answered=sum(
            isinstance(result, Answered) and result.best.id in row.never for row, result in test
        ),
        worst=tuple(worst_answers(test)),
        **cost,
    )


def _first_is_right(row: Row, result: MatchResult) -> bool:
    return bool(result.candidates) and row.accepts(result.candidates[0].id)


def _choice_is_right(row: Row, result: MatchResult) -> bool:
    return any(row.accepts(candidate.id) for candidate in result.candidates[:MAX_CHOICES])


def _share(judged: Judged, holds: Callable[[Row, MatchResult], bool]) -> float | None:
    return sum(holds(row, result) for row, result in judged) / len(judged) if judged else None


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Return the chance that a message in scope scores above one out of scope, ties counting half.

    Mann and Whitney (1947).
    """
    high, low = np.array(inside)[:, None], np.array(outside)[None, :]
    return float((high > low).mean() + (high == low).mean() / 2)


def matthews(judged: Judged, threshold: float, *, labels: bool = True) -> float:
    """Return the Matthews correlation (Gorodkin 2004) of a threshold on `in_scope` with the labels.

    Over all labels, out of scope being one of them, as HINT3 reports it; without `labels`, over in and out
    alone.
    """
    wanted, given = [], []
    for row, result in judged:
        let_through = bool(result.candidates) and result.in_scope >= threshold
        if labels:
            best = result.candidates[0].id if let_through else None
            wanted.append(row.label)
            given.append(row.label if best is not None and row.accepts(best) else best)
        else:
            wanted.append("in" if row.label is not None else None)
            given.append("in" if let_through else None)
    return _correlation(wanted, given)


def _correlation(wanted: Sequence[str | None], given: Sequence[str | None]) -> float:
    numbers = {label: number for number, label in enumerate(dict.fromkeys([*wanted, *given]))}
    confusion = np.zeros((len(numbers), len(numbers)))
    for want, got in zip(wanted, given, strict=True):
        confusion[numbers[want], numbers[got]] += 1
    total, right = confusion.sum(), np.trace(confusion)
    rows, columns = confusion.sum(axis=1), confusion.sum(axis=0)
    denominator = np.sqrt(total**2 - columns @ columns) * np.sqrt(total**2 - rows @ rows)
    return float((right * total - rows @ columns) / denominator) if denominator else 0.0


def best_threshold(dev: Judged) -> float | None:
    """Return the threshold on `in_scope` with the best `matthews`; None unless rows of both kinds are there.

    Among thresholds that do nearly as well (0.01), the middle one is taken: it moves least with the sample.
    """
    if len({row.label is None for row, _ in dev}) < 2:
        return None
    values = sorted({result.in_scope for _, result in dev})
    thresholds = [(low + high) / 2 for low, high in pairwise(values)] or values
    if len(thresholds) > MAX_THRESHOLDS:
        numbers = np.linspace(0, len(thresholds) - 1, MAX_THRESHOLDS).astype(int)
        thresholds = [thresholds[number] for number in numbers]
    reached = [matthews(dev, threshold) for threshold in thresholds]
    good = [
        threshold
        for threshold, value in zip(thresholds, reached, strict=True)
        if value >= max(reached) - 0.01
    ]
    return good[len(good) // 2]


def worst_answers(judged: Judged) -> list[WrongAnswer]:
    """Return the ten worst answers, worst kind first and the surest first within each.

    Worst is what must never be answered, then a wrong answer, then an answer to what has none, then a refusal
    of what was in scope.
    """
    ranked: list[tuple[int, float, WrongAnswer]] = []
    for row, result in judged:
        fault = _fault(row, result)
        if fault is None:
            continue
        severity, words = fault
        best = result.candidates[0] if result.candidates else None
        given = best.id if best and isinstance(result, Answered) else None
        answer = WrongAnswer(row.text, row.label, given, words, best.wording if best else "")
        ranked.append((severity, -result.confidence if severity < 3 else result.in_scope, answer))
    ranked.sort(key=lambda rank: rank[:2])
    return [answer for *_, answer in ranked[:MAX_WRONG_ANSWERS]]


def _fault(row: Row, result: MatchResult) -> tuple[int, str] | None:
    """Return how bad an answer is, 0 being worst, and what is wrong; None when it is right."""
    if isinstance(result, Answered):
        best = result.best.id
        if best in row.never:
            return 0, f"answered with {best}, which must never be given here"
        if row.label is None:
            return 2, f"answered with {best}, but no entry answers it"
        return None if row.accepts(best) else (1, f"answered with {best} instead of {row.label}")
    if row.label is None:
        return None
    if isinstance(result, Unmatched):
        return 3, f"refused, though {row.label} answers it"
    return None if _choice_is_right(row, result) else (4, f"offered choices, but not {row.label}")
