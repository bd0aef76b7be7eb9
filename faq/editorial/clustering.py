"""Unanswered questions, grouped by similarity, and drafts of entries for an editor."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

import numpy as np

from faq.editorial.similarity import Table, normalise, similarity_table
from faq.editorial.yaml_edit import as_scalar
from faq.pii import without_marks

MIN_SIMILARITY = 65.0
"""Similarity, 0 to 100, that every two questions of a group have at least."""
REVIEW_AFTER_MONTHS = 3
_NO_QUESTION = "write the question here"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One question without personal details, and without who asked it."""

    text: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that seem to ask the same: those of the most typical wording first, then by date."""

    questions: tuple[Unanswered, ...]

    @property
    def typical(self) -> str:
        """The question that is most similar to all the others."""
        return self.questions[0].text

    @property
    def wording(self) -> str:
        """The most typical question as a wording for an entry: without the marks of personal details."""
        return without_marks(self.typical)

    @property
    def wordings(self) -> tuple[str, ...]:
        """Each different wording once, the most typical first."""
        wordings: dict[str, str] = {}
        for question in self.questions:
            wordings.setdefault(normalise(question.text), " ".join(question.text.split()))
        return tuple(wordings.values())

    @property
    def first_asked(self) -> date:
        return min(question.asked_on for question in self.questions)

    @property
    def last_asked(self) -> date:
        return max(question.asked_on for question in self.questions)


def group(questions: Sequence[Unanswered]) -> list[Group]:
    """Put similar questions together, the largest group first; of two equally large, the one asked last.

    Wordings are taken in turn, the most often asked first. Each joins the group whose least similar member is
    most similar to it, if that is `MIN_SIMILARITY` or more (complete linkage): a chain of small differences
    never joins two questions that differ. The order in which the questions come makes no difference.
    """
    by_wording: dict[str, list[Unanswered]] = {}
    for question in sorted(questions, key=_by_date):
        by_wording.setdefault(normalise(question.text), []).append(question)
    if not by_wording:
        return []
    wordings = sorted(by_wording, key=lambda wording: (-len(by_wording[wording]), wording))
    table = similarity_table(wordings)
    bundles = [by_wording[wording] for wording in wordings]
    groups = [_group_of(rows, table, bundles) for rows in _link(table)]
    return sorted(
        groups, key=lambda group: (-len(group.questions), -group.last_asked.toordinal(), group.typical)
    )


def _by_date(question: Unanswered) -> tuple[date, str]:
    return question.asked_on, question.text


def _link(table: Table) -> list[list[int]]:
    """Return the rows of the table, shape (n, n), in groups in which every two are similar."""
    groups: list[list[int]] = []
    least = np.empty_like(table)  # row g: similarity of each question to the least similar member of group g
    for row, similarities in enumerate(table):
        to_groups = least[: len(groups), row]
        if to_groups.size and to_groups.max() >= MIN_SIMILARITY:
            best = int(to_groups.argmax())
            groups[best].append(row)
            np.minimum(least[best], similarities, out=least[best])
        else:
            least[len(groups)] = similarities
            groups.append([row])
    return groups


def _group_of(rows: list[int], table: Table, bundles: list[list[Unanswered]]) -> Group:
    """Make a group of bundles of the same wording, led by the one most similar to all its questions."""
    weights = np.array([len(bundles[row]) for row in rows], dtype=np.float32)
    lead = rows[int((table[np.ix_(rows, rows)] @ weights).argmax())]
    others = chain.from_iterable(bundles[row] for row in rows if row != lead)
    return Group((*bundles[lead], *sorted(others, key=_by_date)))


def draft_entry(group: Group, today: date) -> str:
    """Draft a new entry as YAML, to be put under a topic's `entries:` and filled in.

    `check` refuses its id, link and date as they stand, so that no draft reaches the public half written. The
    result ends with a new line.
    """
    question, *others = dict.fromkeys(filter(None, map(without_marks, group.wordings))) or [_NO_QUESTION]
    also_asked = [as_scalar(wording) for wording in others] or ["write another wording here"]
    count = len(group.questions)
    times = "once" if count == 1 else f"{count} times"
    lines = [
        f"  # Asked {times}, last on {group.last_asked}. Replace every 'write ... here'.",
        "  - id: WRITE-A-SHORT-ID-HERE",
        f"    question: {as_scalar(question)}",
        "    also_asked:",
        *(f"      - {wording}" for wording in also_asked),
        "    answer: write the answer here",
        "    easy_read: write the easy-read answer here",
        "    sources:",
        "      - title: write who says it here",
        "        url: write the link here",
        "        date: write the date here",
        f"    reviewed: {today}",
        f"    review_by: {_review_by(today)}",
    ]
    return "\n".join(lines) + "\n"


def _review_by(today: date) -> date:
    """Return the day three months on, or the last day of that month where it is shorter."""
    years, month = divmod(today.month - 1 + REVIEW_AFTER_MONTHS, 12)
    year, month = today.year + years, month + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))
