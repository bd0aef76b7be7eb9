"""Takes one export from a request to a file: counted, noted in the log, written, with its manifest."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import TextIO

from bot.exports import constituencies
from bot.exports.datasets import FileFormat
from bot.exports.formats.cells import Cell, cells
from bot.exports.formats.csv_json import CsvFile, JsonFile
from bot.exports.formats.private_file import private_file, write_private
from bot.exports.formats.xlsx import SHEET_ROWS, Workbook
from bot.exports.manifest import SUFFIX, Manifest, purpose_of
from bot.exports.request import ExportRequest
from bot.storage import audit_log, exports
from bot.storage.savepoint import Database
from bot.storage.store import read_only


async def count_rows(db: Database, request: ExportRequest) -> int:
    """Return how many rows the export has now."""
    if request.dataset.name in exports.SOURCES:
        return await exports.count(db, request.dataset.name, request.filters)
    return len(await _figures(db, request))


async def note(db: Database, request: ExportRequest, rows: int) -> None:
    """Write an export into the organisers' log, before any of it is written."""
    log = request.texts.log
    dataset = request.texts.datasets[request.dataset.key].file
    details = [log.rows(rows, dataset=dataset), *request.described_filters, request.file_format]
    if request.at_shell:
        details.append(log.at_command_line)
    await audit_log.write(
        db,
        request.organiser,
        "exported",
        now=request.made_at,
        subject=log.about(details=", ".join(details), columns=", ".join(request.column_names)),
        reason=purpose_of(request),
    )


async def write_file(
    database: Path,
    request: ExportRequest,
    output: Path,
    *,
    sheet_rows: int = SHEET_ROWS,
    size: int = exports.PAGE,
) -> Manifest:
    """Write the export to a file that only its owner can read, the manifest beside it or, in XLSX, in it.

    Reads page by page on a connection of its own that can't write; the event loop goes on meanwhile.

    Raises:
        StorageError: the database can't be read.
        OSError: the file can't be written.
    """
    async with read_only(database) as db:
        with private_file(output) as partial:
            if request.file_format is FileFormat.XLSX:
                return await _write_workbook(db, request, partial, sheet_rows, size)
            with partial.open("w", encoding="utf-8", newline="") as file:
                rows = await _write_text(db, request, file, size)
            manifest = Manifest(request, rows)
            write_private(output.with_name(output.name + SUFFIX), manifest.as_json())
            return manifest


async def write_to_terminal(database: Path, request: ExportRequest) -> Manifest:
    """Write the export, as CSV or JSON, to standard output."""
    async with read_only(database) as db:
        rows = await _write_text(db, request, sys.stdout, exports.PAGE)
        sys.stdout.flush()
        return Manifest(request, rows)


async def _write_text(db: Database, request: ExportRequest, file: TextIO, size: int) -> int:
    kind = CsvFile if request.file_format is FileFormat.CSV else JsonFile
    writer = kind(file, request.column_names)
    count = 0
    async with aclosing(_pages(db, request, size)) as pages:
        async for rows in pages:
            await asyncio.to_thread(writer.write, rows)
            count += len(rows)
    return count


async def _write_workbook(
    db: Database, request: ExportRequest, path: Path, sheet_rows: int, size: int
) -> Manifest:
    count = 0
    book = Workbook(path, request, sheet_rows)
    try:
        async with aclosing(_pages(db, request, size)) as pages:
            async for rows in pages:
                await asyncio.to_thread(book.write, rows)
                count += len(rows)
        manifest = Manifest(request, count)
        await asyncio.to_thread(book.finish, manifest)
    finally:
        book.discard()
    return manifest


async def _pages(db: Database, request: ExportRequest, size: int) -> AsyncGenerator[list[list[Cell]]]:
    if request.dataset.name not in exports.SOURCES:
        yield await _figures(db, request)
        return
    names = request.column_names
    async for page in exports.pages(db, request.dataset.name, names, request.filters, size):
        yield [cells(request.columns, row) for row in page]


async def _figures(db: Database, request: ExportRequest) -> list[list[Cell]]:
    """Return figures by constituency, with the columns that were chosen."""
    values = request.texts.values
    places = constituencies.places(await exports.by_constituency(db), values)
    if request.dataset.anonymised:
        rows = constituencies.anonymised(places, values)
    else:
        rows = constituencies.figures(places)
    names = [column.name for column in request.dataset.columns]
    indexes = [names.index(name) for name in request.column_names]
    return [[row[index] for index in indexes] for row in rows]
