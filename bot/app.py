"""Puts the parts together."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.content.catalogue import Words
from bot.content.flow_actions import CONSTANTS, Controller
from bot.conversation.answers import Answers
from bot.conversation.commands import PUBLIC, Commands
from bot.conversation.flow_runner import Walk
from bot.conversation.router import Conversation
from bot.core.state import Recent
from bot.helpdesk.organiser_side import Talks
from bot.helpdesk.supporter_side import Messages
from bot.organisers.router import Awaited, Desk, Duty
from bot.organisers.team import Team
from bot.reports.editorial import Editing
from bot.supporters.my_data import OwnData
from bot.supporters.records import Recorder
from faq.guards.guards import Guards, ordinary_wordings
from faq.matching.matcher import Matcher
from flows.engine import Engine
from flows.script import ChooseStep, ConsentStep, SeveralStep

Duties = tuple[Mapping[str, Duty], Mapping[str, Awaited]]
"""What one part lets organisers do, and what it asks them to send."""


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def build_matcher(words: Words, cache: Path | None) -> Matcher:
    """The matcher over all entries. Takes a moment of pure computing: not on a running event loop."""
    return Matcher([entry.wordings for entry in words.entries], cache=cache)


def build_conversation(
    words: Words,
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
    recorder = Recorder(engine.questions, words.texts, controller, stub_key)
    actions = {
        "record_supporter": recorder.record_supporter,
        "record_pledge": recorder.record_pledge,
        "decline_updates": recorder.decline_updates,
    }
    answers, recent = Answers(words, share_link), Recent()
    walk = Walk(engine, actions, words.texts)
    own_data = OwnData(words.texts, engine.questions, recorder, called=names_of(words), public=PUBLIC)
    talks = Talks()
    commands = Commands(
        answers,
        walk,
        own_data,
        controller=controller,
        recent=recent,
        desk=build_desk(start_link, talks, [Editing(words.entries).duties(), *duties]),
        messages=Messages(words.texts, talks, controller, recent),
    )
    return Conversation(
        matcher,
        guards or Guards(ordinary_wordings(words.entries)),
        answers=answers,
        walk=walk,
        commands=commands,
        recent=recent,
    )


def build_desk(start_link: Callable[[str], str], talks: Talks, parts: Sequence[Duties]) -> Desk:
    """What organisers can do."""
    team = Team(start_link, PUBLIC)
    duties = {**team.duties(), **talks.duties()}
    awaited = {**team.awaited(), **talks.awaited()}
    for part_duties, part_awaited in parts:
        duties.update(part_duties)
        awaited.update(part_awaited)
    desk = Desk(duties, awaited, team.accept)
    team.show_menus_of(desk.menu)
    return desk


def names_of(words: Words) -> dict[str, str]:
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


def wordings_of(words: Words) -> dict[str, str]:
    """The digest of each answer as it is given today, by its entry."""
    return {entry.id: entry.digest for entry in words.entries}


def languages_of(words: Words) -> dict[str, str]:
    """The languages that scripts offer for updates, each with its label."""
    steps = (step for script in words.scripts.values() for step in script.steps.values())
    return {
        key: choice.label
        for step in steps
        if isinstance(step, ChooseStep) and step.save == "language"
        for key, choice in step.choices.items()
    }
