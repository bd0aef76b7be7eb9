"""`stats`: show how the campaign goes, in words and as a picture."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.exit_codes import PROBLEMS, WRONG_USE, leave
from bot.cli.loading import open_content, open_settings
from bot.storage.schema.enums import Granularity

if TYPE_CHECKING:
    from bot.reports.statistics import Counts, Figures
    from flows.texts import Texts


def add_to(app: typer.Typer) -> None:
    app.command()(stats)


def stats(
    png: Annotated[
        Path | None,
        typer.Option(help="Draw as well; what does not fit one picture goes into FILE-2 and so on."),
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on.")
    ] = None,
    by: Annotated[
        Granularity, typer.Option(help="The last 14 days, the last 12 weeks, or all.")
    ] = Granularity.WEEK,
    database: Annotated[
        Path | None, typer.Option(help="The bot's database. [default: the setting DATABASE]")
    ] = None,
) -> None:
    """Say how the campaign goes: pledges, who joined and left, questions. Nothing points at a person."""
    from bot.app import now
    from bot.errors import StorageError
    from bot.reports.statistics import add_up, names_of
    from bot.reports.text import describe_figures

    today = now().date()
    if since and since.date() > today:
        leave(WRONG_USE, f"--since {since.date()} is still to come; choose a day that is over")
    try:
        counts = asyncio.run(_read(database or open_settings().database, by, since))
    except StorageError as error:
        leave(PROBLEMS, str(error))
    content = open_content()
    figures = add_up(counts, names_of(content))
    for section in describe_figures(figures, content.texts):
        print(section.title, *(f"  {line}" for line in section.lines), "", sep="\n")
    if png:
        _write(figures, png, content.texts)


async def _read(database: Path, by: Granularity, since: datetime | None) -> "Counts":
    from bot.app import now
    from bot.reports.statistics import read
    from bot.storage.store import read_only

    async with read_only(database) as db:
        return await read(db, by, now().date(), since.date() if since else None)


def _write(figures: "Figures", png: Path, texts: "Texts") -> None:
    from bot.reports.chart import draw

    try:
        for number, picture in enumerate(draw(figures, texts), start=1):
            file = png if number == 1 else png.with_stem(f"{png.stem}-{number}")
            file.write_bytes(picture.png)
            print(f"{file}: {picture.shows}")
    except OSError as error:
        leave(PROBLEMS, f"{png}: {error.strerror}; choose a folder that exists and may be written")
