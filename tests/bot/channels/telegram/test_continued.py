"""Today's bot goes on with the database of the program as it was, killed in the middle of everything."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import Campaign
from tests.bot.storage.test_old_database import KILLED, load
from tests.harness.service import ServiceHarness
from tests.telegram_double import TelegramDouble

ORGANISERS = (11, 12, 13, 14, 15, 16, 17, 19)
NED, PAM, FINN = 1014, 1016, 20
BEN, EMI, VIC = 13, 14, 16
GOING = 17
"""The broadcast that was being sent."""


@pytest.fixture
async def service(
    double: TelegramDouble, tmp_path: Path, campaign: Campaign
) -> AsyncIterator[ServiceHarness]:
    database = tmp_path / "bot.sqlite3"
    load(database)
    for number in (*ORGANISERS, FINN, *range(1001, 1023)):
        double.person(number)
    service = ServiceHarness(double, database, campaign)
    service.clock.ahead = KILLED - datetime.now(UTC)
    async with service:
        yield service


def said_to(double: TelegramDouble, number: int) -> str:
    return "\n".join(double.sent(number))


async def test_what_waited_goes_out(double: TelegramDouble, service: ServiceHarness) -> None:
    await double.wait_until(lambda: "You are welcome" in said_to(double, PAM), 30, "the reply that waited")
    await double.wait_until(
        lambda: service.rows("SELECT state FROM broadcasts WHERE id = ?", GOING) == [("done",)],
        60,
        "it is sent",
    )
    states = service.rows(
        "SELECT state, count(*) FROM deliveries WHERE broadcast_id = ? GROUP BY 1 ORDER BY 1", GOING
    )
    assert states == [("sent", 8), ("unsure", 3)], "what had begun is never sent again by itself"
    assert sum("the line is down" in said_to(double, number) for number in range(1001, 1023)) == 4
    await double.wait_until(lambda: bool(double.world.files), 30, "the export that waited")
    await double.wait_until(
        lambda: "please delete it yourself" in said_to(double, EMI), 30, "the export that may have arrived"
    )
    await double.wait_until(lambda: "erased" in said_to(double, FINN), 30, "the erasure that waited")


async def test_what_waits_for_organisers_is_asked_with_buttons_of_today(
    double: TelegramDouble, service: ServiceHarness
) -> None:
    ben = double.person(BEN)
    asked = [f"Update {number} waits for approval" for number in (11, 13, 15)]
    await double.wait_until(lambda: all(each in said_to(double, BEN) for each in asked), 30, "he is asked")
    ben.presses("Approve 13 as urgent")
    await double.wait_until(
        lambda: service.rows("SELECT state, urgent_by FROM broadcasts WHERE id = 13") == [("held", "2,3")],
        30,
        "it is approved",
    )
    double.person(VIC).presses("Stop update 18")
    await double.wait_until(
        lambda: service.rows("SELECT state FROM broadcasts WHERE id = 18") == [("stopped",)],
        30,
        "it is stopped",
    )


async def test_people_in_the_middle_are_met_kindly(double: TelegramDouble, service: ServiceHarness) -> None:
    ned, pam = double.person(NED), double.person(PAM)
    ned.sends("2")  # the choice of a question that is over
    assert "I could not find a question in that" in (await ned.hears(within=30))[0]
    ned.presses_data("1:a:662bc5:6:valproate")
    assert "from an earlier conversation" in (await ned.hears(within=30))[0]
    pam.sends("what is redress")
    simple = "Redress means putting things right after harm.\n"
    await double.wait_until(lambda: simple in said_to(double, PAM), 30, "simpler words, as she chose")
    await service.settles()
    assert service.rows("SELECT number FROM daily_counts WHERE name = 'errors'") == []
