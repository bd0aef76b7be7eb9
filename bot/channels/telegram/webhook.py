"""A webhook: the server that Telegram posts updates to.

A post is answered with 200 only after the effects of its update are committed. Telegram repeats a post with
any other answer, so an update is either stored or comes again.
"""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.channels.telegram.callback_queries import CallbackQueries
from bot.channels.telegram.update_batches import Batch, UpdateReader
from bot.delivery.inbox import Inbox
from bot.errors import StorageError, TelegramFatalError

log = logging.getLogger(__name__)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (the header's name, not a secret)
LARGEST_UPDATE = 1_000_000
BATCH = 100
SECONDS_TO_STOP = 0.5


@dataclass(frozen=True, slots=True)
class _Post:
    """A post of Telegram's that waits for its answer."""

    batch: Batch
    committed: asyncio.Future[bool]

    def answer(self, *, committed: bool) -> None:
        if not self.committed.done():  # cancelled if Telegram closed the connection
            self.committed.set_result(committed)


class Webhook:
    """A small web server for Telegram alone: a request without the secret gets 403.

    `wait_for_room` returns once the outbox can take the replies to another batch.
    """

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
        self._queue: asyncio.Queue[_Post] = asyncio.Queue(maxsize=1000)
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Start listening; return the port, which the system chooses for 0.

        Raises:
            TelegramFatalError: the address can't be listened at.
        """
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.router.add_post(self._path, self._receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=SECONDS_TO_STOP)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            raise TelegramFatalError(
                f"{host}:{port} can't be listened at ({error.strerror}). Choose another WEBHOOK_LISTEN."
            ) from None
        return int(self._runner.addresses[0][1])

    async def run(self) -> None:
        """Handle posts until cancelled, all that wait (up to `BATCH`) in one transaction."""
        while True:
            await self._wait_for_room()
            posts = [await self._queue.get()]
            while len(posts) < BATCH and not self._queue.empty():
                posts.append(self._queue.get_nowait())
            # Shielded: a stop in the middle of a batch must not leave it handled and uncommitted.
            await asyncio.shield(asyncio.ensure_future(self._handle(posts)))

    async def stop(self) -> None:
        """Finish the batch in hand and refuse the posts that wait; Telegram repeats those."""
        self._stopping = True
        async with self._handling:
            pass
        while not self._queue.empty():
            self._queue.get_nowait().answer(committed=False)
        if self._runner:
            await self._runner.cleanup()

    async def _handle(self, posts: list[_Post]) -> None:
        received = [update for post in posts for update in post.batch.received]
        async with self._handling:
            try:
                await self._inbox.handle(received)
            except StorageError as error:
                log.warning("updates could not be handled; Telegram sends them again: %s", error)
                for post in posts:
                    post.answer(committed=False)
                return
        for post in posts:
            post.answer(committed=True)
            self._presses.acknowledge(post.batch.press_ids)

    async def _receive(self, request: web.Request) -> web.Response:
        secret = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(secret.encode(), self._secret.encode()):
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
        await self._queue.put(_Post(batch, committed))
        return web.Response(status=200 if await committed else 503)
