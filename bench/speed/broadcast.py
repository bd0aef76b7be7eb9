"""Broadcasts at full size: the rate of 10,000 at 30 a second, and ten kills in the middle of 10,000.

    python -m bench.speed.broadcast [--people 10000] [--rate 30] [--kills 10] [--kill-rate 1000]

The bot is the real one, in a process of its own. Telegram is the double: it enforces the limits and answers
429 to messages over them. The rate is measured twice, for updates alone and with people chatting, which takes
as long as the broadcast: twice 6 minutes for 10,000 at 30 a second. Ends with 1 when a promise is broken.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bot.storage.store import Store
from tests.harness.campaign import FIRST, approved, fill
from tests.harness.process import BotProcess
from tests.harness.service import rows
from tests.telegram_double import TelegramDouble
from tests.telegram_double.rates import RateLimits

WORDS = "An update"
ROUND_TRIP = 0.05
ASKING = 900_000
TIME_LIMIT = 1200.0
LEAST_OF_RATE = 0.98
LONGEST_WAIT = 1.0
READING = 0.05
"""Seconds at most from an answer to its note in the journal. Nobody outside can see whether the bot has
looked at an answer yet; with a core to itself that takes a millisecond, beside other programs longer."""


@dataclass(frozen=True, slots=True)
class Sizes:
    people: int
    rate: int
    kills: int
    kill_rate: int


async def prepare(database: Path, people: int) -> None:
    """Store a broadcast that two people marked as urgent, so that the bench runs at any hour."""
    store = await Store.open(database)
    async with store.transaction() as db:
        await fill(db, people)
        await approved(db, urgent_by=frozenset({1, 2}))
    await store.close()


def bot(double: TelegramDouble, database: Path, rate: int) -> BotProcess:
    return BotProcess(
        double.url, double.token, database, {"BROADCAST_RATE": str(rate), "BROADCAST_HOLD": "0"}
    )


def ended(database: Path) -> bool:
    return rows(database, "SELECT state FROM broadcasts") == [("done",)]


async def wait_for_the_end(database: Path) -> None:
    deadline = time.monotonic() + TIME_LIMIT
    while not ended(database):
        if time.monotonic() > deadline:
            raise RuntimeError("the broadcast did not end")
        await asyncio.sleep(0.5)


async def measure_rate(sizes: Sizes, *, with_chats: bool) -> bool:
    """Send at the configured rate; return whether every promise was kept."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bot.sqlite3"
        await prepare(database, sizes.people)
        async with TelegramDouble() as double:
            double.rate_limits = RateLimits(overall=sizes.rate, per_chat=1)
            double.round_trip = ROUND_TRIP
            add_people(double, sizes.people)
            waited: list[float] = []
            async with bot(double, database, sizes.rate):
                chatting = asyncio.create_task(chat(double, waited) if with_chats else asyncio.sleep(0))
                await wait_for_the_end(database)
                chatting.cancel()
                await asyncio.gather(chatting, return_exceptions=True)
            return report_rate(double, sizes, sorted(waited))


def add_people(double: TelegramDouble, people: int) -> None:
    for number in (11, 12, *range(FIRST, FIRST + people)):
        double.person(number)


async def chat(double: TelegramDouble, waited: list[float]) -> None:
    """Have a new person write every few seconds; add the seconds that each waited to `waited`."""
    chance = random.Random(1)
    for number in count(ASKING):
        await asyncio.sleep(chance.uniform(2, 6))
        person = double.person(number)
        begun = time.monotonic()
        person.sends("/cancel")
        await person.hears(1, 30)
        waited.append(time.monotonic() - begun)


def report_rate(double: TelegramDouble, sizes: Sizes, waits: list[float]) -> bool:
    times = sorted(each.at for each in double.all_messages() if each.text.startswith(WORDS))
    seconds = times[-1] - times[0]
    others = sum(times[0] < each.at < times[-1] for each in double.all_messages()) - (len(times) - 2)
    alone, both = (len(times) - 1) / seconds, (len(times) - 1 + others) / seconds
    most = double.most_in_a_second()
    print(
        f"{'with people chatting' if waits else 'updates alone'}: {len(times):,} of {sizes.people:,} updates"
    )
    print(f"  in {seconds:.1f} s: {alone:.2f} a second, {alone / sizes.rate:.1%} of the rate; ", end="")
    print(f"with the {others} other messages {both / sizes.rate:.1%}")
    print(f"  most in any second: {most} (limit {sizes.rate}); refused with 429: {double.rate_refusals}")
    kept = len(times) == sizes.people and most <= sizes.rate
    if not waits:
        return kept and alone >= LEAST_OF_RATE * sizes.rate
    print(f"  replies: {len(waits)}, median {waits[len(waits) // 2]:.2f} s, longest {waits[-1]:.2f} s")
    return kept and both >= LEAST_OF_RATE * sizes.rate and waits[-1] <= LONGEST_WAIT


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: the requests on their way, as the double saw them, and the bot's rows."""

    on_its_way: int
    just_answered: int
    """Answers given so shortly before that the bot may not have looked at them."""
    claimed: int
    unsure_before: int


async def kill(sizes: Sizes) -> bool:
    """Kill the bot repeatedly in the middle; return whether nobody got it twice and nobody was left out."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bot.sqlite3"
        await prepare(database, sizes.people)
        async with TelegramDouble() as double:
            double.round_trip = ROUND_TRIP
            add_people(double, sizes.people)
            process = bot(double, database, sizes.kill_rate)
            seen = await kills(double, process, database, sizes)
            async with process:
                await wait_for_the_end(database)
            return report_kills(double, database, sizes, seen)


async def kills(double: TelegramDouble, process: BotProcess, database: Path, sizes: Sizes) -> list[Kill]:
    chance = random.Random(1)
    share = sizes.people // (2 * sizes.kills)
    seen = []
    for _ in range(sizes.kills):
        await process.starts()
        target = sent(double) + chance.randint(share // 2, share)
        while sent(double) < target:
            await double.world.changed.wait(0.05)
        killed_at = time.monotonic()
        await process.is_killed()
        await double.wait_until(lambda: not double.connections, 10, "its connections end")
        on_its_way, read = len(double.cut_off(killed_at)), len(double.cut_off(killed_at, reading=READING))
        states = states_of(database)
        seen.append(Kill(on_its_way, read - on_its_way, states["sending"], states["unsure"]))
    return seen


def states_of(database: Path) -> Counter[str]:
    return Counter(dict(rows(database, "SELECT state, count(*) FROM deliveries GROUP BY 1")))


def sent(double: TelegramDouble) -> int:
    return double.requests["sendMessage"]


def report_kills(double: TelegramDouble, database: Path, sizes: Sizes, seen: list[Kill]) -> bool:
    states = states_of(database)
    got = Counter(each.chat_id for each in double.all_messages() if each.text.startswith(WORDS))
    twice = sum(number > 1 for number in got.values())
    forgotten = sizes.people - states["sent"] - states["unsure"]
    lost = sum(
        not got[int(person.partition(":")[2])]
        for (person,) in rows(database, "SELECT person FROM deliveries WHERE state = 'sent'")
    )
    on_its_way, answered = sum(kill.on_its_way for kill in seen), sum(kill.just_answered for kill in seen)
    unsure = [
        after - kill.unsure_before for kill, after in zip(seen, _after(seen, states["unsure"]), strict=True)
    ]
    print(f"{sizes.kills} kills at {sizes.kill_rate} a second")
    print(f"  claimed at each kill:          {[kill.claimed for kill in seen]}")
    print(f"  of these on their way:         {[kill.on_its_way for kill in seen]}, {on_its_way} in all")
    print(f"  answered in the {READING * 1000:.0f} ms before: {[kill.just_answered for kill in seen]}")
    print(f"  unsure after each kill:        {unsure}, {states['unsure']} in all; {states['sent']:,} sent")
    print(f"  twice: {twice}, forgotten: {forgotten}, counted as sent but not there: {lost}")
    return not (twice or forgotten or lost) and states["unsure"] <= on_its_way + answered


def _after(seen: list[Kill], in_the_end: int) -> list[int]:
    """Return how many were unsure once the bot had started again after each kill."""
    return [*(kill.unsure_before for kill in seen[1:]), in_the_end]


def read_sizes() -> Sizes:
    parser = argparse.ArgumentParser(prog="python -m bench.speed.broadcast", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=30)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--kill-rate", type=int, default=1000)
    return Sizes(**vars(parser.parse_args()))


async def main() -> int:
    sizes = read_sizes()
    kept = await kill(sizes) if sizes.kills else True
    for with_chats in (False, True) if sizes.rate else ():
        kept = await measure_rate(sizes, with_chats=with_chats) and kept
    print("every promise was kept" if kept else "a promise was broken")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
