"""What the bot promises, proved on the real process with the Bot API double over real HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from bench.speed.torture import KILLS_A_CROWD, torture
from bot.storage.store import back_up
from tests.harness.process import BotProcess
from tests.harness.service import ServiceHarness, holding, rows
from tests.telegram_double import Person, TelegramDouble
from tests.telegram_double.server import hold_port

ASK = "What is this campaign asking for?"
PLEDGE = ("/pledge", "5", "yes", "yes", "yes")
JOINING = ("/join", "1", "yes", "yes", "2", "yes", "1", "done", "3", "yes")
SECRET = "s" * 32
QUICK = 10.0
"""Seconds that a stop may take: Docker waits as long. On an idle machine it is four at most."""
A_MOMENT = 0.3
"""Seconds in which a bot that confirmed too early would do so."""


@pytest.fixture
def bot(double: TelegramDouble, tmp_path: Path) -> BotProcess:
    """The bot, not started yet."""
    return BotProcess(double.url, double.token, tmp_path / "bot.sqlite3")


@pytest.mark.serial
@pytest.mark.parametrize(
    ("kills", "people", "fresh"), [(3, 12, False), pytest.param(20, 24, True, marks=pytest.mark.slow)]
)
async def test_kills_under_load_lose_nothing_and_do_nothing_twice(
    kills: int, people: int, fresh: bool
) -> None:
    figures = await torture(kills=kills, people=people, seed=7, fresh=fresh)
    assert figures.sound, str(figures)
    assert figures.kills == kills
    crowds = -(-kills // KILLS_A_CROWD)
    assert figures.pledges == 5 * (1 + crowds * people // 3)


async def test_an_update_is_confirmed_only_after_its_effects_are_committed(
    double: TelegramDouble, bot: BotProcess, ann: Person
) -> None:
    async with bot:
        for line in PLEDGE[:-1]:
            ann.sends(line)
        await double.wait_until(lambda: not double.waiting_updates, 30)
        async with holding(bot.database):
            ann.sends(PLEDGE[-1])
            update = double.world.updates.waiting[0]
            await double.wait_until(lambda: update.delivered, 30)
            await asyncio.sleep(A_MOMENT)
            assert double.waiting_updates == 1
            await bot.is_killed()
        assert rows(bot.database, "SELECT * FROM pledges") == []
        await bot.starts()
        await double.wait_until(lambda: not double.waiting_updates, 30)
        assert await bot.stops() == 0
    assert rows(bot.database, "SELECT pledge_type FROM pledges") == [("come_to_meeting",)]
    assert "Thank you" in ann.sent()[-1]


@pytest.mark.serial
async def test_a_polite_stop_under_load_is_quick_and_loses_nothing(
    double: TelegramDouble, bot: BotProcess
) -> None:
    people = [double.person(100 + each) for each in range(20)]
    commands = ("/help", "/settings", "/verify", "/mydata", "/cancel", "/urgent")
    double.round_trip = 0.05
    async with bot:
        for command in commands * 5:
            for person in people:
                person.sends(command)
        await double.wait_until(lambda: len(double.all_messages()) > 100, 30)
        began = time.monotonic()
        assert await bot.stops() == 0
        assert time.monotonic() - began < QUICK
        waiting = double.waiting_updates
        first_life = len(double.all_messages())
        assert 100 < first_life < 600
        assert waiting > 0, "there was more to do"
        double.round_trip = 0.0
        await bot.starts()
        await double.wait_until(lambda: len(double.all_messages()) >= 600, 60)
        assert await bot.stops() == 0
    expected = people[0].sent()[:6] * 5
    assert all(person.sent() == expected for person in people), "each reply once and in order"
    assert "Traceback" not in bot.output


async def test_a_second_instance_ends_the_first_with_one_clear_line(
    double: TelegramDouble, bot: BotProcess, ann: Person
) -> None:
    async with bot, aiohttp.ClientSession() as session:
        ann.sends("/help")
        await ann.hears(within=30)
        await double.wait_until(lambda: not double.waiting_updates, 30)
        async with session.post(f"{double.url}/bot{double.token}/getUpdates", json={"timeout": 1}):
            pass
        assert await bot.ends() == 2
    said = bot.output.strip().splitlines()
    assert "Another copy of this bot is running" in said[-1]
    _is_clean(bot.output, double.token)


async def test_a_wrong_token_ends_the_bot_with_one_clear_line(double: TelegramDouble, tmp_path: Path) -> None:
    token = "987654321:AAnotherMadeUpTokenThatNobodyKnows_00"
    bot = BotProcess(double.url, token, tmp_path / "bot.sqlite3", {"LOG_LEVEL": "DEBUG"})
    await bot.begins()
    assert await bot.ends() == 2
    assert "Telegram does not know this token" in bot.output.strip().splitlines()[-1]
    _is_clean(bot.output, token)


async def test_a_token_that_ends_while_the_bot_runs_ends_the_bot(
    double: TelegramDouble, bot: BotProcess, ann: Person
) -> None:
    async with bot:
        ann.sends("/help")
        await ann.hears(within=30)
        double.server._api = "/botrevoked/"
        ann.sends(ASK)
        assert await bot.ends() == 2
    assert "Telegram does not know this token" in bot.output.strip().splitlines()[-1]
    _is_clean(bot.output, double.token)


async def test_neither_token_nor_words_nor_numbers_reach_any_output(
    double: TelegramDouble, tmp_path: Path
) -> None:
    """At the loudest, with everything going wrong that can."""
    names = {each: f"Annunziata{each}" for each in range(20_011_977, 20_011_984)}
    people = [double.person(each, name) for each, name in names.items()]
    bot = BotProcess(double.url, double.token, tmp_path / "bot.sqlite3", {"LOG_LEVEL": "DEBUG"})
    double.fault("garbage", method="getUpdates")
    double.fault("html_502", method="getMe")
    kinds = ("garbage", "html_502", "drop_after", "drop_before", "error_500", "parse", "bad_request")
    for person, kind in zip(people, kinds, strict=True):
        double.fault(kind, method="sendMessage", chat_id=person.chat_id)
    async with bot:
        for person in people:
            for line in ("sesame opens the quince", *PLEDGE, "/mydata"):
                person.sends(line)
        await double.wait_until(lambda: not double.waiting_updates, 60)
        for person in people:
            await person.hears(8, within=60)
        assert await bot.stops() == 0
    assert all(fault.used for fault in double.server.faults.faults)
    said = bot.output.casefold()
    assert not [word for word in ("sesame", "quince", "annunziata", "200119", "come_to") if word in said]
    _is_clean(bot.output, double.token)


def _is_clean(output: str, token: str) -> None:
    assert output
    assert "Traceback" not in output
    assert "never retrieved" not in output
    assert token not in output
    assert token.partition(":")[2] not in output


@pytest.fixture
def port() -> Iterator[int]:
    """A port for the bot to listen on."""
    with hold_port() as holder:
        yield holder.getsockname()[1]


@pytest.mark.serial
async def test_the_webhook_answers_only_what_is_kept(
    double: TelegramDouble, tmp_path: Path, ann: Person, port: int
) -> None:
    url = f"http://127.0.0.1:{port}/telegram"
    settings = {
        "WEBHOOK_URL": url, "WEBHOOK_SECRET": SECRET, "WEBHOOK_LISTEN": f"127.0.0.1:{port}",
    }  # fmt: skip
    bot = BotProcess(double.url, double.token, tmp_path / "bot.sqlite3", settings)
    for line in PLEDGE[:-1]:
        ann.sends(line)
    async with bot:
        await double.wait_until(lambda: not double.waiting_updates, 30)
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "x" * 32}):
            assert await _post(url, headers) == 403
        assert await _post(url, {"X-Telegram-Bot-Api-Secret-Token": SECRET}) == 400
        async with holding(bot.database):
            tries = double.server.webhook.tries
            ann.sends(PLEDGE[-1])
            await double.wait_until(lambda: double.server.webhook.tries > tries, 30)
            await asyncio.sleep(A_MOMENT)
            assert double.waiting_updates == 1, "not answered before it is kept"
            await bot.is_killed()
        assert rows(bot.database, "SELECT * FROM pledges") == []
        await bot.starts()
        await double.wait_until(lambda: not double.waiting_updates, 30)
        handled = rows(bot.database, "SELECT max(update_id) FROM handled_updates")[0][0]
        double.delivers_again(handled)
        await double.wait_until(lambda: not double.waiting_updates, 30)
        began = time.monotonic()
        assert await bot.stops() == 0
        assert time.monotonic() - began < QUICK
    assert rows(bot.database, "SELECT pledge_type FROM pledges") == [("come_to_meeting",)]
    assert sum("Thank you. There is no deadline" in text for text in ann.sent()) == 1
    assert not double.requests["getUpdates"]
    _is_clean(bot.output, double.token)
    assert SECRET not in bot.output


async def _post(url: str, headers: dict[str, str]) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, data=b"{", headers=headers) as answer:
        return answer.status


async def test_nothing_of_a_person_is_left_in_the_file_when_they_hear_that_it_is_erased(
    double: TelegramDouble, service: ServiceHarness
) -> None:
    others = [double.person(5_000_000 + each) for each in range(20)]
    ann = double.person(77_123_456_789, "Ann")
    address, words = b"77123456789", b"Quinceshire East"
    async with service:
        for line in (*JOINING, "/pledge", "1", "yes", "yes", "yes", "{place}", "yes", ASK):
            for person in (*others[:10], ann, *others[10:]):
                person.sends(line.format(place="Quinceshire East" if person is ann else "Leeds East"))
        await service.settles(60)
        assert address in _bytes(service.database)
        assert words in _bytes(service.database)
        ann.sends("/forget")
        await service.settles()
        ann.presses("Yes, erase it", times=2)
        await double.wait_until(lambda: ann.sent()[-1].startswith("Everything kept about you"), 30)
        assert words not in _bytes(service.database)
        gone = "the word itself that it is done is gone"
        await double.wait_until(lambda: address not in _bytes(service.database), 30, gone)
        assert service.rows("SELECT reason FROM pledge_tombstones") == [("erased",)]
        assert service.rows("SELECT count(*) FROM supporters WHERE constituency = 'Leeds East'") == [(20,)]
    assert sum(text.startswith("Everything kept about you") for text in ann.sent()) == 1
    assert address not in _bytes(service.database)


def _bytes(database: Path) -> bytes:
    """The file, its write-ahead log and the log's index."""
    beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm")]
    return b"".join(path.read_bytes() for path in beside if path.exists())


async def test_a_backup_made_under_load_is_whole(
    double: TelegramDouble, service: ServiceHarness, tmp_path: Path
) -> None:
    async with service:
        for each in range(40):
            for line in PLEDGE:
                double.person(100 + each).sends(line)
        copies: list[Path] = []
        while double.waiting_updates or not copies:
            copies.append(tmp_path / f"copy{len(copies)}.sqlite3")
            await back_up(service.database, copies[-1])
            await asyncio.sleep(0.02)
        await service.settles()
        copies.append(tmp_path / "last.sqlite3")
        await back_up(service.database, copies[-1])
    for copy in copies:
        assert rows(copy, "PRAGMA integrity_check") == [("ok",)]
        unmatched = (
            "SELECT count(*) FROM pledges WHERE supporter_id NOT IN (SELECT supporter_id FROM consents)"
        )
        assert rows(copy, unmatched) == [(0,)]
        assert not copy.with_name(copy.name + ".part").exists()
    assert rows(copies[-1], "SELECT count(*) FROM pledges") == [(40,)]
