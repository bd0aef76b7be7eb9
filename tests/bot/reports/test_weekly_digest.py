"""The weekly digest: for those who want it, on Mondays, inside the sending hours, once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config.settings import SendingHours
from bot.content.catalogue import Content
from bot.core.callbacks import Callback
from bot.core.context import Context
from bot.core.messages import Choices, Message, Paragraph, Send, Title
from bot.core.sending_hours import SendingTime
from bot.core.state import ConversationState, load
from bot.delivery.notifier import Notifier
from bot.organisers.router import OrganiserRouter
from bot.organisers.routes import Routes
from bot.reports.buttons import StartDigest, StopDigest
from bot.reports.weekly_digest import DigestSender, DigestSubscriptions, due_monday
from bot.storage import organisers, outbox, statistics, threads, unanswered, updates
from bot.storage.savepoint import Savepoint
from bot.storage.schema.enums import Role, ThreadKind
from bot.storage.store import Store
from faq.entry import Topic
from tests.bot.reports.test_stats import Sent
from tests.conftest import english
from tests.harness.clock import FakeClock

LONDON = ZoneInfo("Europe/London")
ANN, BEN = "telegram:1", "telegram:2"
WEDNESDAY = datetime(2026, 11, 18, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
BOXING_DAY_MONDAY = date(2026, 12, 28)
WHEN = SendingTime(SendingHours(time(9), time(19)), LONDON, holidays=lambda _: {BOXING_DAY_MONDAY})


@dataclass
class Office:
    store: Store
    words: Content
    screen: Sent = field(default_factory=Sent)
    now: FakeClock = field(default_factory=lambda: FakeClock(WEDNESDAY))

    def sender(self) -> DigestSender:
        notifier = Notifier("telegram", self.screen, self.screen.render, self.now, english())
        return DigestSender(self.store, notifier, self.words, WHEN)

    async def at(self, moment: datetime) -> list[Message]:
        """What somebody is sent who is looked after at a moment, by a bot that has just started."""
        before = len(self.screen.said.get(ANN, []))
        self.now.time = moment
        await self.sender().run_once()
        return [one.message for one in self.screen.said.get(ANN, [])[before:] if isinstance(one, Send)]

    async def does(self, deed: str | Callback, who: str = ANN) -> list[str]:
        """Type a command or press a button; the paragraphs that come back."""

        async def nobody_is_invited(context: Context, code: str) -> bool:
            return False

        routes = Routes()
        DigestSubscriptions(WHEN).register(routes)
        desk = OrganiserRouter(routes, nobody_is_invited)
        async with self.store.transaction() as db:
            work = Savepoint(db, self.now())
            context = Context(who, ConversationState(), work, english())
            if isinstance(deed, str):
                done = await desk.run_command(context, deed, "")
            else:
                done = await desk.press(context, deed)
            if not done:
                return []
            await work.keep()
        messages = [one.message for one in context.replies if isinstance(one, Send)]
        return [block.text for one in messages for block in one.blocks if isinstance(block, Paragraph)]


@pytest.fixture
async def office(tmp_path: Path, words: Content) -> AsyncIterator[Office]:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await organisers.grant(db, ANN, Role.VIEWER, WEDNESDAY)
        await organisers.grant(db, BEN, Role.EXPORTER, WEDNESDAY)
    yield Office(store, words)
    await store.close()


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2026, 11, 23, 9, 59, tzinfo=UTC), date(2026, 11, 16)),
        (datetime(2026, 11, 23, 10, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 29, 23, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 6, 1, 8, 59, tzinfo=UTC), date(2026, 5, 25)),
        (datetime(2026, 6, 1, 9, 0, tzinfo=UTC), date(2026, 6, 1)),
    ],
)
def test_a_digest_is_due_from_ten_on_mondays_in_london(now: datetime, monday: date) -> None:
    assert due_monday(now, LONDON) == monday


async def test_nobody_gets_it_who_did_not_ask(office: Office) -> None:
    assert await office.at(MONDAY) == []


async def test_the_first_comes_on_the_next_monday_and_then_every_week(office: Office) -> None:
    assert (await office.does(StartDigest()))[-1].startswith(
        "The first digest comes on Monday 23 November 2026."
    )
    assert await office.at(WEDNESDAY + timedelta(hours=1)) == []
    assert await office.at(MONDAY - timedelta(minutes=1)) == []
    assert len(await office.at(MONDAY)) == 1
    for later in (timedelta(minutes=1), timedelta(hours=5), timedelta(days=1), timedelta(days=6)):
        assert await office.at(MONDAY + later) == []
    assert len(await office.at(MONDAY + timedelta(weeks=1))) == 1


async def test_asking_twice_and_stopping_and_asking_again_sends_no_week_twice(office: Office) -> None:
    await office.does(StartDigest())
    await office.does(StartDigest())
    assert len(await office.at(MONDAY)) == 1
    await office.does(StopDigest())
    await office.does(StartDigest())
    assert await office.at(MONDAY + timedelta(hours=1)) == []
    assert len(await office.at(MONDAY + timedelta(weeks=1))) == 1


async def test_stopped_is_stopped(office: Office) -> None:
    await office.does(StartDigest())
    assert "You get it." in await office.does("digest")
    await office.does(StopDigest())
    assert "You don't get it." in await office.does("digest")
    assert await office.at(MONDAY) == []


@pytest.mark.parametrize(
    ("moment", "comes"),
    [
        (datetime(2026, 11, 23, 19, 30, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 8, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 29, 12, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), True),
    ],
)
async def test_a_bot_that_was_off_sends_it_later_but_only_inside_the_hours(
    office: Office, moment: datetime, comes: bool
) -> None:
    await office.does(StartDigest())
    assert bool(await office.at(moment)) is comes


async def test_a_bank_holiday_monday_waits_for_tuesday(office: Office) -> None:
    await office.does(StartDigest())
    await office.at(datetime(2026, 12, 21, 10, tzinfo=UTC))
    assert await office.at(datetime(2026, 12, 28, 10, tzinfo=UTC)) == []
    assert len(await office.at(datetime(2026, 12, 29, 9, tzinfo=UTC))) == 1


async def test_the_day_that_is_promised_is_the_day_it_comes(office: Office) -> None:
    office.now.time = datetime(2026, 12, 23, 12, tzinfo=UTC)
    promised = (await office.does(StartDigest()))[-1]
    assert promised.startswith("The first digest comes on Tuesday 29 December 2026.")
    assert await office.at(datetime(2026, 12, 28, 18, tzinfo=UTC)) == []
    assert len(await office.at(datetime(2026, 12, 29, 9, tzinfo=UTC))) == 1


async def test_its_buttons_are_listed_and_can_be_typed(office: Office) -> None:
    await office.does(StartDigest())
    message = (await office.at(MONDAY))[-1]
    assert Choices(("See the figures", "Stop the digest")) in message.blocks
    async with office.store.transaction() as db:
        state = load((await updates.load_states(db, {ANN}))[ANN])
    assert state.menu.choose("2", question_open=state.question_open) == StopDigest().pack()


async def test_after_weeks_of_standing_still_only_one_comes(office: Office) -> None:
    await office.does(StartDigest())
    assert len(await office.at(MONDAY + timedelta(weeks=6))) == 1
    assert await office.at(MONDAY + timedelta(weeks=6, hours=1)) == []


async def test_it_is_in_the_outbox_in_the_same_moment_as_it_is_noted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.does(StartDigest())

    async def killed(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "add", killed)
        with pytest.raises(asyncio.CancelledError):
            await office.at(MONDAY)
    async with office.store.transaction() as db:
        assert await statistics.due_digests(db, MONDAY.date()) == [1]
    assert office.screen.pushed == []
    await office.at(MONDAY)
    assert len(office.screen.pushed) == 1


async def test_only_those_who_may_see_figures_get_it(office: Office) -> None:
    assert await office.does("digest", who=BEN) == []
    await office.does(StartDigest())
    async with office.store.transaction() as db:
        await organisers.revoke_all(db, 1)
    assert await office.at(MONDAY) == []
    async with office.store.transaction() as db:
        await organisers.grant(db, ANN, Role.VIEWER, MONDAY)
    assert await office.at(MONDAY + timedelta(hours=1)) == [], "a new role does not bring old wishes back"


async def test_it_tells_the_week_before_and_what_waits_today(office: Office, words: Content) -> None:
    await office.does(StartDigest())
    sunday, this_monday = datetime(2026, 11, 22, 12, tzinfo=UTC), MONDAY - timedelta(hours=1)
    async with office.store.transaction() as db:
        await updates.add_counts(
            db, {"joined": 21, "stopped": 2, "errors": 3, "pledged:share_myth": 9}, sunday
        )
        await updates.add_counts(db, {"joined": 500}, this_monday)
        await updates.add_counts(db, {"joined": 700}, datetime(2026, 11, 15, 12, tzinfo=UTC))
        await threads.begin(db, "telegram:7", ThreadKind.COMPLAINT, "please see my data", sunday)
        for _ in range(6):
            await unanswered.add(db, "is there a helpline in Wales", sunday)
        await unanswered.add(db, "I am Zebedee from Ely", sunday)
    office.words = replace(words, topics=with_one_overdue(words))
    (message,) = await office.at(MONDAY)
    told = {
        title.text: lines.text
        for title, lines in zip(message.blocks[::2], message.blocks[1::2], strict=False)
        if isinstance(title, Title) and isinstance(lines, Paragraph)
    }
    assert told["Your weekly digest"] == "From 16 November 2026 to 22 November 2026."
    assert "Joined: 21. Left: 2." in told["What came in"]
    assert "Pledges: 9 (Share a fact from here 9)" in told["What came in"]
    assert "Asked 6 times: is there a helpline in Wales" in told["What came in"]
    assert "Zebedee" not in str(message)
    assert told["What waits"] == "Not closed yet, complaints about data: 1."
    assert "Overdue: 1." in told["Answers to review"]
    assert "Since 22 November 2026." in told["Answers to review"]
    assert told["What broke"] == "Errors in answering: 3."


async def test_a_quiet_week_is_told_as_one(office: Office) -> None:
    await office.does(StartDigest())
    (message,) = await office.at(MONDAY)
    texts = [block.text for block in message.blocks if isinstance(block, Paragraph)]
    assert "No message waits for an answer." in texts
    assert "Nothing." in texts


async def test_complaints_that_are_pressing_stand_in_it_and_its_choices_are_listed(office: Office) -> None:
    await office.does(StartDigest())
    async with office.store.transaction() as db:
        for days in (55, 25, 3):
            await threads.begin(
                db, "telegram:7", ThreadKind.COMPLAINT, "my words", MONDAY - timedelta(days=days)
            )
        await threads.begin(db, "telegram:7", ThreadKind.COMPLAINT, "my words", MONDAY - timedelta(days=60))
        await threads.add_message(db, 4, "We look into it.", from_supporter=False, now=MONDAY)
    (message,) = await office.at(MONDAY)
    told = "\n".join(block.text for block in message.blocks if isinstance(block, Paragraph))
    assert "Complaint 1: 55 days old, overdue by 25 days." in told
    assert "Complaint 2: 25 days old, to be acknowledged within 5 days." in told
    assert "Complaint 3" not in told
    assert "Complaint 4" not in told
    assert "my words" not in told
    assert message.blocks[-1] == Choices(("See the figures", "Stop the digest"))


def with_one_overdue(words: Content) -> dict[str, Topic]:
    """The topics with review dates of which just one is over on 23 November 2026."""
    topics = {}
    for at, (name, topic) in enumerate(words.topics.items()):
        dated = [one.model_copy(update={"review_by": date(2027, 3, 1)}) for one in topic.entries]
        if at == 0:
            dated[0] = dated[0].model_copy(update={"review_by": date(2026, 11, 22)})
        topics[name] = topic.model_copy(update={"entries": tuple(dated)})
    return topics
