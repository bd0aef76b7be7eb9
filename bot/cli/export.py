"""`export`: pledges, for the campaign's own use."""

import asyncio
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.exits import PROBLEMS, leave
from bot.cli.opening import open_settings


class What(StrEnum):
    PLEDGES = "pledges"


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"


def add_to(app: typer.Typer) -> None:
    app.command()(export)


def export(
    what: Annotated[What, typer.Argument(help="What to export.")],
    format_: Annotated[Format, typer.Option("--format", help="csv for spreadsheets, or json.")] = Format.CSV,
    output: Annotated[Path | None, typer.Option(help="The file to write. [default: the terminal]")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on.")
    ] = None,
    database: Annotated[
        Path | None, typer.Option(help="The database to read. [default: the setting DATABASE]")
    ] = None,
) -> None:
    """Write pledges out: deed, date and constituency, never who. Formulas are made harmless."""
    from bot.export import export_pledges
    from bot.storage.errors import StorageError

    del what
    source = database or open_settings().database
    day = since.date() if since else None
    try:
        count = asyncio.run(export_pledges(source, output, str(format_), day))
    except (StorageError, OSError) as error:
        leave(PROBLEMS, str(error))
    print(f"{count} pledges", file=sys.stderr)
