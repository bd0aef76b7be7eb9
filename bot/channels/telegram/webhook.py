"""Takes updates that Telegram posts here. Each is answered with 200 only after its effects are committed;
what is not, Telegram posts again.
"""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.channels.telegram.callback_queries import CallbackQueries
from bot.channels.telegram.fatal_errors import TelegramFatalError
from bot.channels.telegram.update_batches import Batch, UpdateReader
from bot.delivery.inbox import Inbox
from bot.storage.errors import StorageError

log = logging.getLogger(__name__)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (the header's name, not a secret)
LARGEST_UPDATE = 1_000_000
BATCH = 100
SECONDS_TO_STOP = 0.5


@dataclass(frozen=True, slots=True)
class _Waiting:
    batch: Batch
    committed: asyncio.Future[bool]

    def tell(self, *, committed: bool) -> None:
        if not self.committed.done():  # whoever posted it may be gone
            self.committed.set_result(committed)


class Webhook:
    """A small web server for Telegram alone: without the secret, nobody is heard."""

    def __init__(
        self,
        reader: UpdateReader,
        inbox: Inbox,
        presses: CallbackQueries,
        *,
        wait_for_room: Callable[[], Awaitable[None]],
        secret: str,
        path: str,
    ) -> None:
        self._reader = reader
        self._inbox = inbox
        self._presses = presses
        self._wait_for_room = wait_for_room
        self._secret = secret
        self._path = path
        self._handling = asyncio.Lock()
        self._stopping = False
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue(maxsize=1000)
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; the port, which the system chooses when 0 was asked for.

        Raises:
            FinalTroubleError: the address can't be listened at.
        """
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.router.add_post(self._path, self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=SECONDS_TO_STOP)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            raise TelegramFatalError(
                f"{host}:{port} can't be listened at ({error.strerror}). Choose another WEBHOOK_LISTEN."
            ) from None
        addresses = self._runner.addresses
        return int(addresses[0][1])

    async def run(self) -> None:
        """Handle what comes, as many at a time as there are. Runs until cancelled."""
        while True:
            await self._wait_for_room()
            waiting = [await self._queue.get()]
            while len(waiting) < BATCH and not self._queue.empty():
                waiting.append(self._queue.get_nowait())
            await asyncio.shield(asyncio.ensure_future(self._handle(waiting)))

    async def stop(self) -> None:
        """Finish what is being handled; what waits is refused, and Telegram posts it again."""
        self._stopping = True
        async with self._handling:
            pass
        while not self._queue.empty():
            self._queue.get_nowait().tell(committed=False)
        if self._runner:
            await self._runner.cleanup()

    async def _handle(self, waiting: list[_Waiting]) -> None:
        received = [one for item in waiting for one in item.batch.received]
        async with self._handling:
            try:
                await self._inbox.handle(received)
            except StorageError as error:
                log.warning("updates could not be handled; Telegram sends them again: %s", error)
                for item in waiting:
                    item.tell(committed=False)
                return
        for item in waiting:
            item.tell(committed=True)
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
        if self._stopping:
            return web.Response(status=503)
        committed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        await self._queue.put(_Waiting(batch, committed))
        return web.Response(status=200 if await committed else 503)
