"""Exports as XLSX: real days, times and numbers, a header that stays in sight, no formula ever."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.exports.datasets import ColumnType
from bot.exports.formats.cells import Cell
from bot.exports.manifest import Manifest
from bot.exports.request import ExportRequest

SHEET_ROWS = 1_048_576
"""Rows of a sheet, its header among them (Excel specifications and limits; LibreOffice has the same)."""
LONGEST_TEXT = 32_767
"""Characters of a cell (Excel specifications and limits)."""
_WIDTHS = {ColumnType.NUMBER: 10, ColumnType.DAY: 12, ColumnType.TIME: 20, ColumnType.TEXT: 18}
_WIDEST = 60
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "in_memory": False,
}


class Workbook:
    """A workbook being written, row after row; only one row is in memory.

    It is whole after `finish`; call `discard` in any case. What XlsxWriter keeps on the disk meanwhile stands
    in a folder of its own beside the file, which only its owner can open.
    """

    def __init__(self, path: Path, request: ExportRequest, sheet_rows: int = SHEET_ROWS) -> None:
        self._folder = TemporaryDirectory(prefix=".export-", dir=path.parent)
        self._book = xlsxwriter.Workbook(path, {**_OPTIONS, "tmpdir": self._folder.name})
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._texts = request.texts
        self._title = request.texts.datasets[request.dataset.key].file
        self._columns, self._sheet_rows = request.columns, sheet_rows
        self._sheets = 0
        self._widths: list[int] = []
        self._sheet, self._next = self._new_sheet()

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Write rows; a full sheet is followed by another with the same header."""
        if not self._widths:
            self._widths = self._fitting(rows)
            self._widen()
        for row in rows:
            if self._next == self._sheet_rows:
                self._sheet, self._next = self._new_sheet()
            for index, cell in enumerate(row):
                self._put(self._sheet, self._next, index, cell)
            self._next += 1

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest on a sheet of its own, the last one, and put the file together.

        Raises:
            OSError: the disk is full, or the file would be larger than XLSX allows.
        """
        sheet = self._book.add_worksheet(self._texts.manifest.about_sheet)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, _WIDEST)
        for row, (label, value) in enumerate(manifest.lines()):
            sheet.write_string(row, 0, label, self._bold)
            self._put(sheet, row, 1, value, self._wrapped)
        try:
            self._book.close()
        except XlsxFileError as error:
            raise OSError(f"the workbook can't be written: {error}") from None

    def discard(self) -> None:
        """Let go of what was needed while writing."""
        self._book.fileclosed = True  # else XlsxWriter would pack it when it goes out of use
        for sheet in self._book.worksheets():
            sheet._opt_close()  # there is no public way to close it unpacked
        self._folder.cleanup()

    def _new_sheet(self) -> tuple[Worksheet, int]:
        self._sheets += 1
        name = self._title if self._sheets == 1 else f"{self._title} {self._sheets}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)
        self._widen()
        for index, column in enumerate(self._columns):
            self._sheet.write_string(0, index, column.name, self._bold)
        return self._sheet, 1

    def _widen(self) -> None:
        for index, width in enumerate(self._widths):
            self._sheet.set_column(index, index, width)

    def _fitting(self, rows: Sequence[Sequence[Cell]]) -> list[int]:
        """Return a width for each column, from its name, its kind and the first rows, in characters."""
        longest = [
            max((len(cell) for row in rows if isinstance(cell := row[index], str)), default=0)
            for index in range(len(self._columns))
        ]
        return [
            min(max(_WIDTHS[column.kind], len(column.name) + 2, length + 2), _WIDEST)
            for column, length in zip(self._columns, longest, strict=True)
        ]

    def _put(self, sheet: Worksheet, row: int, column: int, cell: Cell, text: Format | None = None) -> None:
        if isinstance(cell, str):
            sheet.write_string(row, column, cell[:LONGEST_TEXT], text)
        elif isinstance(cell, datetime):
            sheet.write_datetime(row, column, cell, self._time)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, datetime.combine(cell, time()), self._day)
        elif cell is not None:
            sheet.write_number(row, column, cell)
