"""Takes one export from a request to a file: counted, noted in the log, written, with its manifest."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from bot.exports import constituencies
from bot.exports.datasets import (
    ANONYMISED,
    CAN_BE_ANONYMISED,
    SUBJECTS,
    Column,
    ColumnError,
    Dataset,
    chosen,
)
from bot.exports.formats.cells import Cell, cells
from bot.exports.formats.csv_json import CsvFile, JsonFile
from bot.exports.formats.private_file import private_file, write_private
from bot.exports.formats.xlsx import SHEET_ROWS, Workbook
from bot.exports.manifest import (
    NOT_STATED,
    SUFFIX,
    Manifest,
    column_names,
    filters_in_words,
    who,
)
from bot.storage import audit_log, exports
from bot.storage.exports import Filters
from bot.storage.savepoint import Database
from bot.storage.store import read_only


class FileFormat(StrEnum):
    """CSV and XLSX are for spreadsheets, JSON (one object a line) for programs."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """One export as it was asked for; `organiser` is the number of who asks. Make one with `request`."""

    subject: Dataset
    columns: tuple[Column, ...]
    filters: Filters
    form: FileFormat
    purpose: str
    organiser: int | None
    at: datetime
    anonymised: bool
    at_shell: bool

    def manifest(self, rows: int) -> Manifest:
        return Manifest(
            subject=self.subject,
            columns=self.columns,
            filters=self.filters_in_words,
            form=str(self.form),
            made_by=who(self.organiser, at_shell=self.at_shell),
            made_at=self.at,
            purpose=self.purpose or NOT_STATED,
            rows=rows,
        )

    @property
    def filters_in_words(self) -> tuple[str, ...]:
        filters = self.filters
        return filters_in_words(
            self.subject,
            since=filters.since,
            broadcast=filters.broadcast,
            with_health=filters.with_health,
            anonymised=self.anonymised,
        )


def request(
    what: str,
    form: FileFormat,
    *,
    columns: Sequence[str] = (),
    since: date | None = None,
    broadcast: int = 0,
    with_health: bool = False,
    anonymised: bool = False,
    purpose: str = "",
    organiser: int | None,
    at: datetime,
    at_shell: bool = False,
) -> ExportRequest:
    """An export that can be made as it stands. Only at the command line may nobody say who they are.

    Raises:
        ColumnError: it can't; the message says why.
    """
    if anonymised:
        _check_anonymised(what, columns, with_health)
    subject = ANONYMISED if anonymised else SUBJECTS[what]
    if since and not subject.by_day:
        raise ColumnError(f"{what} can't be told apart by day: leave out --since")
    if (subject.name == "results") != bool(broadcast):
        raise ColumnError("say which broadcast with --broadcast NUMBER; it is for results alone")
    wanted = chosen(subject, columns, with_health=with_health)
    filters = Filters(since, broadcast, with_health)
    said = " ".join(purpose.split())
    return ExportRequest(subject, wanted, filters, form, said, organiser, at, anonymised, at_shell)


async def count_rows(db: Database, wanted: ExportRequest) -> int:
    """How many rows the export has now."""
    if wanted.subject.name in exports.SOURCES:
        return await exports.count(db, wanted.subject.name, wanted.filters)
    return len(await _figures(db, wanted))


async def note(db: Database, wanted: ExportRequest, rows: int) -> None:
    """Write an export into the organisers' log, before any of it is written."""
    where = ("at the command line",) if wanted.at_shell else ()
    parts = (f"{wanted.subject.name}: {rows} rows", *wanted.filters_in_words, str(wanted.form), *where)
    await audit_log.write(
        db,
        wanted.organiser,
        "exported",
        now=wanted.at,
        subject=f"{', '.join(parts)}; columns: {column_names(wanted.columns)}",
        reason=wanted.purpose or NOT_STATED,
    )


async def write_file(
    database: Path,
    wanted: ExportRequest,
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
            if wanted.form is FileFormat.XLSX:
                return await _write_workbook(db, wanted, partial, sheet_rows, size)
            with partial.open("w", encoding="utf-8", newline="") as file:
                rows = await _write_text(db, wanted, file, size)
            manifest = wanted.manifest(rows)
            write_private(output.with_name(output.name + SUFFIX), manifest.as_json())
            return manifest


async def write_to_terminal(database: Path, wanted: ExportRequest) -> Manifest:
    """Write the export, as CSV or JSON, to standard output."""
    async with read_only(database) as db:
        rows = await _write_text(db, wanted, sys.stdout, exports.PAGE)
        sys.stdout.flush()
        return wanted.manifest(rows)


async def _write_text(db: Database, wanted: ExportRequest, file: TextIO, size: int) -> int:
    names = [column.name for column in wanted.columns]
    writer = CsvFile(file, names) if wanted.form is FileFormat.CSV else JsonFile(file, names)
    count = 0
    async with aclosing(_pages(db, wanted, size)) as pages:
        async for rows in pages:
            await asyncio.to_thread(writer.write, rows)
            count += len(rows)
    return count


async def _write_workbook(
    db: Database, wanted: ExportRequest, path: Path, sheet_rows: int, size: int
) -> Manifest:
    count = 0
    book = Workbook(path, wanted.subject.name, wanted.columns, sheet_rows)
    try:
        async with aclosing(_pages(db, wanted, size)) as pages:
            async for rows in pages:
                await asyncio.to_thread(book.write, rows)
                count += len(rows)
        manifest = wanted.manifest(count)
        await asyncio.to_thread(book.finish, manifest)
    finally:
        book.discard()
    return manifest


async def _pages(db: Database, wanted: ExportRequest, size: int) -> AsyncGenerator[list[list[Cell]]]:
    columns = wanted.columns
    if wanted.subject.name not in exports.SOURCES:
        yield await _figures(db, wanted)
        return
    names = [column.name for column in columns]
    async for page in exports.pages(db, wanted.subject.name, names, wanted.filters, size):
        yield [cells(columns, row) for row in page]


async def _figures(db: Database, wanted: ExportRequest) -> list[list[Cell]]:
    """Figures by constituency, with the columns that were chosen."""
    found = constituencies.places(await exports.by_constituency(db))
    rows = constituencies.anonymised(found) if wanted.anonymised else constituencies.figures(found)
    names = [column.name for column in wanted.subject.columns]
    at = [names.index(column.name) for column in wanted.columns]
    return [[row[number] for number in at] for row in rows]


def _check_anonymised(what: str, columns: Sequence[str], with_health: bool) -> None:
    if what not in CAN_BE_ANONYMISED:
        raise ColumnError(
            f"{what} can't be anonymised; the anonymised figures are: export constituencies --anonymise"
        )
    if columns or with_health:
        raise ColumnError("anonymised figures have fixed columns: leave out --columns and --with-health")
