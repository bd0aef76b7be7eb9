"""Faults, delays and rate limits."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import aiohttp
import pytest
import telegram

from tests.telegram_double import FaultKind, RateLimits, TelegramDouble
from tests.telegram_double.conftest import Api
from tests.telegram_double.rates import most_in_window

FOR_EVER = 1000.0
"""Seconds: longer than any test."""
GONE = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)


async def test_a_request_cut_before_it_was_handled_did_nothing(double: TelegramDouble, api: Api) -> None:
    fault = double.fault("drop_before", method="sendMessage", times=2)
    for _ in range(2):
        with pytest.raises(GONE):
            await api("sendMessage", chat_id=1, text="x")
    await api.gives("sendMessage", chat_id=1, text="y")
    assert double.sent(1) == ["y"]
    assert (fault.used, double.requests["sendMessage"]) == (2, 3)
    assert [call.code for call in double.calls("sendMessage")] == [0, 0, 200]


async def test_a_lost_answer_leaves_the_message_accepted(double: TelegramDouble, bot: telegram.Bot) -> None:
    double.fault(FaultKind.DROP_AFTER, chat_id=1)
    with pytest.raises(telegram.error.NetworkError):
        await bot.send_message(1, "x")
    assert double.sent(1) == ["x"]


async def test_a_lost_batch_is_fetched_again(double: TelegramDouble, api: Api) -> None:
    update_id = double.person(1).sends("x")
    double.fault("drop_after", method="getUpdates")
    with pytest.raises(GONE):
        await api("getUpdates")
    assert [each["update_id"] for each in await api.gives("getUpdates")] == [update_id]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("error_500", telegram.error.NetworkError),
        ("error_502", telegram.error.NetworkError),
        ("html_502", telegram.error.NetworkError),
        ("garbage", telegram.error.TelegramError),
        ("forbidden", telegram.error.Forbidden),
        ("bad_request", telegram.error.BadRequest),
        ("flood", telegram.error.RetryAfter),
    ],
)
async def test_the_library_sees_each_fault_as_its_own_error(
    double: TelegramDouble,
    bot: telegram.Bot,
    kind: str,
    error: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # the library warns of its old way to say how long to wait
    double.fault(kind, method="sendMessage", hold=False)
    with pytest.raises(error):
        await bot.send_message(1, "x")
    accepted = ["x"] if kind == "garbage" else []
    assert double.sent(1) == accepted
    await bot.send_message(1, "y")
    assert double.sent(1) == [*accepted, "y"]


async def test_an_html_page_can_hide_an_accepted_message(double: TelegramDouble, api: Api) -> None:
    double.fault("html_502", accepted=True)
    async with api.session.post(api.address("sendMessage"), json={"chat_id": 1, "text": "x"}) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
        assert "nginx" in await answer.text()
    assert double.sent(1) == ["x"]


async def test_only_marked_up_texts_are_refused_as_unparsable(double: TelegramDouble, api: Api) -> None:
    double.fault("parse", times=None)
    reason = await api.refused("sendMessage", chat_id=1, text="x", parse_mode="HTML")
    assert reason.startswith("can't parse entities: ")
    await api.gives("sendMessage", chat_id=1, text="plain")
    double.heals()
    await api.gives("sendMessage", chat_id=1, text="x", parse_mode="HTML")
    assert double.sent(1) == ["plain", "x"]


async def test_a_slow_answer_comes_after_acceptance(double: TelegramDouble, api: Api) -> None:
    double.fault("slow", seconds=FOR_EVER)
    task = asyncio.create_task(api.gives("sendMessage", chat_id=1, text="x"))
    assert await double.person(1).hears() == ["x"]
    assert not task.done()
    task.cancel()


@dataclass
class Clock:
    """Stands still until it is moved on."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return time.time()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of what is held and limited, and of messages."""
    clock = Clock()
    for module in ("faults", "rates", "world"):
        monkeypatch.setattr(f"tests.telegram_double.{module}.time", clock)
    return clock


async def test_a_flood_holds_its_chat_for_its_whole_time(
    double: TelegramDouble, api: Api, clock: Clock
) -> None:
    double.person(2)
    double.fault("flood", chat_id=1, seconds=1)
    status, answer = await api("sendMessage", chat_id=1, text="x")
    assert (status, answer["parameters"]) == (429, {"retry_after": 1})
    assert answer["description"] == "Too Many Requests: retry after 1"
    clock.now += 0.99
    assert (await api("sendMessage", chat_id=1, text="too soon"))[0] == 429
    await api.gives("sendMessage", chat_id=2, text="others go on")
    assert double.flood_breaches == 1
    clock.now += 0.02
    await api.gives("sendMessage", chat_id=1, text="in time")
    assert (double.sent(1), double.flood_breaches) == (["in time"], 1)


async def test_a_flood_for_everyone_holds_all_chats(double: TelegramDouble, api: Api) -> None:
    double.person(2)
    double.fault("flood", seconds=30, everyone=True)
    assert await api.refused("sendMessage", chat_id=1, text="x") == "Too Many Requests: retry after 30"
    assert (await api("sendMessage", chat_id=2, text="x"))[0] == 429
    assert await api.gives("getUpdates") == []
    double.heals()
    await api.gives("sendMessage", chat_id=2, text="x")


async def test_chance_is_seeded() -> None:
    async def struck(seed: int) -> list[int]:
        async with TelegramDouble(seed=seed) as double, aiohttp.ClientSession() as session:
            double.fault("error_500", chance=0.3, times=None)
            api = Api(double, session)
            return [(await api("getMe"))[0] for _ in range(60)]

    first = await struck(1)
    assert first == await struck(1)
    assert first != await struck(2)
    assert 5 < first.count(500) < 35


async def test_a_round_trip_delays_everything_alike(double: TelegramDouble, api: Api) -> None:
    double.round_trip = 0.1
    began = time.monotonic()
    await asyncio.gather(*(api.gives("sendMessage", chat_id=1, text=f"{number}") for number in range(50)))
    assert 0.1 <= time.monotonic() - began < 5, "one after the other they take five seconds"
    assert len(double.sent(1)) == 50


async def test_rate_limits_are_enforced_and_measured(double: TelegramDouble, api: Api, clock: Clock) -> None:
    double.rate_limits = RateLimits(overall=30, per_chat=1)
    for chat_id in range(2, 42):
        double.person(chat_id)
    answers = await asyncio.gather(
        *(api("sendMessage", chat_id=chat_id, text="x") for chat_id in range(2, 42))
    )
    assert [status for status, _ in answers].count(429) == 10
    assert {body["parameters"]["retry_after"] for status, body in answers if status == 429} == {1}
    assert (double.most_in_a_second(), double.rate_refusals) == (30, 10)
    double.rate_limits = RateLimits(overall=None, per_chat=2)
    statuses = [(await api("sendMessage", chat_id=1, text="x"))[0]]
    statuses.append((await api("sendMessage", chat_id=1, text="x"))[0])
    clock.now += 0.55
    statuses.append((await api("sendMessage", chat_id=1, text="x"))[0])
    assert statuses == [200, 429, 200]
    assert double.most_in_a_second(1) == 2


async def test_a_lockout_refuses_every_send_of_a_bot_that_went_over(double: TelegramDouble, api: Api) -> None:
    double.rate_limits = RateLimits(overall=1, per_chat=None, lockout=5)
    await api.gives("sendMessage", chat_id=1, text="x")
    for _ in range(2):
        _, answer = await api("sendMessage", chat_id=1, text="x")
        assert answer["parameters"]["retry_after"] == 5


def test_windows_are_half_open() -> None:
    assert most_in_window([]) == 0
    assert most_in_window([0.0, 0.5, 1.0, 1.2]) == 3
    assert most_in_window([2.0, 0.0, 1.0]) == 1


async def test_going_down_and_coming_back(double: TelegramDouble, api: Api) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await double.wait_until(lambda: double.requests["getUpdates"] == 1)
    await double.goes_down()
    with pytest.raises((*GONE, aiohttp.ClientError)):
        await poll
    with pytest.raises(aiohttp.ClientConnectorError):
        await api("getMe")
    await double.comes_back()
    await api.gives("sendMessage", chat_id=1, text="still here")
    assert double.sent(1) == ["still here"]
