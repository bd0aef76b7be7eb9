"""Killed in the middle of a broadcast: nobody gets it twice, nobody is forgotten, and unsure are just those
whose request was on its way."""

import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.broadcasts.worker import worker
from bot.broadcasts.worker.journal import Journal
from tests.harness.broadcasts import BroadcastHarness
from tests.harness.campaign import (
    FIRST,
    approved,
    policy,
    prepare,
)
from tests.harness.process import BotProcess
from tests.harness.service import holding, rows
from tests.telegram_double import TelegramDouble

RATE = 150
PEOPLE = 240
IN_FLIGHT = RATE // 2
"""Requests that may be without an answer at once."""
NOT_LOOKED_AT = 1.0
"""Seconds before a kill in which the bot may have read an answer, which nobody outside sees, and not have had
its turn to note it."""
FOR_GOOD = 3600.0


@dataclass(slots=True)
class Campaign:
    """The real bot in the middle of a broadcast."""

    double: TelegramDouble
    database: Path
    bot: BotProcess
    cut_off: set[int] = field(default_factory=set)
    """Chats whose request was on its way at a kill."""
    just_answered: set[int] = field(default_factory=set)
    """Chats whose request was answered just before a kill."""

    async def sends(self, more: int) -> None:
        wanted = self.double.requests["sendMessage"] + more
        await self.double.wait_until(lambda: self.double.requests["sendMessage"] >= wanted, 20, "it sends")

    def unanswered(self) -> set[int]:
        """The chats whose request has no answer."""
        flights = self.double.server.flights.all
        waiting = {one.chat_id for one in flights if one.method == "sendMessage" and one.answered is None}
        return {chat_id for chat_id in waiting if chat_id is not None and chat_id >= FIRST}

    async def is_killed(self) -> set[int]:
        """The chats whose request was on its way then."""
        at = time.monotonic()
        await self.bot.is_killed()
        await self.double.wait_until(lambda: not self.double.connections, 10, "its connections end")
        found = self._cut_off(at)
        self.cut_off |= found
        self.just_answered |= self._cut_off(at, reading=NOT_LOOKED_AT)
        return found

    def _cut_off(self, at: float, reading: float = 0.0) -> set[int]:
        cut_off = {flight.chat_id for flight in self.double.cut_off(at, reading=reading)}
        return {chat_id for chat_id in cut_off if chat_id is not None and chat_id >= FIRST}

    async def ends(self) -> None:
        ended = "SELECT 1 FROM broadcasts WHERE state = 'done' AND announced_state = 'done'"
        await self.double.wait_until(lambda: bool(rows(self.database, ended)), 30, "it ends")
        await self.double.wait_until(lambda: any("Report" in text for text in self.double.sent(11)), 10)

    def states(self) -> Counter[str]:
        return Counter(dict(rows(self.database, "SELECT state, count(*) FROM deliveries GROUP BY state")))

    def chats(self, state: str) -> set[int]:
        found = rows(self.database, "SELECT person FROM deliveries WHERE state = ?", state)
        return {int(person.partition(":")[2]) for (person,) in found}

    def all_claimed_answered(self) -> bool:
        """Whether every row that the database holds for claimed has arrived."""
        return self.chats("sending") <= set(self.got()) and not self.unanswered()

    def got(self) -> Counter[int]:
        """How often each supporter got the update."""
        sent = (message.chat_id for message in self.double.all_messages())
        return Counter(number for number in sent if number >= FIRST)

    def check(self) -> None:
        got, states = self.got(), self.states()
        assert max(got.values()) == 1, "nobody gets it twice"
        assert states["sent"] + states["unsure"] == PEOPLE, "nobody is forgotten"
        assert self.chats("sent") <= set(got), "what counts as sent has arrived"
        assert self.cut_off <= self.chats("unsure"), "what may not have arrived does not count as sent"


def look_often() -> None:
    """In the bot's process, as `quick_looks` does it here."""
    worker.IDLE = 0.05


@pytest.fixture
async def campaign(tmp_path: Path) -> AsyncIterator[Campaign]:
    database = tmp_path / "bot.sqlite3"
    await prepare(database, PEOPLE, urgent_by=frozenset({1, 2}))
    settings = {"BROADCAST_RATE": str(RATE), "BROADCAST_HOLD": "0"}
    async with TelegramDouble(seed=1) as double:
        double.round_trip = 0.03
        for number in (11, 12, *range(FIRST, FIRST + PEOPLE)):
            double.person(number)
        bot = BotProcess(double.url, double.token, database, settings, first=look_often)
        yield Campaign(double, database, bot)
        await bot.is_killed()


@pytest.mark.serial
@pytest.mark.slow
@pytest.mark.parametrize("kills", [2, 10])
async def test_kills_one_after_the_other(campaign: Campaign, kills: int) -> None:
    for _ in range(kills):
        await campaign.bot.starts()
        await campaign.sends(10)
        assert len(await campaign.is_killed()) <= IN_FLIGHT
    await campaign.bot.starts()
    await campaign.ends()
    campaign.check()
    assert campaign.chats("unsure") <= campaign.cut_off | campaign.just_answered
    assert f"{campaign.states()['unsure']} unsure" in "\n".join(campaign.double.sent(11))


@pytest.mark.serial
async def test_unsure_are_just_those_without_an_answer(campaign: Campaign) -> None:
    """Telegram falls silent, so it is known exactly who has no answer; more rows are claimed meanwhile."""
    await campaign.bot.starts()
    await campaign.sends(40)
    campaign.double.fault("slow", method="sendMessage", seconds=FOR_GOOD, times=None)
    await campaign.double.wait_until(lambda: len(campaign.unanswered()) >= IN_FLIGHT, 20, "no more begin")
    await campaign.double.wait_until(lambda: campaign.states()["sending"] > IN_FLIGHT, 20, "it claims on")
    cut_off = await campaign.is_killed()
    assert len(cut_off) == IN_FLIGHT
    campaign.double.heals()
    await campaign.bot.starts()
    await campaign.ends()
    campaign.check()
    assert campaign.chats("unsure") == cut_off


@pytest.mark.serial
async def test_answers_that_the_database_does_not_know_are_not_lost(campaign: Campaign) -> None:
    """Another program holds the database while the answers come."""
    await campaign.bot.starts()
    await campaign.sends(40)
    async with holding(campaign.database):
        await campaign.double.wait_until(campaign.all_claimed_answered, what="it can claim no more")
        await campaign.is_killed()
    answered = campaign.chats("sending") & set(campaign.got()) - campaign.cut_off - campaign.just_answered
    assert answered
    await campaign.bot.starts()
    await campaign.ends()
    campaign.check()
    assert answered <= campaign.chats("sent")


@pytest.mark.serial
async def test_a_second_copy_of_the_bot_sends_nothing(campaign: Campaign) -> None:
    """What one has claimed must not look to the other like what a killed one left."""
    await campaign.bot.starts()
    await campaign.sends(15)
    second = Journal(campaign.database.with_name("bot.sqlite3-deliveries"))
    assert not second.open()
    await campaign.is_killed()
    assert second.open()
    following = BotProcess(
        campaign.double.url, campaign.double.token, campaign.database, {"BROADCAST_RATE": str(RATE)}
    )
    held = campaign.states()
    async with following:
        await campaign.double.wait_until(
            lambda: "another copy of the bot" in following.output, 20, "it waits"
        )
        assert campaign.states() == held
        second.close()
        await campaign.sends(5)


async def test_killed_between_taking_over_and_beginning_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database has a new name for the journal then, and the journal the old one."""
    async with TelegramDouble(seed=1) as double:
        here = BroadcastHarness(double, tmp_path / "bot.sqlite3", 60, policy(30))
        async with here:
            async with here.store.transaction() as db:
                await approved(db)
            await double.wait_until(lambda: sum(here.got().values()) > 10, 10)
        refused = []

        def no_room(self: Journal, name: str) -> None:
            refused.append(name)
            raise OSError("the disk is full")

        with monkeypatch.context() as full:
            full.setattr(Journal, "begin", no_room)
            async with here:
                await double.wait_until(lambda: len(refused) > 1, 10, "it tries again")
                assert here.states(1)["sending"] == 0, "nothing is claimed without a journal"
        async with here:
            await here.comes_to(1, "done", 20)
        assert set(here.got().values()) == {1}
        assert here.states(1) == {"sent": 60}


async def test_a_row_that_cannot_be_written_down_does_not_go_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with TelegramDouble(seed=1) as double:
        here = BroadcastHarness(double, tmp_path / "bot.sqlite3", 20)
        tried = []

        def no_room(self: Journal, row: int) -> None:
            tried.append(row)
            raise OSError("the disk is full")

        async with here:
            with monkeypatch.context() as full:
                full.setattr(Journal, "begun", no_room)
                async with here.store.transaction() as db:
                    await approved(db)
                await double.wait_until(lambda: len(tried) >= 3, 10, "it tries")
                assert sum(here.got().values()) == 0
            await here.comes_to(1, "done", 30)
            assert set(here.got().values()) == {1}
            assert here.states(1) == {"sent": 20}
