"""/export in the chat, from the purpose to the file, and to its deletion an hour later."""

import json
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.telegram.render import render
from bot.channels.telegram.sender import TelegramSender
from bot.channels.telegram.transport import build_bot
from bot.core.callbacks import LIMIT, Callback
from bot.core.context import Context
from bot.core.messages import (
    Button,
    Choices,
    EditMessage,
    Incoming,
    Message,
    MessageRef,
    Outgoing,
    Person,
    Send,
    Text,
    Unreadable,
)
from bot.core.state import ConversationState
from bot.delivery.notifier import Notifier
from bot.delivery.outbox import Outbox, SendOptions
from bot.delivery.results import OnSendStart, Result, Transport
from bot.exports.datasets import DATASETS, Sensitivity
from bot.exports.wizard import add_routes
from bot.exports.worker import ExportSender, SendRetries
from bot.organisers.router import OrganiserRouter
from bot.organisers.routes import Routes
from bot.storage import audit_log, organisers
from bot.storage.audit_log import AuditEntry
from bot.storage.savepoint import Savepoint
from bot.storage.schema.enums import Role
from bot.storage.store import Store
from tests.bot.exports.formats.test_xlsx import ABOUT, Opened
from tests.conftest import english
from tests.harness.clock import FakeClock
from tests.harness.records import export_texts, make_exporter, small_campaign
from tests.telegram_double import TelegramDouble

OLA = 900
ADDRESS = f"telegram:{OLA}"


async def nobody(context: Context, code: str) -> bool:
    del context, code
    return False


@dataclass
class Chat:
    """One organiser at the desk; what the bot said to them is kept as it was meant."""

    store: Store
    clock: FakeClock
    state: ConversationState = field(default_factory=ConversationState)
    said: list[Outgoing] = field(default_factory=list)
    desk: OrganiserRouter = field(init=False)

    def __post_init__(self) -> None:
        routes = Routes()
        add_routes(routes)
        self.desk = OrganiserRouter(routes, nobody)

    async def types(self, name: str) -> bool:
        return await self._exchange(lambda context: self.desk.run_command(context, name, ""))

    async def sends(self, incoming: Incoming | str) -> bool:
        thing = Text(incoming) if isinstance(incoming, str) else incoming
        return await self._exchange(lambda context: self.desk.receive(context, thing))

    async def presses(self, *labels: str) -> None:
        for label in labels:
            assert await self.press_data(self.button(label).data), label

    async def press_data(self, data: str) -> bool:
        pressed = Callback.unpack(data)
        assert pressed is not None
        return await self._exchange(
            lambda context: self.desk.press(context, pressed), MessageRef("1", "body")
        )

    def button(self, label: str) -> Button:
        buttons = (button for message in reversed(self.messages) for row in message.rows for button in row)
        return next(button for button in buttons if button.label == label)

    async def chooses(self, name: str) -> None:
        """Type a choice of the list shown last."""
        data = next(each.data for each in self.state.menu.shown if each.label == name)
        assert await self.press_data(data), name

    @property
    def labels(self) -> list[str]:
        """The buttons of the newest message."""
        return [button.label for row in self.messages[-1].rows for button in row]

    @property
    def messages(self) -> list[Message]:
        return [one.message for one in self.said if isinstance(one, Send | EditMessage)]

    @property
    def words(self) -> str:
        """Everything in the newest message."""
        blocks = self.messages[-1].blocks
        lines = [
            block.labels if isinstance(block, Choices) else (getattr(block, "text", ""),) for block in blocks
        ]
        return "\n".join("\n".join(each) for each in lines)

    async def asks_for(self, what: str, *labels: str) -> None:
        """From the purpose to the list of columns, and further buttons."""
        await self.types("export")
        await self.sends("letter to MPs in Leeds")
        await self.presses(what, *labels)

    async def _exchange(
        self, deed: Callable[[Context], Awaitable[bool]], shown: MessageRef | None = None
    ) -> bool:
        async with self.store.transaction() as db:
            context = Context(ADDRESS, self.state, Savepoint(db, self.clock()), english(), shown=shown)
            done = await deed(context)
            await context.savepoint.keep()
        self.state = context.state
        self.said += context.replies
        return done


def said(message: Message) -> str:
    """A message as it is read, with its choices."""
    lines = [
        "\n".join(f"{at}. {label}" for at, label in enumerate(block.labels, start=1))
        if isinstance(block, Choices)
        else str(getattr(block, "text", ""))
        for block in message.blocks
    ]
    return "\n\n".join(lines)


def payloads(person: Person, outgoing: Outgoing) -> list[str]:
    return [json.dumps(payload) for payload in render(person, outgoing)]


class Watched:
    """A transport that looks at what lies on the disk while a file is on its way."""

    def __init__(self, transport: Transport, folder: Path) -> None:
        self.seen: list[int] = []
        self._transport = transport
        self._folder = folder

    async def deliver(self, payload: str, begins: OnSendStart | None = None) -> Result:
        places = [self._folder, *self._folder.iterdir()] if self._folder.exists() else []
        self.seen += [stat.S_IMODE(path.stat().st_mode) for path in places]
        return await self._transport.deliver(payload, begins)


@dataclass
class World:
    """The bot's side of Telegram: a chat with an exporter, and what sends files to it."""

    chat: Chat
    double: TelegramDouble
    outbox: Outbox
    watched: Watched
    clock: FakeClock
    sender: ExportSender = field(init=False)

    def __post_init__(self) -> None:
        self.anew()

    async def works(self) -> None:
        """Let the sender do what is waiting, and what it says go out."""
        await self.sender.run_once()
        await self.outbox.all_sent()
        await self.outbox.flush()

    def anew(self, *, largest: int = 45_000_000) -> None:
        """Another sender on the same database, as after a restart."""
        self.sender = ExportSender(
            self.chat.store,
            self.watched,
            Notifier("telegram", self.outbox, payloads, self.clock, english()),
            export_texts(),
            now=self.clock,
            retries=SendRetries(tries=4, first_pause=0.01),
            largest=largest,
        )

    def documents(self) -> dict[str, bytes]:
        """Files in the chat that were not deleted, by name."""
        messages = [one for one in self.double.messages(OLA) if "document" in one.payload and not one.deleted]
        about = [one.payload["document"] for one in messages]
        return {each["file_name"]: self.double.world.files[each["file_id"]].data for each in about}

    async def log(self) -> list[AuditEntry]:
        async with self.chat.store.reading() as db:
            return await audit_log.read(db)

    async def jobs(self) -> list[tuple[object, ...]]:
        async with self.chat.store.reading() as db:
            return [tuple(row) for row in await db.execute_fetchall("SELECT state, person FROM export_jobs")]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    path = await small_campaign(tmp_path)
    clock = FakeClock()
    store = await Store.open(path)
    await make_exporter(store, ADDRESS)
    async with TelegramDouble(seed=3) as double:
        double.person(OLA).starts()
        bot = build_bot(double.token, double.url)
        await bot.connect()
        transport = TelegramSender(bot)
        outbox = Outbox(store, transport, clock, SendOptions(first_pause=0.01))
        watched = Watched(transport, path.with_name(f"{path.name}.exports"))
        yield World(Chat(store, clock), double, outbox, watched, clock)
        await bot.disconnect()
    await store.close()


async def test_an_export_from_the_purpose_to_the_file(world: World) -> None:
    chat = world.chat
    assert await chat.types("export")
    assert "kept in the log" in "\n".join(str(block) for block in chat.messages[-1].blocks)
    assert await chat.sends("letter to MPs in Leeds")
    await chat.presses("Pledges")
    assert "Number of the pledge\nWhat was pledged\nDay of the pledge\nNation" in chat.words
    await chat.presses("Change columns")
    assert "☑ Nation" in chat.words
    assert "☐ Number of the person" in chat.words
    await chat.presses("☑ Nation", "More columns", "☐ Number of the person", "Done", "Go on")
    await chat.presses("Spreadsheet (XLSX)")
    assert "Rows: 3" in chat.words
    assert "In it: number of the pledge, what was pledged, day of the pledge, number of the" in chat.words
    assert "passes through Telegram" in chat.words
    assert "delete it by 23 December 2026" in chat.words
    assert await world.log() == [], "nothing is taken before it is confirmed"
    await chat.presses("Send the file")
    (line,) = await world.log()
    assert (line.action, line.organiser_id, line.reason) == ("exported", 1, "letter to MPs in Leeds")
    assert line.subject.startswith("pledges: 3 rows, without health, xlsx")
    await world.works()
    ((name, content),) = world.documents().items()
    assert name == "pledges-2026-11-23.xlsx"
    saved = world.chat.store.path.with_name(name)
    saved.write_bytes(content)
    opened = Opened(saved)
    assert opened.names == ["pledges", ABOUT]
    assert opened.rows(0)[1]["D"] == ("n", "1")
    assert {row["A"][1]: row["B"][1] for row in opened.rows(1)}["Made by"] == "organiser 1"
    assert "3 rows. I delete this message after an hour" in world.double.messages(OLA)[-1].text


async def test_a_csv_comes_with_its_manifest_and_both_go_after_an_hour(world: World) -> None:
    await world.chat.asks_for("Opt-outs", "Go on", "CSV", "Send the file")
    await world.works()
    files = world.documents()
    assert list(files) == ["opt-outs-2026-11-23.csv", "opt-outs-2026-11-23.csv.manifest.json"]
    assert files["opt-outs-2026-11-23.csv"].decode("utf-8-sig").startswith("supporter,opted_out_at")
    assert json.loads(files["opt-outs-2026-11-23.csv.manifest.json"])["purpose"] == "letter to MPs in Leeds"
    assert await world.jobs() == []
    world.clock.time += timedelta(minutes=59)
    await world.works()
    assert len(world.documents()) == 2
    world.anew()  # the bot was started anew meanwhile
    world.clock.time += timedelta(minutes=2)
    await world.works()
    assert world.documents() == {}
    assert world.double.requests["deleteMessage"] == 2
    await world.works()
    assert world.double.requests["deleteMessage"] == 2


async def test_files_lie_in_a_private_folder_for_a_moment(world: World) -> None:
    await world.chat.asks_for("Pledges", "Go on", "JSON lines", "Send the file")
    await world.works()
    assert world.watched.seen[:3] == [0o700, 0o600, 0o600]
    assert not world.chat.store.path.with_name("bot.sqlite3.exports").exists()


async def test_health_is_confirmed_by_itself(world: World) -> None:
    chat = world.chat
    await chat.asks_for("Supporters", "Change columns", "More columns", "More columns", "☐ About health")
    assert "people's health" in chat.words
    await chat.presses("No")
    assert "☐ About health" in chat.labels
    await chat.presses("☐ About health", "Yes, I need it")
    assert "☑ About health" in chat.labels
    await chat.presses("Done", "Go on", "JSON lines")
    assert "how affected" in chat.words
    assert "people's health" in chat.words
    await chat.presses("Send the file")
    await world.works()
    first = json.loads(world.documents()["supporters-2026-11-23.json"].splitlines()[0])
    assert first["affected"] == "mesh"
    assert "with health" in (await world.log())[0].subject


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("Chat on Telegram", "found on Telegram"),
        ("Link they came by", "People typed some of it"),
        ("Constituency", "People typed some of it"),
    ],
)
async def test_who_it_is_and_what_people_typed_come_with_a_warning(
    world: World, column: str, said: str
) -> None:
    chat = world.chat
    await chat.asks_for("Supporters", "Change columns")
    await chat.chooses(column)
    assert said in chat.words
    await chat.presses("Yes, I need it")
    assert f"☑ {column}" in chat.words
    await chat.presses("Done", "Go on", "CSV")
    assert said in chat.words


async def test_a_button_of_an_earlier_list_only_shows_how_it_stands(world: World) -> None:
    chat = world.chat
    await chat.asks_for("Pledges", "Change columns", "More columns")
    old = chat.button("☐ Number of the person").data
    await chat.press_data(old)
    await chat.press_data(old)
    assert "☑ Number of the person" in chat.words
    assert len(old.encode()) <= LIMIT


async def test_a_file_is_sent_only_as_it_was_summed_up(world: World) -> None:
    chat = world.chat
    await chat.asks_for("Supporters", "Change columns")
    list_of_columns = chat.button("More columns").data
    await chat.presses("Done", "Go on", "CSV")
    send = chat.button("Send the file").data
    await chat.press_data(list_of_columns)
    await chat.chooses("Language")
    await chat.press_data(send)
    assert "Please look at it once more" in chat.words
    assert await world.log() == []
    await chat.press_data(list_of_columns)
    await chat.presses("Done", "Go on", "CSV")
    assert "In it: number of the person, day they joined, nation, agree to updates, language" in chat.words
    await chat.presses("Send the file")
    assert len(await world.log()) == 1


async def test_anonymised_figures_take_no_columns_of_an_earlier_list(world: World) -> None:
    chat = world.chat
    await chat.asks_for("Pledges")
    columns = chat.button("Change columns").data
    await chat.presses("Constituencies", "Hide small numbers")
    await chat.press_data(columns)
    assert "Please look at it once more" in chat.words
    await chat.presses("CSV")
    assert "In it: nation, constituency, how many people" in chat.words


async def test_nothing_ticked_is_nothing_to_export(world: World) -> None:
    chat = world.chat
    await chat.asks_for("Opt-outs", "Change columns", "☑ Number of the person", "☑ When updates stopped")
    await chat.presses("Done", "Go on")
    assert any("Tick at least one column" in str(message) for message in chat.messages[-2:])
    assert "☐ Number of the person" in chat.labels


async def test_every_list_is_short_in_buttons_and_whole_in_words(world: World) -> None:
    chat = world.chat
    for what, dataset in DATASETS.items():
        kinds: dict[str, tuple[str, ...]] = {
            "results": ("Updates sent", "See results of one", "Update 1, 13 Nov 2026")
        }
        kinds |= {"broadcasts": ("Updates sent", "List all updates")}
        kinds |= {"constituencies": ("Constituencies", "Show every number")}
        await chat.asks_for(*kinds.get(what, (what.capitalize(),)), "Change columns")
        ordinary = [column for column in dataset.columns if column.sensitivity is not Sensitivity.HEALTH]
        labels = [str(export_texts().columns[column.key].label) for column in ordinary]
        assert [each.label for each in chat.state.menu.shown][: len(labels)] == labels
        for name in labels:
            await chat.chooses(name)
            if "Are you sure?" in chat.words:
                await chat.presses("Yes, I need it")
        if "About health" in chat.state.menu.labels:
            await chat.chooses("About health")
            await chat.presses("Yes, I need it")
    assert len(chat.messages) > 60
    for message in chat.messages:
        buttons = [button.label for row in message.rows for button in row]
        assert len(buttons) <= 6
        assert all(len(label) <= 24 for label in buttons)
        listed = [label for block in message.blocks if isinstance(block, Choices) for label in block.labels]
        assert set(buttons) <= set(listed)
        assert len(said(message)) <= 600, said(message)


@pytest.mark.parametrize("purpose", ["letter to MPs in Leeds", "x" * 300])
@pytest.mark.parametrize("everything", [False, True])
async def test_the_summary_is_short_however_much_is_asked_for(
    world: World, everything: bool, purpose: str
) -> None:
    chat = world.chat
    await chat.types("export")
    await chat.sends(purpose)
    await chat.presses("Supporters", "Change columns")
    for name in (
        ["How many pledges", "Constituency", "Chat on Telegram", "About health"] if everything else []
    ):
        await chat.chooses(name)
        if "Are you sure?" in chat.words:
            await chat.presses("Yes, I need it")
    await chat.presses("Done", "Go on", "CSV")
    assert "Rows: 3" in chat.words
    first = next(at for at, one in enumerate(chat.messages) if "In it: " in said(one))
    assert all(len(said(message)) <= 600 for message in chat.messages[first:])
    assert len(chat.messages[first:]) == (2 if everything else 1)


async def test_a_purpose_is_words(world: World) -> None:
    chat = world.chat
    await chat.types("export")
    for thing in ("x", Unreadable("photo"), "  \n "):
        await chat.sends(thing)
        assert "what the export is for" in chat.words
    await chat.sends("letter to MPs")
    assert "What do you need?" in chat.words


async def test_results_are_of_a_broadcast_that_is_chosen(world: World) -> None:
    await world.chat.asks_for("Updates sent", "See results of one", "Update 1, 13 Nov 2026")
    await world.chat.presses("Go on", "JSON lines")
    assert "Filters: broadcast 1" in world.chat.words
    await world.chat.presses("Send the file")
    await world.works()
    assert len(world.documents()["results-2026-11-23.json"].splitlines()) == 2


async def test_anonymised_figures_have_fixed_columns(world: World) -> None:
    await world.chat.asks_for("Constituencies", "Hide small numbers", "CSV", "Send the file")
    await world.works()
    told = world.documents()["constituencies-2026-11-23.csv"].decode("utf-8-sig")
    assert told.splitlines()[-1] == "(all),(all),hidden"


async def test_leaving_exports_nothing(world: World) -> None:
    await world.chat.asks_for("Pledges", "Go on", "CSV")
    send = world.chat.button("Send the file").data
    await world.chat.presses("Leave")
    await world.chat.press_data(send)
    assert "That export is over" in world.chat.words
    await world.works()
    assert (await world.log(), world.documents()) == ([], {})


async def test_pressing_twice_sends_once(world: World) -> None:
    await world.chat.asks_for("Pledges", "Go on", "CSV")
    send = world.chat.button("Send the file").data
    await world.chat.press_data(send)
    await world.chat.press_data(send)
    await world.works()
    assert len(world.documents()) == 2
    assert len(await world.log()) == 1


async def test_what_was_never_confirmed_is_forgotten_after_a_day(world: World) -> None:
    await world.chat.asks_for("Pledges")
    world.clock.time += timedelta(hours=25)
    await world.works()
    assert await world.jobs() == []


async def test_only_exporters_and_owners_may(world: World) -> None:
    async with world.chat.store.transaction() as db:
        await organisers.revoke_all(db, 1)
        await organisers.grant(db, ADDRESS, Role.VIEWER, world.clock())
    assert not await world.chat.types("export")
    async with world.chat.store.transaction() as db:
        await organisers.grant(db, ADDRESS, Role.OWNER, world.clock())
    assert await world.chat.types("export")


async def test_a_removal_takes_effect_in_open_menus_and_on_files_on_their_way(world: World) -> None:
    await world.chat.asks_for("Pledges", "Go on", "CSV")
    open_menu = world.chat.button("Send the file").data
    await world.chat.press_data(open_menu)
    async with world.chat.store.transaction() as db:
        await organisers.revoke_all(db, 1)
    assert not await world.chat.press_data(open_menu)
    await world.works()
    assert world.documents() == {}
    assert await world.jobs() == []


async def test_too_large_a_file_is_refused_with_a_way_to_get_it(world: World) -> None:
    world.anew(largest=100)
    await world.chat.asks_for("Pledges", "Go on", "CSV", "Send the file")
    await world.works()
    assert world.documents() == {}
    assert "python main.py export pledges --format csv --output FILE" in world.double.sent(OLA)[-1]
    assert await world.jobs() == []


async def test_it_is_tried_again_while_it_surely_did_not_arrive(world: World) -> None:
    world.double.fault("error_502", method="sendDocument", times=2)
    await world.chat.asks_for("Opt-outs", "Go on", "Spreadsheet (XLSX)", "Send the file")
    await world.works()
    assert len(world.documents()) == 1


async def test_what_may_have_arrived_is_not_sent_again(world: World) -> None:
    world.double.fault("drop_after", method="sendDocument", times=1)
    await world.chat.asks_for("Opt-outs", "Go on", "Spreadsheet (XLSX)", "Send the file")
    await world.works()
    assert world.double.requests["sendDocument"] == 1
    assert "delete it yourself" in world.double.sent(OLA)[-1]
    assert await world.jobs() == []


async def test_a_stop_in_the_middle_of_sending_is_told_and_not_repeated(world: World) -> None:
    await world.chat.asks_for("Opt-outs", "Go on", "CSV", "Send the file")
    async with world.chat.store.transaction() as db:
        await db.execute("UPDATE export_jobs SET state = 'sending'")
    world.anew()
    await world.works()
    assert world.documents() == {}
    assert "delete it yourself" in world.double.sent(OLA)[-1]
