"""getUpdates and the webhook."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
import telegram
from aiohttp import web

from tests.telegram_double import TelegramDouble
from tests.telegram_double.conftest import Api
from tests.telegram_double.updates import LONGEST_POLL


async def test_updates_stay_until_the_offset_passes_them(double: TelegramDouble, api: Api) -> None:
    ids = [double.person(1).sends(f"{number}") for number in range(130)]
    assert ids == list(range(ids[0], ids[0] + 130))
    first = await api.gives("getUpdates")
    assert [each["update_id"] for each in first] == ids[:100]
    assert await api.gives("getUpdates", limit=500) == first
    rest = await api.gives("getUpdates", offset=ids[99] + 1, limit=10)
    assert [each["update_id"] for each in rest] == ids[100:110]
    assert double.waiting_updates == 30
    last = await api.gives("getUpdates", offset=-2)
    assert [each["update_id"] for each in last] == ids[-2:]
    assert double.waiting_updates == 2
    assert await api.gives("getUpdates", offset=ids[-1] + 1) == []


async def test_a_long_poll_ends_with_the_first_update_or_its_time(double: TelegramDouble, api: Api) -> None:
    started = time.monotonic()
    assert await api.gives("getUpdates", timeout=1) == []
    assert time.monotonic() - started > 0.9
    poll = asyncio.create_task(api.gives("getUpdates", timeout=LONGEST_POLL))
    await double.wait_until(lambda: double.world.updates._receiver is not None)
    started = time.monotonic()
    update_id = double.person(1).sends("hello")
    assert [each["update_id"] for each in await poll] == [update_id]
    assert time.monotonic() - started < LONGEST_POLL


async def test_a_second_receiver_ends_the_first(double: TelegramDouble, bot: telegram.Bot, api: Api) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=LONGEST_POLL))
    await double.wait_until(lambda: double.world.updates._receiver is not None)
    second = asyncio.create_task(api.gives("getUpdates", timeout=LONGEST_POLL))
    with pytest.raises(telegram.error.Conflict, match="terminated by other getUpdates request"):
        await first
    double.person(1).sends("hello")
    assert len(await second) == 1


async def test_kinds_that_nobody_asked_for_are_not_queued(double: TelegramDouble, api: Api) -> None:
    person = double.person(1)
    await api.gives("getUpdates", allowed_updates=["message"])
    person.blocks()
    person.sends("hello")
    assert [set(each) for each in await api.gives("getUpdates")] == [{"update_id", "message"}]
    await api.gives("getUpdates", allowed_updates=[])
    person.unblocks()
    assert [sorted(each)[0] for each in await api.gives("getUpdates")] == ["message", "my_chat_member"]
    assert double.world.updates.unwanted == 1


async def test_an_update_can_come_twice_and_ids_can_start_again(double: TelegramDouble, api: Api) -> None:
    first = double.person(1).sends("one")
    second = double.person(1).sends("two")
    await api.gives("getUpdates", offset=second + 1)
    double.delivers_again(first)
    third = double.person(1).sends("three")
    twice = await api.gives("getUpdates", offset=second + 1)
    assert [each["update_id"] for each in twice] == [first, third]
    assert await api.gives("getUpdates", offset=third + 1) == []
    double.restarts_update_ids(1000)
    assert double.person(1).sends("a week later") == 1000
    assert [each["update_id"] for each in await api.gives("getUpdates", offset=third + 1)] == [1000]


async def test_raw_and_unparsable_updates(double: TelegramDouble, api: Api, bot: telegram.Bot) -> None:
    broken = double.inject({"message": {"text": 7}})
    good = double.person(1).sends("hello")
    double.inject({"update_id": good + 5, "something_new": {}})
    found = await api.gives("getUpdates")
    assert [each["update_id"] for each in found] == [broken, good, good + 5]
    with pytest.raises(KeyError):  # the library loses the whole batch for the broken one
        await bot.get_updates()
    assert double.drops_waiting_updates() == 3


class Hook:
    """A bot's webhook: answers with the statuses it is given, then 200, and keeps what it got."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.got: list[tuple[int, str | None]] = []
        self.under_way = 0
        self.most_at_once = 0
        self.url = ""

    async def handle(self, request: web.BaseRequest) -> web.Response:
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        update = json.loads(await request.read())
        await asyncio.sleep(0.01)
        self.under_way -= 1
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.got.append((update["update_id"], secret))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def hook() -> object:
    hook = Hook()
    runner = web.ServerRunner(web.Server(hook.handle, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_the_webhook_gets_each_update_in_order_until_it_says_200(
    double: TelegramDouble, bot: telegram.Bot, api: Api, hook: Hook
) -> None:
    ids = [double.person(1).sends("before")]
    hook.statuses = [500, 503]
    assert await bot.set_webhook(hook.url, secret_token="secret_1", allowed_updates=["message"])
    ids += [double.person(1).sends(f"{number}") for number in range(5)]
    await double.wait_until(lambda: double.waiting_updates == 0)
    assert hook.got == [(each, "secret_1") for each in [ids[0], ids[0], *ids]]
    assert hook.most_at_once == 1
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.allowed_updates) == (hook.url, 0, ("message",))
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    status, answer = await api("getUpdates")
    assert status == 409
    assert answer["description"].startswith("Conflict: can't use getUpdates method while webhook is active")
    assert await bot.delete_webhook()
    later = double.person(1).sends("later")
    assert [each.update_id for each in await bot.get_updates()] == [later]
    assert len(hook.got) == 8


async def test_a_webhook_that_is_down_gets_its_updates_later(
    double: TelegramDouble, api: Api, hook: Hook
) -> None:
    await api.gives("setWebhook", url="http://127.0.0.1:9/nobody")
    update_id = double.person(1).sends("hello")
    await double.wait_until(lambda: double.server.webhook.tries >= 2)
    assert double.waiting_updates == 1
    await api.gives("setWebhook", url=hook.url)
    await double.wait_until(lambda: double.waiting_updates == 0)
    assert hook.got == [(update_id, None)]
    assert await api.refused("setWebhook", url="http://example.org/x") == (
        "bad webhook: An HTTPS URL must be provided for webhook"
    )
    assert await api.refused("setWebhook", url=hook.url, secret_token="not good") == (
        "secret token contains unallowed characters"
    )
