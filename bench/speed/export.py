"""`python -m bench.speed.export`: export a million pledges beside a bot that keeps writing."""

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.content.catalogue import read_content
from bot.exports.datasets import DatasetName, FileFormat
from bot.exports.exporter import write_file
from bot.exports.request import make_request
from bot.storage.store import Store

FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
PLEDGE_TYPES = ("write_to_mp", "follow_up_mp", "share_myth", "tell_friends")
NATIONS = ("england", "scotland", "wales", "northern_ireland", None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill a database, export it in each format in a process of its own, and print time and memory."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed.export", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="pledges in the database")
    parser.add_argument("--one", nargs=2, metavar=("DATABASE", "FORM"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        print(json.dumps(asyncio.run(_export(Path(options.one[0]), FileFormat(options.one[1])))))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.sqlite3"
        asyncio.run(_fill(database, options.rows))
        print("       rows      seconds  peak MiB  before  file MiB  slowest write, ms")
        for format_ in FileFormat:
            _print(format_, asyncio.run(_beside_a_bot(database, format_)))
    return 0


async def _fill(database: Path, rows: int) -> None:
    chance = random.Random(7)
    store = await Store.open(database)
    step = 20_000
    for start in range(0, rows, step):
        numbers = range(start + 1, min(start + step, rows) + 1)
        async with store.transaction() as db:
            await db.executemany(
                "INSERT INTO supporters"
                " (id, person, joined_at, declared_adult_at, nation, constituency, last_heard_on)"
                " VALUES (?, ?, '2026-01-01', '2026-01-01', ?, ?, '2026-01-01')",
                [
                    (number, f"telegram:{number}", chance.choice(NATIONS), f"Place {chance.randrange(650)}")
                    for number in numbers
                ],
            )
            await db.executemany(
                "INSERT INTO pledges VALUES (?, ?, ?, ?)",
                [
                    (
                        number,
                        number,
                        chance.choice(PLEDGE_TYPES),
                        (FIRST_DAY + timedelta(minutes=number)).isoformat(),
                    )
                    for number in numbers
                ],
            )
    await store.close()


async def _beside_a_bot(database: Path, format_: FileFormat) -> dict[str, float]:
    """Export in another process while this one writes as the bot does; add the longest write."""
    command = [sys.executable, "-m", "bench.speed.export", "--one", str(database), str(format_)]
    exporting = asyncio.create_task(
        asyncio.to_thread(subprocess.run, command, capture_output=True, check=True)
    )
    store = await Store.open(database)
    slowest = 0.0
    while not exporting.done():
        started = time.perf_counter()
        async with store.transaction() as db:
            await db.execute("INSERT OR REPLACE INTO key_values VALUES ('bench', ?)", (str(started),))
        slowest = max(slowest, time.perf_counter() - started)
        await asyncio.sleep(0.02)
    await store.close()
    figures: dict[str, float] = json.loads((await exporting).stdout)
    return {**figures, "slowest": slowest}


async def _export(database: Path, format_: FileFormat) -> dict[str, float]:
    texts = read_content().texts.organisers.exports
    request = make_request(DatasetName.PLEDGES, format_, texts, organiser=None, made_at=datetime.now(UTC))
    output = database.with_name(f"export.{format_}")
    before = _peak()
    started = time.perf_counter()
    manifest = await write_file(database, request, output)
    figures = {
        "rows": manifest.rows,
        "seconds": time.perf_counter() - started,
        "before": before,
        "peak": _peak(),
        "file": output.stat().st_size / 2**20,
    }
    with suppress(FileNotFoundError):
        output.unlink()
    return figures


def _peak() -> float:
    """Return the peak resident memory of this process so far, in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _print(format_: FileFormat, figures: dict[str, float]) -> None:
    print(
        f"{format_:6} {figures['rows']:<9.0f} {figures['seconds']:<8.1f} {figures['peak']:<9.0f}"
        f" {figures['before']:<7.0f} {figures['file']:<9.1f} {figures['slowest'] * 1000:.0f}"
    )


if __name__ == "__main__":
    sys.exit(main())
