"""Figures and the weekly digest: what organisers may ask for, and what is sent beside the conversation."""

import asyncio
from collections.abc import Mapping
from functools import partial

from bot.content.catalogue import Content
from bot.core.sending_hours import SendingTime
from bot.delivery.notifier import Notifier
from bot.organisers.router import InputRoute, Route
from bot.reports.chart_process import run_chart_process
from bot.reports.stats import Stats, StatsPost
from bot.reports.weekly_digest import Digest, DigestPost
from bot.storage.store import Store


class Reports:
    """Made once; the conversation has its duties, and the channel runs it."""

    def __init__(self, words: Content, when: SendingTime) -> None:
        self._words = words
        self._when = when
        self._stats = Stats()
        self._digest = Digest(when)

    def duties(self) -> tuple[Mapping[str, Route], Mapping[str, InputRoute]]:
        (stats, _), (digest, _) = self._stats.duties(), self._digest.duties()
        return {**stats, **digest}, {}

    async def run(self, store: Store, notifier: Notifier) -> None:
        """Send figures as they are asked for and digests as they fall due. Runs until cancelled."""
        stats, digest = self._posts(store, notifier)
        await asyncio.gather(stats.run(), digest.run())

    async def run_once(self, store: Store, notifier: Notifier) -> None:
        """Send what is to be sent now, for a channel that goes line by line."""
        stats, digest = self._posts(store, notifier)
        await stats.run_once()
        await digest.run_once()

    def _posts(self, store: Store, notifier: Notifier) -> tuple[StatsPost, DigestPost]:
        make = partial(run_chart_process, content=self._words.root)
        stats = StatsPost(store, notifier, self._stats.asked, make)
        return stats, DigestPost(store, notifier, self._words, self._when)
