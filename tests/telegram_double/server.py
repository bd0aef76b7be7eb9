"""The HTTP side: routes, faults, delays and answers."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.telegram_double.errors import ApiError, Json, conflict
from tests.telegram_double.faults import Fault, FaultKind, FaultPlan
from tests.telegram_double.flights import Flight, Flights
from tests.telegram_double.methods import METHODS
from tests.telegram_double.requests import LARGEST_BODY, read_parameters
from tests.telegram_double.spec import Spec, bot_api
from tests.telegram_double.webhook import Webhook
from tests.telegram_double.world import World

_HTML_502 = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n"
    b"</body>\r\n</html>\r\n"
)
_TRUE = b'{"ok":true,"result":true}'
_KEPT_CALLS = 200_000

Control = Callable[[web.BaseRequest], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class Call:
    """One request: when it was dealt with (`time.monotonic()`), what was asked, and the answer's status."""

    at: float
    method: str
    params: Json
    code: int
    description: str = ""

    @property
    def chat_id(self) -> int | str | None:
        """The chat it was about, if any."""
        return self.params.get("chat_id")


class _Listener(web.Server):
    """Tells when a connection ends."""

    def __init__(self, flights: Flights, handler: Any) -> None:
        super().__init__(handler, access_log=None, request_factory=_request)
        self._flights = flights

    def connection_lost(self, handler: Any, exc: BaseException | None = None) -> None:
        self._flights.close(handler, time.monotonic(), exc)
        super().connection_lost(handler, exc)


def hold_port(port: int = 0) -> socket.socket:
    """Keep a port of this machine (0: a free one) from everybody who asks for any. One may listen on it."""
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", port))
    return holder


class Server:
    """Plays Telegram on one loopback port. `start` and `stop` may be called again; the port stays."""

    def __init__(self, world: World, control: Control) -> None:
        self.world = world
        self.faults = FaultPlan(world.chance)
        self.webhook = Webhook(world.updates)
        self.round_trip = 0.0
        self.requests: Counter[str] = Counter()
        self.calls: deque[Call] = deque(maxlen=_KEPT_CALLS)
        self.flights = Flights()
        self.port = 0
        self._holder: socket.socket | None = None
        self._spec: Spec = bot_api()
        self._control = control
        self._api = f"/bot{world.token}/"
        self._files = f"/file/bot{world.token}/"
        self._server: web.Server | None = None
        self._runner: web.ServerRunner | None = None

    async def start(self, port: int = 0) -> None:
        """Listens on 127.0.0.1; port 0 takes a free one the first time and the same one afterwards."""
        if self._holder is None:
            self._holder = hold_port(port)
            self.port = self._holder.getsockname()[1]
        self._server = _Listener(self.flights, self._handle)
        self._runner = web.ServerRunner(self._server, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        """Stops listening and cuts all connections, as a machine does that goes down."""
        if self._server is not None:
            for connection in list(self._server.connections):
                connection.force_close()
        if self._runner is not None:
            await self._runner.cleanup()
        self._server = self._runner = None

    async def close(self) -> None:
        """The end: lets a waiting getUpdates go, stops the webhook and the server."""
        self.world.updates.close()
        await self.webhook.delete({})
        await asyncio.sleep(0)
        await self.stop()
        if self._holder is not None:
            self._holder.close()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith(self._api):
            return await self._play(request, path[len(self._api) :])
        if path.startswith("/control/"):
            return await self._control(request)
        if path.startswith(self._files):
            return self._send_file(path[len(self._files) :])
        if path.startswith(("/bot", "/file/bot")):
            return _refused(ApiError(401, "Unauthorized"))
        return _refused(ApiError(404, "Not Found"))

    def _send_file(self, path: str) -> web.Response:
        kept = next((each for each in self.world.files.values() if each.path == path), None)
        if kept is None:
            return _refused(ApiError(404, "Not Found"))
        return web.Response(body=kept.data, content_type="application/octet-stream")

    async def _play(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        method = self._spec.methods.get(name.lower())
        if method is None:
            return _refused(ApiError(404, "Not Found"))
        if request.method not in ("GET", "POST"):
            return _refused(ApiError(405, "Method Not Allowed"))
        try:
            given = await read_parameters(request)
        except ApiError as refusal:
            return _refused(refusal)
        except ValueError:
            return _refused(ApiError(400, "Bad Request: can't parse the request"))
        self.requests[method] += 1
        flight = Flight(method, _chat_number(given), time.monotonic())
        self.flights.begin(request.protocol, flight)
        delay = self.round_trip / 2
        if delay:
            await asyncio.sleep(delay)
        if self.faults.faults:
            response = await self._strike(request, method, given)
        else:
            response = await self._do(method, given)
        if delay:
            await asyncio.sleep(delay)
        flight.answered = time.monotonic()
        return response

    async def _strike(self, request: web.BaseRequest, method: str, given: Json) -> web.Response:
        """Does a request while faults are in force."""
        chat_id = _chat_number(given)
        try:
            self.faults.refuse_held(chat_id)
        except ApiError as refusal:
            return self._log(method, given, refusal)
        fault = self.faults.take(method, chat_id, marked_up=bool(given.get("parse_mode")))
        if fault is None:
            return await self._do(method, given)
        refusal_of_fault = fault.refusal()
        if refusal_of_fault is not None and not fault.accepted:
            return self._log(method, given, refusal_of_fault)
        handled = await self._do(method, given) if fault.accepted else None
        if handled is None:
            self._note(method, given, 0, fault.kind.value)
        if refusal_of_fault is not None:
            return _refused(refusal_of_fault)
        return await _spoil(request, fault, handled)

    async def _do(self, method: str, given: Json) -> web.Response:
        """Checks and does a request; what it gives is what Telegram would answer."""
        try:
            params = self._spec.check(method, given)
            played = METHODS.get(method)
            result = played(self.world, params) if played is not None else await self._receive(method, params)
        except ApiError as refusal:
            return self._log(method, given, refusal)
        self._note(method, params, 200)
        if result is True:
            return _json(_TRUE)
        body = result if isinstance(result, bytes) else json.dumps(result).encode()
        return _json(b'{"ok":true,"result":' + body + b"}")

    async def _receive(self, method: str, params: Json) -> object:
        """The methods about receiving updates; getUpdates gives JSON that is ready to be sent."""
        if method == "getUpdates":
            return await self._get_updates(params)
        if method == "getWebhookInfo":
            return self.webhook.info()
        act = self.webhook.set if method == "setWebhook" else self.webhook.delete
        return await act(params)

    async def _get_updates(self, params: Json) -> bytes:
        if self.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first"
            )
        updates = self.world.updates
        updates.allow(params.get("allowed_updates"))
        offset, limit = params.get("offset", 0), params.get("limit", 100)
        found = await updates.fetch(offset, limit, params.get("timeout", 0))
        self.world.changed.ring()
        return found

    def _note(self, method: str, params: Json, code: int, description: str = "") -> None:
        self.calls.append(Call(time.monotonic(), method, params, code, description))

    def _log(self, method: str, given: Json, refusal: ApiError) -> web.Response:
        self._note(method, given, refusal.code, refusal.description)
        self.world.changed.ring()
        return _refused(refusal)


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    """A request that may carry as much as Telegram takes."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST_BODY)


def _chat_number(given: Json) -> int | None:
    value = given.get("chat_id")
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.removeprefix("-").isdecimal() else None


def _json(body: bytes, status: int = 200) -> web.Response:
    return web.Response(body=body, status=status, content_type="application/json")


def _refused(refusal: ApiError) -> web.Response:
    return _json(json.dumps(refusal.answer()).encode(), refusal.code)


async def _spoil(request: web.BaseRequest, fault: Fault, handled: web.Response | None) -> web.Response:
    """The answer that a fault leaves of a request."""
    match fault.kind:
        case FaultKind.HTML_502:
            return web.Response(body=_HTML_502, status=502, content_type="text/html")
        case FaultKind.GARBAGE:
            return _json(b'{"ok":true,"result":{"message_id":1,"da')
        case FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        case _:
            if request.transport is not None:
                request.transport.abort()
    return handled if handled is not None else _json(b"")
