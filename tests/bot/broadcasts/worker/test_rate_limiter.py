"""The pace, on a clock that jumps from sleep to sleep."""

import asyncio
import heapq
import random
from collections.abc import Callable

import pytest

from bot.broadcasts.worker.rate_limiter import REPLY_WAITS, STEADY, WINDOW, RateLimiter
from tests.telegram_double.rates import most_in_window


class Time:
    """A clock that a sleep moves on. With `late`, each sleep takes that much longer at random."""

    def __init__(self, late: Callable[[], float] = float) -> None:
        self.now = 1000.0
        self._late = late

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds + self._late()
        await asyncio.sleep(0)


def rate_limiter(rate: int, time: Time) -> RateLimiter:
    return RateLimiter(rate, time, time.sleep)


async def turn(paced: RateLimiter) -> float:
    """A message that is answered at once."""
    begun = await paced.acquire()
    paced.answered(begun)
    return begun


@pytest.mark.parametrize("rate", [1, 5, 30, 200, 1000])
async def test_never_more_than_the_rate_and_hardly_less(rate: int) -> None:
    time = Time()
    paced = rate_limiter(rate, time)
    begun = [await turn(paced) for _ in range(rate * 20)]
    assert most_in_window(begun) <= rate
    assert most_in_window(begun, WINDOW - 1e-6) <= rate
    assert (len(begun) - 1) / (begun[-1] - begun[0]) >= 0.98 * rate
    assert begun[0] >= 1000.0 + 1.0, "what was sent before a restart may count still"


@pytest.mark.parametrize("rate", [30, 500])
async def test_what_was_late_is_made_good_within_the_limit(rate: int) -> None:
    chance = random.Random(1)
    time = Time(lambda: 0.2 if chance.random() < 0.002 else 0.0)
    paced = rate_limiter(rate, time)
    begun = [await turn(paced) for _ in range(rate * 60)]
    assert most_in_window(begun) <= rate
    assert (len(begun) - 1) / (begun[-1] - begun[0]) >= 0.98 * rate


async def test_a_halt_is_kept_in_full_and_not_made_good_in_a_burst() -> None:
    time = Time()
    paced = rate_limiter(30, time)
    for _ in range(30):
        await turn(paced)
    paced.halt(7)
    assert paced.halted
    halted = time()
    begun = [await turn(paced) for _ in range(60)]
    assert begun[0] >= halted + 7
    assert most_in_window(begun) <= 30


async def test_what_took_long_counts_from_when_it_may_have_come() -> None:
    time = Time()
    paced = rate_limiter(30, time)
    for _ in range(60):
        begun = await paced.acquire()
        time.now += 0.001
        paced.answered(begun)
    slow = await paced.acquire()
    for _ in range(26):
        begun = await paced.acquire()
        paced.answered(begun)
    paced.answered(slow)
    came = time()
    assert came - slow > 0.8
    begun_later = [await turn(paced) for _ in range(60)]
    assert most_in_window([came, *begun_later]) <= 30


async def test_what_has_no_answer_may_still_come() -> None:
    """Whatever is on its way for longer than a second counts until it is known when it came."""
    time = Time()
    paced = rate_limiter(30, time)
    begun = [await turn(paced) for _ in range(60)]
    stuck = [await paced.acquire() for _ in range(20)]
    time.now += 5
    paced.rested()
    following = [await turn(paced) for _ in range(15)]
    assert following[9] - following[0] < 0.5
    assert following[10] - following[0] >= 1.0, "the 20 may all have come just now"
    for one in stuck:
        paced.answered(one)
    came = time()
    later = [await turn(paced) for _ in range(60)]
    assert most_in_window([*begun, *[came] * 20, *following, *later]) <= 30


async def test_what_is_lost_may_have_come_until_now() -> None:
    time = Time()
    paced = rate_limiter(30, time)
    stuck = [await paced.acquire() for _ in range(30)]
    time.now += 15
    for one in stuck:
        paced.lost(one)
    came = time()
    later = [await turn(paced) for _ in range(60)]
    assert later[0] - came >= 1.0
    assert most_in_window([*[came] * 30, *later]) <= 30


async def test_with_everything_on_its_way_it_waits_for_an_answer() -> None:
    time = Time()
    paced = rate_limiter(5, time)
    stuck = [await paced.acquire() for _ in range(5)]
    waiting = asyncio.create_task(paced.acquire())
    for _ in range(200):
        await asyncio.sleep(0)
    assert not waiting.done()
    for one in stuck:
        paced.answered(one)
    answered = time()
    assert await waiting >= answered + 1.0


async def test_a_rest_is_not_made_good() -> None:
    time = Time()
    paced = rate_limiter(30, time)
    for _ in range(5):
        await turn(paced)
    time.now += 60
    paced.rested()
    begun = [await turn(paced) for _ in range(15)]
    assert begun[-1] - begun[0] > 0.45


async def test_replies_count_and_go_first() -> None:
    time = Time()
    paced = rate_limiter(30, time)
    paced.sending = True
    begun = [await turn(paced) for _ in range(60)]
    replies = []
    for number in range(10):
        asked = time()
        await paced.reply(f"telegram:{number}")
        replies.append(time())
        assert time() - asked <= REPLY_WAITS
    begun += [await turn(paced) for _ in range(60)]
    assert most_in_window([*begun, *replies]) <= 30


async def test_replies_alone_wait_for_nothing() -> None:
    time = Time()
    paced = rate_limiter(5, time)
    for _ in range(50):
        await paced.reply("telegram:1")
    assert time() == 1000.0


async def test_one_a_second_in_a_chat() -> None:
    time = Time()
    paced = rate_limiter(30, time)
    assert paced.chat_free_in("telegram:1") <= 0
    await paced.reply("telegram:1")
    assert 1.0 <= paced.chat_free_in("telegram:1") <= 1.1
    paced.sending = True
    paced.note_update("telegram:2")
    asked = time()
    await paced.reply("telegram:2")
    assert time() - asked == pytest.approx(1.0)


def test_the_schedule_is_above_98_percent() -> None:
    assert STEADY >= 0.985
    assert 1 / WINDOW >= 0.985


@pytest.mark.parametrize("rate", [30, 1000])
async def test_the_limit_is_kept_where_messages_come(rate: int) -> None:
    """The way there and the way back take longer at random, as on a real line."""
    chance = random.Random(1)
    time = Time()
    answers: list[tuple[float, float]] = []

    async def sleep(seconds: float) -> None:
        until = time.now + seconds + chance.expovariate(1000)
        while answers and answers[0][0] <= until:
            time.now, begun = max(time.now, answers[0][0]), heapq.heappop(answers)[1]
            paced.answered(begun)
        time.now = max(time.now, until)
        await asyncio.sleep(0)

    paced = RateLimiter(rate, time, sleep)
    begun, came = [], []
    for _ in range(rate * 20):
        begun.append(await paced.acquire())
        came.append(begun[-1] + 0.025 + chance.expovariate(300))
        heapq.heappush(answers, (came[-1] + 0.025 + chance.expovariate(300), begun[-1]))
    assert most_in_window(came) <= rate
    assert (rate * 20 - 1) / (begun[-1] - begun[0]) >= 0.98 * rate
