"""Puts the parts together."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.content.catalogue import Content
from bot.content.flow_actions import CONSTANTS, Controller
from bot.conversation.answers import AnswerView
from bot.conversation.commands import PUBLIC, Commands
from bot.conversation.flow_runner import FlowRunner
from bot.conversation.router import Conversation
from bot.core.state import RecentTexts
from bot.helpdesk.organiser_side import OrganiserHelpdesk
from bot.helpdesk.supporter_side import SupporterHelpdesk
from bot.organisers import legacy
from bot.organisers.router import InputRoute, OrganiserRouter, Route
from bot.organisers.routes import Routes
from bot.organisers.team import Team
from bot.reports.editorial import EditorialReport
from bot.supporters.my_data import MyData
from bot.supporters.records import SupporterRecords
from faq.guards.guards import Guards, ordinary_wordings
from faq.matching.matcher import Matcher
from flows.engine import Engine
from flows.script import ChooseStep, ConsentStep, SeveralStep

Duties = tuple[Mapping[str, Route], Mapping[str, InputRoute]]
"""What one part lets organisers do, and what it asks them to send."""


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
