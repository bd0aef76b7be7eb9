"""Sections of text laid out as messages that are short enough to be read at one go."""

from collections.abc import Sequence

from bot.core.messages import Block, Paragraph, Title
from bot.reports.text import ReportSection

LONGEST = 600
"""Characters of a message (house rule). One line that is longer stays whole."""
BETWEEN = 2
"""Characters between two paragraphs."""


def pages(sections: Sequence[ReportSection], room: int = 0) -> list[tuple[Block, ...]]:
    """Return the blocks of each message. `room` characters stay free in each, for what is added below.

    A section is kept together where it fits a message; else it goes on in the next, under its title.
    """
    laid_out: list[tuple[Block, ...]] = []
    page: list[Block] = []
    for part in [part for section in sections for part in _cut(section, LONGEST - room)]:
        blocks = _blocks(part)
        if page and _size([*page, *blocks]) > LONGEST - room:
            laid_out.append(tuple(page))
            page = []
        page += blocks
    return [*laid_out, tuple(page)] if page else laid_out


def _cut(section: ReportSection, longest: int) -> list[ReportSection]:
    """Return a section in parts, none of which is too long for a message."""
    parts: list[list[str]] = [[]]
    for line in section.lines:
        if parts[-1] and _size(_blocks(ReportSection(section.title, (*parts[-1], line)))) > longest:
            parts.append([])
        parts[-1].append(line)
    return [ReportSection(section.title, tuple(lines)) for lines in parts]


def _blocks(section: ReportSection) -> list[Block]:
    return [Title(section.title), *([Paragraph("\n".join(section.lines))] if section.lines else [])]


def _size(blocks: Sequence[Block]) -> int:
    """Return the number of characters as they are read, each line a paragraph."""
    texts = [block.text for block in blocks if isinstance(block, Title | Paragraph)]
    return sum(len(line) + BETWEEN for text in texts for line in text.split("\n"))
