"""`backup`: copy the database consistently while the bot runs."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.exit_codes import PROBLEMS, leave
from bot.cli.loading import open_settings


def add_to(app: typer.Typer) -> None:
    app.command()(backup)


def backup(
    file: Annotated[Path, typer.Argument(help="The copy to make; it must not exist yet.")],
    database: Annotated[
        Path | None, typer.Option(help="The database to copy. [default: the setting DATABASE]")
    ] = None,
) -> None:
    """Copy the database, checked, while the bot runs. The copy holds personal data: keep it safe."""
    from bot.errors import StorageError
    from bot.storage.store import back_up

    source = database or open_settings().database
    try:
        asyncio.run(back_up(source, file))
    except StorageError as error:
        leave(PROBLEMS, str(error))
    print(f"{file}: a checked copy of {source}. Overwrite or delete it within 30 days.")
