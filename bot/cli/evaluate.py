"""`evaluate`: measure the matcher on labelled questions."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.exit_codes import PROBLEMS, leave
from bot.cli.loading import open_content
from bot.cli.plurals import counted

if TYPE_CHECKING:
    from faq.evaluation import Report

MEANINGS = {
    "top1": "the right entry ranks first, of questions in scope",
    "top3": "it is among the first three",
    "answered_right": "answered outright and right",
    "answered_wrong": "answered outright and wrong",
    "offered_right": "offered among the choices",
    "refused_in_scope": "in scope and refused",
    "oos_answered": "out of scope and answered outright",
    "oos_offered": "out of scope and offered choices",
    "oos_recall": "out of scope and refused",
    "in_scope_accuracy": "in-scope accuracy at the threshold tuned on dev (HINT3)",
    "mcc": "Matthews correlation at that threshold (HINT3)",
    "auroc": "in against out of scope, area under the curve",
    "never_answered": "answered with an entry that must never be given",
    "p50_ms": "half of the questions take at most this",
    "p99_ms": "all but one in a hundred take at most this",
    "load_s": "to build the index",
    "memory_mb": "the index in memory",
}


def add_to(app: typer.Typer) -> None:
    app.command()(evaluate)


def evaluate(
    questions: Annotated[Path, typer.Argument(help="Rows of kind `query`, one JSON object a line.")],
    entries: Annotated[
        Path | None, typer.Option(help="Rows of kind `entry`. [default: the bot's own FAQ]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Measure how well questions find their entries. Thresholds are tuned on split dev, reported on test."""
    from faq import evaluation

    try:
        rows = evaluation.read_rows(questions)
        if entries is None:
            content = open_content()
            wordings, products = [entry.wordings for entry in content.entries], content.products
        else:
            wordings, products = evaluation.read_entries(entries), None
        report = evaluation.evaluate(rows, wordings, products)
    except evaluation.RowError as error:
        leave(PROBLEMS, str(error))
    print(json.dumps(report.as_json(), indent=2) if as_json else _describe(report))


def _describe(report: "Report") -> str:
    entries, phrases = counted(report.entries, "entry", "entries"), counted(report.phrases, "phrase")
    scope = f"{report.in_scope} in scope, {report.out_of_scope} out of scope"
    lines = [f"{counted(report.queries, 'question')}: {scope}", f"{entries} with {phrases}"]
    for name, meaning in MEANINGS.items():
        value = getattr(report, name)
        lines.append(f"{_figure(name, value):>9}  {meaning}")
    lines += [f"- {mistake.text!r}: {mistake.kind}" for mistake in report.worst]
    return "\n".join(lines)


def _figure(name: str, value: float | None) -> str:
    if value is None:
        return "none"
    unit = name.rpartition("_")[2]
    if unit in ("ms", "s", "mb"):
        return f"{value:.2f} {unit}"
    return str(value) if isinstance(value, int) else f"{value:.1%}"
