"""The composition root: puts the parts of the bot together, once for every channel and command."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.broadcasts.chat.routes import duties as broadcast_duties
from bot.broadcasts.policy import BroadcastPolicy, policy_from
from bot.broadcasts.worker.rate_limiter import RateLimiter
from bot.broadcasts.worker.worker import BroadcastWorker
from bot.config.controller import Controller
from bot.config.settings import Settings
from bot.content.catalogue import Content
from bot.content.flow_actions import CONSTANTS
from bot.conversation.answers import AnswerView
from bot.conversation.commands import PUBLIC, Commands
from bot.conversation.flow_runner import FlowRunner
from bot.conversation.router import Conversation
from bot.core.state import RecentTexts
from bot.delivery.notifier import Notifier, OutboxQueue, Render
from bot.delivery.results import Transport
from bot.exports.wizard import duties as export_duties
from bot.exports.worker import ExportSender
from bot.helpdesk.organiser_side import OrganiserHelpdesk
from bot.helpdesk.supporter_side import SupporterHelpdesk
from bot.organisers import legacy
from bot.organisers.router import InputRoute, OrganiserRouter, Route
from bot.organisers.routes import Routes
from bot.organisers.team import Team
from bot.reports.editorial import EditorialReport
from bot.reports.routes import Reports
from bot.storage.store import Store
from bot.supporters.erasure import Eraser
from bot.supporters.my_data import MyData
from bot.supporters.records import SupporterRecords
from faq.guards.guards import Guards, ordinary_wordings
from faq.matching.matcher import Matcher
from flows.engine import Engine
from flows.script import ChooseStep, ConsentStep, SeveralStep

Duties = tuple[Mapping[str, Route], Mapping[str, InputRoute]]
"""What one part lets organisers do, and what it asks them to send."""


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

    `start_link` makes a link of a start code. Without a `rate_limiter` no broadcasts go out, and organisers
    can only prepare them where `offers_broadcasts`.
    """

    name: str
    render: Render
    queue: OutboxQueue
    transport: Transport
    share_link: str
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
    guards.get_ready()
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
    duties = [export_duties(), reports.duties()]
    if channel.offers_broadcasts:
        duties.append(broadcast_duties(policy))
    notifier = Notifier(channel.name, channel.queue, channel.render, clock)
    broadcasts = None
    if channel.rate_limiter:
        broadcasts = BroadcastWorker(
            store, channel.transport, notifier, channel.rate_limiter, policy=policy, now=clock
        )
    return Application(
        conversation=build_conversation(
            campaign.content,
            campaign.matcher,
            controller=campaign.controller,
            stub_key=campaign.tombstone_key,
            share_link=channel.share_link,
            start_link=channel.start_link,
            guards=campaign.guards,
            duties=duties,
        ),
        notifier=notifier,
        eraser=Eraser(store, campaign.content.texts, notifier, now=clock),
        exports=ExportSender(store, channel.transport, notifier, now=clock),
        reports=reports,
        broadcasts=broadcasts,
    )


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def build_matcher(words: Content, cache: Path | None) -> Matcher:
    """The matcher over all entries. Takes a moment of pure computing: not on a running event loop."""
    return Matcher([entry.wordings for entry in words.entries], cache=cache)


def build_conversation(
    words: Content,
    matcher: Matcher,
    *,
    controller: Controller | None,
    stub_key: bytes | None,
    share_link: str,
    start_link: Callable[[str], str] = "/start {}".format,
    duties: Sequence[Duties] = (),
    guards: Guards | None = None,
) -> Conversation:
    """The core, without a channel.

    `start_link` makes a channel's link of a start code. `duties` are what organisers can do on this channel
    besides what they can do on all.
    """
    constants = {"controller": controller.name, "contact": controller.contact} if controller else {}
    engine = Engine(words.scripts, constants or dict.fromkeys(CONSTANTS, ""))
    recorder = SupporterRecords(engine.questions, words.texts, controller, stub_key)
    actions = {
        "record_supporter": recorder.record_supporter,
        "record_pledge": recorder.record_pledge,
        "decline_updates": recorder.decline_updates,
    }
    answers, recent = AnswerView(words, share_link), RecentTexts()
    walk = FlowRunner(engine, actions, words.texts)
    my_data = MyData(words.texts, engine.questions, recorder, called=names_of(words), public=PUBLIC)
    talks = OrganiserHelpdesk()
    commands = Commands(
        answers,
        walk,
        my_data,
        controller=controller,
        recent=recent,
        desk=build_desk(start_link, talks, [EditorialReport(words.entries).duties(), *duties]),
        messages=SupporterHelpdesk(words.texts, talks, controller, recent),
    )
    return Conversation(
        matcher,
        guards or Guards(ordinary_wordings(words.entries)),
        answers=answers,
        walk=walk,
        commands=commands,
        recent=recent,
    )


def build_desk(
    start_link: Callable[[str], str], talks: OrganiserHelpdesk, parts: Sequence[Duties]
) -> OrganiserRouter:
    """What organisers can do."""
    routes = Routes()
    team = Team(start_link, PUBLIC, routes)
    for duties, awaited in [(talks.duties(), talks.awaited()), *parts]:
        legacy.register(routes, duties, awaited)
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
