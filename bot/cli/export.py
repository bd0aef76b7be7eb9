"""`export`: write out the records that the campaign needs, and no more."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.exit_codes import PROBLEMS, WRONG_USE, leave
from bot.cli.loading import open_content, open_settings
from bot.exports.datasets import DatasetName, FileFormat

if TYPE_CHECKING:
    from bot.exports.manifest import Manifest
    from bot.exports.request import ExportRequest


def add_to(app: typer.Typer) -> None:
    app.command()(export)


def export(  # noqa: PLR0917  (typer calls it by names)
    what: Annotated[DatasetName, typer.Argument(help="What to export.")],
    format_: Annotated[
        FileFormat,
        typer.Option("--format", help="csv or xlsx for spreadsheets, or json (one object a line)."),
    ] = FileFormat.CSV,
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
        bool, typer.Option("--with-health", help="Also what tells of health; asks to confirm by itself.")
    ] = False,
    purpose: Annotated[
        str, typer.Option(help="What it is for, without names; kept in the log. [default: asks]")
    ] = "",
    organiser: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Your number as an organiser, for the log.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Go on without asking, for scripts.")] = False,
    yes_to_health: Annotated[
        bool, typer.Option("--yes-to-health", help="The same for what tells of health.")
    ] = False,
    anonymise: Annotated[
        bool, typer.Option("--anonymise", help="Counts by constituency with small numbers hidden.")
    ] = False,
    database: Annotated[
        Path | None, typer.Option(help="The database to read. [default: the setting DATABASE]")
    ] = None,
) -> None:
    """Write records out, the minimum of columns unless asked; message texts never. Each export is logged."""
    from bot.errors import ExportError, StorageError
    from bot.exports.request import make_request

    if format_ is FileFormat.XLSX and output is None:
        leave(WRONG_USE, "--format xlsx needs a file: --output FILE")
    try:
        request = make_request(
            what,
            format_,
            open_content().texts.organisers.exports,
            columns=[name.strip() for name in columns.split(",") if name.strip()],
            since=since.date() if since else None,
            broadcast=broadcast or 0,
            with_health=with_health,
            anonymised=anonymise,
            purpose=purpose,
            organiser=organiser,
            made_at=datetime.now(UTC),
            at_shell=True,
        )
    except ExportError as error:
        leave(WRONG_USE, str(error))
    source = database or open_settings().database
    try:
        request = _with_purpose(request)
        rows = asyncio.run(_count(source, request))
        _confirm(request, rows, yes=yes, yes_to_health=yes_to_health)
        manifest = asyncio.run(_export(source, request, rows, output))
    except (StorageError, OSError) as error:
        leave(PROBLEMS, str(error))
    _report(manifest, output)


def _with_purpose(request: "ExportRequest") -> "ExportRequest":
    """Return the request with its purpose, asked for if it is missing; end the command without one."""
    from dataclasses import replace

    purpose = request.purpose
    if not purpose and _is_interactive():
        purpose = " ".join(typer.prompt("What is it for?", err=True).split())
    if not purpose:
        leave(WRONG_USE, "say what it is for with --purpose; it is kept in the log")
    return replace(request, purpose=purpose)


def _confirm(request: "ExportRequest", rows: int, *, yes: bool, yes_to_health: bool) -> None:
    """Show what would be written and have it confirmed; health data takes a confirmation of its own."""
    from bot.exports.manifest import warnings_for

    about = "; ".join((", ".join(request.column_names), *request.described_filters))
    print(f"{request.dataset.name}: {rows} rows; {about}", file=sys.stderr)
    for warning in warnings_for(request):
        print(warning, file=sys.stderr)
    if request.filters.with_health and not yes_to_health:
        _require_word("health", "--yes-to-health")
    if not yes:
        _require_word("yes", "--yes")


def _require_word(word: str, option: str) -> None:
    """Return once the person has typed a word; end the command otherwise."""
    if not _is_interactive():
        leave(WRONG_USE, f"nothing was exported: nobody is here to ask, so say it beforehand with {option}")
    if typer.prompt(f'Type "{word}" to go on', err=True).strip().lower() != word:
        leave(WRONG_USE, "nothing was exported")


def _is_interactive() -> bool:
    """Return whether there is a person to ask; a script has to say beforehand what it needs."""
    return sys.stdin.isatty()


async def _count(database: Path, request: "ExportRequest") -> int:
    """Return the number of rows.

    Raises:
        StorageError: there is no such broadcast, or the organiser may not export.
    """
    from bot.errors import StorageError
    from bot.exports.exporter import count_rows
    from bot.storage import organisers
    from bot.storage.exports import broadcast_exists
    from bot.storage.schema.enums import Role
    from bot.storage.store import read_only

    number = request.filters.broadcast
    async with read_only(database) as db:
        if number and not await broadcast_exists(db, number):
            raise StorageError(f"there is no broadcast {number}")
        exporters = {organiser.id for organiser in await organisers.with_role(db, Role.EXPORTER)}
        if request.organiser is not None and request.organiser not in exporters:
            raise StorageError(
                f"organiser {request.organiser} may not export; /team in the chat shows who may"
            )
        return await count_rows(db, request)


async def _export(database: Path, request: "ExportRequest", rows: int, output: Path | None) -> "Manifest":
    """Write the export into the audit log, then write its rows.

    Raises:
        StorageError: the log could not be written, so nothing was exported.
    """
    from bot.errors import StorageError
    from bot.exports.exporter import note, write_file, write_to_terminal
    from bot.storage.store import Store

    try:
        store = await Store.open(database)
        try:
            async with store.transaction() as db:
                await note(db, request, rows)
        finally:
            await store.close()
    except StorageError as error:
        raise StorageError(f"nothing was exported, as it could not be noted in the log: {error}") from None
    if output is None:
        return await write_to_terminal(database, request)
    return await write_file(database, request, output)


def _report(manifest: "Manifest", output: Path | None) -> None:
    if output is None:
        print(manifest.as_text(), file=sys.stderr)
    else:
        print(f"{output}: delete it by {manifest.delete_by}", file=sys.stderr)
    print(f"{manifest.rows} {manifest.request.dataset.name}", file=sys.stderr)
