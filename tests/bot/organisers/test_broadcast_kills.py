"""Killed in the middle of a broadcast: nobody gets it twice, nobody is forgotten."""

from collections import Counter
from pathlib import Path

from tests.bot.bot_process import BotProcess
from tests.bot.organisers.campaign import FIRST, prepare
from tests.bot.service_here import rows
from tests.telegram_double import TelegramDouble

RATE = 150
PEOPLE = 300
KILLS = 10
IN_FLIGHT = RATE // 2
"""Rows that may be claimed and not written down at once."""


def _states(database: Path) -> Counter[str]:
    return Counter(dict(rows(database, "SELECT state, count(*) FROM deliveries GROUP BY state")))


def _updates(double: TelegramDouble) -> Counter[int]:
    """How often each supporter got the update."""
    numbers = range(FIRST, FIRST + PEOPLE)
    return Counter({number: len(double.sent(number)) for number in numbers if double.sent(number)})


def _arrived(double: TelegramDouble, count: int) -> bool:
    return double.requests["sendMessage"] >= count


async def test_ten_kills(tmp_path: Path) -> None:
    database = tmp_path / "bot.sqlite3"
    await prepare(database, PEOPLE, urgent_by="1,2")
    settings = {"BROADCAST_RATE": str(RATE), "BROADCAST_HOLD": "0"}
    async with TelegramDouble(seed=1) as double:
        double.round_trip = 0.03
        for number in (11, 12, *range(FIRST, FIRST + PEOPLE)):
            double.person(number)
        bot = BotProcess(double.url, double.token, database, settings)
        in_flight = []
        for _ in range(KILLS):
            wanted = double.requests["sendMessage"] + 15
            await bot.starts()
            await double.wait_until(lambda wanted=wanted: _arrived(double, wanted), 20, "it sends")  # type: ignore[misc]  # bound now
            await bot.is_killed()
            in_flight.append(_states(database)["sending"])
        assert all(0 < number <= IN_FLIGHT for number in in_flight), in_flight
        async with bot:
            ended = "SELECT 1 FROM broadcasts WHERE state = 'done' AND told = 'done'"
            await double.wait_until(lambda: bool(rows(database, ended)), 20, "it ends")
            await double.wait_until(lambda: any("Report" in text for text in double.sent(11)), 10)
        _check(double, database, in_flight)


def _check(double: TelegramDouble, database: Path, in_flight: list[int]) -> None:
    got, states = _updates(double), _states(database)
    assert max(got.values()) == 1, "nobody gets it twice"
    assert states["sent"] + states["unsure"] == PEOPLE, "nobody is forgotten"
    assert 0 < states["unsure"] <= sum(in_flight)
    sent = rows(database, "SELECT person FROM deliveries WHERE state = 'sent'")
    assert all(got[int(person.partition(":")[2])] for (person,) in sent), "what counts as sent has arrived"
    assert f"{states['unsure']} unsure" in "\n".join(double.sent(11))
