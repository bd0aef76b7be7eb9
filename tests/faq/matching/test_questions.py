"""The real FAQ on the labelled questions of `questions.jsonl`: what must hold before it is published."""

import json
from pathlib import Path

import pytest

from bot.content.catalogue import Content
from faq.evaluation import Row, read_rows
from faq.matching.matcher import Matcher
from faq.matching.result import MAX_CHOICES, Answered, MatchResult, Suggested

QUESTIONS = Path(__file__).parents[1] / "questions.jsonl"
MOST_WRONG = 0.03
MOST_ANSWERED_OUTSIDE = 0.03
LEAST_ANSWERED_RIGHT = 0.5
LEAST_FOUND = 0.85

Judged = list[tuple[Row, frozenset[str], MatchResult]]


@pytest.fixture(scope="module")
def judged(matcher: Matcher) -> Judged:
    """Every question with its tags and what the matcher says."""
    lines = QUESTIONS.read_text("utf-8").splitlines()
    tags = [frozenset(json.loads(line)["tags"]) for line in lines]
    rows = read_rows(QUESTIONS)
    return [(row, tagged, matcher.match(row.text)) for row, tagged in zip(rows, tags, strict=True)]


def wrong(row: Row, result: MatchResult) -> bool:
    return isinstance(result, Answered) and not row.accepts(result.best.id)


def found(row: Row, result: MatchResult) -> bool:
    """Answered rightly, or offered among the choices."""
    if isinstance(result, Answered):
        return row.accepts(result.best.id)
    return isinstance(result, Suggested) and any(
        row.accepts(candidate.id) for candidate in result.candidates[:MAX_CHOICES]
    )


def test_labels_are_entries(words: Content) -> None:
    ids = {entry.id for entry in words.entries}
    for row in read_rows(QUESTIONS):
        assert {row.label} - {None} | row.also | row.never <= ids


def test_there_are_enough_questions_in_both_halves(judged: Judged) -> None:
    for split in ("dev", "test"):
        half = [row for row, _, _ in judged if row.split == split]
        assert len(half) >= 200
        assert sum(row.label is None for row in half) >= 100


@pytest.mark.parametrize("split", ["dev", "test"])
def test_wrong_answers_stay_within_their_bounds(judged: Judged, split: str) -> None:
    half = [(row, result) for row, _, result in judged if row.split == split]
    inside = [wrong(row, result) for row, result in half if row.label is not None]
    outside = [wrong(row, result) for row, result in half if row.label is None]
    assert sum(inside) / len(inside) <= MOST_WRONG
    assert sum(outside) / len(outside) <= MOST_ANSWERED_OUTSIDE


@pytest.mark.parametrize("split", ["dev", "test"])
def test_right_entries_are_found(judged: Judged, split: str) -> None:
    inside = [(row, result) for row, _, result in judged if row.split == split and row.label is not None]
    answered = sum(isinstance(result, Answered) and found(row, result) for row, result in inside)
    assert answered / len(inside) >= LEAST_ANSWERED_RIGHT
    assert sum(found(row, result) for row, result in inside) / len(inside) >= LEAST_FOUND


@pytest.mark.parametrize("tag", ["wrong_product", "negated"])
def test_another_product_or_the_other_sense_is_never_answered(judged: Judged, tag: str) -> None:
    tagged = [(row, result) for row, tags, result in judged if tag in tags]
    assert len(tagged) >= 40
    assert not [row.split for row, result in tagged if wrong(row, result)]
