"""A database of the program as it was before its rooms goes on with all that was agreed to, done and waiting.

`data/before_rooms.sql` says how it was made.
"""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.broadcasts import audience, message
from bot.broadcasts.audience import Audience
from bot.core.state import ConversationState
from bot.core.state import load as load_state
from bot.exports.datasets import DatasetName, FileFormat
from bot.exports.selection import ExportSelection
from bot.storage import (
    audiences,
    audit_log,
    broadcasts,
    deliveries,
    erasures,
    export_jobs,
    exports,
    key_values,
    message_deletions,
    organisers,
    outbox,
    statistics,
    supporters,
    threads,
    unanswered,
    updates,
)
from bot.storage.audiences import Exclusion, Rules
from bot.storage.exports import Filters
from bot.storage.organisers import Invitation
from bot.storage.savepoint import Database
from bot.storage.schema import migrate
from bot.storage.schema.enums import ExportState, Granularity, PauseReason, Role
from bot.storage.statistics import DeliveryFailures, StatisticsRequest, Totals
from bot.storage.store import Store
from bot.storage.unanswered import UnansweredQuestion
from tests.harness.service import rows

DUMP = Path(__file__).parent / "data" / "before_rooms.sql"
OLD_FORM = 7
KILLED = datetime(2026, 11, 25, 19, 1, tzinfo=UTC)
ANN, BEA, COL, DOT, EVE, FAY, GUS, HAL, IDA, JO, KIT = (f"telegram:{number}" for number in range(1001, 1012))
MAX, NED, ODA, PAM, QUIN, RAY, SUE, TOM, VAL = (
    f"telegram:{number}" for number in (1013, 1014, 1015, 1016, 1017, 1018, 1019, 1020, 1022)
)
OLIVE, SANA, BEN, EMI, VIC, TESS, FINN = (f"telegram:{number}" for number in (11, 12, 13, 14, 16, 19, 20))

TABLES: Mapping[str, str] = {
    "counts": "daily_counts",
    "digests": "digest_subscriptions",
    "figures_wanted": "statistics_requests",
    "notes": "key_values",
    "organiser_log": "audit_log",
    "pledge_stubs": "pledge_tombstones",
    "unanswered": "unanswered_questions",
    "updates_handled": "handled_updates",
}
"""Tables that have another name today."""
COLUMNS: Mapping[tuple[str, str], str] = {
    ("answers_given", "wording"): "wording_digest",
    ("broadcasts", "asked_again"): "coalesce(lost_role, '')",
    ("broadcasts", "of_id"): "original_id",
    ("broadcasts", "paused_by"): "coalesce(paused_by, '')",
    ("broadcasts", "progress"): "coalesce(progress_person || ' ' || progress_message_id, '')",
    (
        "broadcasts",
        "told",
    ): "iif(state IN ('awaiting_approval', 'held', 'scheduled'), state, announced_state)",
    ("counts", "what"): "name",
    ("deliveries", "at"): "recorded_at",
    ("erasures", "asked_at"): "requested_at",
    ("export_jobs", "asked_at"): "requested_at",
    ("export_jobs", "state"): "iif(state = 'choosing', 'asking', state)",
    ("figures_wanted", "asked_at"): "requested_at",
    ("figures_wanted", "shown_by"): "granularity",
    ("notes", "name"): "key",
    ("organiser_log", "about"): "subject",
    ("organiser_log", "at"): "logged_at",
    ("organiser_log", "what"): "action",
    ("organiser_log", "why"): "reason",
    ("outbox", "kind"): "'reply'",
    ("pledge_stubs", "deed"): "pledge_type",
    ("pledge_stubs", "stub"): "digest",
    ("pledges", "deed"): "pledge_type",
    ("supporters", "adult_declared"): "declared_adult_at",
    ("supporters", "heard_on"): "last_heard_on",
    ("supporters", "since"): "joined_at",
    ("thread_messages", "at"): "sent_at",
    ("thread_messages", "from_person"): "from_supporter",
    ("updates_handled", "token"): "token_digest",
}
"""Columns that have another name today, by their old table and name: what gives their old value."""
BEGINS_AGAIN = {"conversations"}
OF_OTHER_FORM = {("export_jobs", "wish")}
"""Looked at by a test of their own."""


def load(path: Path) -> None:
    """Write the old database into a file."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(DUMP.read_text(encoding="utf-8"))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The old database as it was left."""
    path = tmp_path / "old.sqlite3"
    load(path)
    return path


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """The old database, opened by today's program."""
    path = tmp_path / "bot.sqlite3"
    load(path)
    store = await Store.open(path)
    yield store
    await store.close()


@pytest.fixture
async def db(store: Store) -> AsyncIterator[Database]:
    async with store.transaction() as db:
        yield db


def test_the_dump_is_of_the_old_form(old: Path) -> None:
    assert rows(old, "PRAGMA user_version") == [(OLD_FORM,)]
    assert rows(old, "PRAGMA application_id") == [(migrate.APPLICATION_ID,)]


async def test_it_comes_to_the_form_of_a_new_file(store: Store, tmp_path: Path) -> None:
    new = tmp_path / "new.sqlite3"
    await (await Store.open(new)).close()
    schema = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"
    for question in ("PRAGMA user_version", "PRAGMA application_id", schema):
        assert rows(store.path, question) == rows(new, question)
    assert rows(store.path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(store.path, "PRAGMA foreign_key_check") == []


def test_no_row_is_lost_or_changed(old: Path, store: Store) -> None:
    tables = [
        name for (name,) in rows(old, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> ''")
    ]
    assert len(tables) > 20
    for table in set(tables) - BEGINS_AGAIN:
        columns = [column for (column,) in rows(old, "SELECT name FROM pragma_table_info(?)", table)]
        columns = [column for column in columns if (table, column) not in OF_OTHER_FORM]
        today = [COLUMNS.get((table, column), column) for column in columns]
        before = rows(old, f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608  (names from the schema)
        after = rows(store.path, f"SELECT {', '.join(today)} FROM {TABLES.get(table, table)}")  # noqa: S608
        assert before, f"the old {table} is empty and proves nothing"
        if table == "sqlite_sequence":
            before = [(TABLES.get(name, name), last) for name, last in before]
        assert Counter(after) == Counter(before), table


# -- supporters


async def test_what_supporters_said_of_themselves_is_kept(db: Database) -> None:
    eve = await supporters.find(db, EVE)
    assert eve is not None
    assert (eve.nation, eve.constituency, eve.source, eve.language) == (
        "wales",
        "Cardiff West",
        "leaflet1",
        "cy",
    )
    assert eve.affected == ("valproate", "family")
    assert [pledge.pledge_type for pledge in eve.pledges] == ["write_to_mp"]
    people = (ANN, BEA, COL, DOT, EVE, FAY, GUS, HAL, IDA, JO, KIT, RAY, SUE, TOM, VAL, SANA)
    assert {who for who in people if await supporters.find(db, who)} == set(people)
    sources = Counter([kept.source for who in people if (kept := await supporters.find(db, who))])
    assert sources == {"leaflet1": 3, "meeting_leeds": 2, "conference": 1, None: 10}


async def test_consents_keep_their_version_and_exact_words(db: Database) -> None:
    ann = await supporters.find(db, ANN)
    assert ann is not None
    before, today = ann.consents
    assert (before.name, before.version) == ("updates", "0")
    assert before.wording == (
        "May The Test Campaign send you campaign updates here? You can stop them at any time with /stop."
    )
    assert (today.name, today.version) == ("updates", "1")
    assert today.wording.startswith("May The Test Campaign keep the number of this chat and send you ")
    assert today.wording.endswith(
        'Each update has a "Stop updates" button. You can also type /stop at any time.'
    )
    assert before.given_at < today.given_at
    assert ann.agreed("updates") == today
    eve = await supporters.find(db, EVE)
    assert eve is not None
    assert [consent.name for consent in eve.consents] == ["updates", "health", "pledge", "share_with_mp"]


async def test_what_was_taken_back_stays_taken_back(db: Database) -> None:
    gus = await supporters.find(db, GUS)
    assert gus is not None
    assert gus.agreed("updates")
    assert gus.agreed("health") is None
    assert gus.affected == ()
    for who in (COL, HAL, TOM):  # by /stop, by blocking the bot, by the button under an update
        stopped = await supporters.find(db, who)
        assert stopped is not None
        assert [consent.name for consent in stopped.consents if consent.withdrawn_at] == ["updates"]
        assert stopped.agreed("updates") is None
    dot = await supporters.find(db, DOT)
    assert dot is not None
    assert [bool(consent.withdrawn_at) for consent in dot.consents] == [True, False]


async def test_updates_go_to_those_alone_who_agree_and_can_be_reached(db: Database) -> None:
    counted = await audiences.count(db, Rules("telegram"))
    assert counted == {Exclusion.NONE: 11, Exclusion.UNREACHABLE: 1}
    assert await exports.count(db, "opt-outs", Filters()) == 3


async def test_pledges_and_what_remains_of_those_taken_back(db: Database, store: Store) -> None:
    pledged = {who: kept.pledges for who in (EVE, FAY, KIT) if (kept := await supporters.find(db, who))}
    assert {who: [pledge.pledge_type for pledge in pledges] for who, pledges in pledged.items()} == {
        EVE: ["write_to_mp"],
        FAY: ["write_to_mp"],
        KIT: ["come_to_meeting"],
    }
    found = rows(store.path, "SELECT pledge_type, reason FROM pledge_tombstones ORDER BY id")
    assert found == [("tell_friends", "withdrawn"), ("share_myth", "erased")]


async def test_who_waits_to_hear_that_they_are_erased_still_waits(db: Database) -> None:
    assert await erasures.pending(db) == [FINN]
    assert await erasures.ready(db) == []


async def test_answers_that_may_have_to_be_corrected_are_known(db: Database) -> None:
    assert await audiences.entries_given_to(db, EVE) == ["what_is_redress", "what_was_primodos"]
    assert await audiences.entries_given(db) == ["what_is_redress", "hughes_report", "what_was_primodos"]
    others = Rules("telegram", entry="what_is_redress", wording="today's")
    assert (await audiences.count(db, others))[Exclusion.NONE] == 2


# -- organisers


async def test_the_team_is_who_it_was(db: Database) -> None:
    team = {one.id: (one.person, one.name, sorted(one.roles)) for one in await organisers.load_team(db)}
    assert team == {
        1: (OLIVE, "Olive", ["owner"]),
        2: (SANA, "Sana", ["sender"]),
        3: (BEN, "Ben", ["sender"]),
        4: (EMI, "Emi", ["exporter"]),
        5: ("telegram:15", "Ed", ["editor"]),
        6: (VIC, "", ["viewer"]),
        7: ("telegram:17", "Lizzie", ["listener"]),
        9: (TESS, "Tess", ["exporter"]),
    }
    removed = await organisers.find_former(db, "telegram:21")
    assert removed is not None
    assert (removed.name, removed.roles) == ("Uma", frozenset())
    assert await organisers.grant(db, "telegram:99", Role.VIEWER, KILLED) > 12  # numbers are never used again


async def test_an_open_invitation_holds_once(db: Database, old: Path) -> None:
    ((zoe,),) = rows(old, "SELECT code_digest FROM invitations WHERE name = 'Zoe'")
    ((used,),) = rows(old, "SELECT code_digest FROM invitations WHERE role = 'owner'")
    assert await organisers.use_invitation(db, used, KILLED) is None
    assert await organisers.use_invitation(db, zoe, KILLED) == Invitation(Role.EDITOR, "Zoe")
    assert await organisers.use_invitation(db, zoe, KILLED) is None


async def test_the_log_is_whole_and_still_only_added_to(db: Database, store: Store) -> None:
    lines = await audit_log.read(db, 1000)
    assert len(lines) == 114
    assert [line.id for line in lines] == list(range(114, 0, -1))
    said = {line.id: (line.organiser_id, line.action, line.subject, line.reason) for line in lines}
    assert said[1] == (None, "invited", "owner", "")
    assert (1, "took a role", "organiser 3, viewer", "Senders see the figures anyway.") in said.values()
    assert (2, "approved", "broadcast 17", "urgent") in said.values()
    for change in ("DELETE FROM audit_log", "UPDATE audit_log SET organiser_id = 1"):
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
            await db.execute(change)


async def test_subscriptions_and_figures_asked_for_are_kept(db: Database) -> None:
    assert [await statistics.is_subscribed(db, number) for number in (1, 6, 7)] == [
        True,
        True,
        False,
    ]
    assert await statistics.due_digests(db, datetime(2026, 11, 30, tzinfo=UTC).date()) == [1, 6]
    assert await statistics.load_requests(db) == [StatisticsRequest(6, Granularity.WEEK)]


# -- broadcasts


async def test_every_broadcast_stands_where_it_stood(db: Database) -> None:
    found = {number: await broadcasts.find(db, number) for number in range(1, 19)}
    states = {number: (one.kind, one.state) for number, one in found.items() if one}
    assert states == {
        1: ("update", "done"),
        2: ("edit", "done"),
        3: ("update", "done"),
        4: ("recall", "done"),
        5: ("update", "stopped"),
        6: ("correction", "done"),
        7: ("edit", "draft"),
        8: ("update", "draft"),
        9: ("update", "stopped"),
        10: ("update", "draft"),
        11: ("update", "awaiting_approval"),
        12: ("update", "scheduled"),
        13: ("update", "awaiting_approval"),
        14: ("update", "paused"),
        15: ("update", "awaiting_approval"),
        16: ("update", "paused"),
        17: ("update", "sending"),
        18: ("update", "held"),
    }
    assert [one.id for one in await broadcasts.load_live(db)] == [11, 12, 13, 14, 15, 16, 17, 18]
    assert {one.original_id for one in found.values() if one} == {None, 1, 3}


async def test_what_waits_for_an_organiser_is_announced_once_more(db: Database) -> None:
    """The buttons that stand in the chats are of other code."""
    live = await broadcasts.load_live(db)
    again = {one.id for one in live if one.announced_state != one.state}
    assert again == {11, 12, 13, 15, 18}


async def test_words_audience_time_and_approval_of_a_broadcast_are_kept(db: Database) -> None:
    draft, urgent = await broadcasts.find(db, 8), await broadcasts.find(db, 17)
    lost, hours, held = [await broadcasts.find(db, number) for number in (11, 16, 18)]
    assert draft is not None
    assert urgent is not None
    assert lost is not None
    assert hours is not None
    assert held is not None
    composed = message.load(draft.message)
    assert (composed.text, composed.label) == ("News for some.", "More news")
    assert audience.load(draft.audience) == Audience(
        pledges=("write_to_mp",),
        nations=("wales",),
        constituencies=("Leeds East",),
        sources=("leaflet1",),
        languages=("cy",),
        rest_days=14,
    )
    assert draft.starts_at
    assert (urgent.author_id, urgent.approver_id, urgent.urgent) == (3, 2, True)
    assert (lost.approver_id, lost.lost_role) == (None, "approver")
    assert hours.paused_by is PauseReason.HOURS
    assert (hours.progress_person, hours.progress_message_id) == (BEN, 21884)
    assert held.held_until


async def test_results_are_kept_and_what_was_recalled(db: Database) -> None:
    counted = [await deliveries.counts(db, number) for number in range(1, 7)]
    assert counted == [
        {"sent": 11, "blocked": 1, "failed": 1, "unsure": 1},
        {"sent": 10, "blocked": 1},
        {"sent": 1, "recalled": 10},
        {"sent": 10, "failed": 1},
        {"sent": 2, "withdrawn": 9},
        {"sent": 2},
    ]
    assert await deliveries.failure_reasons(db, 1) == {"Some reason of telegram's own": 1}
    assert await deliveries.count_copies(db, 1, None) == 11
    assert await deliveries.last_update_at(db, ANN) is not None
    numbered = [row async for page in deliveries.report_rows(db, 1) for row in page]
    assert [row.number for row in numbered] == list(range(1, 15))


async def test_a_broadcast_goes_on_where_it_was_and_sends_nothing_twice(db: Database) -> None:
    left = await deliveries.recover(db, None)
    assert Counter(outcome.state for outcome in left) == {"unsure": 3}
    await deliveries.record(db, left, KILLED)
    claimed = await deliveries.claim(db, 17, 100, (), with_consent=True)
    assert len(claimed) == 5
    assert await deliveries.counts(db, 17) == {"sent": 3, "unsure": 3, "sending": 5}
    assert [len(await deliveries.claim(db, number, 100, (), with_consent=True)) for number in (14, 16)] == [
        8,
        11,
    ]


# -- what waits


async def test_replies_that_wait_go_out_in_their_order(db: Database, old: Path) -> None:
    waiting = await outbox.load_waiting(db, "telegram")
    before = rows(old, "SELECT id, person, payload FROM outbox WHERE state = 'waiting' ORDER BY id")
    assert [(row.id, row.person, row.payload) for row in waiting] == before
    assert len(before) == 12
    assert await outbox.last_id(db) == 144
    assert await outbox.counts(db) == {"waiting": 12, "failed": 1}


async def test_exports_go_on_and_their_messages_are_still_deleted(db: Database) -> None:
    (waiting,) = await export_jobs.in_state(db, "telegram", ExportState.WAITING)
    (sending,) = await export_jobs.in_state(db, "telegram", ExportState.SENDING)
    assert (waiting.person, sending.person) == (TESS, EMI)
    choosing = await export_jobs.find_choosing(db, 5, EMI)
    assert choosing is not None
    selections = [ExportSelection.load(job.selection) for job in (choosing, sending, waiting)]
    assert selections == [
        ExportSelection("to thank them"),
        ExportSelection(
            "who has left us",
            DatasetName.OPT_OUTS,
            columns=("supporter", "opted_out_at"),
            file_format=FileFormat.CSV,
        ),
        ExportSelection(
            "list for the printer",
            DatasetName.SUPPORTERS,
            columns=("supporter", "joined_on", "nation", "updates"),
            file_format=FileFormat.XLSX,
        ),
    ]
    at_once = await message_deletions.due(db, "telegram", KILLED)
    assert [deletion.person for deletion in at_once] == [FINN, FINN]
    later = await message_deletions.due(db, "telegram", KILLED.replace(hour=20))
    assert [deletion.person for deletion in later] == [FINN, FINN, EMI, EMI]


async def test_talks_are_kept_word_for_word(db: Database) -> None:
    assert [(one.person, one.kind) for one in await threads.load_open(db)] == [
        (FAY, "reply"),
        (QUIN, "talk"),
        (MAX, "complaint"),
        (IDA, "talk"),
        (QUIN, "talk"),
    ]
    (complaint,) = await threads.of_person(db, MAX)
    assert complaint.acknowledged_at
    assert [(line.from_supporter, line.text[:25]) for line in complaint.messages] == [
        (True, "You sent me updates that "),
        (False, "The organisers have your "),
    ]
    (closed,) = await threads.of_person(db, JO)
    assert closed.closed_at


async def test_questions_and_totals_are_kept(db: Database) -> None:
    day = datetime(2026, 11, 16, tzinfo=UTC).date()
    left = UnansweredQuestion("forty purple elephants over wrexham tonight", day)
    assert await unanswered.load_all(db) == [left]
    totals = {one.name: one.number for one in await statistics.counts_between(db, day, day)}
    assert (totals["joined"], totals["pledged:write_to_mp"], totals["stopped"]) == (12, 2, 2)
    assert await statistics.totals(db) == Totals(getting_updates=12, pledges=3)
    failures = await statistics.delivery_failures(db, day, KILLED.date())
    assert failures == DeliveryFailures(undelivered_replies=1, failed_updates=2, unsure_updates=1)


async def test_updates_are_handled_once_across_the_change(db: Database, old: Path) -> None:
    handled = rows(old, "SELECT token, update_id FROM updates_handled")
    ((token, _), *_) = handled
    ids = {number for _, number in handled}
    assert len(ids) > 50
    assert await updates.already_handled(db, token, [*ids, 0]) == ids
    assert await key_values.read(db, key_values.TELEGRAM_USERNAME) == "first_do_no_harm_bot"
    assert await key_values.read(db, "telegram_heard_at")


# -- conversations


async def test_simple_reading_and_the_way_somebody_came_outlive_the_conversation(db: Database) -> None:
    kept = await updates.load_states(db, [NED, ODA, PAM])
    assert kept.keys() == {NED, PAM}  # what ODA was asked begins again
    assert load_state(kept[NED]) == ConversationState(source="conference")
    assert load_state(kept[PAM]) == ConversationState(simple=True, source="leaflet2")
