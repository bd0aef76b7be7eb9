"""One update has one effect, whatever comes twice, together, broken or late."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from bot.content.catalogue import Content
from bot.conversation.router import Conversation
from bot.core.context import Context
from bot.core.messages import Button, Incoming, Message, Outgoing, Paragraph, Send, Text
from tests.harness.service import MakeService, ServiceHarness, holding
from tests.telegram_double import Person, TelegramDouble

PLEDGE = ("/pledge", "5", "yes", "yes")
JOINING = ("/join", "1", "yes", "yes", "Welsh", "no", "skip", "yes")
ASK = "What is this campaign asking for?"


@pytest.fixture
def people(ann: Person, bob: Person) -> tuple[Person, Person]:
    return ann, bob


def apologies(person: Person, words: Content) -> int:
    return person.sent().count(words.texts.public.apology_late)


async def test_an_update_that_comes_again_has_one_effect(
    double: TelegramDouble, service: ServiceHarness, ann: Person
) -> None:
    async with service:
        first = ann.sends(ASK)
        await service.settles()
        double.delivers_again(first)
        double.delivers_again(first)
        await service.settles()
    async with service:
        double.delivers_again(first)
        ann.sends("/help")
        await service.settles()
    assert len(ann.sent()) == 2
    assert service.rows("SELECT number FROM daily_counts WHERE name = 'answered'") == [(1,)]


async def test_a_button_pressed_five_times_has_one_effect(
    double: TelegramDouble, service: ServiceHarness, ann: Person
) -> None:
    async with service:
        for line in PLEDGE:
            ann.sends(line)
        await service.settles()
        before = len(ann.sent())
        ann.presses("Yes, record it", times=5)
        await service.settles()
        after = len(ann.sent())
    assert service.rows("SELECT pledge_type FROM pledges") == [("come_to_meeting",)]
    assert service.rows("SELECT number FROM daily_counts WHERE name = 'pledged:come_to_meeting'") == [(1,)]
    assert after - before == 3, "a receipt, what to do, thanks"
    assert double.requests["answerCallbackQuery"] == 5


async def test_an_old_button_pressed_long_after_changes_nothing(
    double: TelegramDouble, service: ServiceHarness, ann: Person
) -> None:
    async with service:
        for line in PLEDGE:
            ann.sends(line)
        await service.settles()
        asked = ann.last
        button = asked.buttons[0][0]["callback_data"]
        ann.presses("Yes, record it")
        await service.settles()
        service.clock.ahead = timedelta(minutes=5)
        ann.sends("/pledge")
        await service.settles()
        ann.presses_data(button, asked.message_id)
        await service.settles()
    assert service.rows("SELECT pledge_type FROM pledges") == [("come_to_meeting",)]
    assert service.rows("SELECT number FROM daily_counts WHERE name LIKE 'pledged%'") == [(1,)]


async def test_two_things_of_one_person_at_once_are_done_one_after_the_other(
    double: TelegramDouble, service: ServiceHarness, ann: Person
) -> None:
    async with service:
        for line in (*PLEDGE, "yes", *PLEDGE, "yes"):
            ann.sends(line)
        await service.settles()
    assert service.rows("SELECT pledge_type FROM pledges") == [("come_to_meeting",)]
    assert service.rows("SELECT count(*) FROM consents") == [(1,)]
    counted = "SELECT name, number FROM daily_counts WHERE name LIKE 'pledged%' ORDER BY name"
    assert service.rows(counted) == [("pledged:come_to_meeting", 1), ("pledged_again", 1)]


async def test_what_cannot_be_read_takes_nothing_with_it(
    double: TelegramDouble,
    service: ServiceHarness,
    ann: Person,
    bob: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    ann.sends(ASK)
    odd_ones: list[dict[str, object]] = [
        {"message": "sesame"},
        {"message": {"chat": {"id": "one", "type": "private"}, "text": "sesame"}},
        {"callback_query": {"id": 5}},
        {"my_chat_member": []},
        {"something_new": {"text": "sesame"}},
        {"message": None},
    ]
    for odd in odd_ones:
        double.inject(odd)
    bob.sends(ASK)
    async with service:
        await service.settles()
    assert len(ann.sent()) == len(bob.sent()) == 1
    assert service.rows("SELECT count(*) FROM handled_updates") == [(8,)]
    assert "sesame" not in caplog.text


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bot fall over what Ann writes: one thing before it answers, others by what can't be sent."""
    respond = Conversation.respond

    async def trip(self: Conversation, context: Context, incoming: Incoming) -> None:
        await respond(self, context, incoming)
        if context.person == "telegram:1" and isinstance(incoming, Text):
            await context.savepoint.db()
            if incoming.text == ASK:
                raise RuntimeError("words of " + context.person)
            nothing: Outgoing = Send(Message((Paragraph("x"),), ((Button("leads nowhere"),),)))
            context.replies.append(nothing)

    monkeypatch.setattr(Conversation, "respond", trip)


async def test_one_persons_trouble_is_nobody_elses(
    make_service: MakeService,
    words: Content,
    trips: None,
    people: tuple[Person, Person],
    caplog: pytest.LogCaptureFixture,
) -> None:
    ann, bob = people
    for line in (ASK, *PLEDGE, "yes"):
        ann.sends(line)
        bob.sends(line)
    async with make_service() as service:
        await service.settles()
    assert set(ann.sent()) == {words.texts.public.apology_error, ann.sent()[1]}
    assert service.rows("SELECT s.person FROM pledges p JOIN supporters s ON s.id = p.supporter_id") == [
        ("telegram:2",)
    ]
    assert service.rows("SELECT number FROM daily_counts WHERE name = 'errors'") == [(5,)]
    assert "telegram:1" not in caplog.text
    assert "RuntimeError at test_inbox.py" in caplog.text


async def test_a_batch_that_cannot_be_kept_is_handled_again_as_if_new(
    double: TelegramDouble,
    make_service: MakeService,
    words: Content,
    people: tuple[Person, Person],
    caplog: pytest.LogCaptureFixture,
) -> None:
    ann, bob = people
    async with make_service(busy_seconds=0.05) as service:
        ann.sends("/help")
        await service.settles()
        async with holding(service.database):
            ann.sends(ASK, ago=7200)
            bob.sends_message(photo=[], media_group_id="7")
            bob.sends_message(photo=[], media_group_id="7")
            await double.wait_until(lambda: "no updates for now" in caplog.text, 20)
            assert double.waiting_updates == 3
        await service.settles()
    assert len(ann.sent()) == 3
    assert apologies(ann, words) == 1
    assert len(bob.sent()) == 1
    assert "Traceback" not in caplog.text


async def test_blocking_ends_updates_and_unblocking_does_not_start_them_again(
    double: TelegramDouble, service: ServiceHarness, ann: Person, bob: Person
) -> None:
    holds = "SELECT count(*) FROM consents WHERE withdrawn_at IS NULL"
    async with service:
        for line in JOINING:
            ann.sends(line)
        await service.settles()
        assert service.rows(holds) == [(1,)]
        heard = len(ann.sent())
        ann.blocks()
        await service.settles()
        assert service.rows(holds) == [(0,)]
        ann.unblocks()
        bob.sends("/help")
        await service.settles()
    assert service.rows(holds) == [(0,)]
    assert len(ann.sent()) == heard


async def test_nothing_is_sent_to_whoever_blocked_meanwhile(
    double: TelegramDouble, service: ServiceHarness, ann: Person, bob: Person
) -> None:
    ann.sends(ASK, ago=7200)
    ann.blocks()
    ann.unblocks()
    bob.sends(ASK)
    async with service:
        await service.settles()
    assert ann.sent() == []
    assert len(bob.sent()) == 1
    assert not double.refusals()
