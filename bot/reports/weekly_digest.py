"""A weekly digest for organisers who want it: what came in, what is overdue, what broke."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.content.catalogue import Content
from bot.core.callbacks import CommandButton, encode
from bot.core.context import Context
from bot.core.dates import in_words as day_in_words
from bot.core.messages import (
    Button,
    Message,
    Outgoing,
    Send,
)
from bot.core.sending_hours import SendingTime
from bot.delivery.notifier import Notifier
from bot.helpdesk import complaints
from bot.organisers.router import InputRoute, Route
from bot.reports.page_layout import pages
from bot.reports.periods import Period, Unit
from bot.reports.statistics import (
    Figures,
    add_up,
    names_of,
    read_spans,
)
from bot.reports.text import Section, join_counts, times
from bot.storage import audit_log, digest_subscriptions, organisers, threads
from bot.storage import statistics as totals
from bot.storage.enums import Granularity, Role, ThreadKind
from bot.storage.errors import StorageError
from bot.storage.organisers import Organiser
from bot.storage.savepoint import Database
from bot.storage.statistics import DeliveryFailures
from bot.storage.store import Store
from faq.entry import Entry

log = logging.getLogger(__name__)
AT = time(10)
"""On Mondays, in the campaign's time zone; later where sending hours, a holiday or a stop say so."""
LISTED = 8
ROOM_FOR_CHOICES = 80
SOON = timedelta(days=14)
LOOK_EVERY = 60.0
WHAT = (
    "The digest comes once a week, on Monday morning or the next working day: what came in, which answers "
    "are overdue for review, and what broke. It says nothing that points at a person."
)
KINDS: Mapping[ThreadKind, str] = {
    ThreadKind.TALK: "messages",
    ThreadKind.REPLY: "replies to updates",
    ThreadKind.COMPLAINT: "complaints about data",
}


def due_monday(now: datetime, zone: ZoneInfo) -> date:
    """The Monday whose digest is the newest that is due."""
    local = now.astimezone(zone)
    monday = local.date() - timedelta(days=local.weekday())
    return monday if local >= datetime.combine(monday, AT, zone) else monday - timedelta(weeks=1)


def first_open(monday: date, when: SendingTime) -> date:
    """The day on which the digest of a Monday comes: that Monday, or the next day with sending hours."""
    return when.next_open(datetime.combine(monday, AT, when.zone)).astimezone(when.zone).date()


class Digest:
    """Lets organisers have the digest, and stop it."""

    def __init__(self, when: SendingTime) -> None:
        self._when = when

    def duties(self) -> tuple[Mapping[str, Route], Mapping[str, InputRoute]]:
        duties = {
            "digest": Route(Role.VIEWER, self._show, "Get a digest every week"),
            "o_digest_on": Route(Role.VIEWER, self._begin),
            "o_digest_off": Route(Role.VIEWER, self._end),
        }
        return duties, {}

    async def _show(self, context: Context, organiser: Organiser, argument: str) -> None:
        del argument
        if await digest_subscriptions.is_subscribed(await context.savepoint.db(), organiser.id):
            button = Button("Stop the digest", encode(CommandButton("o_digest_off")))
            context.offer(WHAT, "You get it.", buttons=[button])
        else:
            button = Button("Get the digest", encode(CommandButton("o_digest_on")))
            context.offer(WHAT, "You don't get it.", buttons=[button])

    async def _begin(self, context: Context, organiser: Organiser, argument: str) -> None:
        del argument
        db = await context.savepoint.db()
        last = due_monday(context.now, self._when.zone)
        await digest_subscriptions.subscribe(db, organiser.id, last)
        await audit_log.write(db, organiser.id, "asked for the digest", now=context.now)
        context.confirm_choice("You chose: get the digest")
        comes = first_open(last + timedelta(weeks=1), self._when)
        context.say(
            f"The first digest comes on {comes:%A} {day_in_words(comes)}. You can stop it with /digest."
        )

    async def _end(self, context: Context, organiser: Organiser, argument: str) -> None:
        del argument
        db = await context.savepoint.db()
        if await digest_subscriptions.unsubscribe(db, organiser.id):
            await audit_log.write(db, organiser.id, "stopped the digest", now=context.now)
        context.confirm_choice("You chose: stop the digest")
        context.say("You get no more digests. You can have them again with /digest.")


@dataclass(frozen=True, slots=True)
class Week:
    """What a digest is made of."""

    figures: Figures
    waiting: Mapping[ThreadKind, int]
    """Messages to the organisers that nobody closed, by kind."""
    complaints: Sequence[str]
    """Those that have to be acknowledged before the next digest, and how long is left."""
    broken: DeliveryFailures
    entries: Sequence[Entry]
    today: date


class DigestPost:
    """Sends the digest when it is due. Message and note that it was sent are committed together, so that no
    week comes twice and none is lost by a restart; after weeks of standing still only the last one comes."""

    def __init__(self, store: Store, notifier: Notifier, words: Content, when: SendingTime) -> None:
        self._store = store
        self._notifier = notifier
        self._entries = words.entries
        self._names = names_of(words)
        self._when = when

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
        monday = due_monday(now, self._when.zone)
        due = await self._due(monday)
        if not due or not self._when.is_open(now):
            return
        said = in_messages(tell(await self._week(monday)))
        for number in due:
            await self._send(number, monday, said)

    async def _due(self, monday: date) -> list[int]:
        """Who waits for this digest. Those who may not see figures any more are taken off the list."""
        async with self._store.transaction() as db:
            due = await digest_subscriptions.due(db, monday)
            allowed = (
                {one.id: one.person for one in await organisers.with_role(db, Role.VIEWER)} if due else {}
            )
            for number in due:
                if number not in allowed:
                    await digest_subscriptions.unsubscribe(db, number)
        return [number for number in due if allowed.get(number, "").startswith(f"{self._notifier.channel}:")]

    async def _send(self, number: int, monday: date, said: Sequence[Outgoing]) -> None:
        async with self._store.transaction() as db:
            allowed = {one.id: one.person for one in await organisers.with_role(db, Role.VIEWER)}
            address = allowed.get(number)
            if address is None or not await digest_subscriptions.mark_sent(db, number, monday):
                return
            rows = await self._notifier.add(db, address, said)
        self._notifier.send(rows)

    async def _week(self, monday: date) -> Week:
        """The seven days before a Monday, and what waits today."""
        span = Period(monday - timedelta(days=7), monday - timedelta(days=1), Unit.WEEK)
        async with self._store.reading() as db:
            counted = await read_spans(db, (span,))
            waiting = await totals.open_threads(db)
            pressing = await _pressing(db, self._notifier.now())
            broken = await totals.delivery_failures(db, span.first, span.last)
        figures = await asyncio.to_thread(add_up, counted, self._names)
        return Week(figures, waiting, pressing, broken, self._entries, self._notifier.now().date())


async def _pressing(db: Database, now: datetime) -> list[str]:
    """Complaints that are overdue, or will be before the next digest."""
    return [
        f"Complaint {one.id}: {complaints.waiting_time(one, now)}."
        for one in await threads.load_unacknowledged(db)
        if complaints.due(one) < now + timedelta(days=8)
    ]


def tell(week: Week) -> tuple[Section, ...]:
    """A digest in words."""
    days = f"{day_in_words(week.figures.first)} to {day_in_words(week.figures.last)}"
    return (
        Section("Your weekly digest", (f"From {days}.",)),
        Section("What came in", tuple(_came_in(week.figures))),
        Section("What waits", (*_waits(week.waiting), *week.complaints)),
        Section("Answers to review", tuple(_to_review(week.entries, week.today))),
        Section("What broke", tuple(_broke(week.figures, week.broken))),
    )


def in_messages(sections: Sequence[Section]) -> list[Outgoing]:
    """The digest as messages, the last with a way to see more and a way to stop it."""
    *others, last = pages(sections, ROOM_FOR_CHOICES)
    more = Button("See the figures", encode(CommandButton("o_stats", Granularity.WEEK)))
    stop = Button("Stop the digest", encode(CommandButton("o_digest_off")))
    return [*(Send(Message(each)) for each in others), Send(Message(last, ((more,), (stop,))))]


def _came_in(figures: Figures) -> Iterator[str]:
    yield f"Joined: {figures.joined.total:,}. Left: {figures.left.total:,}."
    deeds = f" ({join_counts(figures.deeds)})" if figures.deeds else ""
    yield f"Pledges: {figures.pledges.total:,}{deeds}. Taken back: {figures.taken_back:,}."
    asked = figures.questions
    yield (
        f"Questions: {asked['answered']:,} answered at once, {asked['offered']:,} offered a choice, "
        f"{asked['unmatched']:,} not matched."
    )
    yield f"Left for the organisers: {times(figures.unanswered_total, 'question')}."
    yield from (f"Asked {times(one.number or 0, 'time')}: {one.name}" for one in figures.unanswered.lines)


def _waits(waiting: Mapping[ThreadKind, int]) -> Iterator[str]:
    if not waiting:
        yield "No message waits for an answer."
    for kind, number in waiting.items():
        yield f"Not closed yet, {KINDS[kind]}: {number:,}."


def _to_review(entries: Sequence[Entry], today: date) -> Iterator[str]:
    overdue = sorted(
        (one for one in entries if one.review_by < today), key=lambda one: (one.review_by, one.id)
    )
    soon = [one for one in entries if today <= one.review_by <= today + SOON]
    yield f"Overdue: {len(overdue):,}. Due within {SOON.days} days: {len(soon):,}."
    for one in overdue[:LISTED]:
        yield f"{one.question} Since {day_in_words(one.review_by)}."
    if len(overdue) > LISTED:
        yield f"And {len(overdue) - LISTED:,} more."


def _broke(figures: Figures, broken: DeliveryFailures) -> Iterator[str]:
    troubles = {
        "Errors in answering": figures.errors,
        "Updates that failed": broken.failed_updates,
        "Updates that may not have arrived": broken.unsure_updates,
        "Replies that could not be delivered in the last 48 hours": broken.undelivered_replies,
    }
    if not any(troubles.values()):
        yield "Nothing."
    yield from (f"{what}: {number:,}." for what, number in troubles.items() if number)
