"""`stats` on the command line: in words, drawn when asked to, and quick to start."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli import stats
from bot.content.catalogue import ROOT
from bot.storage import updates
from bot.storage.store import Store

NOW = datetime.now(UTC)
TODAY = {"joined": 8, "source:leeds": 3, "pledged:write_to_mp": 6, "begun:join": 30, "begun:pledge": 9}
APP = typer.Typer()
stats.add_to(APP)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    async def fill(path: Path) -> None:
        store = await Store.open(path)
        async with store.transaction() as db:
            await updates.add_counts(db, TODAY, NOW)
            await updates.add_counts(db, {"joined": 4}, NOW - timedelta(days=40))
            await updates.add_counts(db, {"joined": 2}, NOW - timedelta(days=400))
        await store.close()

    path = tmp_path / "bot.sqlite3"
    asyncio.run(fill(path))
    return path


def told(*args: str, code: int = 0) -> str:
    done = CliRunner().invoke(APP, list(args))
    assert done.exit_code == code, done.output
    return done.output


@pytest.mark.parametrize(("by", "joined"), [("day", 8), ("week", 12), ("all", 14)])
def test_days_weeks_and_all(database: Path, by: str, joined: int) -> None:
    said = told("--database", str(database), "--by", by)
    assert f"  Joined: {joined}. Left: 0." in said.splitlines()
    assert "  leeds: fewer than 5" in said.splitlines()
    assert "next message" not in said


def test_only_from_a_day_on(database: Path) -> None:
    since = (NOW - timedelta(days=50)).date().isoformat()
    for by in ("day", "week", "all"):
        assert "  Joined: 12. Left: 0." in told("--database", str(database), "--since", since, "--by", by)


def test_a_day_to_come_is_refused(database: Path) -> None:
    since = (NOW + timedelta(days=2)).date().isoformat()
    assert "is still to come" in told("--database", str(database), "--since", since, code=2)


def test_no_database_is_said_in_one_line(tmp_path: Path) -> None:
    assert "there is no database yet" in told("--database", str(tmp_path / "none.sqlite3"), code=1)


def test_pictures_are_written_and_told(database: Path, tmp_path: Path) -> None:
    png = tmp_path / "figures.png"
    said = told("--database", str(database), "--png", str(png))
    for file in (png, tmp_path / "figures-2.png"):
        assert file.read_bytes().startswith(b"\x89PNG")
        assert f"{file}: Figures of the campaign" in said
    assert "message" not in said


def test_a_folder_that_is_not_there_is_said(database: Path, tmp_path: Path) -> None:
    png = tmp_path / "nowhere" / "figures.png"
    assert "choose a folder that exists" in told("--database", str(database), "--png", str(png), code=1)


def test_nothing_that_draws_is_loaded_before_it_is_asked_for(database: Path) -> None:
    program = (
        "import sys, typer, bot.cli, bot.app\n"
        "from bot.cli import stats\n"
        "import bot.reports.stats, bot.reports.weekly_digest\n"
        "app = typer.Typer()\n"
        "stats.add_to(app)\n"
        f"app(['--database', {str(database)!r}], standalone_mode=False)\n"
        "print('loaded:', sorted({'matplotlib', 'PIL'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )
    assert "Joined: 12. Left: 0." in done.stdout
    assert done.stdout.endswith("loaded: []\n")
