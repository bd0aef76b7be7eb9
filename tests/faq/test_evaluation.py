"""Measuring on labelled questions."""

import json
from pathlib import Path

import pytest

from faq.entry import Wordings
from faq.evaluation import Row as Question
from faq.evaluation import RowError, auroc, best_threshold, evaluate, matthews, read_entries, read_rows
from faq.matching.result import Answered, Candidate, MatchResult, Unmatched

ENTRIES = (
    Wordings("mesh", ("is mesh banned", "has mesh been stopped", "mesh pause")),
    Wordings("mp", ("how do i write to my mp", "contact my mp", "email my mp")),
    Wordings("redress", ("what is redress", "meaning of redress", "explain redress")),
)
KEYS = {
    "top1",
    "top3",
    "auroc",
    "mcc",
    "answered_right",
    "answered_wrong",
    "offered_right",
    "refused_in_scope",
    "oos_answered",
    "oos_offered",
    "oos_recall",
    "p50_ms",
    "p99_ms",
    "load_s",
    "queries",
}


def result(entry: str | None, in_scope: float) -> MatchResult:
    if entry is None:
        return Unmatched((), 0.0, in_scope)
    return Answered((Candidate(entry, 1.0, ""),), in_scope, in_scope)


def file(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_shares_add_up_and_every_key_is_there() -> None:
    rows = [
        Question("is mesh banned", "mesh"),
        Question("contact my mp", "mp"),
        Question("what is redress", "mesh"),
        Question("pancake recipe", None),
        Question("is mesh banned", "mesh", "dev"),
        Question("football scores", None, "dev"),
    ]
    report = evaluate(rows, ENTRIES).as_json()
    assert report.keys() >= KEYS
    assert (report["queries"], report["in_scope"], report["out_of_scope"]) == (4, 3, 1)
    assert report["top1"] == pytest.approx(2 / 3)
    assert report["answered_right"] == pytest.approx(2 / 3)
    assert report["answered_wrong"] == pytest.approx(1 / 3)
    assert report["oos_recall"] == 1
    assert report["auroc"] == 1
    assert report["p99_ms"] >= report["p50_ms"] > 0
    assert [mistake["text"] for mistake in report["worst"]] == ["what is redress"]
    assert json.loads(json.dumps(report)) == json.loads(json.dumps(report))


def test_other_right_entries_count_and_forbidden_ones_are_told_first() -> None:
    rows = [
        Question("what is redress", "mp", also=frozenset({"redress"})),
        Question("is mesh banned", None, never=frozenset({"mesh"})),
        Question("contact my mp", "redress"),
    ]
    report = evaluate(rows, ENTRIES)
    assert report.answered_right == pytest.approx(1 / 2)
    assert report.never_answered == 1
    assert [mistake.text for mistake in report.worst] == ["is mesh banned", "contact my mp"]
    assert "must never" in report.worst[0].kind


def test_without_rows_out_of_scope_there_is_nothing_to_tell_apart() -> None:
    report = evaluate([Question("is mesh banned", "mesh")], ENTRIES)
    assert report.auroc is None
    assert report.mcc is None
    assert report.oos_recall is None


def test_the_area_under_the_curve() -> None:
    assert auroc([0.9, 0.8], [0.1]) == 1
    assert auroc([0.5], [0.5]) == 0.5
    assert auroc([0.2, 0.8], [0.5]) == 0.5


def test_the_correlation_by_hand() -> None:
    """Two right, one let through wrongly, one refused rightly: in and out, 2 1 / 0 1."""
    judged = [
        (Question("a", "x"), result("x", 0.9)),
        (Question("b", "y"), result("y", 0.9)),
        (Question("c", None), result("x", 0.9)),
        (Question("d", None), result("x", 0.1)),
    ]
    assert matthews(judged, 0.5, labels=False) == pytest.approx((2 * 1 - 1 * 0) / (3 * 2 * 2 * 1) ** 0.5)
    assert matthews(judged, 0.0, labels=False) == 0
    assert matthews(judged[:2] + judged[3:], 0.5) == pytest.approx(1)


def test_the_threshold_parts_the_rows_it_is_tuned_on() -> None:
    judged = [(Question("a", "x"), result("x", 0.1 * place)) for place in range(6, 10)]
    judged += [(Question("b", None), result("x", 0.1 * place)) for place in range(4)]
    found = best_threshold(judged)
    assert found is not None
    assert 0.3 < found < 0.6
    assert best_threshold(judged[:4]) is None


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", ":2: not JSON"),
        ("[]", ":2: each line must be one JSON object"),
        ('{"kind": "query", "label": null}', ':2: a question needs its "text"'),
        ('{"kind": "query", "text": "a"}', ':2: "label" must be'),
        ('{"kind": "query", "text": "a", "label": 3}', ':2: "label" must be'),
        ('{"kind": "query", "text": "a", "label": null, "split": "train"}', ':2: "split" must be'),
    ],
)
def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, line: str, complaint: str) -> None:
    good = '{"kind": "query", "text": "a", "label": null, "split": "dev"}'
    with pytest.raises(RowError, match=r"rows\.jsonl") as raised:
        read_rows(file(tmp_path, good, line))
    assert complaint in str(raised.value)


def test_files_are_read_as_they_are(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        '{"kind": "entry", "id": "mesh", "phrases": ["is mesh banned"]}',
        "",
        '{"kind": "query", "split": "dev", "text": "mesh?", "label": "mesh", "also": ["mp"], "by": "nurse"}',
    )
    assert read_entries(path) == [Wordings("mesh", ("is mesh banned",))]
    assert read_rows(path) == [Question("mesh?", "mesh", "dev", frozenset({"mp"}))]


@pytest.mark.parametrize(
    "line", ['{"kind": "entry", "id": "a", "phrases": []}', '{"kind": "entry", "phrases": ["b"]}']
)
def test_a_bad_entry_is_named_by_file_and_line(tmp_path: Path, line: str) -> None:
    with pytest.raises(RowError, match=r"rows.jsonl:1: an entry needs"):
        read_entries(file(tmp_path, line))


def test_a_label_that_is_no_entry_is_refused() -> None:
    with pytest.raises(RowError, match="'nowhere'"):
        evaluate([Question("a", "nowhere")], ENTRIES)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RowError, match=r"none.jsonl: cannot be read"):
        read_rows(tmp_path / "none.jsonl")


@pytest.mark.parametrize("rows", [[], [Question("is mesh banned", "mesh", "dev")]])
def test_nothing_to_measure_on_is_said(rows: list[Question]) -> None:
    with pytest.raises(RowError, match='no rows with split "test"'):
        evaluate(rows, ENTRIES)


def test_a_mark_at_the_beginning_of_a_file_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"kind": "query", "text": "mesh?", "label": "mesh"}', "utf-8-sig")
    assert read_rows(path) == [Question("mesh?", "mesh")]
