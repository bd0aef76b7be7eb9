"""The two bots to measure, each a process of its own."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.speed.cores import pin
from bot.config.settings import SETTING_NAMES
from tests.telegram_double import TelegramDouble

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_STOP = 10.0


@dataclass(frozen=True, slots=True)
class Contender:
    """A bot: its name in the figures, and the arguments that start it."""

    name: str
    arguments: tuple[str, ...]


BOT = Contender("bot", ("main.py", "run"))
ECHO = Contender("echo", ("-m", "bench.speed.echo_bot"))


@dataclass(frozen=True, slots=True)
class Running:
    """A running bot: its process, when it was started (`time.monotonic()`), and the file of its errors."""

    process: asyncio.subprocess.Process
    started_at: float
    errors: Path

    @property
    def id(self) -> int:
        return self.process.pid

    def raise_if_ended(self) -> None:
        """Raise RuntimeError with the bot's last words if it ended by itself."""
        if self.process.returncode is not None:
            last = self.errors.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RuntimeError(f"the process ended with {self.process.returncode}:\n{last}")


@asynccontextmanager
async def running(
    contender: Contender, double: TelegramDouble, folder: Path, core: int | None
) -> AsyncIterator[Running]:
    """Start a bot on the double, its database and errors in `folder`; stop it at the end."""
    errors = folder / f"{contender.name}.errors"
    with errors.open("wb") as written:
        started_at = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *contender.arguments,
            cwd=ROOT,
            env=_environment(double, folder),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=written,
        )
    pin(process.pid, core)
    try:
        yield Running(process, started_at, errors)
    finally:
        await _stop(process)


def _environment(double: TelegramDouble, folder: Path) -> dict[str, str]:
    """Return the environment, with every setting of the bot at its default: an empty one hides `.env`."""
    settings = {
        "BOT_TOKEN": double.token,
        "BOT_API_URL": double.url,
        "DATABASE": str(folder / "bot.sqlite3"),
        "LOG_LEVEL": "WARNING",
    }
    return {**os.environ, **dict.fromkeys(SETTING_NAMES, ""), **settings}


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), SECONDS_TO_STOP)
    except TimeoutError:
        process.kill()
        await process.wait()
