"""Questions that nobody's entry answered: grouped by likeness, and turned into words for an editor."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

import numpy as np

from faq.editorial.similarity import Table, likeness, plain
from faq.editorial.yaml_edit import as_scalar
from faq.pii import without_marks

ALIKE = 65.0
"""Likeness, 0 to 100, that every two questions of a group have at least."""
REVIEW_AFTER_MONTHS = 3
_NO_QUESTION = "write the question here"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One question, personal details already struck out, kept without who asked it."""

    text: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that seem to ask the same: the most typical first, the others in the order of asking."""

    questions: tuple[Unanswered, ...]

    @property
    def typical(self) -> str:
        """The question that is most like all the others."""
        return self.questions[0].text

    @property
    def wording(self) -> str:
        """The most typical question as it could stand among an entry's wordings: without personal details."""
        return without_marks(self.typical)

    @property
    def wordings(self) -> tuple[str, ...]:
        """Each different wording once, the most typical first."""
        once: dict[str, str] = {}
        for question in self.questions:
            once.setdefault(plain(question.text), " ".join(question.text.split()))
        return tuple(once.values())

    @property
    def first_asked(self) -> date:
        return min(question.asked_on for question in self.questions)

    @property
    def last_asked(self) -> date:
        return max(question.asked_on for question in self.questions)


def group(questions: Sequence[Unanswered]) -> list[Group]:
    """Put like questions together, the largest group first; of two as large, the one asked last.

    Wordings are taken in turn, the most often asked first, and each joins the group whose least like member
    is most like it, if that is `ALIKE` or more (complete linkage): a chain of small differences never joins
    two questions that differ. The same questions give the same groups in whatever order they come.
    """
    asked: dict[str, list[Unanswered]] = {}
    for question in sorted(questions, key=lambda one: (one.asked_on, one.text)):
        asked.setdefault(plain(question.text), []).append(question)
    each = sorted(asked.items(), key=lambda wording: (-len(wording[1]), wording[0]))
    if not each:
        return []
    table = likeness([wording for wording, _ in each])
    bundles = [bundle for _, bundle in each]
    groups = [_made(rows, table, bundles) for rows in _linked(table)]
    return sorted(groups, key=lambda one: (-len(one.questions), -one.last_asked.toordinal(), one.typical))


def _linked(table: Table) -> list[list[int]]:
    """Rows of the table, shape (n, n), in groups of which every two are alike."""
    groups: list[list[int]] = []
    least = np.empty_like(table)  # row g: how like each question is to the least like member of group g
    for row, alike in enumerate(table):
        near = least[: len(groups), row]
        if near.size and near.max() >= ALIKE:
            best = int(near.argmax())
            groups[best].append(row)
            np.minimum(least[best], alike, out=least[best])
        else:
            least[len(groups)] = alike
            groups.append([row])
    return groups


def _made(rows: list[int], table: Table, bundles: list[list[Unanswered]]) -> Group:
    """A group of bundles of the same wording, led by the one that all its questions are most like."""
    weights = np.array([len(bundles[row]) for row in rows], dtype=np.float32)
    closeness = table[np.ix_(rows, rows)] @ weights
    lead = rows[int(closeness.argmax())]
    others = chain.from_iterable(bundles[row] for row in rows if row != lead)
    return Group((*bundles[lead], *sorted(others, key=lambda one: (one.asked_on, one.text))))


def draft_entry(group: Group, today: date) -> str:
    """A new entry as YAML, to be put under a topic's `entries:` and filled in.

    The id, the link and its date can't be published as they stand: `check` refuses them, so that no draft
    reaches the public half written. The result ends with a new line.
    """
    question, *others = dict.fromkeys(filter(None, map(without_marks, group.wordings))) or [_NO_QUESTION]
    asked = [as_scalar(wording) for wording in others] or ["write another wording here"]
    count = len(group.questions)
    times = "once" if count == 1 else f"{count} times"
    lines = [
        f"  # Asked {times}, last on {group.last_asked}. Replace every 'write ... here'.",
        "  - id: WRITE-A-SHORT-ID-HERE",
        f"    question: {as_scalar(question)}",
        "    also_asked:",
        *(f"      - {wording}" for wording in asked),
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
    """Three months on; the last day of a shorter month where the day is missing."""
    years, month = divmod(today.month - 1 + REVIEW_AFTER_MONTHS, 12)
    year, month = today.year + years, month + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))
