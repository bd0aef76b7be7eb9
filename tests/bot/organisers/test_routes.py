"""The table of what organisers can do: no dead buttons, nothing twice, and roles that hold at once."""

from collections.abc import AsyncIterator, Callable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import bot
from bot.app import Campaign, Register, build_organiser_router
from bot.broadcasts.chat.routes import broadcast_routes
from bot.conversation.commands import PUBLIC, menu
from bot.core.callbacks import (
    AnswerButton,
    Callback,
    CommandButton,
    EntryButton,
    Packed,
    PendingInput,
    TopicButton,
)
from bot.core.context import Context
from bot.core.messages import Incoming, Text
from bot.core.state import ConversationState
from bot.exports.wizard import add_routes as add_export_routes
from bot.helpdesk.buttons import WriteBack
from bot.helpdesk.organiser_side import OrganiserHelpdesk
from bot.organisers.context import OrganiserContext
from bot.organisers.router import OrganiserRouter
from bot.organisers.routes import Routes
from bot.reports.editorial import EditorialReport
from bot.reports.routes import Reports
from bot.storage import organisers
from bot.storage.savepoint import Savepoint
from bot.storage.schema.enums import Role
from bot.storage.store import Store
from bot.supporters.buttons import ConfirmErasure, KeepData, ResumeUpdates, WithdrawConsent, WithdrawPledge
from flows.texts.organisers import CommandTexts
from tests.conftest import english
from tests.harness.clock import FakeClock

SENDER, VIEWER, ANN = "telegram:1", "telegram:2", "telegram:3"
OF_SUPPORTERS = {ConfirmErasure, KeepData, ResumeUpdates, WithdrawConsent, WithdrawPledge, WriteBack}
OF_THE_CONVERSATION = {AnswerButton, EntryButton, TopicButton, CommandButton, *OF_SUPPORTERS}


class Ring(Callback, code="test_ring"):
    number: int


class Answer(PendingInput, code="test_ring_input"):
    number: int


class Bell:
    """A feature with a command, a button and something to send."""

    def __init__(self, routes: Routes) -> None:
        routes.command("bell", self.begin, role=Role.SENDER)
        routes.on(Ring, self.ring, role=Role.SENDER)
        routes.on_input(Answer, self.receive, role=Role.SENDER)
        self.heard: list[object] = []

    async def begin(self, ctx: OrganiserContext, argument: str) -> None:
        self.heard.append(argument)

    async def ring(self, ctx: OrganiserContext, press: Ring) -> None:
        self.heard.append(press.number)
        ctx.expect(Answer(press.number))

    async def receive(self, ctx: OrganiserContext, pending: Answer, incoming: Incoming) -> None:
        self.heard.append((pending.number, incoming))


async def nobody(context: Context, code: str) -> bool:
    return False


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await organisers.grant(db, SENDER, Role.SENDER, FakeClock()())
        await organisers.grant(db, VIEWER, Role.VIEWER, FakeClock()())
    yield store
    await store.close()


async def test_what_was_typed_pressed_and_sent_reaches_its_handler(store: Store) -> None:
    routes = Routes()
    bell, router = Bell(routes), OrganiserRouter(routes, nobody)
    async with store.transaction() as db:
        context = Context(SENDER, ConversationState(), Savepoint(db, FakeClock()()), english())
        assert await router.run_command(context, "bell", "loudly")
        assert await router.press(context, Ring(3))
        assert PendingInput.unpack(context.state.pending_input) == Answer(3)
        assert await router.receive(context, Text("ding"))
        assert not await router.receive(context, Text("dong")), "it was asked for once"
    assert bell.heard == ["loudly", 3, (3, Text("ding"))]


@pytest.mark.parametrize("who", [VIEWER, ANN])
async def test_without_the_role_there_is_no_such_command_button_or_question(store: Store, who: str) -> None:
    routes = Routes()
    bell, router = Bell(routes), OrganiserRouter(routes, nobody)
    async with store.transaction() as db:
        state = ConversationState(pending_input=Answer(3).pack())
        context = Context(who, state, Savepoint(db, FakeClock()()), english())
        assert not await router.run_command(context, "bell", "")
        assert not await router.press(context, Ring(3))
        assert not await router.receive(context, Text("ding"))
        assert await router.commands_of(context) == {}
    assert bell.heard == []


async def test_a_role_taken_away_ends_what_was_asked_for(store: Store) -> None:
    routes = Routes()
    bell, router = Bell(routes), OrganiserRouter(routes, nobody)
    async with store.transaction() as db:
        context = Context(SENDER, ConversationState(), Savepoint(db, FakeClock()()), english())
        assert await router.press(context, Ring(3))
        await organisers.revoke_all(db, 1)
        assert not await router.receive(context, Text("ding"))
    assert bell.heard == [3]


@pytest.mark.parametrize(
    "register",
    [
        lambda routes, bell: routes.command("bell", bell.begin, role=None),
        lambda routes, bell: routes.on(Ring, bell.ring, role=None),
        lambda routes, bell: routes.on_input(Answer, bell.receive, role=None),
    ],
    ids=["command", "button", "input"],
)
def test_two_features_can_not_have_the_same(register: Callable[[Routes, Bell], None]) -> None:
    routes = Routes()
    bell = Bell(routes)
    with pytest.raises(ValueError, match="two features"):
        register(routes, bell)


def test_a_base_of_buttons_is_handled_by_nobody() -> None:
    with pytest.raises(ValueError, match="Callback has no code"):
        Routes().on(Callback, Bell(Routes()).begin, role=None)  # type: ignore[arg-type]  # any handler


# --- the whole program


def kinds_of(base: type[Packed]) -> set[type[Packed]]:
    """Every class of buttons or of input that the program declares."""
    for module in walk_packages(bot.__path__, "bot."):
        import_module(module.name)
    below = [base]
    for kind in below:
        below += kind.__subclasses__()
    return {kind for kind in below if kind.code and kind.__module__.startswith("bot.")}


@pytest.fixture(scope="module")
def desk(campaign: Campaign) -> OrganiserRouter:
    """Everything that organisers can do on a channel with broadcasts."""
    content, policy = campaign.content, campaign.policy
    parts: list[Register] = [
        EditorialReport(content.entries).register,
        Reports(content, policy.time).register,
        add_export_routes,
        broadcast_routes(policy, content.phrases),
    ]
    return build_organiser_router("/start {}".format, menu(english()), OrganiserHelpdesk(), parts)


def test_every_button_leads_somewhere(desk: OrganiserRouter) -> None:
    assert kinds_of(Callback) - OF_THE_CONVERSATION == set(desk.routes.callbacks)


def test_everything_that_is_asked_for_is_received(desk: OrganiserRouter) -> None:
    assert kinds_of(PendingInput) == set(desk.routes.inputs)


def test_every_command_says_what_it_does_and_hides_no_public_one(desk: OrganiserRouter) -> None:
    described = desk.routes.menu(frozenset({Role.OWNER}), english())
    assert described.keys() == desk.routes.commands.keys() == set(CommandTexts.model_fields)
    assert desk.routes.commands.keys() & set(PUBLIC) == set()
