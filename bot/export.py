"""Exports of pledges: the minimum, safe for spreadsheets, written page by page."""

import csv
import io
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TextIO

from bot.storage.pledges import PledgeRow, pages
from bot.storage.store import read_only

COLUMNS = ("pledge", "deed", "made_on", "nation", "constituency")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"


async def export_pledges(database: Path, output: Path | None, form: str, since: date | None) -> int:
    """Write pledges to a file, or to standard output; how many.

    CSV is UTF-8 with a byte order mark, so that spreadsheets read it rightly; JSON is one object a line.

    Raises:
        StorageError: the database can't be read.
        OSError: the file can't be written.
    """
    count = 0
    with _opened(output) as file:
        if form == "csv":
            file.write(_BOM + _line(COLUMNS))
        async for row in _rows(database, since):
            values = (str(row.id), row.deed, row.made_on, row.nation or "", row.constituency or "")
            if form == "csv":
                file.write(_line(tuple(harmless(value) for value in values)))
            else:
                file.write(json.dumps(dict(zip(COLUMNS, values, strict=True)), ensure_ascii=False) + "\n")
            count += 1
    return count


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


async def _rows(database: Path, since: date | None) -> AsyncIterator[PledgeRow]:
    async with read_only(database) as db:
        async for page in pages(db, since.isoformat() if since else ""):
            for row in page:
                yield row


def _line(cells: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """A new file that only its owner can read, put in its place when it is whole; or standard output."""
    if output is None:
        yield sys.stdout
        return
    partial = output.with_name(f"{output.name}.part")
    partial.touch(mode=0o600)
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
