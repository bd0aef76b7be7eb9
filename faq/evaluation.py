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
from numpy.typing import NDArray

from faq.matcher import Matcher
from faq.model import Wordings
from faq.outcome import OFFERED, Answered, Outcome, Suggested, Unmatched

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
        lines = path.read_text("utf-8").splitlines()
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
        raise RowError(f'{place}: "label" must be the id of an entry, or null when no entry answers the question')
    if split not in ("dev", "test"):
        raise RowError(f'{place}: "split" must be "dev" or "test", not {split!r}')
    return Row(text, label, split, frozenset(raw.get("also", ())), frozenset(raw.get("never", ())))
