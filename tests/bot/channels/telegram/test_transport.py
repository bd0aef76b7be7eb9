"""What becomes of a request is told apart, and the token stays out of everything that is raised or logged."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.responses import network_error
from bot.channels.telegram.transport import (
    AiohttpRequest,
    AnswerMissing,
    AnswerUnreadable,
    NotConnected,
    QuietBot,
    ServerFault,
    SlowDown,
    build_bot,
    call,
)
from tests.telegram_double import TelegramDouble

TOKEN = "123456789:AAFsecretsecretsecretsecretsecret12"
SECRET = TOKEN.partition(":")[2]
OURS = (NotConnected, AnswerMissing, AnswerUnreadable, ServerFault, SlowDown)

Answer = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def opened(api_url: str, token: str = TOKEN) -> AsyncIterator[QuietBot]:
    """A bot with open connections that has not asked getMe."""
    bot = build_bot(token, api_url)
    await bot.connect()
    try:
        yield bot
    finally:
        await bot.disconnect()


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[str]:
    """Something that listens on loopback and does whatever `answer` does with each request."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await answer(head, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        listening.close()


def answers(status: int, body: bytes, *headers: str) -> Answer:
    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split()[1]
        lines = [
            f"HTTP/1.1 {status} Whatever",
            f"Content-Length: {len(body.replace(b'PATH', path))}",
            *headers,
        ]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body.replace(b"PATH", path))

    return answer


def says(raw: bytes) -> Answer:
    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(raw.replace(b"PATH", head.split()[1]))

    return answer


async def hangs(head: bytes, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.5)


def told(code: int, **more: object) -> bytes:
    return json.dumps({"ok": False, "error_code": code, "description": "Some reason: PATH", **more}).encode()


HTML = b"<html><h1>Nothing to see at PATH</h1></html>"
TROUBLES: dict[str, tuple[Answer, type[TelegramError]]] = {
    "closed at once": (says(b""), AnswerMissing),
    "no http": (says(b"220 PATH ESMTP\r\n"), AnswerMissing),
    "broken off": (says(b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"ok": true, "PATH"'), AnswerMissing),
    "bad chunks": (says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nPATH"), AnswerMissing),
    "bad header": (says(b"HTTP/1.1 200 OK\r\nPATH\x00: x\r\n\r\n"), AnswerMissing),
    "bad gzip": (answers(200, b"PATH", "Content-Encoding: gzip"), AnswerMissing),
    "slow": (hangs, AnswerMissing),
    "html 200": (answers(200, HTML), AnswerUnreadable),
    "html 403": (answers(403, HTML), AnswerUnreadable),
    "html 401": (answers(401, HTML), AnswerUnreadable),
    "html 404": (answers(404, HTML), AnswerUnreadable),
    "html 429": (answers(429, HTML), AnswerUnreadable),
    "html 502": (answers(502, HTML), AnswerUnreadable),
    "empty 200": (answers(200, b""), AnswerUnreadable),
    "redirect": (answers(302, b"", "Location: http://127.0.0.1:1PATH"), AnswerUnreadable),
    "json, not an object": (answers(200, b'["PATH"]'), AnswerUnreadable),
    "json of another": (answers(403, b'{"message": "forbidden PATH"}'), AnswerUnreadable),
    "half a json": (answers(200, b'{"ok":true,"result":{"PATH"'), AnswerUnreadable),
    "ok without result": (answers(200, b'{"ok":true,"PATH":1}'), AnswerUnreadable),
    "deep json": (answers(200, b"[" * 100_000), AnswerUnreadable),
    "senseless code": (answers(200, told(7)), AnswerUnreadable),
    "500": (answers(500, told(500)), ServerFault),
    "502": (answers(502, told(502)), ServerFault),
    "429": (answers(429, told(429, parameters={"retry_after": 7})), SlowDown),
    "429 without time": (answers(429, told(429)), ServerFault),
    "429 with odd time": (answers(429, told(429, parameters={"retry_after": "soon"})), ServerFault),
    "429 for ever": (answers(429, told(429, parameters={"retry_after": 1e300})), ServerFault),
    "429 told as 200": (answers(200, told(429, parameters={"retry_after": 7})), SlowDown),
    "400": (answers(400, told(400)), BadRequest),
    "400 odd": (answers(400, told(400, parameters=["PATH"])), BadRequest),
    "401": (answers(401, told(401)), InvalidToken),
    "403": (answers(403, told(403)), Forbidden),
    "404": (answers(404, told(404)), InvalidToken),
    "409": (answers(409, told(409)), Conflict),
    "413": (answers(413, told(413)), NetworkError),
    "moved": (answers(400, told(400, parameters={"migrate_to_chat_id": -1009})), ChatMigrated),
}


class Everything(logging.Handler):
    """Keeps all that is logged, formatted, whatever its level."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {record.__dict__}")


@pytest.fixture
def logged() -> Any:
    handler, root = Everything(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler.lines
    root.removeHandler(handler)
    root.setLevel(level)


def everything_of(error: BaseException) -> list[str]:
    """All that an error can tell: its own words, its attributes, its traceback, and the errors behind it."""
    found, waiting, known = [], [error], set()
    while waiting:
        each = waiting.pop()
        known.add(id(each))
        slots = [name for kind in type(each).__mro__ for name in getattr(kind, "__slots__", ())]
        attributes = {name: getattr(each, name, None) for name in [*vars(each), *slots, "args", "__notes__"]}
        found += [str(each), repr(each), repr(attributes), *traceback.format_exception(each)]
        behind = (
            each.__cause__,
            each.__context__,
            *(v for v in attributes.values() if isinstance(v, BaseException)),
        )
        waiting += [other for other in behind if other is not None and id(other) not in known]
    return found


@pytest.mark.parametrize("name", TROUBLES)
async def test_troubles_are_told_apart_and_never_tell_the_token(name: str, logged: list[str]) -> None:
    answer, kind = TROUBLES[name]
    async with server(answer) as url, opened(url) as bot:
        with pytest.raises(kind) as raised:
            await bot.call("sendMessage", {"chat_id": 1, "text": "x" * 3000}, 0.2 if answer is hangs else 5)
    assert type(raised.value) is kind
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    assert SECRET not in "\n".join([*everything_of(raised.value), *logged, repr(bot), str(bot)])


async def test_the_token_hunt_finds_what_is_there() -> None:
    def hides() -> None:
        try:
            raise ValueError(SECRET)
        except ValueError:
            raise KeyError from None

    with pytest.raises(KeyError) as raised:
        hides()
    assert SECRET in "\n".join(everything_of(raised.value))


async def test_nobody_listens() -> None:
    async with server(hangs) as url:
        pass
    async with opened(url) as bot:
        with pytest.raises(NotConnected, match="refused") as raised:
            await call(bot, "getMe", {})
    assert SECRET not in "\n".join(everything_of(raised.value))


async def test_tls_with_something_that_knows_none() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        writer.close()

    listening = await asyncio.start_server(greet, "127.0.0.1", 0)
    address = f"https://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening, opened(address) as bot:
        with pytest.raises(NotConnected, match="refused or failed") as raised:
            await call(bot, "getMe", {})
    assert SECRET not in "\n".join(everything_of(raised.value))


@pytest.mark.parametrize("api_url", ["http://", "nonsense", "http://127.0.0.1:99999", "ftp://127.0.0.1"])
async def test_addresses_that_are_none(api_url: str) -> None:
    async with opened(api_url) as bot:
        with pytest.raises(NetworkError) as raised:
            await call(bot, "getMe", {})
    assert isinstance(raised.value, OURS)
    assert SECRET not in "\n".join(everything_of(raised.value))


async def test_a_closed_transport_makes_no_connection() -> None:
    async with opened("http://127.0.0.1:1") as bot:
        pass
    with pytest.raises(NotConnected, match="closed"):
        await call(bot, "getMe", {})


def test_errors_of_the_way_there_mean_that_nothing_was_sent() -> None:
    key = aiohttp.client_reqrep.ConnectionKey("x.org", 443, True, True, None, None, None)
    for error in (
        aiohttp.ClientConnectorDNSError(key, OSError(-2, "Name or service not known")),
        aiohttp.ClientConnectorCertificateError(key, ValueError(SECRET)),
        aiohttp.ClientProxyConnectionError(key, OSError(SECRET)),
        aiohttp.ConnectionTimeoutError(f"Connection timeout to host {SECRET}"),
        aiohttp.InvalidUrlClientError(f"http://x.org/{TOKEN}"),
    ):
        found = network_error(error)
        assert type(found) is NotConnected
        assert SECRET not in repr(found)
    assert type(network_error(aiohttp.ServerDisconnectedError(SECRET))) is AnswerMissing
    assert SECRET not in repr(network_error(RuntimeError(SECRET)))


async def test_a_refused_token_is_not_repeated() -> None:
    async with TelegramDouble() as double:
        bot = build_bot(TOKEN, double.url)
        with pytest.raises(InvalidToken) as raised:
            async with bot:
                pass
    assert SECRET not in "\n".join(everything_of(raised.value))


async def test_a_wait_is_told_in_seconds_and_without_a_warning() -> None:
    async with TelegramDouble() as double:
        double.person(1)
        double.fault("flood", seconds=3)
        async with opened(double.url, double.token) as bot:
            with warnings.catch_warnings(action="error"), pytest.raises(RetryAfter) as raised:
                await call(bot, "sendMessage", {"chat_id": 1, "text": "x"})
    assert isinstance(raised.value, SlowDown)
    assert raised.value.seconds == 3
    assert raised.value.retry_after.total_seconds() == 3


async def test_a_call_gives_telegrams_own_answer_and_sends_nested_values() -> None:
    text = "<b>ä 😀</b> 50% + a=b&c;d\n#"
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "1:y"}]]}
    async with TelegramDouble() as double:
        ann = double.person(1)
        ann.sends("hello")
        async with build_bot(double.token, double.url) as bot:
            with warnings.catch_warnings(action="error"):
                sent = await call(
                    bot,
                    "sendMessage",
                    {
                        "chat_id": 1,
                        "text": text.replace("&", "&amp;"),
                        "parse_mode": "HTML",
                        "reply_markup": keyboard,
                        "link_preview_options": {"is_disabled": True},
                        "message_thread_id": None,
                    },
                )
            updates = await call(bot, "getUpdates", {"timeout": 0, "allowed_updates": ["message"]}, 5)
            assert (await bot.get_me()).id == bot.id
        assert sent["text"] == "ä 😀 50% + a=b&c;d\n#"
        assert sent["reply_markup"] == keyboard
        assert [each["message"]["text"] for each in updates] == ["hello"]
        assert not double.refusals()


async def test_files_go_up_and_come_down() -> None:
    async with TelegramDouble() as double:
        double.person(1)
        async with build_bot(double.token, double.url) as bot:
            sent = await bot.send_document(1, b"name;date\n", filename="pledges.csv", caption="All")
            assert sent.document is not None
            file = await bot.get_file(sent.document.file_id)
            assert bytes(await file.download_as_bytearray()) == b"name;date\n"
            with pytest.raises(TelegramError) as raised:
                await bot.request.retrieve(f"{double.url}/file/bot{double.token}/nowhere.csv")
    assert double.token.partition(":")[2] not in "\n".join(everything_of(raised.value))


async def test_many_requests_are_in_flight_together() -> None:
    async with TelegramDouble() as double:
        for chat_id in range(1, 101):
            double.person(chat_id)
        double.fault("slow", times=None, seconds=1000)
        async with opened(double.url, double.token) as bot:
            params = [{"chat_id": chat_id, "text": "x"} for chat_id in range(1, 101)]
            calls = asyncio.gather(*(call(bot, "sendMessage", each) for each in params))
            await double.wait_until(lambda: len(double.all_messages()) == 100, what="none is answered before")
            calls.cancel()


async def test_a_proxy_is_used_for_others_and_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[bytes] = []

    async def proxy(head: bytes, writer: asyncio.StreamWriter) -> None:
        heads.append(head)
        await answers(200, b'{"ok": true, "result": 1}')(head, writer)

    for name in ("ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "HTTP_PROXY", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
    async with server(proxy) as url, TelegramDouble() as double:
        monkeypatch.setenv("http_proxy", url.replace("//", "//ann:pass@"))
        monkeypatch.setenv("no_proxy", "elsewhere.test")
        async with opened("http://telegram.test") as bot:
            assert await call(bot, "getMe", {}) == 1
        async with opened(double.url, double.token) as bot:
            assert (await call(bot, "getMe", {}))["is_bot"] is True
    assert len(heads) == 1
    assert heads[0].startswith(f"POST http://telegram.test/bot{TOKEN}/getMe ".encode())
    assert b"Proxy-Authorization: Basic YW5uOnBhc3M=" in heads[0]


@pytest.mark.parametrize(
    ("url", "through"),
    [
        ("https://api.telegram.org/botx/getMe", "http://proxy.test:1"),
        ("http://elsewhere.test/botx/getMe", None),
        ("http://127.0.0.1:8081/botx/getMe", None),
        ("http://localhost/botx/getMe", None),
        ("http://[::1]:8081/botx/getMe", None),
        ("http://10.0.0.1/botx/getMe", None),
    ],
)
def test_which_proxy_for_which_address(
    url: str, through: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "socks5://proxy.test:2")
    monkeypatch.setenv("https_proxy", "http://proxy.test:1")
    monkeypatch.setenv("no_proxy", "elsewhere.test")
    assert AiohttpRequest()._proxy(url) == through


# --- when a request begins


@pytest.mark.parametrize("params", [{"chat_id": 1, "text": "x"}, {}], ids=["with a body", "without one"])
async def test_it_is_said_that_a_request_begins_before_anything_of_it_comes(
    params: dict[str, object],
) -> None:
    async with TelegramDouble() as double, opened(double.url, double.token) as bot:
        double.person(1)
        method = "sendMessage" if params else "getMe"
        seen: list[int] = []
        for at in range(3):  # the first one makes its connection, the others have one
            await call(bot, method, params, 5, lambda: seen.append(double.requests[method]))
            assert len(seen) == at + 1
        assert seen == [0, 1, 2]
        assert (await call(bot, "getMe", {}))["is_bot"], "and nothing is said of what nobody asked about"
        assert len(seen) == 3


async def test_a_request_that_may_not_begin_does_not() -> None:
    def refuses() -> None:
        raise OSError("the disk is full")

    async with TelegramDouble() as double, opened(double.url, double.token) as bot:
        double.person(1)
        await call(bot, "sendMessage", {"chat_id": 1, "text": "x"})
        with pytest.raises(NetworkError):
            await call(bot, "sendMessage", {"chat_id": 1, "text": "y"}, 5, refuses)
        await call(bot, "sendMessage", {"chat_id": 1, "text": "z"})
        assert double.sent(1) == ["x", "z"]
        assert double.requests["sendMessage"] == 2


async def test_without_a_connection_nothing_begins() -> None:
    seen: list[int] = []
    async with opened("http://127.0.0.1:9") as bot:
        with pytest.raises(NotConnected):
            await call(bot, "sendMessage", {"chat_id": 1, "text": "x"}, 5, lambda: seen.append(1))
    assert seen == []
