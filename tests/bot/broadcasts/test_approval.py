"""What approval holds for, and what author, approver and team are told of when a broadcast begins."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts import approval
from bot.broadcasts.audience import Audience
from bot.broadcasts.message import read_message
from bot.broadcasts.policy import BroadcastPolicy
from bot.broadcasts.worker.notifications import Notifications
from bot.broadcasts.worker.scheduler import Scheduler
from bot.config.settings import SendingHours
from bot.core.messages import Message, Paragraph, Send, Text, Title
from bot.core.pagination import LONGEST_LABEL
from bot.core.sending_hours import SendingTime
from bot.storage import broadcasts, organisers
from bot.storage.broadcasts import Broadcast
from bot.storage.savepoint import Database
from bot.storage.schema.enums import BroadcastKind, BroadcastState, Role
from bot.storage.store import Store
from tests.conftest import english
from tests.harness.campaign import (
    APPROVER,
    AUTHOR,
    SIGNATURE,
    fill,
    scheduled,
)
from tests.harness.organisers import CALLED
from tests.harness.records import join

HOURS = SendingTime(SendingHours(time(9), time(19)), ZoneInfo("Europe/London"))
TERMS = BroadcastPolicy(SIGNATURE, HOURS, labels=CALLED)
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 22, 1, tzinfo=UTC)
ST_ANDREW = datetime(2026, 11, 30, 9, tzinfo=UTC)
VIEWER = "telegram:13"


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await fill(db, 3)
        await join(db, 1, deeds=["write_to_mp"])
        await organisers.grant(db, VIEWER, Role.VIEWER, MONDAY)
        yield db
    await store.close()


async def one(db: Database, wanted: Audience | None = None, **changes: object) -> Broadcast:
    message = read_message(Text("News", "News"))
    assert message is not None
    given = {
        "state": BroadcastState.AWAITING,
        "announced_state": BroadcastState.DRAFT,
        "approver_id": None,
        **changes,
    }
    return await scheduled(db, message, wanted or Audience(), **given)


async def told(
    db: Database, broadcast: Broadcast, now: datetime, policy: BroadcastPolicy = TERMS
) -> dict[str, str]:
    """What each is told of the state it has come to."""
    news = await Notifications(policy, english()).notifications_for(db, broadcast, now)
    return {who: words(said.message) for who, said in news if isinstance(said, Send)}


def words(message: Message) -> str:
    return "\n".join(one.text for one in message.blocks if isinstance(one, Title | Paragraph))


async def remove(db: Database, who: str) -> None:
    found = await organisers.find(db, who)
    assert found is not None
    await organisers.revoke_all(db, found.id)


async def test_each_part_that_is_approved_is_in_the_button(db: Database) -> None:
    before = await one(db)
    changes = [
        {"message": "other"},
        {"audience": "other"},
        {"starts_at": ST_ANDREW},
        {"urgent_by": frozenset({1})},
    ]
    versions = {approval.digest(replace(before, **each)) for each in changes}  # type: ignore[arg-type]
    assert len(versions | {approval.digest(before)}) == 5
    assert approval.digest(before) in approval.choices(before, english())[0].data


async def test_labels_stay_short_with_long_numbers(db: Database) -> None:
    long = replace(await one(db, urgent_by=frozenset({1})), id=123, kind=BroadcastKind.CORRECTION)
    assert all(len(each.label) <= LONGEST_LABEL for each in approval.choices(long, english()))


async def test_the_approver_sees_when_it_really_begins_and_would_be_over(db: Database) -> None:
    said = (await told(db, await one(db, starts_at=ST_ANDREW), MONDAY))[APPROVER]
    assert "It begins on Tuesday 1 December, 09:00." in said
    assert "Not earlier, because nothing goes out on bank holidays." in said
    assert "It is over on Tuesday 1 December, 09:00, at 30 a second." in said


async def test_the_approver_sees_names_and_the_cost(db: Database) -> None:
    said = await told(
        db, await one(db, Audience(pledges=("write_to_mp",))), MONDAY, replace(TERMS, rate=1000)
    )
    assert "pledged: Write to my MP" in said[APPROVER]
    assert "at most 1 Star." in said[APPROVER]


async def test_the_team_hears_when_it_begins_not_only_when_the_hold_is_over(db: Database) -> None:
    held = await one(db, state=BroadcastState.HELD, held_until=NIGHT + timedelta(minutes=5))
    said = await told(db, held, NIGHT)
    assert set(said) == {AUTHOR, APPROVER, VIEWER}
    assert "held until Monday 23 November, 22:06." in said[VIEWER]
    assert "It begins on Tuesday 24 November, 09:00." in said[VIEWER]
    assert "It is over on" in said[VIEWER]


async def test_after_the_hold_those_concerned_hear_of_the_morning(db: Database) -> None:
    ids = {each.person: each.id for each in await organisers.load_team(db)}
    over = await one(db, state=BroadcastState.SCHEDULED, approver_id=ids[APPROVER])
    said = await told(db, over, NIGHT)
    assert set(said) == {AUTHOR, APPROVER}
    assert "It begins on Tuesday 24 November, 09:00." in said[AUTHOR]
    assert await told(db, over, MONDAY) == {}, "it begins now: the progress says so"


async def test_a_second_mark_of_urgency_and_what_it_changes(db: Database) -> None:
    said = (await told(db, await one(db, urgent_by=frozenset({1})), NIGHT))[APPROVER]
    assert "It begins on Tuesday 24 November, 09:00" in said
    assert "With both marks it begins on Monday 23 November, 22:06." in said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 second"), (45, "45 seconds"), (60, "1 minute"), (90, "90 seconds")],
)
def test_the_hold_in_words(seconds: int, said: str) -> None:
    assert replace(TERMS, hold=timedelta(seconds=seconds)).hold_in_words(english()) == said


async def test_whoever_was_told_of_the_hold_hears_that_it_was_stopped(db: Database) -> None:
    stopped = await one(db, state=BroadcastState.STOPPED, held_until=MONDAY)
    assert set(await told(db, stopped, MONDAY)) == {AUTHOR, APPROVER, VIEWER}
    never_held = await one(db, state=BroadcastState.STOPPED)
    assert set(await told(db, never_held, MONDAY)) == {AUTHOR}


@pytest.mark.parametrize(("gone", "why"), [(AUTHOR, "wrote it"), (APPROVER, "approved it")])
async def test_it_is_asked_again_with_the_reason_and_by_whom_it_was_written(
    db: Database, gone: str, why: str
) -> None:
    await organisers.grant(db, VIEWER, Role.SENDER, MONDAY)
    ids = {each.person: each.id for each in await organisers.load_team(db)}
    held = await one(db, state=BroadcastState.HELD, held_until=MONDAY, approver_id=ids[APPROVER])
    await remove(db, gone)
    asked = await Scheduler(TERMS).advance(db, held, MONDAY, busy=False)
    assert (asked.state, asked.author_id) == ("awaiting_approval", ids[AUTHOR])
    said = (await told(db, asked, MONDAY))[VIEWER]
    assert f"It is asked again because the person who {why} is no longer a sender." in said
    assert f"It comes from organiser {ids[AUTHOR]}" in said
    assert "command line" not in said
    again = replace(asked, state=BroadcastState.HELD, approver_id=ids[VIEWER])
    await broadcasts.save(db, asked, again)
    moved = await Scheduler(TERMS).advance(db, again, MONDAY + timedelta(minutes=6), busy=False)
    assert moved.state == "scheduled", "once more is enough"


def test_edits_and_recalls_keep_to_what_is_free() -> None:
    paid = replace(TERMS, rate=1000)
    assert [paid.pace(kind) for kind in BroadcastKind] == [1000, 1000, 30, 30]
    assert [replace(TERMS, rate=10).pace(kind) for kind in BroadcastKind] == [10] * 4
