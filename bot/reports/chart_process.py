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

from bot.errors import ChartError
from bot.reports.text import ReportSection
from bot.storage.schema.enums import Granularity

LONGEST_SECONDS = 120.0
_ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture as PNG, with what it shows in words."""

    png: bytes
    shows: str


@dataclass(frozen=True, slots=True)
class ChartReport:
    """The same figures in words and as pictures."""

    sections: tuple[ReportSection, ...]
    pictures: tuple[Chart, ...]


async def run_chart_process(
    database: Path, by: Granularity, today: date, *, root: Path = _ROOT
) -> ChartReport:
    """Return the figures of the database as it is now, in the words of the campaign in the folder `root`.

    Raises:
        ChartError: the process failed or took too long.
    """
    arguments = (str(database.resolve()), by.value, today.isoformat(), str(root))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        *arguments,
        cwd=_ROOT,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), LONGEST_SECONDS)
    except TimeoutError:
        raise ChartError(f"the figures were not there after {LONGEST_SECONDS:.0f} seconds") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise ChartError(f"the process that makes the figures ended with code {process.returncode}")
    return _read(output)


def _read(output: bytes) -> ChartReport:
    try:
        report = json.loads(output)
        sections = tuple(ReportSection(title, tuple(lines)) for title, lines in report["sections"])
        pictures = tuple(Chart(b64decode(png), shows) for png, shows in report["pictures"])
    except (ValueError, KeyError, TypeError) as error:
        raise ChartError(f"the output of the process could not be read: {type(error).__name__}") from None
    return ChartReport(sections, pictures)


async def _make(database: Path, by: Granularity, today: date, root: Path) -> str:
    from bot.content.catalogue import read_content  # noqa: PLC0415  (only the process of its own needs these)
    from bot.reports.chart import draw  # noqa: PLC0415
    from bot.reports.statistics import add_up, names_of, read  # noqa: PLC0415
    from bot.reports.text import describe_figures  # noqa: PLC0415
    from bot.storage.store import read_only  # noqa: PLC0415

    async with read_only(database) as db:
        counted = await read(db, by, today)
    content = read_content(root)
    figures = add_up(counted, names_of(content))
    sections = describe_figures(figures, content.texts)
    return json.dumps(
        {
            "sections": [[section.title, section.lines] for section in sections],
            "pictures": [[b64encode(each.png).decode(), each.shows] for each in draw(figures, content.texts)],
        }
    )


if __name__ == "__main__":
    _database, _by, _today, _root = sys.argv[1:]
    _made = _make(Path(_database), Granularity(_by), date.fromisoformat(_today), Path(_root))
    sys.stdout.write(asyncio.run(_made))
