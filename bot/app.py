"""The composition root: puts the parts of the bot together, once for every channel and command."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.broadcasts.chat.routes import broadcast_routes
from bot.broadcasts.policy import BroadcastPolicy, policy_from
from bot.broadcasts.worker.rate_limiter import RateLimiter
from bot.broadcasts.worker.worker import BroadcastWorker
from bot.config.controller import Controller
from bot.config.settings import Settings
from bot.content.catalogue import Content
from bot.content.flow_actions import CONSTANTS
from bot.conversation.about_bot import AboutBot
from bot.conversation.answer_view import AnswerView
from bot.conversation.button_presses import ButtonPresses, Press
from bot.conversation.commands import Commands, Handler, menu, without_argument
from bot.conversation.data_commands import DataCommands
from bot.conversation.faq import Faq
from bot.conversation.flow_runner import FlowRunner
from bot.conversation.menu_choice import MenuChoice
from bot.conversation.open_question import OpenQuestion
from bot.conversation.organiser_input import OrganiserInput
from bot.conversation.own_questions import OwnQuestions
from bot.conversation.router import Conversation
from bot.conversation.safety import Safety
from bot.conversation.spoken_command import SpokenCommand
from bot.conversation.start import Start
from bot.conversation.supporter_message import SupporterMessage
from bot.conversation.unreadable import UnreadableMessage
from bot.conversation.unsure import NothingAsked, PleasedReply, Unsure
from bot.core.callbacks import Callback
from bot.core.parsed_message import MessageReader
from bot.core.state import RecentTexts
from bot.delivery.notifier import Notifier, OutboxQueue, Render
from bot.delivery.results import Transport
from bot.exports.wizard import add_routes as add_export_routes
from bot.exports.worker import ExportSender
from bot.helpdesk.buttons import WriteBack
from bot.helpdesk.organiser_side import OrganiserHelpdesk
from bot.helpdesk.supporter_side import SupporterHelpdesk
from bot.organisers import audit_log
from bot.organisers.router import OrganiserRouter
from bot.organisers.routes import Routes
from bot.organisers.team import Team
from bot.reports.editorial import EditorialReport
from bot.reports.routes import Reports
from bot.storage.schema.enums import ThreadKind
from bot.storage.store import Store
from bot.supporters.buttons import ConfirmErasure, KeepData, ResumeUpdates, WithdrawConsent, WithdrawPledge
from bot.supporters.erasure import Eraser
from bot.supporters.my_data import MyData
from bot.supporters.records import SupporterRecords
from faq.guards.guards import Guards, ordinary_wordings
from faq.matching.matcher import Matcher
from flows.engine import Engine
from flows.script import ChooseStep, ConsentStep, SeveralStep

Register = Callable[[Routes], None]
"""Adds a feature's routes for organisers to the table."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """What every channel shares: content, matcher, guards, broadcast policy and data controller.

    Without a `controller` nothing is collected, without a `tombstone_key` erased pledges leave no trace.
    """

    content: Content
    matcher: Matcher
    guards: Guards
    policy: BroadcastPolicy
    controller: Controller | None = None
    tombstone_key: bytes | None = None

    def with_controller(self, controller: Controller, settings: Settings) -> "Campaign":
        """Return the campaign with another data controller, such as an invented one for practice."""
        policy = broadcast_policy(settings, self.content, controller)
        return replace(self, controller=controller, policy=policy)


@dataclass(frozen=True, slots=True)
class Channel:
    """What a channel brings: its way out, and the links that lead into its chat.

    `share_url` makes a link that shares a text, `start_link` one from a start code. Without a `rate_limiter`
    no broadcasts go out; organisers can still prepare them if `offers_broadcasts`.
    """

    name: str
    render: Render
    queue: OutboxQueue
    transport: Transport
    share_url: Callable[[str], str]
    start_link: Callable[[str], str] = "/start {}".format
    rate_limiter: RateLimiter | None = None
    offers_broadcasts: bool = True


@dataclass(frozen=True, slots=True)
class Application:
    """The bot on one channel: the conversation, and the parts that run beside it."""

    conversation: Conversation
    notifier: Notifier
    eraser: Eraser
    exports: ExportSender
    reports: Reports
    broadcasts: BroadcastWorker | None


def load_campaign(settings: Settings, content: Content, cache: Path) -> Campaign:
    """Build what every channel shares. Computes for a few seconds: never call it on a running event loop."""
    guards = Guards(ordinary_wordings(content.entries))
    guards.compile_all()
    tombstone_key = settings.stub_key
    return Campaign(
        content=content,
        matcher=build_matcher(content, cache),
        guards=guards,
        policy=broadcast_policy(settings, content),
        controller=settings.controller,
        tombstone_key=tombstone_key.get_secret_value().encode() if tombstone_key else None,
    )


def broadcast_policy(
    settings: Settings, content: Content, controller: Controller | None = None
) -> BroadcastPolicy:
    """Return the rules for broadcasts from settings and content."""
    responsible = controller or settings.controller
    return policy_from(settings, responsible, content.texts, labels_of(content), wordings_of(content))


def build(campaign: Campaign, store: Store, channel: Channel, clock: Callable[[], datetime]) -> Application:
    """Put the bot together for one channel; `clock` returns the time in UTC."""
    policy = replace(campaign.policy, channel=channel.name)
    reports = Reports(campaign.content, policy.time)
    features: list[Register] = [add_export_routes, reports.register]
    if channel.offers_broadcasts:
        features.append(broadcast_routes(policy, campaign.content.phrases))
    notifier = Notifier(channel.name, channel.queue, channel.render, clock, campaign.content.texts)
    broadcasts = None
    if channel.rate_limiter:
        broadcasts = BroadcastWorker(
            store,
            channel.transport,
            notifier,
            channel.rate_limiter,
            policy=policy,
            texts=campaign.content.texts,
            now=clock,
        )
    return Application(
        conversation=build_conversation(
            campaign.content,
            campaign.matcher,
            controller=campaign.controller,
            tombstone_key=campaign.tombstone_key,
            share_url=channel.share_url,
            start_link=channel.start_link,
            guards=campaign.guards,
            features=features,
        ),
        notifier=notifier,
        eraser=Eraser(store, campaign.content.texts, notifier, now=clock),
        exports=ExportSender(
            store, channel.transport, notifier, campaign.content.texts.organisers.exports, now=clock
        ),
        reports=reports,
        broadcasts=broadcasts,
    )


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def build_matcher(content: Content, cache: Path | None) -> Matcher:
    """Build the matcher over all entries. Computes for a few seconds unless `cache` holds the model."""
    return Matcher([entry.wordings for entry in content.entries], content.products, cache=cache)


def build_conversation(
    content: Content,
    matcher: Matcher,
    *,
    controller: Controller | None,
    tombstone_key: bytes | None,
    share_url: Callable[[str], str],
    start_link: Callable[[str], str] = "/start {}".format,
    features: Sequence[Register] = (),
    guards: Guards | None = None,
) -> Conversation:
    """Put the conversation together without a channel; see `Channel` for the links.

    `features` register the routes of organisers that this channel offers beyond those of every channel.
    """
    constants = {"controller": controller.name, "contact": controller.contact} if controller else {}
    engine = Engine(content.scripts, content.texts.buttons.flow, constants or dict.fromkeys(CONSTANTS, ""))
    records = SupporterRecords(engine.questions, content.texts, controller, tombstone_key)
    actions = {
        "record_supporter": records.record_supporter,
        "record_pledge": records.record_pledge,
        "decline_updates": records.decline_updates,
    }
    public, recent, flows = menu(content.texts), RecentTexts(), FlowRunner(engine, actions)
    organiser_helpdesk = OrganiserHelpdesk()
    organisers = build_organiser_router(
        start_link, public, organiser_helpdesk, [EditorialReport(content.entries).register, *features]
    )
    helpdesk = SupporterHelpdesk(content.texts, organiser_helpdesk, controller, recent)
    my_data = MyData(content.texts, engine.questions, records, labels=labels_of(content), public=public)
    answers, safety = AnswerView(content, share_url), Safety(content.safety, flows)
    unsure = Unsure(answers, helpdesk)
    start = Start(answers, flows, organisers, controller)
    about = AboutBot(answers, flows, organisers, controller)
    questions = OwnQuestions(unsure, start, helpdesk=helpdesk, flows=flows, recent=recent)
    data = DataCommands(my_data, start, flows, recent)
    handlers: dict[str, Handler] = {
        "start": start.start,
        "help": without_argument(about.help),
        "topics": answers.topics,
        "join": lambda context, _: start.begin(context, "join"),
        "pledge": lambda context, _: start.begin(context, "pledge"),
        "mydata": without_argument(my_data.show),
        "forget": without_argument(my_data.ask_forget),
        "stop": without_argument(data.stop),
        "stop_what": without_argument(start.ask_what_to_stop),
        "ask": without_argument(start.offer),
        "cancel": start.cancel,
        "carry_on": without_argument(start.carry_on),
        "settings": without_argument(about.settings),
        "simple": without_argument(about.simple),
        "confused": without_argument(about.confused),
        "about": without_argument(about.about),
        "plain": without_argument(about.plain),
        "privacy": without_argument(about.privacy),
        "verify": without_argument(about.verify),
        "urgent": without_argument(about.urgent),
        "none": without_argument(questions.none_of_these),
        "mine": without_argument(questions.use_as_answer),
        "leave_question": without_argument(questions.leave),
        "thanks": without_argument(about.thanks),
        "talk": lambda context, _: helpdesk.ask(context, ThreadKind.TALK),
        "complain": lambda context, _: helpdesk.ask(context, ThreadKind.COMPLAINT),
        "send_on": without_argument(questions.send_on),
    }
    commands = Commands(handlers, organisers, flows)
    presses: dict[type[Callback], Press] = {
        WithdrawConsent: my_data.withdraw,
        WithdrawPledge: my_data.unpledge,
        ResumeUpdates: my_data.resume_updates,
        ConfirmErasure: data.forget,
        KeepData: data.keep,
        WriteBack: helpdesk.write_back,
    }
    buttons = ButtonPresses(answers, flows, start, commands=commands, organisers=organisers, features=presses)
    faq = Faq(answers, unsure, safety, commands=commands, helpdesk=helpdesk, flows=flows, recent=recent)
    listeners = (
        OrganiserInput(organisers, safety),
        safety,
        UnreadableMessage(flows),
        SpokenCommand(commands),
        SupporterMessage(helpdesk, flows),
        MenuChoice(buttons),
        OpenQuestion(flows, faq, safety, recent),
        PleasedReply(helpdesk),
        faq,
        NothingAsked(unsure, start, safety, helpdesk, recent),
    )
    return Conversation(
        MessageReader(guards or Guards(ordinary_wordings(content.entries)), matcher, content.phrases),
        listeners,
        commands=commands,
        buttons=buttons,
        start=start,
        flows=flows,
        my_data=my_data,
    )


def build_organiser_router(
    start_link: Callable[[str], str],
    public: Mapping[str, str],
    helpdesk: OrganiserHelpdesk,
    features: Sequence[Register],
) -> OrganiserRouter:
    """Build the router with the routes of all features."""
    routes = Routes()
    team = Team(start_link, public, routes)
    audit_log.register(routes)
    for register in (helpdesk.register, *features):
        register(routes)
    return OrganiserRouter(routes, team.accept)


def labels_of(content: Content) -> dict[str, str]:
    """Return the label of each entry, consent and choice, by its key."""
    labels = {entry.id: entry.question for entry in content.entries}
    for script in content.scripts.values():
        for step in script.steps.values():
            if isinstance(step, ConsentStep):
                labels[step.consent] = step.called
            elif isinstance(step, ChooseStep):
                labels.update({key: choice.label for key, choice in step.choices.items()})
            elif isinstance(step, SeveralStep):
                labels.update({key: choice.label for key, choice in step.several.items()})
    return labels


def wordings_of(content: Content) -> dict[str, str]:
    """Return the digest of each answer's present wording, by its entry."""
    return {entry.id: entry.digest for entry in content.entries}


def languages_of(content: Content) -> dict[str, str]:
    """Return the languages that scripts offer for updates, each with its label."""
    steps = (step for script in content.scripts.values() for step in script.steps.values())
    return {
        key: choice.label
        for step in steps
        if isinstance(step, ChooseStep) and step.save == "language"
        for key, choice in step.choices.items()
    }
