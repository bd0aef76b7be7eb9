"""What is said arrives: once if Telegram says so, again if nobody can know, in order for each person."""

from __future__ import annotations

import logging
from itertools import pairwise

import pytest

from bot.delivery.outbox import SendOptions
from tests.harness.broadcasts import Stalls
from tests.harness.service import QUICK_SENDING, MakeService, ServiceHarness, holding, rows
from tests.telegram_double import Call, Person, TelegramDouble

COMMANDS = ("/help", "/settings", "/verify", "/mydata", "/cancel", "/urgent")
"""Each is answered with one message of its own."""
JOINING = ("/join", "1", "yes", "yes", "Welsh", "no", "skip", "yes")
FOR_EVER = 1000.0
"""Seconds: longer than any test."""


@pytest.fixture
def patient(make_service: MakeService) -> ServiceHarness:
    """A service that tries nothing a second time while the test lasts, unless Telegram says when."""
    return make_service(
        sending=SendOptions(
            first_pause=FOR_EVER, longest_pause=FOR_EVER, write_every=QUICK_SENDING.write_every
        )
    )


def sends_to(double: TelegramDouble, person: Person) -> list[Call]:
    return [call for call in double.calls("sendMessage") if str(call.chat_id) == str(person.chat_id)]


async def refused(double: TelegramDouble, service: ServiceHarness, person: Person, code: int) -> None:
    """Wait until the bot was told so and has put the person off."""

    def put_off() -> bool:
        queue = service.outbox._queues.get(f"telegram:{person.chat_id}")
        return queue is not None and queue.not_before > 0

    await double.wait_until(lambda: any(call.code == code for call in sends_to(double, person)), 20)
    await double.wait_until(put_off, 20)


async def test_the_order_holds_for_everybody_with_many_in_flight(
    double: TelegramDouble, service: ServiceHarness
) -> None:
    people = [double.person(100 + each) for each in range(20)]
    async with service:
        people[0].sends("/start")
        for command in COMMANDS:
            double.person(99).sends(command)
        await service.settles()
        expected = double.sent(99)
        assert len(set(expected)) == len(COMMANDS)
        double.round_trip = 0.02
        for command in COMMANDS * 2:
            for person in people[1:]:
                person.sends(command)
        await service.settles(40)
    assert all(person.sent() == expected * 2 for person in people[1:])


async def test_replies_are_not_paced_by_the_broadcast_rate(
    double: TelegramDouble, service: ServiceHarness
) -> None:
    async with service, Stalls() as stalls:
        for each in range(200):
            double.person(1000 + each).sends("/help")
        await service.settles(40)
    times = [message.at for message in double.all_messages()]
    assert len(times) == 200
    assert times[-1] - times[0] - stalls.seconds < 200 / 60, "they wait for nothing but the machine"


async def test_a_429_holds_its_chat_in_full_and_nobody_else(
    double: TelegramDouble, service: ServiceHarness, ann: Person, bob: Person
) -> None:
    double.fault("flood", chat_id=1, seconds=1)
    async with service:
        for command in COMMANDS:
            ann.sends(command)
        await refused(double, service, ann, 429)
        bob.sends("/help")
        assert len(await bob.hears(within=20)) == 1
        await service.settles()
    first, second = sends_to(double, ann)[:2]
    assert (first.code, second.code) == (429, 200)
    assert second.at - first.at >= 1.0
    assert double.flood_breaches == 0
    assert len(ann.sent()) == len(COMMANDS)


async def test_a_chat_that_is_held_for_long_holds_nobody_else(
    double: TelegramDouble, patient: ServiceHarness, ann: Person, bob: Person, cleo: Person
) -> None:
    """One chat waits because Telegram says so, another because a server failed: not a flood of two."""
    double.fault("error_500", chat_id=2)
    double.fault("flood", chat_id=1, seconds=FOR_EVER)
    async with patient:
        bob.sends("/help")
        await refused(double, patient, bob, 500)
        ann.sends("/help")
        await refused(double, patient, ann, 429)
        cleo.sends("/help")
        assert len(await cleo.hears(within=20)) == 1
    assert double.flood_breaches == 0


async def test_a_429_to_a_second_chat_makes_everybody_wait(
    double: TelegramDouble, service: ServiceHarness, ann: Person, bob: Person, cleo: Person
) -> None:
    double.fault("flood", chat_id=1, seconds=FOR_EVER)
    double.fault("flood", chat_id=2, seconds=FOR_EVER, everyone=True)
    async with service:
        ann.sends("/help")
        bob.sends("/help")
        await refused(double, service, ann, 429)
        await refused(double, service, bob, 429)
        cleo.sends("/help")
        await double.wait_until(lambda: "telegram:3" in service.outbox._queues, what="a reply waits for her")
    assert (double.flood_breaches, sends_to(double, cleo)) == (0, [])
    double.heals()
    async with service:
        await service.settles()
    assert [len(person.sent()) for person in (ann, bob, cleo)] == [1, 1, 1]


async def test_lines_that_wait_for_a_slot_hear_of_the_flood(
    double: TelegramDouble, make_service: MakeService
) -> None:
    options = SendOptions(in_flight=2, first_pause=0.02, write_every=0.01)
    double.round_trip = 0.1
    double.fault("flood", method="sendMessage", times=2, seconds=FOR_EVER, everyone=True)
    service = make_service(sending=options)
    async with service:
        for each in range(10):
            double.person(100 + each).sends("/help")
        outbox = service.outbox
        await double.wait_until(
            lambda: outbox._all_wait_until > 0 and not outbox._in_flight, what="everybody waits"
        )
    assert double.flood_breaches <= options.in_flight, "only what went before the second refusal was read"
    double.heals()
    async with service:
        await service.settles()
    assert all(len(double.sent(100 + each)) == 1 for each in range(10))


async def test_whoever_blocked_the_bot_is_marked_once_and_nothing_more_waits(
    double: TelegramDouble, service: ServiceHarness, ann: Person, bob: Person
) -> None:
    async with service:
        for line in JOINING:
            ann.sends(line)
        await service.settles()
        before = len(sends_to(double, ann))
        ann.leaves_telegram()
        for command in COMMANDS:
            ann.sends(command)
        bob.sends("/help")
        await bob.hears(within=20)
        await service.settles()
        assert [call.code for call in sends_to(double, ann)[before:]] == [403]
        await double.wait_until(lambda: _unreachable(service) is not None, 20)
        first = _unreachable(service)
        ann.sends("/help")
        await service.settles()
    assert _unreachable(service) == first
    assert service.rows("SELECT * FROM outbox") == []


def _unreachable(service: ServiceHarness) -> object:
    return service.rows("SELECT unreachable_at FROM supporters")[0][0]


async def test_a_refused_reply_fails_by_itself(
    double: TelegramDouble, service: ServiceHarness, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    double.fault("bad_request", method="sendMessage")
    async with service:
        for command in COMMANDS:
            ann.sends(command)
        await service.settles()
    assert len(sends_to(double, ann)) == len(COMMANDS)
    assert len(ann.sent()) == len(COMMANDS) - 1
    failed = rows(service.database, "SELECT state, payload, person, lower(failure) FROM outbox")
    assert failed == [("failed", "", "", "some reason of telegram's own")]
    async with service:
        ann.sends("/help")
        await service.settles()
    assert len(sends_to(double, ann)) == len(COMMANDS) + 1
    assert "telegram:1" not in caplog.text


async def test_refused_markup_is_sent_once_as_plain_text(
    double: TelegramDouble, service: ServiceHarness, ann: Person
) -> None:
    async with service:
        ann.sends("What is this campaign asking for?")
        await service.settles()
        assert ann.last.entities
        double.fault("parse", method="sendMessage")
        ann.sends("What is this campaign asking for?")
        await service.settles()
    assert [("parse_mode" in call.params, call.code) for call in sends_to(double, ann)[1:]] == [
        (True, 400),
        (False, 200),
    ]
    marked_up, plain = ann.messages()
    assert not any(entity["type"] == "bold" for entity in plain.entities)
    assert plain.text.split("\n")[0] == marked_up.text.split("\n")[0]
    assert "<" not in plain.text


async def test_plain_text_that_is_refused_too_fails_and_the_rest_goes_out(
    double: TelegramDouble, service: ServiceHarness, ann: Person
) -> None:
    refusal = "Bad Request: can't parse entities: whatever it says"
    double.fault("bad_request", method="sendMessage", times=2, description=refusal)
    async with service:
        ann.sends("What is this campaign asking for?")
        ann.sends("/help")
        await service.settles()
    assert [call.code for call in sends_to(double, ann)] == [400, 400, 200]
    assert service.rows("SELECT state FROM outbox") == [("failed",)]


@pytest.mark.parametrize("kind", ["error_500", "error_502", "drop_before", "html_502"])
async def test_what_did_not_arrive_is_sent_with_growing_pauses(
    double: TelegramDouble, service: ServiceHarness, ann: Person, kind: str
) -> None:
    double.fault(kind, method="sendMessage", times=3)
    async with service:
        ann.sends("/help")
        ann.sends("/settings")
        await service.settles()
    calls = sends_to(double, ann)
    assert [call.code == 200 for call in calls] == [False, False, False, True, True]
    gaps = [later.at - earlier.at for earlier, later in pairwise(calls[:4])]
    shortest = [0.8 * QUICK_SENDING.first_pause * 2**tries for tries in range(3)]
    assert all(gap >= least for gap, least in zip(gaps, shortest, strict=True))
    assert len(ann.sent()) == 2
    assert service.rows("SELECT * FROM outbox") == []


@pytest.mark.parametrize("kind", ["drop_after", "garbage"])
async def test_what_may_have_arrived_is_sent_again(
    double: TelegramDouble, service: ServiceHarness, ann: Person, kind: str
) -> None:
    double.fault(kind, method="sendMessage")
    async with service:
        ann.sends("/help")
        ann.sends("/settings")
        await service.settles()
    one, again, other = ann.sent()
    assert one == again != other


async def test_a_server_that_is_away_for_a_while_loses_nothing(
    double: TelegramDouble, service: ServiceHarness, ann: Person
) -> None:
    double.fault("error_502", method="sendMessage", times=None)
    async with service:
        for command in COMMANDS:
            ann.sends(command)
        await refused(double, service, ann, 502)
        await double.goes_down()
        double.heals()
        await double.comes_back()
        await service.settles()
    assert len(ann.sent()) == len(COMMANDS)


async def test_a_press_that_is_too_old_is_dropped_and_answered_all_the_same(
    double: TelegramDouble, service: ServiceHarness, ann: Person
) -> None:
    async with service:
        ann.sends("/start")
        await ann.hears(within=20)
        ann.presses("Privacy", expired=True)
        await service.settles()
        await double.wait_until(lambda: bool(double.calls("answerCallbackQuery")), 20)
        ann.sends("/help")
        await service.settles()
    assert [call.code for call in double.calls("answerCallbackQuery")] == [400]
    assert len(ann.sent()) > 2


async def test_a_stop_does_not_wait_for_those_who_wait(
    double: TelegramDouble, service: ServiceHarness, ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for its time stays in the database; what is on its way arrives."""
    monkeypatch.setattr("bot.channels.telegram.service.SECONDS_TO_STOP", FOR_EVER)
    double.fault("flood", chat_id=1, seconds=FOR_EVER)
    async with service:
        ann.sends("/help")
        await refused(double, service, ann, 429)
        double.round_trip = 0.4
        bob.sends("/help")
        await double.wait_until(lambda: double.requests["sendMessage"] == 2, 20)
    assert len(bob.sent()) == 1
    assert [row[0] for row in rows(service.database, "SELECT person FROM outbox")] == ["telegram:1"]
    double.round_trip = 0.0
    double.heals()
    async with service:
        await ann.hears(within=20)
        await service.settles()
    assert len(ann.sent()) == len(bob.sent()) == 1


async def test_results_that_cannot_be_written_are_written_later(
    double: TelegramDouble, make_service: MakeService, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with make_service(busy_seconds=0.05) as service:
        double.fault("slow", method="sendMessage", seconds=0.3)
        ann.sends("/help")
        await double.wait_until(lambda: double.requests["sendMessage"] == 1, 20)
        async with holding(service.database):
            await double.wait_until(lambda: "could not be recorded" in caplog.text, 20)
            assert rows(service.database, "SELECT count(*) FROM outbox") == [(1,)]
        await service.settles()
    assert len(ann.sent()) == 1
    assert "Traceback" not in caplog.text
