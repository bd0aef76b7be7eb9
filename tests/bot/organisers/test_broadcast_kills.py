"""Killed in the middle of a broadcast: nobody gets it twice, nobody is forgotten."""

import asyncio
import sys
from collections import Counter
from pathlib import Path

from tests.bot.organisers.campaign import FIRST, prepare
from tests.bot.service_here import rows
from tests.telegram_double import TelegramDouble

ROOT = Path(__file__).resolve().parents[3]
RATE = 150
PEOPLE = 300
KILLS = 10
IN_FLIGHT = RATE // 2 + int(RATE * 0.15)
"""Rows that may be claimed and not written down at once."""


async def _life(database: Path, double: TelegramDouble) -> asyncio.subprocess.Process:
    command = (
        "-m",
        "tests.bot.organisers.sender_process",
        str(database),
        double.url,
        double.token,
        str(RATE),
    )
    return await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT)


def _states(database: Path) -> Counter[str]:
    return Counter(dict(rows(database, "SELECT state, count(*) FROM deliveries GROUP BY state")))


def _updates(double: TelegramDouble) -> Counter[int]:
    """How often each supporter got the update."""
    numbers = range(FIRST, FIRST + PEOPLE)
    return Counter({number: len(double.sent(number)) for number in numbers if double.sent(number)})


async def test_ten_kills(tmp_path: Path) -> None:
    database = tmp_path / "bot.sqlite3"
    await prepare(database, PEOPLE)
    async with TelegramDouble(seed=1) as double:
        double.round_trip = 0.03
        for number in range(FIRST, FIRST + PEOPLE):
            double.person(number)
        double.person(11), double.person(12)
        unsure = []
        for kill in range(KILLS):
            life = await _life(database, double)
            wanted = len(double.all_messages()) + 20
            await double.wait_until(lambda wanted=wanted: len(double.all_messages()) >= wanted, 20, "sending")
            life.kill()
            await life.wait()
            in_flight = _states(database)["sending"]
            assert 0 < in_flight <= IN_FLIGHT, kill
            unsure.append(in_flight)
        life = await _life(database, double)
        await double.wait_until(lambda: _states(database)["waiting"] + _states(database)["sending"] == 0, 20)
        life.terminate()
        assert await life.wait() == 0

        got, states = _updates(double), _states(database)
        assert max(got.values()) == 1, "nobody gets it twice"
        assert states["sent"] + states["unsure"] == PEOPLE, "nobody is forgotten"
        assert states["unsure"] <= sum(unsure)
        assert all(
            got[int(person.removeprefix("telegram:"))]
            for (person,) in rows(database, "SELECT person FROM deliveries WHERE state = 'sent'")
        ), "what counts as sent has arrived"
        assert rows(database, "SELECT state FROM broadcasts") == [("done",)]
        report = "\n".join(double.sent(11))
        assert f"{states['unsure']} unsure" in report
