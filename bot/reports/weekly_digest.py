"""A weekly digest for organisers who want it: what came in, what is overdue, what broke."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.content.catalogue import Content
from bot.core.messages import Button, Message, Outgoing, Send
from bot.core.sending_hours import SendingTime
from bot.delivery.notifier import Notifier
from bot.errors import StorageError
from bot.helpdesk import complaints
from bot.organisers.context import OrganiserContext
from bot.organisers.routes import Routes
from bot.reports.buttons import ShowFigures, StartDigest, StopDigest
from bot.reports.page_layout import pages
from bot.reports.periods import Period, Unit
from bot.reports.statistics import Figures, add_up, names_of, read_spans
from bot.reports.text import Section, join_counts
from bot.storage import organisers, threads
from bot.storage import statistics as totals
from bot.storage.savepoint import Database
from bot.storage.schema.enums import Granularity, Role, ThreadKind
from bot.storage.statistics import DeliveryFailures
from bot.storage.store import Store
from faq.entry import Entry
from flows.texts import Texts

log = logging.getLogger(__name__)
AT = time(10)
"""On Mondays, in the campaign's time zone; later where sending hours, a holiday or a stop say so."""
LISTED = 8
ROOM_FOR_CHOICES = 80
SOON = timedelta(days=14)
LOOK_EVERY = 60.0


def due_monday(now: datetime, zone: ZoneInfo) -> date:
    """Return the Monday whose digest is the newest that is due."""
    local = now.astimezone(zone)
    monday = local.date() - timedelta(days=local.weekday())
    return monday if local >= datetime.combine(monday, AT, zone) else monday - timedelta(weeks=1)


def first_open(monday: date, hours: SendingTime) -> date:
    """Return the day on which the digest of a Monday comes: then, or the next day with sending hours."""
    return hours.next_open(datetime.combine(monday, AT, hours.zone)).astimezone(hours.zone).date()


class DigestSubscriptions:
    """Lets organisers have the digest, and stop it."""

    def __init__(self, hours: SendingTime) -> None:
        self._hours = hours

    def register(self, routes: Routes) -> None:
        """Let viewers have the digest, and stop it."""
        routes.command("digest", self._show, role=Role.VIEWER)
        routes.on(StartDigest, self._start, role=Role.VIEWER)
        routes.on(StopDigest, self._stop, role=Role.VIEWER)

    async def _show(self, ctx: OrganiserContext, _: str) -> None:
        texts, labels = ctx.texts.organisers.reports.digest, ctx.texts.buttons.organisers.reports
        if await totals.is_subscribed(await ctx.db(), ctx.organiser.id):
            button = Button(labels.stop_digest, StopDigest().pack())
            ctx.offer(texts.about, texts.subscribed, buttons=[button])
        else:
            button = Button(labels.get_digest, StartDigest().pack())
            ctx.offer(texts.about, texts.not_subscribed, buttons=[button])

    async def _start(self, ctx: OrganiserContext, _: StartDigest) -> None:
        last = due_monday(ctx.now, self._hours.zone)
        await totals.subscribe(await ctx.db(), ctx.organiser.id, last)
        await ctx.log("asked for the digest")
        ctx.chose(ctx.texts.buttons.organisers.reports.get_digest)
        first = first_open(last + timedelta(weeks=1), self._hours)
        day = ctx.texts.public.dates.on_weekday(first)
        ctx.say(ctx.texts.organisers.reports.digest.first(date=day))

    async def _stop(self, ctx: OrganiserContext, _: StopDigest) -> None:
        if await totals.unsubscribe(await ctx.db(), ctx.organiser.id):
            await ctx.log("stopped the digest")
        ctx.chose(ctx.texts.buttons.organisers.reports.stop_digest)
        ctx.say(ctx.texts.organisers.reports.digest.stopped)


@dataclass(frozen=True, slots=True)
class Week:
    """What a digest is made of."""

    figures: Figures
    waiting: Mapping[ThreadKind, int]
    """Messages to the organisers that nobody closed, by kind."""
    complaints: Sequence[str]
    """Those that have to be acknowledged before the next digest, each with how long is left."""
    broken: DeliveryFailures
    entries: Sequence[Entry]
    today: date


class DigestSender:
    """Sends the digest when it is due.

    The message and the note that it was sent are committed together: no week comes twice, and none is lost by
    a restart. After weeks without the bot only the last one comes.
    """

    def __init__(self, store: Store, notifier: Notifier, content: Content, hours: SendingTime) -> None:
        self._store = store
        self._notifier = notifier
        self._entries = content.entries
        self._names = names_of(content)
        self._texts = content.texts
        self._hours = hours

    async def run(self) -> None:
        """Send digests as they fall due. Runs until cancelled."""
        while True:
            try:
                await self.run_once()
            except StorageError as error:
                log.error("the digest could not be sent, trying again: %s", error)
            await asyncio.sleep(LOOK_EVERY)

    async def run_once(self) -> None:
        """Send what is due now on a channel."""
        now = self._notifier.now()
        monday = due_monday(now, self._hours.zone)
        due = await self._due(monday)
        if not due or not self._hours.is_open(now):
            return
        messages = in_messages(describe_week(await self._week(monday), self._texts), self._texts)
        for organiser in due:
            await self._send(organiser, monday, messages)

    async def _due(self, monday: date) -> list[int]:
        """Return who waits for this digest. Subscribers who may no longer see figures are unsubscribed."""
        async with self._store.transaction() as db:
            due = await totals.due_digests(db, monday)
            viewers = await _viewers(db) if due else {}
            for organiser in due:
                if organiser not in viewers:
                    await totals.unsubscribe(db, organiser)
        channel = f"{self._notifier.channel}:"
        return [organiser for organiser in due if viewers.get(organiser, "").startswith(channel)]

    async def _send(self, organiser: int, monday: date, messages: Sequence[Outgoing]) -> None:
        async with self._store.transaction() as db:
            address = (await _viewers(db)).get(organiser)
            if address is None or not await totals.mark_digest_sent(db, organiser, monday):
                return
            rows = await self._notifier.add(db, address, messages)
        self._notifier.send(rows)

    async def _week(self, monday: date) -> Week:
        """Read the seven days before a Monday, and what waits today."""
        span = Period(monday - timedelta(days=7), monday - timedelta(days=1), Unit.WEEK)
        now = self._notifier.now()
        async with self._store.reading() as db:
            counted = await read_spans(db, (span,))
            waiting = await totals.open_threads(db)
            pressing = await _pressing_complaints(db, now, self._texts)
            broken = await totals.delivery_failures(db, span.first, span.last)
        figures = await asyncio.to_thread(add_up, counted, self._names)
        return Week(figures, waiting, pressing, broken, self._entries, now.date())


async def _viewers(db: Database) -> dict[int, str]:
    """Return the address of everybody who may see figures, by number."""
    return {viewer.id: viewer.person for viewer in await organisers.with_role(db, Role.VIEWER)}


async def _pressing_complaints(db: Database, now: datetime, texts: Texts) -> list[str]:
    """Return a line for each complaint that is overdue, or will be before the next digest."""
    digest = texts.organisers.reports.digest
    return [
        digest.complaint(number=thread.id, waiting=complaints.waiting_time(thread, now, texts))
        for thread in await threads.load_unacknowledged(db)
        if complaints.due_at(thread) < now + timedelta(days=8)
    ]


def describe_week(week: Week, texts: Texts) -> tuple[Section, ...]:
    """Return a digest in words."""
    digest, dates = texts.organisers.reports.digest, texts.public.dates
    days = digest.period(first=dates.day(week.figures.first), last=dates.day(week.figures.last))
    return (
        Section(digest.title, (days,)),
        Section(digest.titles.came_in, tuple(_came_in(week.figures, texts))),
        Section(digest.titles.waits, (*_waiting(week.waiting, texts), *week.complaints)),
        Section(digest.titles.review, tuple(_to_review(week.entries, week.today, texts))),
        Section(digest.titles.broke, tuple(_broken(week.figures, week.broken, texts))),
    )


def in_messages(sections: Sequence[Section], texts: Texts) -> list[Outgoing]:
    """Return the digest as messages, the last with a way to see more and a way to stop it."""
    labels = texts.buttons.organisers.reports
    *others, last = pages(sections, ROOM_FOR_CHOICES)
    more = Button(labels.see_figures, ShowFigures(Granularity.WEEK).pack())
    stop = Button(labels.stop_digest, StopDigest().pack())
    return [*(Send(Message(page)) for page in others), Send(Message(last, ((more,), (stop,))))]


def _came_in(figures: Figures, texts: Texts) -> Iterator[str]:
    words, digest = texts.organisers.reports.figures, texts.organisers.reports.digest
    yield words.joined(joined=f"{figures.joined.total:,}", left=f"{figures.left.total:,}")
    pledges, taken_back = f"{figures.pledges.total:,}", f"{figures.taken_back:,}"
    if figures.pledge_types:
        pledge_types = join_counts(figures.pledge_types, words)
        yield digest.pledges_of(pledges=pledges, deeds=pledge_types, taken_back=taken_back)
    else:
        yield digest.pledges(pledges=pledges, taken_back=taken_back)
    asked = figures.questions
    yield digest.questions(
        answered=f"{asked['answered']:,}",
        offered=f"{asked['offered']:,}",
        unmatched=f"{asked['unmatched']:,}",
    )
    yield digest.left(figures.unanswered_total)
    yield from (words.asked(line.number or 0, question=line.name) for line in figures.unanswered.lines)


def _waiting(waiting: Mapping[ThreadKind, int], texts: Texts) -> Iterator[str]:
    digest = texts.organisers.reports.digest
    if not waiting:
        yield digest.nobody_waits
    for kind, number in waiting.items():
        yield digest.waiting[kind](number=f"{number:,}")


def _to_review(entries: Sequence[Entry], today: date, texts: Texts) -> Iterator[str]:
    reports, dates = texts.organisers.reports, texts.public.dates
    overdue = sorted(
        (entry for entry in entries if entry.review_by < today), key=lambda entry: (entry.review_by, entry.id)
    )
    soon = sum(today <= entry.review_by <= today + SOON for entry in entries)
    yield reports.digest.review(overdue=f"{len(overdue):,}", days=SOON.days, soon=f"{soon:,}")
    for entry in overdue[:LISTED]:
        yield reports.editorial.since(question=entry.question, date=dates.day(entry.review_by))
    if len(overdue) > LISTED:
        yield reports.figures.more(number=f"{len(overdue) - LISTED:,}")


def _broken(figures: Figures, broken: DeliveryFailures, texts: Texts) -> Iterator[str]:
    digest = texts.organisers.reports.digest
    failures = (
        (texts.organisers.reports.figures.answer_errors, figures.errors),
        (digest.failed, broken.failed_updates),
        (digest.unconfirmed, broken.unsure_updates),
        (digest.undelivered, broken.undelivered_replies),
    )
    if not any(number for _, number in failures):
        yield digest.nothing_broke
    yield from (line(number=f"{number:,}") for line, number in failures if number)
