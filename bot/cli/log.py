"""`log`: show what organisers did."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.exit_codes import PROBLEMS, leave
from bot.cli.loading import open_content, open_settings


def add_to(app: typer.Typer) -> None:
    app.command()(log)


def log(
    last: Annotated[int, typer.Option(min=1, help="How many lines.")] = 50,
    database: Annotated[
        Path | None, typer.Option(help="The bot's database. [default: the setting DATABASE]")
    ] = None,
) -> None:
    """Show what organisers did, newest first."""
    from bot.errors import StorageError

    try:
        lines = asyncio.run(_read(database or open_settings().database, last))
    except StorageError as error:
        leave(PROBLEMS, str(error))
    for line in lines:
        print(line)


async def _read(database: Path, last: int) -> list[str]:
    from bot.organisers.audit_log import describe_entry
    from bot.storage import audit_log, organisers
    from bot.storage.store import read_only

    texts = open_content().texts.organisers
    async with read_only(database) as db:
        names = await organisers.names(db)
        return [describe_entry(entry, names, texts) for entry in await audit_log.read(db, last)]
