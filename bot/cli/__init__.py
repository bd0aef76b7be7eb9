"""The command line. Each command imports what it needs when called, so that all of them start quickly."""

import typer

from bot.cli import ask, backup, broadcast, chat, check, evaluate, export, invite, log, run, stats, unanswered

app = typer.Typer(
    help="A Telegram bot for the First Do No Harm campaign for redress.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (run, chat, check, ask, evaluate, unanswered, export, broadcast, stats, invite, log, backup):
    module.add_to(app)

__all__ = ["app"]
