"""What organisers are asked and told about broadcasts, question by question."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts import audience, message
from bot.broadcasts.approval import choices, digest
from bot.broadcasts.audience import Audience
from bot.broadcasts.buttons import (
    AboutBroadcast,
    ApproveBroadcast,
    AskApproval,
    AskEdit,
    AskRecall,
    AskResend,
    ChangeMessage,
    DiscardDraft,
    GetResults,
    PauseBroadcast,
    ResumeBroadcast,
    ReturnBroadcast,
    ShowAudience,
    ShowBroadcast,
    StopBroadcast,
)
from bot.broadcasts.policy import BroadcastPolicy
from bot.config.settings import SendingHours
from bot.core.menus import Menu, MenuItem
from bot.core.messages import Unreadable
from bot.core.sending_hours import SendingTime
from bot.storage import audiences, audit_log, broadcasts, deliveries, organisers
from bot.storage.audiences import GivenAnswer
from bot.storage.deliveries import DeliveryResult
from bot.storage.schema.enums import BroadcastState, DeliveryState, Role
from bot.storage.store import Store
from tests.conftest import english
from tests.harness.campaign import (
    APPROVER,
    AUTHOR,
    SIGNATURE,
    fill,
)
from tests.harness.organisers import MONDAY, OrganiserHarness
from tests.harness.records import join

HOURS = SendingTime(SendingHours(time(9), time(19)), ZoneInfo("Europe/London"))
TERMS = BroadcastPolicy(SIGNATURE, HOURS)
VIEWER = "telegram:13"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await fill(db, 3)
        await join(db, 1, nation="wales", constituency="Cardiff West", language="cy", deeds=["write_to_mp"])
        await organisers.grant(db, VIEWER, Role.VIEWER, MONDAY)
    yield store
    await store.close()


@pytest.fixture
def desk(store: Store) -> OrganiserHarness:
    return OrganiserHarness(store, TERMS)


async def drafted(desk: OrganiserHarness) -> None:
    """A draft whose audience and time are not chosen yet."""
    await desk.sends(AUTHOR, "/broadcast")
    await desk.sends(AUTHOR, "News")
    await desk.presses(AUTHOR, "No button")


async def narrow(desk: OrganiserHarness, how: str) -> None:
    """From the audience step to what narrows it in one way."""
    await desk.presses(AUTHOR, "Narrow it")
    assert len(desk.labels()) <= 6
    await desk.presses(AUTHOR, how)


async def asked(desk: OrganiserHarness) -> None:
    """A broadcast that waits for approval."""
    await drafted(desk)
    await desk.presses(AUTHOR, "Go on: when")
    await desk.presses(AUTHOR, "As soon as approved")
    await desk.presses(AUTHOR, "Ask for approval")
    await desk.sends(AUTHOR, "4")


async def presses(desk: OrganiserHarness, who: str, about: type[AboutBroadcast]) -> str:
    """Press a button about broadcast 1."""
    return await desk.press(who, about(1))


async def approves(desk: OrganiserHarness, who: str, *, urgent: bool = False) -> str:
    """Press the button under the newest version."""
    return await desk.press(who, ApproveBroadcast(1, digest(await desk.broadcast()), urgent))


async def test_a_photo_with_a_caption_is_shown_exactly(desk: OrganiserHarness) -> None:
    await desk.sends(AUTHOR, "/broadcast")
    await desk.sends(AUTHOR, Unreadable("photo", "F1", "Look", "<i>Look</i>"))
    (post,) = desk.posts()
    assert (post.photo, post.markup, post.footer) == ("F1", "<i>Look</i>", SIGNATURE.footer)
    assert "2 of 4" in desk.said()


async def test_what_can_not_be_sent_is_asked_for_again(desk: OrganiserHarness) -> None:
    await desk.sends(AUTHOR, "/broadcast")
    assert "can't be sent on" in await desk.sends(AUTHOR, Unreadable("voice", "F1"))
    assert "too long" in await desk.sends(AUTHOR, "x" * 4096)
    assert "<<Hello>>" in await desk.sends(AUTHOR, "Hello")


async def test_a_link_needs_a_label_and_a_safe_address(desk: OrganiserHarness) -> None:
    await desk.sends(AUTHOR, "/broadcast")
    await desk.sends(AUTHOR, "News")
    assert "https://" in await desk.sends(AUTHOR, "Read http://example.org")
    assert "https://" in await desk.sends(AUTHOR, "Read")
    await desk.sends(AUTHOR, "Read more: https://example.org")
    assert [row[0].label for row in desk.posts()[0].rows] == ["Read more", "Stop updates"]


async def test_the_audience_is_narrowed_and_counted(desk: OrganiserHarness) -> None:
    await drafted(desk)
    assert "4 will get it" in desk.said()
    await narrow(desk, "By place")
    assert "1 will get it" in await desk.presses(AUTHOR, "Wales")
    assert "3 taken out: they live somewhere else" in desk.said()
    await narrow(desk, "By place")
    assert "Nobody who shares" in await desk.sends(AUTHOR, "Leeds")
    assert "Cardiff West" in await desk.sends(AUTHOR, "cardiff west")
    await narrow(desk, "By pledge")
    assert "Write to my MP" in desk.said()
    assert "pledged: Write to my MP" in await desk.presses(AUTHOR, "Write to my MP")
    assert "4 will get it" in await desk.presses(AUTHOR, "Everybody again")
    await desk.presses(AUTHOR, "Rest: 7 days")
    await desk.presses(AUTHOR, "14 days")
    assert audience.load((await desk.broadcast()).audience) == Audience(rest_days=14)


async def test_the_audience_is_narrowed_by_language(desk: OrganiserHarness) -> None:
    await drafted(desk)
    await narrow(desk, "By language")
    assert desk.labels() == ["English", "Cymraeg (Welsh)", "Back"]
    said = await desk.presses(AUTHOR, "Cymraeg (Welsh)")
    assert "agreed to updates and wants them in Cymraeg (Welsh)." in said
    assert "3 taken out: they chose no language, which counts as English" in said
    assert "1 will get it" in said
    await narrow(desk, "By language")
    assert "4 will get it" in await desk.presses(AUTHOR, "English")
    await narrow(desk, "By language")
    said = await desk.presses(AUTHOR, "Cymraeg (Welsh)")
    assert "wants them in English or chose no language." in said
    assert "1 taken out: they chose another language" in said
    assert audience.load((await desk.broadcast()).audience).languages == ("en",)
    assert "4 will get it" in await desk.presses(AUTHOR, "Everybody again")


async def test_a_language_can_be_typed(desk: OrganiserHarness) -> None:
    await drafted(desk)
    await narrow(desk, "By language")
    said = await desk.sends(AUTHOR, "Klingon")
    assert "Nobody chose that language. There are: English, Cymraeg (Welsh)." in said
    assert "wants them in Cymraeg (Welsh)." in await desk.sends(AUTHOR, "welsh")


async def test_each_step_about_the_audience_has_six_buttons_at_most(desk: OrganiserHarness) -> None:
    await drafted(desk)
    async with desk.store.transaction() as db:
        for number, language in enumerate(("fr", "gd", "ga", "pl", "ur", "pa"), start=20):
            await join(db, number, language=language)
        await db.execute("UPDATE supporters SET source = 'leaflet' || id")
    await narrow(desk, "By language")
    assert len(desk.labels()) <= 6
    assert "wants them in ur." in await desk.sends(AUTHOR, "ur")
    assert "Everybody again" in desk.labels()
    assert len(desk.labels()) <= 6
    for step in ("By pledge", "By place", "By source code"):
        await narrow(desk, step)
        assert len(desk.labels()) <= 6
        await presses(desk, AUTHOR, ShowAudience)


async def test_choices_can_be_typed(desk: OrganiserHarness) -> None:
    await desk.sends(AUTHOR, "/broadcast")
    await desk.sends(AUTHOR, "News")
    assert "3 of 4" in await desk.sends(AUTHOR, "1")


async def test_times_are_typed_or_chosen(desk: OrganiserHarness) -> None:
    await drafted(desk)
    await desk.presses(AUTHOR, "Go on: when")
    assert "no time to come" in await desk.sends(AUTHOR, "yesterday 10:00")
    said = await desk.sends(AUTHOR, "tomorrow 14:30")
    assert "It begins on Tuesday 24 November, 14:30" in said
    await desk.presses(AUTHOR, "Change the time")
    said = await desk.sends(AUTHOR, "Sunday 12:00")
    assert "It begins on Monday 30 November" not in said, "a bank holiday in Scotland"
    assert "It begins on Tuesday 1 December, 09:00" in said
    assert "nothing goes out on Sundays" in said


async def test_the_end_and_the_cost_are_told_before_confirming(store: Store) -> None:
    desk = OrganiserHarness(store, replace(TERMS, rate=1000))
    await drafted(desk)
    await desk.presses(AUTHOR, "Go on: when")
    said = await desk.presses(AUTHOR, "As soon as approved")
    assert "It is over on Monday 23 November" in said
    assert "at most 1 Star." in said


async def test_only_the_right_number_confirms(desk: OrganiserHarness) -> None:
    await drafted(desk)
    await desk.presses(AUTHOR, "Go on: when")
    await desk.presses(AUTHOR, "As soon as approved")
    await desk.presses(AUTHOR, "Ask for approval")
    assert "not the number" in await desk.sends(AUTHOR, "yes")
    assert (await desk.broadcast()).state == "draft"
    await desk.presses(AUTHOR, "Ask for approval")
    assert "waits for somebody else" in await desk.sends(AUTHOR, "4")
    assert (await desk.broadcast()).state == "awaiting_approval"


async def test_nobody_approves_their_own(desk: OrganiserHarness) -> None:
    await asked(desk)
    assert "somebody else" in await approves(desk, AUTHOR)
    with pytest.raises(AssertionError, match="nobody took it"):
        await approves(desk, VIEWER)
    assert "approved" in await approves(desk, APPROVER)
    assert "already" in await approves(desk, APPROVER)
    held = await desk.broadcast()
    assert held.state == "held"
    assert held.held_until
    assert held.held_until - desk.now > timedelta(minutes=4)


async def test_urgent_takes_two(desk: OrganiserHarness) -> None:
    await drafted(desk)
    await desk.presses(AUTHOR, "Go on: when")
    assert "marked as urgent by you" in await desk.presses(AUTHOR, "It is urgent")
    await desk.presses(AUTHOR, "As soon as approved")
    assert not (await desk.broadcast()).urgent
    await desk.presses(AUTHOR, "Ask for approval")
    await desk.sends(AUTHOR, "4")
    await approves(desk, APPROVER, urgent=True)
    assert (await desk.broadcast()).urgent


async def test_alone_with_the_reason_in_the_log(store: Store) -> None:
    desk = OrganiserHarness(store, replace(TERMS, single_approver_reason="one organiser until January"))
    await asked(desk)
    assert (await desk.broadcast()).state == "held"
    async with store.transaction() as db:
        line = (await audit_log.read(db, 1))[0]
    assert (line.action, line.reason) == ("approved alone", "one organiser until January")


async def test_anybody_stops_it_and_it_can_be_sent_back(desk: OrganiserHarness) -> None:
    await asked(desk)
    await presses(desk, APPROVER, ReturnBroadcast)
    assert (await desk.broadcast()).state == "draft"
    assert desk.told[0][0] == AUTHOR
    await presses(desk, AUTHOR, AskApproval)
    await desk.sends(AUTHOR, "4")
    assert "stopped" in await presses(desk, VIEWER, StopBroadcast)
    assert (await desk.broadcast()).state == "stopped"


async def test_a_role_that_is_gone_ends_the_walk(desk: OrganiserHarness) -> None:
    await drafted(desk)
    async with desk.store.transaction() as db:
        author = await organisers.find(db, AUTHOR)
        assert author is not None
        await organisers.revoke_all(db, author.id)
    with pytest.raises(AssertionError, match="nobody took it"):
        await desk.presses(AUTHOR, "Go on: when")


async def test_a_draft_is_its_authors(desk: OrganiserHarness) -> None:
    await drafted(desk)
    assert "can't be changed" in await presses(desk, APPROVER, DiscardDraft)
    assert "is gone" in await presses(desk, AUTHOR, DiscardDraft)
    assert "can't be changed" in await presses(desk, AUTHOR, AskApproval)


async def test_without_a_controller_there_are_no_updates(store: Store) -> None:
    desk = OrganiserHarness(store, replace(TERMS, signature=None))
    assert "CONTROLLER_NAME" in await desk.sends(AUTHOR, "/broadcast")


async def test_a_correction_goes_to_those_who_had_the_answer(desk: OrganiserHarness) -> None:
    async with desk.store.transaction() as db:
        await audiences.record_answers(db, [GivenAnswer("telegram:1", "what_is_redress", "old")], MONDAY)
    await desk.sends(AUTHOR, "/broadcast")
    await desk.presses(AUTHOR, "Correct an answer")
    assert "What is redress?" in await desk.presses(AUTHOR, "What is redress?")
    await desk.sends(AUTHOR, "We said it wrong")
    assert "1 will get it" in await desk.presses(AUTHOR, "No button")
    assert (await desk.broadcast()).kind == "correction"


async def _sent(desk: OrganiserHarness) -> None:
    await asked(desk)
    async with desk.store.transaction() as db:
        await audiences.freeze_audience(db, 1, Audience().rules("telegram", desk.now))
        claimed = await deliveries.claim(db, 1, 10, [], with_consent=True)
        states = (DeliveryState.SENT, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNSURE)
        found = [
            DeliveryResult(row.id, state, 50 + row.id, "=reason" if state is DeliveryState.FAILED else None)
            for row, state in zip(claimed, states, strict=True)
        ]
        await deliveries.record(db, found, desk.now)
        before = await broadcasts.find(db, 1)
        assert before is not None
        after = replace(
            before,
            state=BroadcastState.DONE,
            started_at=desk.now,
            finished_at=desk.now,
        )
        await broadcasts.save(db, before, after)


async def test_results_are_without_names_and_safe_to_open(desk: OrganiserHarness) -> None:
    await _sent(desk)
    said = await presses(desk, AUTHOR, GetResults)
    lines = said.splitlines()
    assert lines[0].startswith("[broadcast-1-results.csv] delivery,state,time_utc,reason")
    assert lines[3].startswith("3,failed,2026-11-23T12:")
    assert lines[3].endswith(",'=reason")
    assert "telegram" not in said


async def test_recall_asks_once_and_needs_nobody_else(desk: OrganiserHarness) -> None:
    await _sent(desk)
    said = await presses(desk, AUTHOR, ShowBroadcast)
    assert "4 people: 2 sent, 1 failed, 1 unsure." in said
    assert "Delete 2 messages" in await desk.presses(AUTHOR, "Recall update 1")
    await desk.presses(AUTHOR, "Yes, delete 2")
    made = await desk.broadcast(2)
    assert (made.kind, made.state, made.original_id) == ("recall", "scheduled", 1)
    desk.now += timedelta(hours=49)
    assert "48 hours" in await presses(desk, AUTHOR, AskRecall)


async def test_editing_takes_words_and_an_approval(desk: OrganiserHarness) -> None:
    await _sent(desk)
    await presses(desk, AUTHOR, AskEdit)
    said = await desk.sends(AUTHOR, "Better news")
    assert "<<Better news>>" in said
    assert "replaces the words of 2 messages" in said
    assert "Change the audience" not in desk.labels()
    await desk.presses(AUTHOR, "Ask for approval")
    assert "waits for somebody else" in await desk.sends(AUTHOR, "2")
    made = await desk.broadcast(2)
    assert (made.kind, made.state) == ("edit", "awaiting_approval")
    assert message.load(made.message).text == "Better news"


async def test_the_unsure_are_sent_again_after_a_question(desk: OrganiserHarness) -> None:
    await _sent(desk)
    assert "some get it twice" in await presses(desk, AUTHOR, AskResend)
    await desk.presses(AUTHOR, "Send to all 1 again")
    async with desk.store.transaction() as db:
        assert await deliveries.counts(db, 1) == {"sent": 2, "failed": 1, "waiting": 1}
    assert (await desk.broadcast()).state == "sending"


async def test_pause_and_going_on_outside_the_hours(desk: OrganiserHarness) -> None:
    await asked(desk)
    async with desk.store.transaction() as db:
        before = await broadcasts.find(db, 1)
        assert before is not None
        await broadcasts.save(db, before, replace(before, state=BroadcastState.SENDING))
    assert "paused" in await presses(desk, APPROVER, PauseBroadcast)
    desk.now = datetime(2026, 11, 23, 22, tzinfo=UTC)
    assert "Not now" in await presses(desk, APPROVER, ResumeBroadcast)


async def test_approval_is_for_the_words_that_were_shown(desk: OrganiserHarness) -> None:
    """A button under an earlier version approves nothing, and shows the new one."""
    await asked(desk)
    stale = ApproveBroadcast(1, digest(await desk.broadcast()))
    await presses(desk, APPROVER, ReturnBroadcast)
    assert "being changed by its author" in await desk.press(APPROVER, stale)
    await presses(desk, AUTHOR, ChangeMessage)
    await desk.sends(AUTHOR, "Other news")
    await desk.presses(AUTHOR, "Ask for approval")
    await desk.sends(AUTHOR, "4")
    for old in (stale, ApproveBroadcast(1, "")):
        said = await desk.press(APPROVER, old)
        assert "was changed after you were asked, so nothing is approved" in said
        assert "<<Other news>>" in said
        assert (await desk.broadcast()).state == "awaiting_approval"
    assert "is approved and held for 5 minutes" in await desk.presses(APPROVER, "Approve update 1")
    assert (await desk.broadcast()).state == "held"


async def test_the_question_is_shown_again_to_whoever_may_approve(desk: OrganiserHarness) -> None:
    await asked(desk)
    said = await presses(desk, APPROVER, ShowBroadcast)
    assert "Approve update 1" in desk.labels()
    assert "It begins on Monday 23 November" in said
    assert "It is over on Monday 23 November" in await presses(desk, AUTHOR, ShowBroadcast)
    assert desk.labels() == ["Stop update 1"]


async def test_what_a_removed_author_wrote_is_not_sent_back(desk: OrganiserHarness) -> None:
    await asked(desk)
    async with desk.store.transaction() as db:
        author = await organisers.find(db, AUTHOR)
        assert author is not None
        await organisers.revoke_all(db, author.id)
    assert "no longer a sender" in await presses(desk, APPROVER, ReturnBroadcast)
    assert (await desk.broadcast()).state == "awaiting_approval"


async def test_one_alone_is_not_told_of_somebody_else(store: Store) -> None:
    desk = OrganiserHarness(store, replace(TERMS, single_approver_reason="one organiser until January"))
    said = await desk.sends(AUTHOR, "/broadcast")
    assert "you have confirmed it" in said
    await desk.sends(AUTHOR, "News")
    await desk.presses(AUTHOR, "No button")
    await desk.presses(AUTHOR, "Go on: when")
    assert "if you confirm it now" in await desk.presses(AUTHOR, "As soon as approved")
    await desk.presses(AUTHOR, "Ask for approval")
    assert "somebody else" not in said + await desk.sends(AUTHOR, "4")


async def test_a_word_that_steers_the_bot_becomes_no_draft(desk: OrganiserHarness) -> None:
    await desk.sends(AUTHOR, "/broadcast")
    assert "Did you mean that for me?" in await desk.sends(AUTHOR, "Stop")
    async with desk.store.transaction() as db:
        assert not await broadcasts.list_for(db, 1, 0, 9)
    assert "<<Stop the bill>>" in await desk.sends(AUTHOR, "Stop the bill")


async def test_every_draft_and_update_can_be_reached(desk: OrganiserHarness) -> None:
    await _sent(desk)
    for number in range(2, 8):
        await desk.sends(AUTHOR, "/broadcast")
        await desk.sends(AUTHOR, f"Draft {number}")
    await presses(desk, AUTHOR, AskEdit)
    await desk.sends(AUTHOR, "Better news")
    await desk.sends(AUTHOR, "/broadcast")
    found = desk.labels()[:4]
    await desk.presses(AUTHOR, "Show older ones")
    found += desk.labels()[:4]
    assert found == [*(f"Go on with draft {number}" for number in range(8, 1, -1)), "Show update 1"]
    await desk.presses(AUTHOR, "Show the newest")
    assert desk.labels()[:4] == found[:4]


async def test_edits_stand_with_their_update_whose_words_are_the_new_ones(desk: OrganiserHarness) -> None:
    await _sent(desk)
    await presses(desk, AUTHOR, AskEdit)
    await desk.sends(AUTHOR, "Better news")
    async with desk.store.transaction() as db:
        before = await broadcasts.find(db, 2)
        assert before is not None
        await broadcasts.save(db, before, replace(before, state=BroadcastState.DONE, started_at=desk.now))
    said = await desk.sends(AUTHOR, "/broadcast")
    assert "Update 1: done; Edit 2: done" in said
    assert desk.labels() == ["Show update 1", "Correct an answer"]
    said = await desk.presses(AUTHOR, "Show update 1")
    assert "<<Better news>>" in said
    assert "Above are its words since edit 2." in said
    assert "Show edit 2" in desk.labels()
    await desk.presses(AUTHOR, "Edit update 1")
    await desk.sends(AUTHOR, "Best news")
    assert message.load((await desk.broadcast(3)).message).text == "Best news"


async def test_all_pledges_can_be_chosen(desk: OrganiserHarness) -> None:
    async with desk.store.transaction() as db:
        for number, deed in enumerate(("a", "b", "c", "d", "e"), start=20):
            await join(db, number, deeds=[deed])
    await drafted(desk)
    await desk.presses(AUTHOR, "Narrow it")
    await desk.presses(AUTHOR, "By pledge")
    first = desk.labels()
    await desk.presses(AUTHOR, "Show more")
    assert {*first, *desk.labels()} >= {"a", "b", "c", "d", "e", "Write to my MP"}
    await desk.presses(AUTHOR, "Show the first")
    assert desk.labels() == first


async def test_any_answer_can_be_corrected_by_its_question(desk: OrganiserHarness) -> None:
    entries = [f"entry_{number}" for number in range(8)]
    async with desk.store.transaction() as db:
        given = [GivenAnswer("telegram:1", one, "old") for one in [*entries, "what_is_redress"]]
        await audiences.record_answers(db, given, MONDAY)
    await desk.sends(AUTHOR, "/broadcast")
    await desk.presses(AUTHOR, "Correct an answer")
    first = desk.labels()
    await desk.presses(AUTHOR, "Show more")
    assert {*first, *desk.labels()} >= {*entries, "What is redress?"}
    assert 'A correction of "What is redress?"' in await desk.sends(AUTHOR, "what is redress?")


async def test_a_correction_to_nobody_says_what_to_do(store: Store) -> None:
    desk = OrganiserHarness(store, replace(TERMS, wordings={"what_is_redress": "old"}))
    async with store.transaction() as db:
        await audiences.record_answers(db, [GivenAnswer("telegram:1", "what_is_redress", "old")], MONDAY)
    await desk.sends(AUTHOR, "/broadcast")
    await desk.presses(AUTHOR, "Correct an answer")
    await desk.presses(AUTHOR, "What is redress?")
    await desk.sends(AUTHOR, "We said it wrong")
    assert "0 will get it" in await desk.presses(AUTHOR, "No button")
    await desk.presses(AUTHOR, "Go on: when")
    await desk.presses(AUTHOR, "As soon as approved")
    assert "Change the answer in faq/" in await desk.presses(AUTHOR, "Ask for approval")


async def test_labels_of_links_keep_to_the_limit(desk: OrganiserHarness) -> None:
    await desk.sends(AUTHOR, "/broadcast")
    await desk.sends(AUTHOR, "News")
    assert "at most 24" in await desk.sends(AUTHOR, f"{'x' * 25} https://example.org")


async def test_what_came_in_between_can_be_typed_while_a_message_is_asked_for(desk: OrganiserHarness) -> None:
    await asked(desk)
    waiting = await desk.broadcast()
    await desk.sends(APPROVER, "/broadcast")
    told = tuple(MenuItem(0, each.label, each.data) for each in choices(waiting, english()))
    desk.states[APPROVER] = replace(desk.states[APPROVER], menu=Menu(notified=told))
    assert "is approved" in await desk.sends(APPROVER, "approve update 1")
    assert (await desk.broadcast()).state == "held"
