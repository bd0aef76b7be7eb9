"""`export`: what is needed of the records and no more, for the campaign's own use."""

import asyncio
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.exits import PROBLEMS, WRONG_USE, leave
from bot.cli.opening import open_settings

if TYPE_CHECKING:
    from bot.organisers.exports.export import Request
    from bot.organisers.exports.manifest import Manifest


class What(StrEnum):
    PLEDGES = "pledges"
    SUPPORTERS = "supporters"
    CONSENTS = "consents"
    OPT_OUTS = "opt-outs"
    BROADCASTS = "broadcasts"
    RESULTS = "results"
    CONSTITUENCIES = "constituencies"


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


def add_to(app: typer.Typer) -> None:
    app.command()(export)


def export(  # noqa: PLR0917  (typer calls it by names)
    what: Annotated[What, typer.Argument(help="What to export.")],
    format_: Annotated[
        Format, typer.Option("--format", help="csv or xlsx for spreadsheets, or json (one object a line).")
    ] = Format.CSV,
    output: Annotated[Path | None, typer.Option(help="The file to write. [default: the terminal]")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on.")
    ] = None,
    columns: Annotated[
        str, typer.Option(metavar="A,B", help="These columns, in this order. [default: the minimum]")
    ] = "",
    broadcast: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="For results: the number of the broadcast.")
    ] = None,
    with_health: Annotated[
        bool, typer.Option("--with-health", help="Also what tells of health; asks to confirm.")
    ] = False,
    purpose: Annotated[
        str, typer.Option(help="What it is for; needed for more than the minimum, and kept in the log.")
    ] = "",
    anonymise: Annotated[
        bool, typer.Option("--anonymise", help="Counts by constituency with small numbers hidden.")
    ] = False,
    database: Annotated[
        Path | None, typer.Option(help="The database to read. [default: the setting DATABASE]")
    ] = None,
) -> None:
    """Write records out, the minimum of columns unless asked; message texts never. Each export is logged."""
    from bot.organisers.exports.export import Form, request
    from bot.organisers.exports.subjects import ColumnError
    from bot.storage.errors import StorageError

    if format_ is Format.XLSX and output is None:
        leave(WRONG_USE, "--format xlsx needs a file: --output FILE")
    try:
        wanted = request(
            what,
            Form(format_),
            columns=[name.strip() for name in columns.split(",") if name.strip()],
            since=since.date() if since else None,
            broadcast=broadcast or 0,
            with_health=with_health,
            anonymised=anonymise,
            purpose=purpose,
            organiser=None,
            at=datetime.now(UTC),
        )
    except ColumnError as error:
        leave(WRONG_USE, str(error))
    wanted = _confirmed(wanted)
    try:
        manifest = asyncio.run(_export(database or open_settings().database, wanted, output))
    except (StorageError, OSError) as error:
        leave(PROBLEMS, str(error))
    _tell(manifest, output)


def _confirmed(wanted: "Request") -> "Request":
    """The request with its purpose and what needs a warning or a yes; ends the command otherwise."""
    from dataclasses import replace

    from bot.organisers.exports.subjects import HEALTH_WARNING, WARNINGS

    asking = _somebody_types()
    cares = {column.care for column in wanted.columns}
    if wanted.beyond_minimum and not wanted.purpose:
        if not asking:
            leave(WRONG_USE, "this is more than the minimum: say what it is for with --purpose")
        wanted = replace(wanted, purpose=typer.prompt("What is it for?", err=True).strip())
    for care, warning in WARNINGS.items():
        if care in cares:
            print(warning, file=sys.stderr)
    if wanted.filters.with_health:
        print(HEALTH_WARNING, file=sys.stderr)
        if asking and typer.prompt('Type "health" to go on', err=True).strip().lower() != "health":
            leave(WRONG_USE, "nothing was exported")
    return wanted


def _somebody_types() -> bool:
    """Whether there is anybody to ask; a script says beforehand what it needs."""
    return sys.stdin.isatty()


async def _export(database: Path, wanted: "Request", output: Path | None) -> "Manifest":
    """Note the export in the log first: what can't be noted is not exported."""
    from bot.organisers.exports.export import count_rows, note, write_file, write_to_terminal
    from bot.storage.errors import StorageError
    from bot.storage.exports import broadcast_exists
    from bot.storage.store import Store, read_only

    number = wanted.filters.broadcast
    async with read_only(database):
        pass  # says kindly that there is no database, which `Store.open` would make
    try:
        store = await Store.open(database)
        try:
            async with store.reading() as db:
                if number and not await broadcast_exists(db, number):
                    raise StorageError(f"there is no broadcast {number}")
                rows = await count_rows(db, wanted)
            async with store.transaction() as db:
                await note(db, wanted, rows)
        finally:
            await store.close()
    except StorageError as error:
        raise StorageError(f"nothing was exported, as it could not be noted in the log: {error}") from None
    if output is None:
        return await write_to_terminal(database, wanted)
    return await write_file(database, wanted, output)


def _tell(manifest: "Manifest", output: Path | None) -> None:
    if output is None:
        print(manifest.in_words(), file=sys.stderr)
    else:
        print(f"{output}: delete it by {manifest.delete_by}", file=sys.stderr)
    print(f"{manifest.rows} {manifest.subject.name}", file=sys.stderr)
