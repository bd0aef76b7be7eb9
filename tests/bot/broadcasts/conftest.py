"""Broadcasts in the test's own process are looked at without long pauses."""

import pytest


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.broadcasts.worker.worker.IDLE", 0.05)
