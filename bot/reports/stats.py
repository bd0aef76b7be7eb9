"""`/stats`: how the campaign goes, as pictures and in words."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from pathlib import Path

from bot.core.callbacks import CommandButton, encode
from bot.core.context import Context
from bot.core.messages import (
    Attach,
    Button,
    Footnote,
    Message,
    Outgoing,
    Paragraph,
    Send,
)
from bot.delivery.notifier import Notifier
from bot.organisers.router import InputRoute, Route
from bot.reports.chart_process import DrawingError, Report, run_chart_process
from bot.reports.page_layout import pages
from bot.reports.periods import DAYS_SHOWN, WEEKS_SHOWN
from bot.reports.text import Section
from bot.storage import audit_log, organisers
from bot.storage import statistics as totals
from bot.storage.enums import Granularity, Role
from bot.storage.errors import StorageError
from bot.storage.organisers import Organiser
from bot.storage.outbox import OutboxRow
from bot.storage.statistics import StatisticsRequest
from bot.storage.store import Store

log = logging.getLogger(__name__)
CHOICES = {
    Granularity.DAY: f"Show the last {DAYS_SHOWN} days",
    Granularity.WEEK: f"Show the last {WEEKS_SHOWN} weeks",
    Granularity.ALL: "Show everything",
}
CAPTION = 1000
"""Characters; Telegram takes 1024 (Bot API, sendDocument)."""
LOOK_AGAIN = 60.0
"""Seconds after which the post looks by itself, such as when figures could not be made."""

ROOM_FOR_CHOICES = 110
IN_WORDS = "All of it is in words below."

Make = Callable[[Path, Granularity, date], Awaitable[Report]]


class Stats:
    """Takes requests for figures. They are noted, and `StatsPost` answers them beside the conversation."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    def duties(self) -> tuple[Mapping[str, Route], Mapping[str, InputRoute]]:
        duties = {
            "stats": Route(Role.VIEWER, self._ask, "See how the campaign goes"),
            "o_stats": Route(Role.VIEWER, self._ask),
        }
        return duties, {}

    async def _ask(self, context: Context, organiser: Organiser, argument: str) -> None:
        """Days, weeks or all; the last weeks when nothing known is said."""
        named = argument.strip().casefold().removesuffix("s")
        by = Granularity(named) if named in set(Granularity) else Granularity.WEEK
        db = await context.savepoint.db()
        await totals.request(db, organiser.id, by, context.now)
        await audit_log.write(db, organiser.id, "looked at figures", now=context.now, subject=by)
        context.confirm_choice(f"You chose: {CHOICES[by]}")
        context.say("I am adding up the figures. They come in a moment, as pictures and in words.")
        self.asked.set()


class StatsPost:
    """Sends the figures that organisers asked for; what was asked for survives a restart."""

    def __init__(
        self,
        store: Store,
        notifier: Notifier,
        asked: asyncio.Event,
        make: Make = run_chart_process,
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._asked = asked
        self._make = make

    async def run(self) -> None:
        """Answer requests as they come. Runs until cancelled."""
        while True:
            self._asked.clear()
            try:
                await self.run_once()
            except StorageError as error:
                log.error("figures could not be sent, trying again: %s", error)
            try:
                await asyncio.wait_for(self._asked.wait(), LOOK_AGAIN)
            except TimeoutError:
                continue

    async def run_once(self) -> None:
        """Answer everything that was asked for so far on a channel."""
        async with self._store.transaction() as db:
            wanted = await totals.load_requests(db)
            allowed = {one.id: one.person for one in await organisers.with_role(db, Role.VIEWER)}
            for gone in [one for one in wanted if one.organiser_id not in allowed]:
                await totals.finish_request(db, gone)
        for one in wanted:
            if allowed.get(one.organiser_id, "").startswith(f"{self._notifier.channel}:"):
                await self._answer(one)

    async def _answer(self, one: StatisticsRequest) -> None:
        """Make the figures, then commit them as messages together with the end of the request."""
        said = await self._said(one.granularity)
        rows: list[OutboxRow] = []
        async with self._store.transaction() as db:
            still = {each.id: each.person for each in await organisers.with_role(db, Role.VIEWER)}
            address = still.get(one.organiser_id)
            if await totals.finish_request(db, one) and address:
                rows = await self._notifier.add(db, address, said)
        self._notifier.send(rows)

    async def _said(self, by: Granularity) -> list[Outgoing]:
        try:
            made = await self._make(self._store.path, by, self._notifier.now().date())
        except (DrawingError, OSError) as error:
            log.error("figures could not be made: %s", error)
            sorry = "Sorry, the figures could not be made. Whoever runs the bot finds the reason in its log."
            return [Send(Message((Paragraph(sorry),)))]
        shown = [picture.shows for picture in made.pictures]
        notes = [f"{shows} {IN_WORDS}" if at == 0 else shows for at, shows in enumerate(shown)]
        files = [
            Attach(f"figures-{by}-{number}.png", picture.png, _caption(note))
            for number, (picture, note) in enumerate(zip(made.pictures, notes, strict=True), start=1)
        ]
        return [*files, *in_messages(made.sections)]


def in_messages(sections: tuple[Section, ...]) -> list[Send]:
    """Figures in words, the last message with buttons for other days."""
    *others, last = pages(sections, ROOM_FOR_CHOICES)
    rows = tuple((Button(label, encode(CommandButton("o_stats", by))),) for by, label in CHOICES.items())
    return [
        *(Send(Message(each)) for each in others),
        Send(Message((*last, Footnote("For other days:")), rows)),
    ]


def _caption(shows: str) -> str:
    return shows if len(shows) <= CAPTION else f"{shows[: CAPTION - 1]}…"
