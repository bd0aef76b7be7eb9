"""The double in a process of its own, and the other end of its control API."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Self

import aiohttp

from tests.telegram_double.errors import Json

_ROOT = Path(__file__).resolve().parents[2]


class DoubleProcess:
    """`async with DoubleProcess() as double: ... double.url ... await double.control("stats")`.

    `arguments` go to `python -m tests.telegram_double`, such as ("--seed", "3").
    """

    def __init__(self, *arguments: str) -> None:
        self.url = ""
        self.token = ""
        self.pid = 0
        self._arguments = arguments
        self._process: asyncio.subprocess.Process | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        command = (sys.executable, "-m", "tests.telegram_double", *self._arguments)
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(*command, stdout=pipe, cwd=_ROOT)
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("the double did not start; its errors are above")
        ready: Json = json.loads(line)
        self.url, self.token, self.pid = ready["url"], ready["token"], ready["pid"]
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    async def control(self, name: str, body: Json | None = None, **query: str | int) -> Json:
        """POST with a body, GET without one, at /control/`name`; RuntimeError with the double's own words."""
        assert self._session is not None, "the double is not running"
        method = "GET" if body is None else "POST"
        url = f"{self.url}/control/{name}"
        async with self._session.request(method, url, params=query, json=body) as answer:
            result: Json = await answer.json()
        if answer.status != 200:
            raise RuntimeError(f"the double refused {name}: {result['error']}")
        return result

    async def does(self, chat_id: int, deed: str, **arguments: object) -> Json:
        """A person does something, such as `does(1, "sends", text="hello")`."""
        return await self.control("person", {"chat_id": chat_id, "does": deed, **arguments})

    async def sent(self, chat_id: int) -> list[str]:
        """Texts of what the bot sent to a chat."""
        texts: list[str] = (await self.control("sent", chat_id=chat_id))["sent"]
        return texts
