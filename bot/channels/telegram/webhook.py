"""Takes updates that Telegram posts here. Each is answered with 200 only after its effects are committed;
what is not, Telegram posts again.
"""

import asyncio
import hmac
import logging
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web

from bot.channels.telegram.presses import Presses
from bot.channels.telegram.reading import Batch, Reader
from bot.inbox import Inbox
from bot.storage.errors import StorageError

log = logging.getLogger(__name__)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (the header's name, not a secret)
LARGEST_UPDATE = 1_000_000
BATCH = 100


@dataclass(frozen=True, slots=True)
class _Waiting:
    batch: Batch
    committed: asyncio.Future[None]


class Webhook:
    """A small web server for Telegram alone: without the secret, nobody is heard."""

    def __init__(self, reader: Reader, inbox: Inbox, presses: Presses, *, secret: str, path: str) -> None:
        self._reader = reader
        self._inbox = inbox
        self._presses = presses
        self._secret = secret
        self._path = path
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue(maxsize=1000)
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; the port, which the system chooses when 0 was asked for."""
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.router.add_post(self._path, self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        addresses = self._runner.addresses
        return int(addresses[0][1])

    async def run(self) -> None:
        """Handle what comes, as many at a time as there are. Runs until cancelled."""
        while True:
            waiting = [await self._queue.get()]
            while len(waiting) < BATCH and not self._queue.empty():
                waiting.append(self._queue.get_nowait())
            await asyncio.shield(asyncio.ensure_future(self._handle(waiting)))

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _handle(self, waiting: list[_Waiting]) -> None:
        received = [one for item in waiting for one in item.batch.received]
        try:
            await self._inbox.handle(received)
        except StorageError as error:
            log.warning("updates could not be handled; Telegram sends them again: %s", error)
            for item in waiting:
                item.committed.set_exception(error)
            return
        for item in waiting:
            item.committed.set_result(None)
            self._presses.acknowledge(item.batch.press_ids)

    async def _take(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return web.Response(status=403)
        try:
            update = await request.json()
        except ValueError:
            return web.Response(status=400)
        batch = self._reader.read([update])
        if not batch.received:
            return web.Response(status=200)
        committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await self._queue.put(_Waiting(batch, committed))
        with suppress(StorageError):
            await committed
            return web.Response(status=200)
        return web.Response(status=503)
