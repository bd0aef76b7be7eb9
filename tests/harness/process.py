"""The bot as a process of its own, `main.py run`, pointed at a Bot API double."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Callable, Mapping
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol, Self

from bot.config.settings import SETTING_NAMES

ROOT = Path(__file__).resolve().parents[2]
CONTROLLER = {"CONTROLLER_NAME": "The Test Campaign", "CONTROLLER_CONTACT": "data@example.org"}
TOMBSTONE_KEY = "k" * 40
LISTENS = "is listening"
"""What the bot logs when it takes updates."""
PATIENCE = 300.0
"""Seconds after which a bot that does not start or end is given up, on a machine that is very busy."""
PRELOADED = ["pytest", "bot.channels.telegram.service", "tests.harness.warm"]


class BotProcess:
    """The real bot. It can be started again after each end, on the same database.

    `settings` are added to those that every test needs; an empty one hides what `.env` says. `output` is all
    that any of its lives wrote. A `fresh` one is started as everybody starts it. Others are forked from a
    process that has imported the libraries and read the words before, which makes a start much quicker and is
    all that differs. In these `first` is called before anything else.
    """

    def __init__(
        self,
        url: str,
        token: str,
        database: Path,
        settings: Mapping[str, str] | None = None,
        *,
        fresh: bool = False,
        first: Callable[[], object] = dict,
    ) -> None:
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
            "TOMBSTONE_KEY": TOMBSTONE_KEY,
            **(settings or {}),
        }
        self._begin = _begin_fresh if fresh else partial(_begin_forked, first)
        self._life: _Life | None = None
        self._reading: asyncio.Task[int] | None = None
        self._listens = asyncio.Event()

    async def __aenter__(self) -> Self:
        return await self.starts()

    async def __aexit__(self, *_: object) -> None:
        await self.is_killed()

    async def begins(self) -> Self:
        """Start without waiting for anything."""
        self._listens.clear()
        self._life = await self._begin(self.environment)
        self._reading = asyncio.create_task(self._read(self._life))
        self.lives += 1
        return self

    async def starts(self, within: float = PATIENCE) -> Self:
        """Start, and wait until it takes updates. RuntimeError with its words if it ends instead."""
        await self.begins()
        await self.listens(within)
        return self

    async def listens(self, within: float = PATIENCE) -> None:
        """Wait until it takes updates."""
        assert self._reading is not None
        listens = asyncio.create_task(self._listens.wait())
        await asyncio.wait({listens, self._reading}, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        listens.cancel()
        if not self._listens.is_set():
            raise RuntimeError(f"the bot takes no updates:\n{self.output[-3000:]}")

    async def ends(self, within: float = PATIENCE) -> int:
        """Wait until it ended by itself; its exit code."""
        assert self._reading is not None
        async with asyncio.timeout(within):
            return await asyncio.shield(self._reading)

    async def is_killed(self) -> None:
        """SIGKILL, wherever it is; nothing if it ended before."""
        if self._life is not None and self._reading is not None and not self._reading.done():
            os.kill(self._life.pid, signal.SIGKILL)
            await self._reading

    async def stops(self, within: float = PATIENCE) -> int:
        """SIGTERM, and wait for the end; its exit code."""
        assert self._life is not None
        os.kill(self._life.pid, signal.SIGTERM)
        return await self.ends(within)

    async def _read(self, life: _Life) -> int:
        while line := await life.output.readline():
            said = line.decode(errors="replace")
            self.output += said
            if LISTENS in said:
                self._listens.set()
        return await life.ended()


class _Life(Protocol):
    """A process while it lives."""

    output: asyncio.StreamReader

    @property
    def pid(self) -> int: ...
    async def ended(self) -> int:
        """Its exit code, once its output is closed."""
        ...


class _Fresh:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        self.output = process.stdout
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ended(self) -> int:
        return await self._process.wait()


async def _begin_fresh(environment: Mapping[str, str]) -> _Life:
    return _Fresh(
        await asyncio.create_subprocess_exec(
            *(sys.executable, "main.py", "run"),
            cwd=ROOT,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
    )


class _Forked:
    def __init__(
        self, process: BaseProcess, output: asyncio.StreamReader, end: asyncio.ReadTransport
    ) -> None:
        assert process.pid is not None
        self.pid = process.pid
        self.output = output
        self._process = process
        self._end = end

    async def ended(self) -> int:
        self._end.close()
        while self._process.exitcode is None:  # noqa: ASYNC110  (multiprocessing has nothing to wait for)
            await asyncio.sleep(0.002)
        code = self._process.exitcode
        self._process.close()
        return code


async def _begin_forked(first: Callable[[], object], environment: Mapping[str, str]) -> _Life:
    """The server of forks starts with the first of them, and ends with the tests."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run_main, args=(dict(environment), theirs, first), daemon=True)
    process.start()
    theirs.close()
    reader = asyncio.StreamReader()
    file = os.fdopen(os.dup(ours.fileno()), "rb", 0)
    ours.close()
    loop = asyncio.get_running_loop()
    end, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    return _Forked(process, reader, end)


def _run_main(environment: Mapping[str, str], output: Connection, first: Callable[[], object]) -> None:
    """What `python main.py run` does, in the forked process."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(output.fileno(), stream.fileno())
    output.close()
    first()
    sys.argv = ["main.py", "run"]
    runpy.run_path(str(ROOT / "main.py"), run_name="__main__")
