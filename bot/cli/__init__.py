"""The command line. A command imports what it needs when it is called, so that each starts quickly."""

from typing import Annotated

import typer

from bot.cli import ask, backup, broadcast, chat, check, evaluate, export, invite, log, run, stats, unanswered
from bot.version import VERSION

app = typer.Typer(
    help="A Telegram bot for a campaign.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def show_version(asked: bool) -> None:
    """Print the version and end the program."""
    if asked:
        print(f"Campaign bot {VERSION}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", callback=show_version, is_eager=True),
    ] = False,
) -> None:
    del version  # `show_version` has handled it


for module in (run, chat, check, ask, evaluate, unanswered, export, broadcast, stats, invite, log, backup):
    module.add_to(app)

__all__ = ["app"]
