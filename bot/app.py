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
"""Adds what one feature lets organisers do to the table of routes."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """What every channel shares: the words, what understands them, and who is responsible for people's data.

    `controller` is None while nothing may be collected.
    """

    content: Content
    matcher: Matcher
    guards: Guards
    policy: BroadcastPolicy
    controller: Controller | None = None
    tombstone_key: bytes | None = None

    def with_controller(self, controller: Controller, settings: Settings) -> "Campaign":
        """Return the campaign with somebody responsible, such as an invented one for practice."""
        policy = broadcast_policy(settings, self.content, controller)
        return replace(self, controller=controller, policy=policy)


@dataclass(frozen=True, slots=True)
class Channel:
    """What a channel brings: how it sends, and the links that lead into its chat.

    `share_url` makes a link that shares a text, `start_link` one of a start code. Without a `rate_limiter` no
    broadcasts go out, and organisers can only prepare them where `offers_broadcasts`.
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
    """The bot on one channel: what answers people, and what works beside that."""

    conversation: Conversation
    notifier: Notifier
    eraser: Eraser
    exports: ExportSender
    reports: Reports
    broadcasts: BroadcastWorker | None


def load_campaign(settings: Settings, content: Content, cache: Path) -> Campaign:
    """Read what every channel needs. Takes a moment of pure computing: not on a running event loop."""
    guards = Guards(ordinary_wordings(content.entries))
    guards.compile_all()
    key = settings.stub_key
    return Campaign(
        content=content,
        matcher=build_matcher(content, cache),
        guards=guards,
        policy=broadcast_policy(settings, content),
        controller=settings.controller,
        tombstone_key=key.get_secret_value().encode() if key else None,
    )


def broadcast_policy(
    settings: Settings, content: Content, controller: Controller | None = None
) -> BroadcastPolicy:
    """Return how broadcasts go out, as the settings and the words say."""
    responsible = controller or settings.controller
    return policy_from(settings, responsible, content.texts, names_of(content), wordings_of(content))


def build(campaign: Campaign, store: Store, channel: Channel, clock: Callable[[], datetime]) -> Application:
    """Put the bot together for one channel; `clock` tells the time in UTC."""
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
    """The time, in UTC."""
    return datetime.now(UTC)


def build_matcher(words: Content, cache: Path | None) -> Matcher:
    """The matcher over all entries. Takes a moment of pure computing: not on a running event loop."""
    return Matcher([entry.wordings for entry in words.entries], words.products, cache=cache)


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
    """Put the core together, without a channel.

    `share_url` makes a channel's link that shares a text, `start_link` one of a start code. `features` are
    what organisers can do on this channel besides what they can do on all.
    """
    constants = {"controller": controller.name, "contact": controller.contact} if controller else {}
    engine = Engine(content.scripts, content.texts.buttons.flow, constants or dict.fromkeys(CONSTANTS, ""))
    recorder = SupporterRecords(engine.questions, content.texts, controller, tombstone_key)
    actions = {
        "record_supporter": recorder.record_supporter,
        "record_pledge": recorder.record_pledge,
        "decline_updates": recorder.decline_updates,
    }
    public, recent, flows = menu(content.texts), RecentTexts(), FlowRunner(engine, actions)
    talks = OrganiserHelpdesk()
    organisers = build_desk(start_link, public, talks, [EditorialReport(content.entries).register, *features])
    helpdesk = SupporterHelpdesk(content.texts, talks, controller, recent)
    my_data = MyData(content.texts, engine.questions, recorder, called=names_of(content), public=public)
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
        "talk": lambda context, _: helpdesk.ask(context, "talk"),
        "complain": lambda context, _: helpdesk.ask(context, "complaint"),
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


def build_desk(
    start_link: Callable[[str], str],
    public: Mapping[str, str],
    talks: OrganiserHelpdesk,
    features: Sequence[Register],
) -> OrganiserRouter:
    """Put together what organisers can do."""
    routes = Routes()
    team = Team(start_link, public, routes)
    audit_log.register(routes)
    for register in (talks.register, *features):
        register(routes)
    return OrganiserRouter(routes, team.accept)


def names_of(words: Content) -> dict[str, str]:
    """What answers, consents and choices are called in words."""
    names = {entry.id: entry.question for entry in words.entries}
    for script in words.scripts.values():
        for step in script.steps.values():
            if isinstance(step, ConsentStep):
                names[step.consent] = step.called
            elif isinstance(step, ChooseStep):
                names.update({key: choice.label for key, choice in step.choices.items()})
            elif isinstance(step, SeveralStep):
                names.update({key: choice.label for key, choice in step.several.items()})
    return names


def wordings_of(words: Content) -> dict[str, str]:
    """The digest of each answer as it is given today, by its entry."""
    return {entry.id: entry.digest for entry in words.entries}


def languages_of(words: Content) -> dict[str, str]:
    """The languages that scripts offer for updates, each with its label."""
    steps = (step for script in words.scripts.values() for step in script.steps.values())
    return {
        key: choice.label
        for step in steps
        if isinstance(step, ChooseStep) and step.save == "language"
        for key, choice in step.choices.items()
    }
