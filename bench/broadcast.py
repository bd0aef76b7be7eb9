"""Broadcasts at full size: the pace of 10,000 at 30 a second, and ten kills in the middle of 10,000.

    python -m bench.broadcast [--people 10000] [--rate 30] [--kills 10] [--kill-rate 1000]

The bot is the real one, in a process of its own. Telegram is the double: it enforces the limits and answers
429 to what is over them. The pace takes as long as the broadcast: 6 minutes for 10,000 at 30 a second.
Ends with 1 when a promise is broken.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.storage.store import Store
from tests.bot.bot_process import BotProcess
from tests.bot.organisers.campaign import FIRST, approved, fill
from tests.bot.service_here import rows
from tests.telegram_double import TelegramDouble
from tests.telegram_double.rates import RateLimits

WORDS = "An update"
ROUND_TRIP = 0.05
ASKING = 900_000
PATIENCE = 1200.0
LEAST_OF_RATE = 0.98


@dataclass(frozen=True, slots=True)
class Sizes:
    people: int
    rate: int
    kills: int
    kill_rate: int


async def prepare(database: Path, people: int) -> None:
    """A broadcast that two people marked as urgent, so that the bench runs at any hour."""
    store = await Store.open(database)
    async with store.transaction() as db:
        await fill(db, people)
        await approved(db, urgent_by="1,2")
    await store.close()


def bot(double: TelegramDouble, database: Path, rate: int) -> BotProcess:
    return BotProcess(
        double.url, double.token, database, {"BROADCAST_RATE": str(rate), "BROADCAST_HOLD": "0"}
    )


def ended(database: Path) -> bool:
    return rows(database, "SELECT state FROM broadcasts") == [("done",)]


async def wait_for_the_end(database: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ended(database):
        if time.monotonic() > deadline:
            raise RuntimeError("the broadcast did not end")
        await asyncio.sleep(0.5)


async def measure_pace(sizes: Sizes) -> bool:
    """Send at the configured rate while people chat; whether every promise was kept."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bot.sqlite3"
        await prepare(database, sizes.people)
        async with TelegramDouble() as double:
            double.rate_limits = RateLimits(overall=sizes.rate, per_chat=1)
            double.round_trip = ROUND_TRIP
            know(double, sizes.people)
            async with bot(double, database, sizes.rate):
                chatting = asyncio.create_task(chat(double))
                await wait_for_the_end(database)
                chatting.cancel()
                delays = await asyncio.gather(chatting, return_exceptions=True)
            return tell_pace(double, sizes, [one for one in delays if isinstance(one, list)])


def know(double: TelegramDouble, people: int) -> None:
    for number in (11, 12, *range(FIRST, FIRST + people)):
        double.person(number)


async def chat(double: TelegramDouble) -> list[float]:
    """Somebody writes every few seconds; how long each waited for an answer."""
    chance = random.Random(1)
    waited: list[float] = []
    number = ASKING
    try:
        while True:
            await asyncio.sleep(chance.uniform(2, 6))
            number += 1
            person = double.person(number)
            begun = time.monotonic()
            person.sends("/cancel")
            await person.hears(1, 30)
            waited.append(time.monotonic() - begun)
    except asyncio.CancelledError:
        return waited


def tell_pace(double: TelegramDouble, sizes: Sizes, delays: list[list[float]]) -> bool:
    times = sorted(each.at for each in double.all_messages() if each.text.startswith(WORDS))
    replies = len(double.all_messages()) - len(times)
    reached = (len(times) - 1) / (times[-1] - times[0])
    both = (len(times) - 1 + replies) / (times[-1] - times[0])
    waits = sorted(delays[0]) if delays and delays[0] else [0.0]
    most = double.most_in_a_second()
    print(
        f"sent {len(times):,} of {sizes.people:,} in {times[-1] - times[0]:.1f} s: {reached:.2f} a second, "
    )
    print(f"with {replies} replies {both:.2f} a second, {both / sizes.rate:.1%} of the rate")
    print(f"most in any second: {most} (limit {sizes.rate}); refused with 429: {double.rate_refusals}")
    print(
        f"replies during it: {len(waits)}, median {waits[len(waits) // 2]:.2f} s, longest {waits[-1]:.2f} s"
    )
    return len(times) == sizes.people and both >= LEAST_OF_RATE * sizes.rate and most <= sizes.rate


async def kill(sizes: Sizes) -> bool:
    """Kill the bot again and again in the middle; whether nobody got it twice and nobody was forgotten."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bot.sqlite3"
        await prepare(database, sizes.people)
        async with TelegramDouble() as double:
            double.round_trip = ROUND_TRIP
            know(double, sizes.people)
            process = bot(double, database, sizes.kill_rate)
            in_flight = await kills(double, process, database, sizes)
            async with process:
                await wait_for_the_end(database)
            return tell_kills(double, database, sizes, in_flight)


async def kills(double: TelegramDouble, process: BotProcess, database: Path, sizes: Sizes) -> list[int]:
    """How many rows were being sent at each kill."""
    chance = random.Random(1)
    share = sizes.people // (2 * sizes.kills)
    in_flight = []
    for _ in range(sizes.kills):
        await process.starts()
        wanted = sent(double) + chance.randint(share // 2, share)
        while sent(double) < wanted:
            await double.world.changed.wait(0.05)
        await process.is_killed()
        in_flight.append(rows(database, "SELECT count(*) FROM deliveries WHERE state = 'sending'")[0][0])
    return in_flight


def sent(double: TelegramDouble) -> int:
    return double.requests["sendMessage"]


def tell_kills(double: TelegramDouble, database: Path, sizes: Sizes, in_flight: list[int]) -> bool:
    states = Counter(dict(rows(database, "SELECT state, count(*) FROM deliveries GROUP BY 1")))
    got = Counter(each.chat_id for each in double.all_messages() if each.text.startswith(WORDS))
    twice = sum(number > 1 for number in got.values())
    forgotten = sizes.people - states["sent"] - states["unsure"]
    lost = sum(
        not got[int(person.partition(":")[2])]
        for (person,) in rows(database, "SELECT person FROM deliveries WHERE state = 'sent'")
    )
    print(f"{sizes.kills} kills at {sizes.kill_rate} a second; being sent at each kill: {in_flight}")
    print(f"{states['sent']:,} sent, {states['unsure']} unsure (at most {sum(in_flight)})")
    print(f"twice: {twice}, forgotten: {forgotten}, counted as sent but not there: {lost}")
    return not (twice or forgotten or lost) and states["unsure"] <= sum(in_flight)


def read_sizes() -> Sizes:
    parser = argparse.ArgumentParser(prog="python -m bench.broadcast", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=30)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--kill-rate", type=int, default=1000)
    return Sizes(**vars(parser.parse_args()))


async def main() -> int:
    sizes = read_sizes()
    kept = await kill(sizes) if sizes.kills else True
    kept = (await measure_pace(sizes) if sizes.rate else True) and kept
    print("every promise was kept" if kept else "a promise was broken")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
