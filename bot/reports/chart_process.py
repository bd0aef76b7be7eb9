"""Figures made in a process of their own: drawing takes seconds and a hundred megabytes, which the bot would
never get back, and nobody who writes to it meanwhile should wait.
"""

import asyncio
import json
import sys
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.reports.periods import Granularity
from bot.reports.text import Section

LONGEST_SECONDS = 120.0
_ROOT = Path(__file__).parent.parent.parent


class DrawingError(Exception):
    """The figures could not be made; the message says what became of the process."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture as PNG, with what it shows in words."""

    png: bytes
    shows: str


@dataclass(frozen=True, slots=True)
class Report:
    """The same figures in words and as pictures."""

    sections: tuple[Section, ...]
    pictures: tuple[Chart, ...]


async def run_chart_process(database: Path, by: Granularity, today: date, *, content: Path = _ROOT) -> Report:
    """Figures of the database as it is now, in the words of the campaign whose folder is `content`.

    Raises:
        DrawingError: the process failed or took too long.
    """
    command = (
        sys.executable,
        "-m",
        __name__,
        str(database.resolve()),
        by.value,
        today.isoformat(),
        str(content),
    )
    process = await asyncio.create_subprocess_exec(
        *command, cwd=_ROOT, stdout=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), LONGEST_SECONDS)
    except TimeoutError:
        raise DrawingError(f"the figures were not there after {LONGEST_SECONDS:.0f} seconds") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise DrawingError(f"the process that makes the figures ended with code {process.returncode}")
    return _read(said)


def _read(said: bytes) -> Report:
    try:
        told = json.loads(said)
        sections = tuple(Section(title, tuple(lines)) for title, lines in told["sections"])
        pictures = tuple(Chart(b64decode(png), shows) for png, shows in told["pictures"])
    except (ValueError, KeyError, TypeError) as error:
        raise DrawingError(f"what the process said could not be read: {type(error).__name__}") from None
    return Report(sections, pictures)


async def _make(database: Path, by: Granularity, today: date, content: Path) -> str:
    from bot.content.catalogue import read_content  # noqa: PLC0415  (only the process of its own needs these)
    from bot.reports.chart import draw  # noqa: PLC0415
    from bot.reports.statistics import add_up, names_of, read  # noqa: PLC0415
    from bot.reports.text import tell  # noqa: PLC0415
    from bot.storage.store import read_only  # noqa: PLC0415

    async with read_only(database) as db:
        counted = await read(db, by, today)
    figures = add_up(counted, names_of(read_content(content)))
    return json.dumps(
        {
            "sections": [[section.title, section.lines] for section in tell(figures)],
            "pictures": [[b64encode(each.png).decode(), each.shows] for each in draw(figures)],
        }
    )


if __name__ == "__main__":
    _database, _by, _today, _content = sys.argv[1:]
    _made = _make(Path(_database), Granularity(_by), date.fromisoformat(_today), Path(_content))
    sys.stdout.write(asyncio.run(_made))
