"""`evaluate`: measure the matcher on labelled questions."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.exits import PROBLEMS, leave
from bot.cli.opening import open_words


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
    from faq.evaluation import RowError, evaluate_files, in_words

    own = None if entries else [entry.wordings for entry in open_words().entries]
    try:
        report = evaluate_files(questions, entries, own)
    except RowError as error:
        leave(PROBLEMS, str(error))
    print(json.dumps(report.as_json(), indent=2) if as_json else in_words(report))
