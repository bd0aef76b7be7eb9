"""The bot on Telegram from start to stop."""

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
from bot.channels.telegram.fatal_errors import TelegramFatalError, raise_if_fatal
from bot.channels.telegram.polling import Polling, RetryPolicy
from bot.channels.telegram.profile import show_profile
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
from bot.storage import key_values, retention
from bot.storage.errors import StorageError
from bot.storage.store import Store

log = logging.getLogger(__name__)
CHANNEL = "telegram"
SECONDS_TO_STOP = 3.0
HOUR = 3600.0
TELEGRAM_KEEPS = timedelta(hours=24)
"""Undelivered updates are dropped by Telegram after this (Bot API, getting updates)."""
HEARD_AT = "telegram_heard_at"


@dataclass(frozen=True, slots=True)
class WebhookPlan:
    """Where Telegram posts to, and where that arrives here."""

    url: str
    host: str
    port: int
    secret: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How the bot runs."""

    webhook: WebhookPlan | None = None
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
        plan: Plan,
        now: Callable[[], datetime],
    ) -> None:
        self._bot = bot
        self._store = store
        self._campaign = campaign
        self._plan = plan
        self._now = now
        self._presses = CallbackQueries(bot)
        self._transport = TelegramSender(bot)
        self._rate_limiter = RateLimiter(campaign.policy.rate, asyncio.get_running_loop().time)
        self._outbox = Outbox(store, self._transport, now, plan.sending, self._rate_limiter)
        self._broadcasts: BroadcastWorker | None = None

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT, then stop cleanly.

        Raises:
            TelegramFatalError: Telegram will not talk to this bot.
            StorageError: the database can't be used.
        """
        asked_to_stop = _on_signals()
        await self._bot.connect()
        started = asyncio.create_task(self._start())
        stopping = asyncio.create_task(asked_to_stop.wait())
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
        me = await self._introduce()
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
            durable=self._plan.webhook is not None,
        )
        await self._clear_out()
        await self._report_gap()
        left = await self._outbox.load(CHANNEL)
        if left:
            log.info("%d replies were left from before and go out now", left)
        reader = UpdateReader(me)
        listening = await self._listen(reader, inbox)
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
        plan = self._plan.webhook
        if plan is None:
            with suppress(TelegramFatalError):  # getUpdates says so when a webhook is in its way
                await self._insist("deleteWebhook", {})
            polling = Polling(
                self._bot,
                reader,
                inbox,
                self._presses,
                wait_for_room=self._outbox.wait_for_room,
                retries=self._plan.retries,
            )
            return Listening(polling.run, polling.settle)
        path = urlsplit(plan.url).path or "/"
        webhook = Webhook(
            reader,
            inbox,
            self._presses,
            wait_for_room=self._outbox.wait_for_room,
            secret=plan.secret,
            path=path,
        )
        await webhook.start(plan.host, plan.port)
        params: dict[str, object] = {
            "url": plan.url,
            "secret_token": plan.secret,
            "allowed_updates": ALLOWED_UPDATES,
        }
        await self._insist("setWebhook", params)
        return Listening(webhook.run, webhook.stop)

    async def _introduce(self) -> Me:
        """Who we are, as Telegram says; asked until it answers."""
        told = await self._insist("getMe", {})
        return Me(int(told["id"]), str(told.get("username", "")))

    async def _note_username(self, username: str) -> None:
        """For links that are made while the bot does not run."""
        async with self._store.transaction() as db:
            await key_values.write(db, key_values.TELEGRAM_USERNAME, username)

    async def _insist(self, method: str, params: dict[str, object]) -> dict[str, Any]:
        """Call until it works or can't ever: no connection at start is no reason to give up."""
        pause = self._plan.retries.first_pause
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
                pause = min(pause * 2, self._plan.retries.longest_pause)
            else:
                return answer if isinstance(answer, dict) else {}

    async def _until(self, stopping: "asyncio.Task[Any]", app: Application, listening: "Listening") -> None:
        """Run everything until one part fails or the bot is asked to stop."""
        texts = self._campaign.content.texts
        tasks = [
            asyncio.create_task(work)
            for work in (
                listening.run(),
                self._outbox.write_results(),
                app.eraser.run(),
                self._every_hour(),
                _finally(app.broadcasts.run() if app.broadcasts else _nothing()),
                _finally(app.exports.run()),
                app.reports.run(self._store, app.notifier),
                show_profile(self._bot, menu(texts), texts.public.about_short, texts.public.about),
            )
        ]
        profile = tasks.pop()
        fatal = asyncio.create_task(_finally(asyncio.shield(self._outbox.fatal)))
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
            await self._note_heard()
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
                await self._note_heard()
            except StorageError as error:
                log.warning("what is over its time could not be cleared out: %s", error)

    async def _clear_out(self) -> None:
        async with self._store.transaction() as db:
            await retention.delete_expired(db, self._now())

    async def _note_heard(self) -> None:
        async with self._store.transaction() as db:
            await key_values.write_time(db, HEARD_AT, self._now())

    async def _report_gap(self) -> None:
        """Say so when the bot was off for longer than Telegram keeps what people write."""
        async with self._store.transaction() as db:
            heard = await key_values.read_time(db, HEARD_AT)
        gap = self._now() - heard if heard else timedelta()
        if gap > TELEGRAM_KEEPS:
            hours = int(gap.total_seconds() // 3600)
            log.warning(
                "the bot was off for %d hours; Telegram drops what is older than 24, so messages may be lost",
                hours,
            )
        await self._note_heard()


@dataclass(frozen=True, slots=True)
class Listening:
    """How updates come in: what runs, and how it stops."""

    run: Callable[[], Coroutine[Any, Any, None]]
    stop: Callable[[], Coroutine[Any, Any, None]]


def _payloads(person: Person, outgoing: Outgoing) -> Sequence[str]:
    return [json.dumps(payload, ensure_ascii=False) for payload in render(person, outgoing)]


async def _finally(work: Awaitable[None]) -> None:
    """Run something; a token that is refused ends it in words."""
    try:
        await work
    except TelegramError as error:
        raise_if_fatal(error)
        raise


async def _nothing() -> None:
    """Wait for ever: for parts that this bot does not have."""
    await asyncio.Event().wait()


def _on_signals() -> asyncio.Event:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, asked.set)
    return asked
