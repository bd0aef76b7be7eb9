"""The sender of broadcasts as a process of its own, to be killed: `python -m tests.bot.organisers.sender_process
DATABASE URL TOKEN RATE`. It runs until it is killed or asked to stop."""

import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.telegram.carrier import TelegramCarrier
from bot.channels.telegram.render import render
from bot.channels.telegram.transport import build_bot
from bot.chat import Outgoing, Person
from bot.organisers.broadcaster import Broadcaster
from bot.outbox import Outbox
from bot.storage.store import Store
from tests.bot.organisers.campaign import terms


def payloads(person: Person, outgoing: Outgoing) -> Sequence[str]:
    return [json.dumps(one) for one in render(person, outgoing)]


def now() -> datetime:
    return datetime.now(UTC)


async def send(database: Path, url: str, token: str, rate: int) -> None:
    bot = build_bot(token, url)
    await bot.connect()
    store = await Store.open(database)
    carrier = TelegramCarrier(bot)
    outbox = Outbox(store, carrier, now)
    broadcaster = Broadcaster(store, carrier, outbox, render=payloads, terms=terms(rate), now=now)
    outbox.traffic = broadcaster.pacer
    await outbox.load("telegram")
    running = asyncio.gather(broadcaster.run(), outbox.write_results())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        await broadcaster.stop(2.0)
        await outbox.stop(2.0)
    await store.close()
    await bot.disconnect()


if __name__ == "__main__":
    asyncio.run(send(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])))
