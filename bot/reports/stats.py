"""`/stats`: how the campaign goes, as pictures and in words."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path

from bot.core.messages import Attach, Button, Footnote, Message, Outgoing, Paragraph, Send
from bot.delivery.notifier import Notifier
from bot.errors import ChartError, StorageError
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import Routes
from bot.reports.buttons import ShowFigures
from bot.reports.chart_process import ChartReport, run_chart_process
from bot.reports.page_layout import pages
from bot.reports.periods import DAYS_SHOWN, WEEKS_SHOWN
from bot.reports.text import ReportSection
from bot.storage import organisers
from bot.storage import statistics as totals
from bot.storage.outbox import OutboxRow
from bot.storage.schema.enums import Granularity, Role
from bot.storage.statistics import StatisticsRequest
from bot.storage.store import Store
from flows.texts import Texts

log = logging.getLogger(__name__)
CAPTION = 1000
"""Characters; Telegram takes 1024 (Bot API, sendDocument)."""
LOOK_AGAIN = 60.0
"""Seconds after which the sender looks by itself, such as when figures could not be made."""
ROOM_FOR_CHOICES = 110

Make = Callable[[Path, Granularity, date], Awaitable[ChartReport]]


class Stats:
    """Takes requests for figures. They are stored, and `StatsSender` answers them beside the conversation."""

    def __init__(self) -> None:
        self.requested = asyncio.Event()

    def register(self, routes: Routes) -> None:
        """Let viewers ask for figures."""
        routes.command("stats", self._read_request, role=Role.VIEWER)
        routes.on(ShowFigures, self._request, role=Role.VIEWER)

    async def _read_request(self, ctx: OrganiserContext, argument: str) -> None:
        """Take days, weeks or all; the last weeks when nothing known is typed."""
        name = argument.strip().casefold().removesuffix("s")
        by = Granularity(name) if name in set(Granularity) else Granularity.WEEK
        await self._request(ctx, ShowFigures(by))

    async def _request(self, ctx: OrganiserContext, press: ShowFigures) -> None:
        await totals.request(await ctx.db(), ctx.organiser.id, press.by, ctx.now)
        await ctx.log("looked at figures", press.by)
        ctx.chose(period_label(press.by, ctx.texts))
        ctx.say(ctx.texts.organisers.reports.stats.coming)
        self.requested.set()


class StatsSender:
    """Sends the figures that organisers asked for; what was asked for survives a restart."""

    def __init__(
        self,
        store: Store,
        notifier: Notifier,
        requested: asyncio.Event,
        texts: Texts,
        make: Make = run_chart_process,
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._requested = requested
        self._texts = texts
        self._make = make

    async def run(self) -> None:
        """Answer requests as they come. Runs until cancelled."""
        while True:
            self._requested.clear()
            try:
                await self.run_once()
            except StorageError as error:
                log.error("figures could not be sent, trying again: %s", error)
            try:
                await asyncio.wait_for(self._requested.wait(), LOOK_AGAIN)
            except TimeoutError:
                continue

    async def run_once(self) -> None:
        """Answer everything that was asked for so far on a channel."""
        async with self._store.transaction() as db:
            requests = await totals.load_requests(db)
            viewers = {viewer.id: viewer.person for viewer in await organisers.with_role(db, Role.VIEWER)}
            for request in requests:
                if request.organiser_id not in viewers:
                    await totals.finish_request(db, request)
        for request in requests:
            if viewers.get(request.organiser_id, "").startswith(f"{self._notifier.channel}:"):
                await self._answer(request)

    async def _answer(self, request: StatisticsRequest) -> None:
        """Make the figures, then commit them as messages together with the end of the request."""
        messages = await self._make_messages(request.granularity)
        rows: list[OutboxRow] = []
        async with self._store.transaction() as db:
            viewers = {viewer.id: viewer.person for viewer in await organisers.with_role(db, Role.VIEWER)}
            address = viewers.get(request.organiser_id)
            if await totals.finish_request(db, request) and address:
                rows = await self._notifier.add(db, address, messages)
        self._notifier.send(rows)

    async def _make_messages(self, by: Granularity) -> list[Outgoing]:
        texts = self._texts.organisers.reports.stats
        try:
            report = await self._make(self._store.path, by, self._notifier.now().date())
        except (ChartError, OSError) as error:
            log.error("figures could not be made: %s", error)
            return [Send(Message((Paragraph(texts.failed),)))]
        captions = [chart.shows for chart in report.pictures]
        captions[:1] = [texts.in_words(picture=first) for first in captions[:1]]
        files = [
            Attach(f"figures-{by}-{number}.png", chart.png, _shorten(caption))
            for number, (chart, caption) in enumerate(zip(report.pictures, captions, strict=True), start=1)
        ]
        return [*files, *in_messages(report.sections, self._texts)]


def in_messages(sections: Sequence[ReportSection], texts: Texts) -> list[Send]:
    """Return figures in words, the last message with buttons for other days."""
    *others, last = pages(sections, ROOM_FOR_CHOICES)
    rows = tuple((Button(period_label(by, texts), ShowFigures(by).pack()),) for by in Granularity)
    other_days = Footnote(texts.organisers.reports.stats.other_days)
    return [*(Send(Message(page)) for page in others), Send(Message((*last, other_days), rows))]


def period_label(by: Granularity, texts: Texts) -> str:
    """Return the label of the button for these figures."""
    labels = texts.buttons.organisers.reports
    match by:
        case Granularity.DAY:
            return labels.last_days(number=DAYS_SHOWN)
        case Granularity.WEEK:
            return labels.last_weeks(number=WEEKS_SHOWN)
        case Granularity.ALL:
            return labels.everything


def _shorten(caption: str) -> str:
    return caption if len(caption) <= CAPTION else f"{caption[: CAPTION - 1]}…"
