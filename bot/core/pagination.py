"""Pages of lists that are too long for the buttons of one message."""

from collections.abc import Sequence
from typing import TypeVar

BUTTONS = 6
"""The most buttons of a message."""
LONGEST_LABEL = 24
_Value = TypeVar("_Value")


def page_of(values: Sequence[_Value], page: int, room: int) -> tuple[Sequence[_Value], int | None]:
    """Return the values of a page, and the number of the next page: 0 after the last, None if all values fit.

    `room` is the number of buttons; where not all values fit, one of them leads to the next page.
    """
    if len(values) <= room:
        return values, None
    size = room - 1
    start = page * size if page * size < len(values) else 0
    after = start // size + 1
    return values[start : start + size], after if after * size < len(values) else 0


def short(text: str) -> str:
    """Return a text as a label, cut between words where it is too long."""
    if len(text) <= LONGEST_LABEL:
        return text
    return f"{text[:LONGEST_LABEL].rsplit(' ', 1)[0].rstrip(' ,;:–-')[: LONGEST_LABEL - 1]}…"
