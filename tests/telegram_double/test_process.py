"""The double as a process of its own, its control API, and what it keeps in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest
import telegram

from tests.telegram_double import DoubleProcess


async def test_a_double_in_another_process_is_steered_over_http() -> None:
    async with DoubleProcess("--seed", "3") as double:
        async with telegram.Bot(double.token, f"{double.url}/bot") as bot:
            await double.does(1, "sends", text="hello")
            await double.control("people", {"send": [[2, "one"], [3, "two"]], "known": [4]})
            broken = (await double.control("updates", {"updates": [{"message": "oops"}]}))["update_ids"]
            await double.control("updates", {"again": broken})
            await bot.send_message(4, "an answer")
            await double.control("fault", {"kind": "forbidden", "chat_id": 4})
            await double.control("settings", {"round_trip": 0.01, "rate_limits": {"overall": 5}})
            with pytest.raises(telegram.error.Forbidden):
                await bot.send_message(4, "another")
        assert await double.sent(4) == ["an answer"]
        assert (await double.control("sent"))["sent"] == {"4": ["an answer"]}
        stats = await double.control("stats")
        assert stats["waiting_updates"] == 5
        assert stats["requests"] == {"getMe": 1, "sendMessage": 2}
        assert [(each["method"], each["code"]) for each in stats["refusals"]] == [("sendMessage", 403)]
        assert stats["faults"] == [{"kind": "forbidden", "used": 1}]
        assert len((await double.control("calls", method="sendMessage"))["calls"]) == 2
        own = (await double.control("messages", chat_id=1))["messages"]
        assert [(each["text"], each["from_bot"]) for each in own] == [("hello", False)]
        assert await double.control("heal", {}) == {"faults": 0}
        with pytest.raises(RuntimeError, match="nobody can do 'sings'"):
            await double.does(1, "sings")
        with pytest.raises(RuntimeError, match="nothing at GET nowhere"):
            await double.control("nowhere")


async def test_state_outlives_the_process(tmp_path: Path) -> None:
    state = tmp_path / "telegram.json"
    async with DoubleProcess("--state", str(state)) as double:
        await double.does(1, "sends_photo", caption="hello")
        await double.does(2, "blocks")
        await _call(double, "sendMessage", {"chat_id": 1, "text": "one"})
        await _call(double, "setMyCommands", {"commands": [{"command": "help", "description": "Help"}]})
    async with DoubleProcess("--state", str(state)) as double:
        assert await double.sent(1) == ["one"]
        updates = await _call(double, "getUpdates", {})
        assert [sorted(each)[0] for each in updates] == ["message", "my_chat_member"]
        assert (await double.does(1, "sends", text="more"))["update_id"] == updates[-1]["update_id"] + 1
        file_id = updates[0]["message"]["photo"][0]["file_id"]
        assert (await _call(double, "getFile", {"file_id": file_id}))["file_path"].startswith("photos/")
        assert (await _call(double, "getMyCommands", {}))[0]["command"] == "help"
        with pytest.raises(AssertionError, match="bot was blocked"):
            await _call(double, "sendMessage", {"chat_id": 2, "text": "x"})
        later = await _call(double, "sendMessage", {"chat_id": 1, "text": "two"})
        own = (await double.control("messages", chat_id=1))["messages"]
        assert later["message_id"] == max(each["message_id"] for each in own)


async def _call(double: DoubleProcess, method: str, params: dict[str, object]) -> Any:
    url = f"{double.url}/bot{double.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=params) as answer:
        body = await answer.json()
    assert body["ok"], body
    return body["result"]
