"""Figures and the weekly digest: what organisers may ask for, and what is sent beside the conversation."""

import asyncio
from functools import partial

from bot.content.catalogue import Content
from bot.core.sending_hours import SendingTime
from bot.delivery.notifier import Notifier
from bot.organisers.routes import Routes
from bot.reports.chart_process import run_chart_process
from bot.reports.stats import Stats, StatsSender
from bot.reports.weekly_digest import DigestSender, DigestSubscriptions
from bot.storage.store import Store


class Reports:
    """Made once; the conversation has its routes, and the channel runs it."""

    def __init__(self, content: Content, sending_time: SendingTime) -> None:
        self._content = content
        self._sending_time = sending_time
        self._stats = Stats()

    def register(self, routes: Routes) -> None:
        """Let viewers ask for figures and have the digest."""
        self._stats.register(routes)
        DigestSubscriptions(self._sending_time).register(routes)

    async def run(self, store: Store, notifier: Notifier) -> None:
        """Send figures as they are asked for and digests as they fall due. Runs until cancelled."""
        stats, digest = self._senders(store, notifier)
        await asyncio.gather(stats.run(), digest.run())

    async def run_once(self, store: Store, notifier: Notifier) -> None:
        """Send what is to be sent now, for a channel that goes line by line."""
        stats, digest = self._senders(store, notifier)
        await stats.run_once()
        await digest.run_once()

    def _senders(self, store: Store, notifier: Notifier) -> tuple[StatsSender, DigestSender]:
        make = partial(run_chart_process, root=self._content.root)
        stats = StatsSender(store, notifier, self._stats.requested, self._content.texts, make)
        return stats, DigestSender(store, notifier, self._content, self._sending_time)
