"""What the sender makes of a channel that does not begin."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.broadcasts.worker.journal import Journal
from bot.broadcasts.worker.rate_limiter import RateLimiter
from bot.broadcasts.worker.sender import BroadcastSender
from bot.delivery.results import Delivered, NotSent, OnSendStart, Refused, Result, Unconfirmed
from bot.storage.deliveries import Claimed, DeliveryResult
from bot.storage.schema.enums import DeliveryState
from tests.bot.broadcasts.worker.test_rate_limiter import Time

ROW = Claimed(1, 7, "telegram:1", None)


@dataclass
class Channel:
    """Gives one result, and says that it begins or not."""

    result: Result = field(default_factory=Delivered)
    begins: bool = False

    async def deliver(self, payload: str, begins: OnSendStart | None = None) -> Result:
        if self.begins and begins:
            begins()
        return self.result


@pytest.fixture
def channel() -> Channel:
    return Channel()


@pytest.fixture
async def sender(tmp_path: Path, channel: Channel) -> AsyncIterator[BroadcastSender]:
    journal = Journal(tmp_path / "journal")
    assert journal.open()
    journal.begin("one")
    time = Time()
    rate_limiter = RateLimiter(1000, time, time.sleep)
    sender = BroadcastSender(
        channel, rate_limiter, journal, lambda _: "{}", lambda _: False, active_broadcast=7
    )
    running = asyncio.create_task(sender.run())
    yield sender
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    journal.close()


async def outcomes(sender: BroadcastSender, row: Claimed = ROW) -> list[DeliveryResult]:
    """What is to be written down of a row once it is through."""
    sender.submit([row])
    found: list[DeliveryResult] = []
    async with asyncio.timeout(100):
        while not found and sender.fatal is None:
            await asyncio.sleep(0.01)
            found = sender.drain().outcomes
    return found


@pytest.mark.parametrize(
    ("result", "state"), [(Unconfirmed("x"), "waiting"), (NotSent("x"), "waiting"), (Refused("x"), "failed")]
)
async def test_nothing_began(sender: BroadcastSender, channel: Channel, result: Result, state: str) -> None:
    channel.result = result
    assert [one.state for one in await outcomes(sender)] == [state]
    assert sender.journal.read("one") == {}


async def test_what_began_and_broke_is_unsure(sender: BroadcastSender, channel: Channel) -> None:
    channel.result, channel.begins = Unconfirmed("x"), True
    assert await outcomes(sender) == [DeliveryResult(1, DeliveryState.UNSURE, reason="x")]
    assert sender.journal.read("one") == {1: DeliveryResult(1, DeliveryState.UNSURE)}


async def test_a_channel_that_sends_without_saying_so_is_not_used_on(sender: BroadcastSender) -> None:
    """Its rows would look as if they had never begun."""
    await outcomes(sender)
    assert isinstance(sender.fatal, RuntimeError)


async def test_chats_that_have_to_wait_take_nobodys_turn_for_good(
    sender: BroadcastSender, channel: Channel
) -> None:
    channel.begins = True
    sender.rate_limiter.rate = 5
    for _ in range(8):
        sender.rate_limiter.note_update(ROW.person)
        assert await outcomes(sender) == [DeliveryResult(1, DeliveryState.WAITING)]
    assert await outcomes(sender, Claimed(2, 7, "telegram:2", None)) == [
        DeliveryResult(2, DeliveryState.SENT)
    ]
