"""The bot was away: what waited is answered in order, once; what is too old is let go."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.content.catalogue import Content
from tests.harness.process import BotProcess
from tests.harness.service import ServiceHarness, rows
from tests.telegram_double import Person, TelegramDouble

ASK = "What is this campaign asking for?"
HOURS = 3600.0


async def test_after_two_hours_everything_is_answered_in_order_with_one_apology(
    double: TelegramDouble, service: ServiceHarness, words: Content, ann: Person, bob: Person
) -> None:
    for line in ("/help", ASK, "/settings"):
        ann.sends(line, ago=2 * HOURS)
    bob.sends("/help", ago=600)
    bob.sends(ASK)
    bob.sends("/settings")
    async with service:
        await service.settles()
        assert bob.sent() == ann.sent()[1:]
        assert ann.sent()[0] == words.texts.public.apology_late
        assert len(ann.sent()) == 4
        ann.presses("Yes, that was it")
        ann.sends("/help", ago=1.5 * HOURS)
        await service.settles()
    assert ann.sent().count(words.texts.public.apology_late) == 1, "one for the whole of a downtime"


async def test_a_second_downtime_is_apologised_for_again(
    double: TelegramDouble, service: ServiceHarness, words: Content, ann: Person
) -> None:
    async with service:
        for ago in (2 * HOURS, 0, 2 * HOURS):
            ann.sends("/help", ago=ago)
            await service.settles()
    assert ann.sent().count(words.texts.public.apology_late) == 2


async def test_what_needs_no_reply_gets_no_apology(
    double: TelegramDouble, service: ServiceHarness, ann: Person, bob: Person
) -> None:
    long_ago = int(datetime.now(UTC).timestamp() - 2 * HOURS)
    ann.blocks()
    ann.unblocks()
    for update in double.world.updates.waiting:
        update.body = update.body.replace(b'"date": ', b'"date": %d, "then": ' % long_ago)
    bob.sends("/help")
    async with service:
        await service.settles()
    assert ann.sent() == []
    assert len(bob.sent()) == 1


async def test_a_start_while_telegram_is_away_waits_for_it(
    double: TelegramDouble, service: ServiceHarness, ann: Person
) -> None:
    ann.sends("/help")
    await double.goes_down()
    async with service:
        await asyncio.sleep(0.1)
        for kind in ("garbage", "html_502", "error_500", "drop_before", "drop_after"):
            double.fault(kind, times=3, accepted=kind in ("garbage", "drop_after"))
        await double.comes_back()
        await service.settles()
        assert all(fault.used == 3 for fault in double.server.faults.faults)
    assert len(ann.sent()) >= 1


async def test_a_gap_of_over_a_day_is_reported(
    double: TelegramDouble, service: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    async with service:
        await double.wait_until(lambda: bool(double.requests["getUpdates"]), 20)
    service.clock.ahead = timedelta(hours=23)
    asked = double.requests["getUpdates"]
    async with service:
        await double.wait_until(lambda: double.requests["getUpdates"] > asked, 20)
        await service.settles()
    assert "the bot was off" not in caplog.text
    service.clock.ahead = timedelta(hours=23 + 31)
    async with service:
        await double.wait_until(lambda: "the bot was off for 31 hours" in caplog.text, 20)


async def test_a_reply_that_could_not_go_out_for_a_day_is_let_go(
    double: TelegramDouble, service: ServiceHarness, ann: Person
) -> None:
    """Also in a bot that ran all the time."""
    double.fault("error_502", method="sendMessage", times=None)
    async with service:
        ann.sends("/help")
        await double.wait_until(lambda: double.requests["sendMessage"] >= 1, 20)
        service.clock.ahead = timedelta(hours=25)
        await service.settles()
    failed = "SELECT state, person, payload, failure FROM outbox"
    assert service.rows(failed) == [("failed", "", "", "not delivered within 24 hours")]
    assert ann.sent() == []


async def test_replies_outlive_a_kill_for_a_day(
    double: TelegramDouble, tmp_path: Path, ann: Person, bob: Person
) -> None:
    database = tmp_path / "bot.sqlite3"
    double.fault("error_502", method="sendMessage", times=None)
    async with BotProcess(double.url, double.token, database) as bot:
        for person in (ann, bob):
            person.sends("/help")
            person.sends("/settings")
        await double.wait_until(lambda: not double.waiting_updates, 30)
        await bot.is_killed()
        double.heals()
        assert rows(database, "SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(4,)]
        day_ago = (datetime.now(UTC) - timedelta(hours=25)).isoformat()
        rows(database, "UPDATE outbox SET created_at = ? WHERE person = 'telegram:2'", day_ago)
        long_ago = (datetime.now(UTC) - timedelta(hours=40)).isoformat()
        rows(database, "UPDATE key_values SET value = ? WHERE key = 'telegram_heard_at'", long_ago)
        await bot.starts()
        await ann.hears(2, within=30)
        assert await bot.stops() == 0
    assert (len(ann.sent()), bob.sent()) == (2, [])
    assert rows(database, "SELECT DISTINCT state, person, payload FROM outbox") == [("failed", "", "")]
    assert "the bot was off for 40 hours" in bot.output
