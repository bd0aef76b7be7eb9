"""Exports as CSV and as JSON."""

import csv
import json
from collections.abc import Sequence
from typing import TextIO

from bot.exports.formats.cells import Cell, to_csv, to_json

BOM = "\ufeff"
"""Spreadsheets take a file that begins with it for UTF-8."""


class CsvFile:
    """UTF-8 with a byte order mark, commas, CR LF (RFC 4180); no cell is a formula."""

    def __init__(self, file: TextIO, columns: Sequence[str]) -> None:
        file.write(BOM)
        self._lines = csv.writer(file)
        self._lines.writerow(columns)

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._lines.writerows([to_csv(cell) for cell in row] for row in rows)


class JsonFile:
    """One object a line, UTF-8."""

    def __init__(self, file: TextIO, columns: Sequence[str]) -> None:
        self._file = file
        self._columns = tuple(columns)

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._file.writelines(
            json.dumps(dict(zip(self._columns, map(to_json, row), strict=True)), ensure_ascii=False) + "\n"
            for row in rows
        )
