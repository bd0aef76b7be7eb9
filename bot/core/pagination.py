"""Long lists in messages of few buttons, a page at a time."""

from collections.abc import Sequence
from typing import TypeVar

BUTTONS = 6
"""Buttons of a message at most."""
LONGEST_LABEL = 24
_Value = TypeVar("_Value")


def page_of(values: Sequence[_Value], page: int, room: int) -> tuple[Sequence[_Value], int | None]:
    """The values of a page and the number of the next one, the first after the last; None where `room`
    buttons hold all values. One of the room is for the button that leads on."""
    if len(values) <= room:
        return values, None
    size = room - 1
    start = page * size if page * size < len(values) else 0
    after = start // size + 1
    return values[start : start + size], after if after * size < len(values) else 0


def short(text: str) -> str:
    """A label of a text, cut between words where it is too long for one."""
    if len(text) <= LONGEST_LABEL:
        return text
    return f"{text[:LONGEST_LABEL].rsplit(' ', 1)[0].rstrip(' ,;:–-')[: LONGEST_LABEL - 1]}…"
