"""Fixtures for the double's own tests: the double, a real telegram.Bot, and a bare HTTP client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import telegram

from tests.telegram_double import TelegramDouble

Answer = tuple[int, Any]


class Api:
    """Bare requests: `await api("sendMessage", chat_id=1, text="hello")` gives status and decoded body."""

    def __init__(self, double: TelegramDouble, session: aiohttp.ClientSession) -> None:
        self.double = double
        self.session = session

    def address(self, method: str) -> str:
        """The method's address."""
        return f"{self.double.url}/bot{self.double.token}/{method}"

    async def __call__(self, method: str, **params: object) -> Answer:
        async with self.session.post(self.address(method), json=params) as answer:
            return answer.status, await answer.json()

    async def refused(self, method: str, **params: object) -> str:
        """The description of a refusal, without "Bad Request: "."""
        status, answer = await self(method, **params)
        assert status == answer["error_code"] >= 400, answer
        assert answer["ok"] is False
        return str(answer["description"]).removeprefix("Bad Request: ")

    async def gives(self, method: str, **params: object) -> Any:
        """The result of a request that succeeds."""
        status, answer = await self(method, **params)
        assert status == 200, answer
        return answer["result"]


@pytest.fixture
async def double() -> AsyncIterator[TelegramDouble]:
    """A double with one known person, number 1."""
    async with TelegramDouble() as double:
        double.person(1, "Ann")
        yield double


@pytest.fixture
async def bot(double: TelegramDouble) -> AsyncIterator[telegram.Bot]:
    """The library's own bot with its default transport."""
    address = f"{double.url}/bot"
    async with telegram.Bot(double.token, address, base_file_url=f"{double.url}/file/bot") as bot:
        yield bot


@pytest.fixture
async def api(double: TelegramDouble) -> AsyncIterator[Api]:
    """Bare requests."""
    async with aiohttp.ClientSession() as session:
        yield Api(double, session)
