"""The bot on Telegram: starts its parts, runs them side by side and stops them in order."""

import asyncio
import hashlib
import json
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from telegram.error import BadRequest, TelegramError

from bot.app import Application, Campaign, Channel, build
from bot.broadcasts.worker.rate_limiter import RateLimiter
from bot.broadcasts.worker.worker import BroadcastWorker
from bot.channels.telegram.callback_queries import CallbackQueries
from bot.channels.telegram.errors import SlowDown
from bot.channels.telegram.fatal_errors import raise_if_fatal
from bot.channels.telegram.polling import Polling, RetryPolicy
from bot.channels.telegram.profile import set_profile
from bot.channels.telegram.render import render
from bot.channels.telegram.sender import TelegramSender
from bot.channels.telegram.share_links import share_url
from bot.channels.telegram.transport import QuietBot, call
from bot.channels.telegram.update_batches import UpdateReader
from bot.channels.telegram.update_parser import ALLOWED_UPDATES, Me
from bot.channels.telegram.webhook import Webhook
from bot.conversation.commands import menu
from bot.core.messages import Outgoing, Person
from bot.delivery.inbox import Inbox
from bot.delivery.outbox import Outbox, SendOptions
from bot.errors import StorageError, TelegramFatalError
from bot.storage import key_values, retention
from bot.storage.store import Store

log = logging.getLogger(__name__)
CHANNEL = "telegram"
SECONDS_TO_STOP = 3.0
HOUR = 3600.0
TELEGRAM_KEEPS = timedelta(hours=24)
"""Telegram drops undelivered updates after this time (https://core.telegram.org/bots/api#getting-updates)."""
LAST_RUNNING_AT = "telegram_heard_at"


@dataclass(frozen=True, slots=True)
class WebhookOptions:
    """The address that Telegram posts to, and the one that the bot listens at."""

    url: str
    host: str
    port: int
    secret: str


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """How the bot receives and sends; without `webhook` it polls."""

    webhook: WebhookOptions | None = None
    retries: RetryPolicy = field(default_factory=RetryPolicy)
    sending: SendOptions = field(default_factory=SendOptions)


class Service:
    """Everything that runs while the bot is on Telegram."""

    def __init__(
        self,
        bot: QuietBot,
        store: Store,
        campaign: Campaign,
        *,
        options: ServiceOptions,
        now: Callable[[], datetime],
    ) -> None:
        self._bot = bot
        self._store = store
        self._campaign = campaign
        self._options = options
        self._now = now
        self._presses = CallbackQueries(bot)
        self._transport = TelegramSender(bot)
        self._rate_limiter = RateLimiter(campaign.policy.rate, asyncio.get_running_loop().time)
        self._outbox = Outbox(store, self._transport, now, options.sending, self._rate_limiter)
        self._broadcasts: BroadcastWorker | None = None

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT, then stop cleanly.

        Raises:
            TelegramFatalError: Telegram refuses this bot.
            StorageError: the database can't be used.
        """
        stop_requested = _stop_signals()
        await self._bot.connect()
        started = asyncio.create_task(self._start())
        stopping = asyncio.create_task(stop_requested.wait())
        await asyncio.wait({started, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not started.done():
            started.cancel()
            await asyncio.gather(started, return_exceptions=True)
            await self._bot.disconnect()
            return
        try:
            await self._until(stopping, *(await started))
        finally:
            stopping.cancel()
            await self._stop()

    async def _start(self) -> "tuple[Application, Listening]":
        me = await self._get_me()
        await self._note_username(me.username)
        app = self._build(me.username)
        token = hashlib.sha256(self._bot.token.encode()).hexdigest()[:16]
        inbox = Inbox(
            self._store,
            app.conversation,
            self._campaign.content.texts,
            app.notifier,
            now=self._now,
            token=token,
            durable=self._options.webhook is not None,
        )
        await self._clear_out()
        await self._report_gap()
        replies = await self._outbox.load(CHANNEL)
        if replies:
            log.info("%d replies were left from before and go out now", replies)
        listening = await self._listen(UpdateReader(me), inbox)
        log.info("@%s is listening", me.username)
        return app, listening

    def _build(self, username: str) -> Application:
        link = f"https://t.me/{username}?start={{}}"
        channel = Channel(
            CHANNEL,
            render=_payloads,
            queue=self._outbox,
            transport=self._transport,
            share_url=share_url(link.format("src_share")),
            start_link=link.format,
            rate_limiter=self._rate_limiter,
        )
        app = build(self._campaign, self._store, channel, self._now)
        self._broadcasts = app.broadcasts
        return app

    async def _listen(self, reader: UpdateReader, inbox: Inbox) -> "Listening":
        options = self._options.webhook
        if options is None:
            with suppress(TelegramFatalError):  # getUpdates reports a webhook that is still set
                await self._insist("deleteWebhook", {})
            polling = Polling(
                self._bot,
                reader,
                inbox,
                self._presses,
                wait_for_room=self._outbox.wait_for_room,
                retries=self._options.retries,
            )
            return Listening(polling.run, polling.settle)
        webhook = Webhook(
            reader,
            inbox,
            self._presses,
            wait_for_room=self._outbox.wait_for_room,
            secret=options.secret,
            path=urlsplit(options.url).path or "/",
        )
        await webhook.start(options.host, options.port)
        params: dict[str, object] = {
            "url": options.url,
            "secret_token": options.secret,
            "allowed_updates": ALLOWED_UPDATES,
        }
        await self._insist("setWebhook", params)
        return Listening(webhook.run, webhook.stop)

    async def _get_me(self) -> Me:
        """Ask Telegram for the bot's own id and username until it answers."""
        user = await self._insist("getMe", {})
        return Me(int(user["id"]), str(user.get("username", "")))

    async def _note_username(self, username: str) -> None:
        """Store the username for `invite`, which makes links while the bot is off too."""
        async with self._store.transaction() as db:
            await key_values.write(db, key_values.TELEGRAM_USERNAME, username)

    async def _insist(self, method: str, params: dict[str, object]) -> dict[str, Any]:
        """Call a method until Telegram answers: a start without a network has to wait, not fail.

        Raises:
            TelegramFatalError: Telegram refuses the call or the bot.
        """
        pause = self._options.retries.first_pause
        while True:
            try:
                answer = await call(self._bot, method, params)
            except BadRequest as error:
                raise TelegramFatalError(f"Telegram refused {method}: {error.message}") from None
            except TelegramError as error:
                raise_if_fatal(error)
                wait = error.seconds if isinstance(error, SlowDown) else pause
                log.warning("Telegram can't be reached (%s), trying again", type(error).__name__)
                await asyncio.sleep(wait)
                pause = min(pause * 2, self._options.retries.longest_pause)
            else:
                return answer if isinstance(answer, dict) else {}

    async def _until(self, stopping: "asyncio.Task[Any]", app: Application, listening: "Listening") -> None:
        """Run all parts until one fails or the bot is asked to stop.

        The profile alone may end: it is set once.
        """
        texts = self._campaign.content.texts
        tasks = [
            asyncio.create_task(work)
            for work in (
                listening.run(),
                self._outbox.write_results(),
                app.eraser.run(),
                self._every_hour(),
                _with_remedy(app.broadcasts.run() if app.broadcasts else _wait_for_ever()),
                _with_remedy(app.exports.run()),
                app.reports.run(self._store, app.notifier),
                set_profile(self._bot, menu(texts), texts.public.about_short, texts.public.about),
            )
        ]
        profile = tasks.pop()
        fatal = asyncio.create_task(_with_remedy(asyncio.shield(self._outbox.fatal)))
        try:
            running: set[asyncio.Task[Any]] = {*tasks, fatal, stopping}
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()
        finally:
            for task in (*tasks, profile, fatal):
                task.cancel()
            await asyncio.gather(*tasks, profile, fatal, return_exceptions=True)
            await listening.stop()

    async def _stop(self) -> None:
        await self._presses.stop(0.5)
        await asyncio.gather(self._outbox.stop(SECONDS_TO_STOP), self._stop_broadcasts())
        try:
            await self._note_running()
        except StorageError as error:
            log.warning("%s", error)
        await self._bot.disconnect()

    async def _stop_broadcasts(self) -> None:
        try:
            if self._broadcasts:
                await self._broadcasts.stop(SECONDS_TO_STOP)
        except StorageError as error:
            log.warning("what became of a broadcast could not be written down: %s", error)

    async def _every_hour(self) -> None:
        while True:
            await asyncio.sleep(HOUR)
            try:
                await self._clear_out()
                await self._note_running()
            except StorageError as error:
                log.warning("what is over its time could not be cleared out: %s", error)

    async def _clear_out(self) -> None:
        async with self._store.transaction() as db:
            await retention.delete_expired(db, self._now())

    async def _note_running(self) -> None:
        """Store the time, from which the next start reckons how long the bot was off."""
        async with self._store.transaction() as db:
            await key_values.write_time(db, LAST_RUNNING_AT, self._now())

    async def _report_gap(self) -> None:
        """Log a warning if the bot was off for longer than Telegram keeps updates."""
        async with self._store.transaction() as db:
            last = await key_values.read_time(db, LAST_RUNNING_AT)
        gap = self._now() - last if last else timedelta()
        if gap > TELEGRAM_KEEPS:
            hours = int(gap.total_seconds() // 3600)
            log.warning(
                "the bot was off for %d hours; Telegram drops what is older than 24, so messages may be lost",
                hours,
            )
        await self._note_running()


@dataclass(frozen=True, slots=True)
class Listening:
    """The way updates come in: the loop to run, and how to stop it."""

    run: Callable[[], Coroutine[Any, Any, None]]
    stop: Callable[[], Coroutine[Any, Any, None]]


def _payloads(person: Person, outgoing: Outgoing) -> Sequence[str]:
    return [json.dumps(payload, ensure_ascii=False) for payload in render(person, outgoing)]


async def _with_remedy(work: Awaitable[None]) -> None:
    """Await some work; raise TelegramFatalError, which names the remedy, for a refused token."""
    try:
        await work
    except TelegramError as error:
        raise_if_fatal(error)
        raise


async def _wait_for_ever() -> None:
    """Stand in for a part that this bot doesn't have."""
    await asyncio.Event().wait()


def _stop_signals() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop_requested = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop_requested.set)
    return stop_requested
