"""The bot as a process of its own: `python main.py run`, pointed at a Bot API double."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Self

from bot.settings import SETTING_NAMES

ROOT = Path(__file__).resolve().parents[2]
CONTROLLER = {"CONTROLLER_NAME": "The Test Campaign", "CONTROLLER_CONTACT": "data@example.org"}
STUB_KEY = "k" * 40
LISTENS = "is listening"
"""What the bot logs when it takes updates."""


class BotProcess:
    """The real bot. It can be started again after each end, on the same database.

    `settings` are added to those that every test needs; an empty one hides what `.env` says. `output` is all
    that any of its lives wrote.
    """

    def __init__(self, url: str, token: str, database: Path, **settings: str) -> None:
        self.database = database
        self.output = ""
        self.lives = 0
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in SETTING_NAMES},
            **dict.fromkeys(SETTING_NAMES, ""),
            **CONTROLLER,
            "BOT_API_URL": url,
            "BOT_TOKEN": token,
            "DATABASE": str(database),
            "STUB_KEY": STUB_KEY,
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._listens = asyncio.Event()

    async def __aenter__(self) -> Self:
        return await self.starts()

    async def __aexit__(self, *_: object) -> None:
        await self.is_killed()

    @property
    def pid(self) -> int:
        assert self._process is not None, "the bot was never started"
        return self._process.pid

    async def begins(self) -> Self:
        """Start without waiting for anything."""
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "main.py", "run")
        self._listens.clear()
        self._process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=self.environment, stdout=pipe, stderr=asyncio.subprocess.STDOUT
        )
        self._reading = asyncio.create_task(self._read(self._process))
        self.lives += 1
        return self

    async def starts(self, within: float = 60.0) -> Self:
        """Start, and wait until it takes updates. RuntimeError with its words if it ends instead."""
        await self.begins()
        await self.listens(within)
        return self

    async def listens(self, within: float = 60.0) -> None:
        """Wait until it takes updates."""
        assert self._reading is not None
        listens = asyncio.create_task(self._listens.wait())
        await asyncio.wait({listens, self._reading}, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        listens.cancel()
        if not self._listens.is_set():
            raise RuntimeError(f"the bot takes no updates:\n{self.output[-3000:]}")

    async def ends(self, within: float = 60.0) -> int:
        """Wait until it ended by itself; its exit code."""
        assert self._process is not None
        assert self._reading is not None
        async with asyncio.timeout(within):
            await self._reading
            return await self._process.wait()

    async def is_killed(self) -> None:
        """SIGKILL, wherever it is."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if self._reading is not None:
            await self._reading

    def is_asked_to_stop(self) -> None:
        """SIGTERM, without waiting."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    async def stops(self, within: float = 60.0) -> int:
        """SIGTERM, and wait for the end; its exit code."""
        self.is_asked_to_stop()
        return await self.ends(within)

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            said = line.decode(errors="replace")
            self.output += said
            if LISTENS in said:
                self._listens.set()
