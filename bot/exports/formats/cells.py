"""Single values: from the database into their types, and safely into spreadsheets."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

from bot.exports.datasets import Column
from bot.storage.exports import Value
from faq.pii import strip_personal_details

Cell = Value

_SIGNS = "=+\\-@＝＋－＠﹢﹣﹦﹫−"
"""What starts a formula, with its full-width and small forms, which some spreadsheets fold."""
_UNSEEN = r"\s\"'‘’“”`\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x1f"
"""What may stand before it: spaces, quotes, characters that nobody sees."""
_BREAKS = r"\n\r\t;\u0085\u2028\u2029"
_STARTS = re.compile(rf"(^|[{_BREAKS}])(?=(?:(?![{_BREAKS}])[{_UNSEEN}])*[{_SIGNS}])")
_PHONE = re.compile(r"\+[1-9](?: ?\d){6,14}")
"""An international number: digits and single spaces, 7 to 15 digits (ITU-T E.164)."""


def cells(columns: Sequence[Column], row: Sequence[Value]) -> list[Cell]:
    """Return a row of the database as cells: times in UTC without an offset, to the second, and what people
    typed without personal details.
    """
    return [_cell(column, value) for column, value in zip(columns, row, strict=True)]


@lru_cache(maxsize=4096)
def struck_out(typed: str) -> str:
    """What somebody typed, without telephone numbers, addresses and the like."""
    return strip_personal_details(typed).text


def escape_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula, nor any line or part of it (OWASP, CSV injection).

    An apostrophe goes before each place where one could begin: at the start, after a line break, a tab or a
    semicolon, also behind spaces and quotes. A phone number such as +44 7700 900123 stays as it is: digits
    and spaces calculate nothing.
    """
    if _PHONE.fullmatch(text):
        return text
    safe = _STARTS.sub(r"\1'", text)
    return f"'{safe}" if safe.startswith(("\t", "\r", "\n")) else safe


def to_csv(cell: Cell) -> str | int:
    """A value for CSV: texts made harmless, days and times as spreadsheets read them, nothing for nothing."""
    match cell:
        case None:
            return ""
        case str():
            return escape_formula(cell)
        case datetime():
            return cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case _:
            return cell


def to_json(cell: Cell) -> str | int | None:
    """A value for JSON: times end in Z, for UTC."""
    match cell:
        case datetime():
            return f"{cell.isoformat()}Z"
        case date():
            return cell.isoformat()
        case _:
            return cell


def _cell(column: Column, value: Value) -> Cell:
    match value:
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        case str() if column.typed:
            return struck_out(value)
        case _:
            return value
