"""HTTP between python-telegram-bot and a Bot API server, on aiohttp.

The token is part of every address, so no error raised and no line logged here may hold an address, not even
in a chained exception.
"""

import logging
import re
import ssl
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
from aiohttp.abc import AbstractStreamWriter
from telegram import Bot
from telegram.error import InvalidToken, NetworkError
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.channels.telegram.errors import AnswerMissing, AnswerUnreadable, NotConnected, ServerFault, SlowDown
from bot.channels.telegram.responses import json_object, network_error, refusal
from bot.delivery.results import OnSendStart

__all__ = [
    "AiohttpRequest",
    "AnswerMissing",
    "AnswerUnreadable",
    "NotConnected",
    "QuietBot",
    "ServerFault",
    "SlowDown",
    "build_bot",
    "call",
    "quiet_libraries",
]

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
UPLOAD_SECONDS = 20.0
_CONNECTIONS = 512
_KEEP_ALIVE_SECONDS = 30.0
_DNS_SECONDS = 300

_FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": BaseRequest.USER_AGENT}
_FILES = {"User-Agent": BaseRequest.USER_AGENT}
_SAYS_OK = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\b')
_SECRET = re.compile(r"/bot(?:\d+:)?([^/]{8,})/")
_BEGINS: ContextVar[OnSendStart | None] = ContextVar("begins", default=None)
"""A context variable, because python-telegram-bot passes no argument of ours on to the transport."""
_LOOPBACK = re.compile(r"localhost|127\.[\d.]+|::1")


class AiohttpRequest(BaseRequest):
    """One aiohttp session with many requests at a time: one for getUpdates, another for everything else.

    Honours HTTP_PROXY, HTTPS_PROXY, ALL_PROXY (http and https proxies) and NO_PROXY; a server on this machine
    is always asked directly.
    """

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str | None] = {}

    @property
    def read_timeout(self) -> float:
        """Return the seconds to wait for an answer unless a call says."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the session unless it is open."""
        if self._session is not None:
            return
        connector = aiohttp.TCPConnector(
            limit=_CONNECTIONS,
            ssl=_certificates(),
            ttl_dns_cache=_DNS_SECONDS,
            keepalive_timeout=_KEEP_ALIVE_SECONDS,
        )
        # `trust_env` would look at the environment and ~/.netrc, in a thread, for every single request
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        """Close the connections; requests in flight end with AnswerMissing."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917  # BaseRequest's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return the status and body of Telegram's answer.

        Raises:
            NetworkError: one of `errors.py`, which say whether Telegram may have got the request.
        """
        del pool_timeout  # waiting for a free connection is part of connecting
        if self._session is None:
            raise NotConnected("The connection to the Bot API server is closed")
        uploads = request_data is not None and request_data.contains_files
        timeout = _timeout(
            _seconds(connect_timeout, CONNECT_SECONDS),
            _seconds(read_timeout, READ_SECONDS),
            _seconds(write_timeout, UPLOAD_SECONDS) if uploads else 0,
        )
        proxy = self._proxy(url)
        body = _body(request_data, _BEGINS.get())
        failed: NetworkError
        try:
            async with self._session.request(
                method, url, timeout=timeout, proxy=proxy, allow_redirects=False, **body
            ) as response:
                status, payload = response.status, await response.read()
        except Exception as error:
            failed = network_error(error)
        else:
            return _checked(method, status, payload, url)
        raise failed  # outside `except`: else aiohttp's error with the address would be its context

    def _proxy(self, url: str) -> str | None:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._proxies:
            self._proxies[origin] = _find_proxy(parts.scheme, parts.netloc, parts.hostname or "")
        return self._proxies[origin]

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the object in an answer.

        Raises:
            AnswerUnreadable: the answer isn't the Bot API's. No word of it is repeated or logged.
        """
        answer = json_object(payload)
        if answer is None or (answer.get("ok") is True and "result" not in answer):
            raise AnswerUnreadable("What answered is not the Bot API")
        return answer


class QuietBot(Bot):
    """A Bot that keeps its token out of `repr` and of the error for a refused token."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}[]"

    async def initialize(self) -> None:
        """Open the connections and call getMe.

        Raises:
            InvalidToken: Telegram doesn't know the token.
            NetworkError: see `AiohttpRequest.do_request`.
        """
        try:
            return await super().initialize()
        except InvalidToken:
            pass  # its message holds the token
        raise InvalidToken("Telegram doesn't know this token")

    async def connect(self) -> None:
        """Open the transports without a call."""
        for request in self._request:
            await request.initialize()

    async def disconnect(self) -> None:
        """Close the transports; requests in flight end with AnswerMissing."""
        for request in self._request:
            await request.shutdown()

    async def call(
        self, method: str, params: Mapping[str, object], seconds: float, begins: OnSendStart | None = None
    ) -> Any:
        """Call a method; see the function `call`."""
        token = _BEGINS.set(begins)
        try:
            return await self._do_post(method, dict(params), read_timeout=seconds)
        finally:
            _BEGINS.reset(token)


def build_bot(
    token: str,
    api_url: str,
    request: BaseRequest | None = None,
    get_updates_request: BaseRequest | None = None,
) -> QuietBot:
    """Return a bot of the Bot API server at `api_url` (no slash at its end), with its own transports.

    Silences the libraries' logs first: python-telegram-bot would log the address with the token.
    """
    quiet_libraries()
    return QuietBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request or AiohttpRequest(),
        get_updates_request=get_updates_request or AiohttpRequest(),
    )


async def call(
    bot: QuietBot,
    method: str,
    params: Mapping[str, object],
    timeout: float = READ_SECONDS,  # noqa: ASYNC109  # for the server's answer, not for this coroutine
    begins: OnSendStart | None = None,
) -> Any:
    """Call a method by its Bot API name; return Telegram's `result` as plain JSON values.

    `timeout` is how many seconds the answer may take once connected. `begins` is called when there is a
    connection, right before the first byte of the request goes into it.

    Raises:
        NetworkError: one of `errors.py`; SlowDown for 429.
        TelegramError: python-telegram-bot's own: BadRequest (400), Forbidden (403), Conflict (409),
            ChatMigrated, InvalidToken (401 and 404).
    """
    return await bot.call(method, params, timeout, begins)


def quiet_libraries() -> None:
    """Keep the token and people's words out of the libraries' logs, whatever LOG_LEVEL says.

    At DEBUG python-telegram-bot logs its address and every parameter; at INFO httpx logs every address.
    """
    for name in ("telegram", "httpx", "httpcore", "aiohttp"):
        logging.getLogger(name).setLevel(logging.WARNING)


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


@cache
def _timeout(connect: float | None, read: float | None, write: float | None) -> aiohttp.ClientTimeout:
    """Return aiohttp's timeouts. Its `sock_read` starts with the request, so it includes writing."""
    sock_read = None if read is None or write is None else read + write
    total = None if sock_read is None or connect is None else connect + sock_read
    return aiohttp.ClientTimeout(total=total, connect=connect, sock_read=sock_read)


def _seconds(given: object, default: float) -> float | None:
    """Return a call's timeout in seconds: None is no limit, any other object means `default`."""
    return given if given is None or isinstance(given, int | float) else default


def _find_proxy(scheme: str, address: str, host: str) -> str | None:
    if _LOOPBACK.fullmatch(host) or proxy_bypass(address):
        return None
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all") or ""
    return proxy if proxy.startswith(("http://", "https://")) else None


class _Announced(aiohttp.BytesPayload):
    """A body that calls `begins` when aiohttp writes it, headers and all, to a connection.

    The delivery journal has to note a request before its first byte leaves and not before there is a
    connection: aiohttp offers no other hook at that moment.
    """

    def __init__(self, value: bytes, begins: OnSendStart) -> None:
        super().__init__(value)
        self._begins = begins

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        self._begins()
        await super().write_with_length(writer, content_length)


def _body(data: RequestData | None, begins: OnSendStart | None = None) -> dict[str, Any]:
    """Return the request's headers and body as python-telegram-bot's own transport makes them: a form."""
    if data is not None and not data.contains_files:
        # aiohttp's own yarl writes a form five times as fast as urllib
        form = URL.build(query=data.json_parameters).raw_query_string.encode()
        return {"headers": _FORM, "data": _Announced(form, begins) if begins else form}
    if begins:
        begins()  # early, before the connection: at worst the row counts as unconfirmed without need
    if data is None:
        return {"headers": _FILES}
    parts = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, content_type) in data.multipart_data.items():
        parts.add_field(name, content, filename=filename, content_type=content_type)
    return {"headers": _FILES, "data": parts}


def _checked(method: str, status: int, payload: bytes, url: str) -> tuple[int, bytes]:
    """Return the answer if it is Telegram's; raise an error of `errors.py` otherwise.

    A 200 alone proves nothing, since a proxy may answer too: the body has to begin with `"ok": true`.
    """
    is_file = method == "GET" and status == HTTPStatus.OK
    if is_file or (status == HTTPStatus.OK and _SAYS_OK.match(payload)):
        return status, payload
    for secret in _SECRET.findall(url):  # the answer may repeat the address
        payload = payload.replace(secret.encode(), b"***")
    return refusal(status, payload)
