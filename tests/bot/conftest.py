"""A Telegram for the bot, and people on it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import Campaign
from tests.harness.service import MakeService, ServiceHarness
from tests.telegram_double import Person, TelegramDouble


@pytest.fixture
async def double() -> AsyncIterator[TelegramDouble]:
    async with TelegramDouble(seed=1) as double:
        yield double


@pytest.fixture
def make_service(double: TelegramDouble, tmp_path: Path, campaign: Campaign) -> MakeService:
    """Makes the bot's service, not started yet, on a database of its own."""

    def make(**options: Any) -> ServiceHarness:
        return ServiceHarness(double, tmp_path / "bot.sqlite3", campaign, **options)

    return make


@pytest.fixture
def service(make_service: MakeService) -> ServiceHarness:
    return make_service()


@pytest.fixture
def ann(double: TelegramDouble) -> Person:
    return double.person(1, "Ann")


@pytest.fixture
def bob(double: TelegramDouble) -> Person:
    return double.person(2, "Bob")


@pytest.fixture
def cleo(double: TelegramDouble) -> Person:
    return double.person(3, "Cleo")
