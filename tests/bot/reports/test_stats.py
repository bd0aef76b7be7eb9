"""`/stats` in the chat: noted at once, made beside the conversation, sent once."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from bot.content.catalogue import ROOT
from bot.core.callbacks import Callback
from bot.core.context import Context
from bot.core.messages import Attach, Choices, Message, Paragraph, Send
from bot.core.state import ConversationState, load
from bot.delivery.notifier import Notifier
from bot.errors import ChartError
from bot.organisers.router import OrganiserRouter
from bot.organisers.routes import Routes
from bot.reports.buttons import ShowFigures
from bot.reports.chart_process import Chart, ChartReport, run_chart_process
from bot.reports.stats import Make, Stats, StatsSender
from bot.reports.text import ReportSection
from bot.storage import audit_log, organisers, outbox, updates
from bot.storage import statistics as totals
from bot.storage.outbox import OutboxRow
from bot.storage.savepoint import Savepoint
from bot.storage.schema.enums import Granularity, Role
from bot.storage.store import Store
from tests.conftest import english
from tests.harness.chat import Screen
from tests.harness.clock import FakeClock

ANN, BEN = "telegram:1", "telegram:2"
MADE = ChartReport(
    (ReportSection("Pledges", ("Made: 3.",)),), (Chart(b"one", "shows one"), Chart(b"two", "x" * 2000))
)


@dataclass
class Sent(Screen):
    """A screen that also remembers the rows that were handed to the sender."""

    pushed: list[OutboxRow] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    def push(self, rows: Sequence[OutboxRow]) -> None:
        self.pushed += rows
        if rows:
            self.came.set()


@dataclass
class Office:
    """A store with one viewer, and what takes and answers requests over it."""

    store: Store
    screen: Sent = field(default_factory=Sent)
    clock: FakeClock = field(default_factory=FakeClock)
    stats: Stats = field(default_factory=Stats)
    asked_of_maker: list[Granularity] = field(default_factory=list)

    def sender(self, make: Make | None = None, channel: str = "telegram") -> StatsSender:
        notifier = Notifier(channel, self.screen, self.screen.render, self.clock, english())
        return StatsSender(self.store, notifier, self.stats.requested, english(), make or self.make)

    async def make(self, database: Path, by: Granularity, today: date) -> ChartReport:
        assert (database, today) == (self.store.path, date(2026, 11, 23))
        self.asked_of_maker.append(by)
        return MADE

    async def types(self, argument: str = "", who: str = ANN) -> tuple[bool, Context]:
        return await self.asks(who, lambda desk, context: desk.run_command(context, "stats", argument))

    async def presses(self, by: Granularity, who: str = ANN) -> tuple[bool, Context]:
        return await self.asks(who, lambda desk, context: desk.press(context, ShowFigures(by)))

    async def asks(
        self, who: str, ask: Callable[[OrganiserRouter, Context], Awaitable[bool]]
    ) -> tuple[bool, Context]:
        async def nobody_is_invited(context: Context, code: str) -> bool:
            return False

        routes = Routes()
        self.stats.register(routes)
        desk = OrganiserRouter(routes, nobody_is_invited)
        async with self.store.transaction() as db:
            work = Savepoint(db, self.clock())
            context = Context(who, ConversationState(), work, english())
            known = await ask(desk, context)
            await work.keep()
        return known, context

    def said(self, who: str = ANN) -> list[object]:
        return list(self.screen.said.get(who, []))


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    store = await Store.open(tmp_path / "bot.sqlite3")
    office = Office(store)
    async with store.transaction() as db:
        await organisers.grant(db, ANN, Role.VIEWER, office.clock())
        await organisers.grant(db, BEN, Role.SENDER, office.clock())
    yield office
    await store.close()


async def test_figures_come_as_pictures_and_in_words_with_ways_to_other_days(office: Office) -> None:
    known, context = await office.types("days")
    assert known
    assert len(context.replies) == 1
    await office.sender().run_once()
    first, second, words = office.said()
    assert first == Attach("figures-day-1.png", b"one", "shows one All of it is in words below.")
    assert isinstance(second, Attach)
    assert len(second.note) == 1000
    assert isinstance(words, Send)
    assert Paragraph("Made: 3.") in words.message.blocks
    carried = [Callback.unpack(button.data) for row in words.message.rows for button in row]
    assert carried == [ShowFigures(by) for by in Granularity]
    labels = tuple(button.label for row in words.message.rows for button in row)
    assert Choices(labels) in words.message.blocks
    assert all(len(label) <= 24 for label in labels)


async def test_buttons_for_other_days_can_be_typed(office: Office) -> None:
    await office.types("day")
    await office.sender().run_once()
    async with office.store.transaction() as db:
        state = load((await updates.load_states(db, {ANN}))[ANN])
    for typed, by in (("1", Granularity.DAY), ("show everything", Granularity.ALL)):
        data = state.menu.choose(typed, question_open=state.question_open)
        assert data is not None
        assert Callback.unpack(data) == ShowFigures(by)


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("", Granularity.WEEK),
        ("day", Granularity.DAY),
        ("Weeks", Granularity.WEEK),
        ("all", Granularity.ALL),
        ("by moon", Granularity.WEEK),
    ],
)
async def test_what_can_be_typed(office: Office, typed: str, by: Granularity) -> None:
    await office.types(typed)
    await office.sender().run_once()
    assert office.asked_of_maker == [by]


async def test_only_viewers_and_owners_are_answered(office: Office) -> None:
    assert not (await office.types(who=BEN))[0]
    assert not (await office.types(who="telegram:9"))[0]
    await office.sender().run_once()
    assert office.screen.said == {}
    assert office.asked_of_maker == []


async def test_pressing_again_while_they_are_made_sends_them_once(office: Office) -> None:
    for _ in range(3):
        await office.presses(Granularity.ALL)
    await office.sender().run_once()
    await office.sender().run_once()
    assert office.asked_of_maker == [Granularity.ALL]
    assert len(office.said()) == 3


async def test_what_was_asked_for_survives_a_restart_and_is_in_the_outbox_once(office: Office) -> None:
    await office.types("day")

    async def killed(database: Path, by: Granularity, today: date) -> ChartReport:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await office.sender(killed).run_once()
    assert office.screen.pushed == []
    await office.sender().run_once()
    async with office.store.transaction() as db:
        waiting = await outbox.load_waiting(db, "telegram")
        assert await totals.load_requests(db) == []
    assert waiting == office.screen.pushed
    assert len(waiting) == 3


async def test_somebody_removed_meanwhile_gets_nothing(office: Office) -> None:
    await office.types("day")

    async def removed_meanwhile(database: Path, by: Granularity, today: date) -> ChartReport:
        async with office.store.transaction() as db:
            await organisers.revoke_all(db, 1)
        return MADE

    await office.sender(removed_meanwhile).run_once()
    assert office.said() == []
    async with office.store.transaction() as db:
        assert await totals.load_requests(db) == []


async def test_another_channel_leaves_requests_alone(office: Office) -> None:
    await office.types("day")
    await office.sender(channel="terminal").run_once()
    assert office.said() == []
    await office.sender().run_once()
    assert len(office.said()) == 3


async def test_trouble_is_said_and_does_not_come_again(office: Office) -> None:
    await office.types("day")

    async def broken(database: Path, by: Granularity, today: date) -> ChartReport:
        raise ChartError("the process that makes the figures ended with code 1")

    await office.sender(broken).run_once()
    (said,) = office.said()
    assert said == Send(Message((Paragraph(english().organisers.reports.stats.failed),)))
    await office.sender(broken).run_once()
    assert len(office.said()) == 1


async def test_the_post_wakes_when_figures_are_asked_for(office: Office) -> None:
    running = asyncio.create_task(office.sender().run())
    while not office.stats.requested._waiters:  # noqa: ASYNC110  (it has looked then)
        await asyncio.sleep(0)
    await office.types("day")
    await office.screen.came.wait()
    assert len(office.said()) == 3
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_looking_is_logged_without_words(office: Office) -> None:
    await office.types("day")
    async with office.store.transaction() as db:
        (line,) = await audit_log.read(db)
    assert (line.organiser_id, line.action, line.subject) == (1, "looked at figures", "day")


async def test_figures_are_made_in_a_process_of_their_own_in_the_campaigns_words(
    office: Office, tmp_path: Path
) -> None:
    campaign = shutil.copytree(ROOT / "tests" / "second_campaign", tmp_path / "campaign")
    async with office.store.transaction() as db:
        await updates.add_counts(db, {"joined": 41, "pledged:count_cars": 9}, office.clock())
    made = await run_chart_process(office.store.path, Granularity.DAY, date(2026, 11, 23), root=campaign)
    assert all(picture.png.startswith(b"\x89PNG") for picture in made.pictures)
    assert "41 joined, 0 left." in made.pictures[0].shows
    assert "Count cars for an hour: 9" in [line for section in made.sections for line in section.lines]


async def test_a_process_that_fails_is_trouble_not_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", shutil.which("false"))
    with pytest.raises(ChartError, match="ended with code 1"):
        await run_chart_process(tmp_path / "not_there.sqlite3", Granularity.DAY, date(2026, 11, 23))


async def test_a_stopped_bot_leaves_no_process_behind(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: asyncio.Queue[asyncio.subprocess.Process] = asyncio.Queue()
    begin = asyncio.create_subprocess_exec

    async def noted(*args: str, **options: object) -> asyncio.subprocess.Process:
        process = await begin(*args, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
        await begun.put(process)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    making = asyncio.create_task(run_chart_process(office.store.path, Granularity.DAY, date(2026, 11, 23)))
    process = await begun.get()
    making.cancel()
    await asyncio.gather(making, return_exceptions=True)
    assert process.returncode == -9
