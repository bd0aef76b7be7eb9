"""Who may move a broadcast, whom it is for, and what it looks like."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.broadcasts import audience, message
from bot.broadcasts.audience import EXCLUDING, Audience, AudienceCount
from bot.broadcasts.markdown import to_markup, without_markup
from bot.broadcasts.message import Composed, Signature, read_message
from bot.broadcasts.states import RECALL_MOVES, TRANSITIONS, Actor, actors_of, can_transition, transition
from bot.cli.audience_option import parse
from bot.core.messages import Command, Text, Unreadable
from bot.core.sending_hours import Closed
from bot.core.state import ConversationState, dump
from bot.storage import audiences, broadcasts, deliveries, supporters, updates
from bot.storage.audiences import Exclusion, GivenAnswer
from bot.storage.broadcasts import Broadcast
from bot.storage.organisers import Organiser
from bot.storage.savepoint import Database
from bot.storage.schema.enums import BroadcastKind, BroadcastState, DeliveryState, Role
from bot.storage.store import Store
from flows.position import Position
from flows.texts.broadcasts import BroadcastNames, LabelsByKind, RemovedTexts, SentLabels, StateNames
from tests.conftest import english
from tests.harness.campaign import approved, fill, policy
from tests.harness.records import join

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGNATURE = Signature("From The Test Campaign.", "Stop updates")
LANGUAGES = ("en", "cy")


def one(
    state: BroadcastState, kind: BroadcastKind = BroadcastKind.UPDATE, author: int | None = 1
) -> Broadcast:
    return Broadcast(1, state, kind, "{}", "{}", created_at=NOW, author_id=author)


def sender(number: int, *roles: Role) -> Organiser:
    return Organiser(number, f"telegram:{number}", frozenset(roles or {Role.SENDER}))


# -- who may move it


def test_every_state_can_be_left_but_the_end_and_reached() -> None:
    assert {start for start, _ in TRANSITIONS} == set(BroadcastState) - {BroadcastState.STOPPED}
    assert {end for _, end in TRANSITIONS} == set(BroadcastState)


def test_nothing_is_sent_without_a_second_person() -> None:
    """The way from a draft to sending leads through a move that only somebody else can make."""
    to_held = [who for (_, end), who in TRANSITIONS.items() if end is BroadcastState.HELD]
    assert all(who <= {Actor.SECOND, Actor.ALONE} for who in to_held)
    assert {start for start, end in TRANSITIONS if end is BroadcastState.SCHEDULED} == {BroadcastState.HELD}
    assert {start for start, end in TRANSITIONS if end is BroadcastState.SENDING} == {
        BroadcastState.SCHEDULED, BroadcastState.PAUSED, BroadcastState.DONE,
    }  # fmt: skip
    assert not {end for start, end in RECALL_MOVES if start is BroadcastState.AWAITING}


@pytest.mark.parametrize(
    "state",
    [
        BroadcastState.AWAITING,
        BroadcastState.HELD,
        BroadcastState.SCHEDULED,
        BroadcastState.SENDING,
        BroadcastState.PAUSED,
    ],
)
def test_anybody_of_the_team_can_stop_it(state: BroadcastState) -> None:
    viewer = actors_of(one(state), sender(9, Role.VIEWER), one_is_enough=False)
    assert can_transition(one(state), BroadcastState.STOPPED, viewer)
    assert not can_transition(one(state), BroadcastState.SENDING, viewer)


def test_approval_is_somebody_elses() -> None:
    waiting = one(BroadcastState.AWAITING)
    assert not can_transition(
        waiting, BroadcastState.HELD, actors_of(waiting, sender(1), one_is_enough=False)
    )
    assert not can_transition(
        waiting, BroadcastState.HELD, actors_of(waiting, sender(2, Role.VIEWER), one_is_enough=False)
    )
    assert can_transition(waiting, BroadcastState.HELD, actors_of(waiting, sender(2), one_is_enough=False))
    assert can_transition(
        waiting, BroadcastState.HELD, actors_of(waiting, sender(2, Role.OWNER), one_is_enough=False)
    )
    assert can_transition(waiting, BroadcastState.HELD, actors_of(waiting, sender(1), one_is_enough=True))
    from_shell = one(BroadcastState.AWAITING, author=None)
    assert can_transition(
        from_shell, BroadcastState.HELD, actors_of(from_shell, sender(1), one_is_enough=False)
    )


async def test_two_presses_move_it_once(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await fill(db, 1)
        found = await approved(db, state=BroadcastState.AWAITING)
        assert await transition(db, found, BroadcastState.HELD, frozenset({Actor.SECOND}))
        assert await transition(db, found, BroadcastState.HELD, frozenset({Actor.SECOND})) is None
        assert (
            await transition(
                db, replace(found, state=BroadcastState.HELD), BroadcastState.DRAFT, frozenset(Actor)
            )
            is None
        )
    await store.close()


# -- whom it is for


async def _campaign(db: Database) -> None:
    await join(db, 1, nation="wales", deeds=["write_to_mp"])
    await join(db, 2, nation="england", constituency="Leeds East")
    await join(db, 3, nation="england", deeds=["share_myth"])
    await join(db, 4)
    await join(db, 5)
    gone = await join(db, 6)
    await supporters.withdraw(db, gone, "updates", NOW)
    await db.execute("UPDATE supporters SET language = 'cy' WHERE person = 'telegram:1'")
    await db.execute("UPDATE supporters SET language = 'en' WHERE person = 'telegram:2'")
    await db.execute("UPDATE supporters SET source = 'leaflet1' WHERE person IN ('telegram:1', 'telegram:2')")
    await db.execute("UPDATE supporters SET unreachable_at = '2026' WHERE person = 'telegram:4'")
    place = ConversationState(position=Position("join", "abc123", "who"))
    await updates.save_states(
        db, {"telegram:5": dump(place), "telegram:3": dump(ConversationState(simple=True))}, NOW
    )
    await join_terminal(db)


async def join_terminal(db: Database) -> None:
    """Somebody who tried the bot in a terminal: no update goes there."""
    number = await join(db, 7)
    await db.execute("UPDATE supporters SET person = 'terminal:me' WHERE id = ?", (number,))


@pytest.mark.parametrize(
    ("wanted", "kept", "removed"),
    [
        (Audience(), 3, {"unreachable": 1, "flow": 1}),
        (Audience(nations=("wales",)), 1, {"unreachable": 1, "place": 3}),
        (Audience(nations=("wales",), constituencies=("Leeds East",)), 2, {"unreachable": 1, "place": 2}),
        (Audience(pledges=("write_to_mp", "share_myth")), 2, {"unreachable": 1, "pledge": 2}),
        (Audience(sources=("leaflet1",)), 2, {"unreachable": 1, "source": 2}),
        (Audience(entry="what_is_redress", rest_days=0), 0, {"unreachable": 1, "entry": 4}),
        (Audience(languages=("cy",)), 1, {"unreachable": 1, "language": 1, "no_language": 2}),
        (Audience(languages=("en",)), 2, {"unreachable": 1, "language": 1, "flow": 1}),
        (Audience(languages=("cy", "en")), 3, {"unreachable": 1, "flow": 1}),
        (Audience(languages=("gd",)), 0, {"unreachable": 1, "language": 2, "no_language": 2}),
    ],
)
async def test_counts_and_what_each_rule_removes(
    tmp_path: Path, wanted: Audience, kept: int, removed: dict[str, int]
) -> None:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await _campaign(db)
        counted = await audience.count(db, wanted, "telegram", NOW)
        assert (counted.kept, dict(counted.removed)) == (kept, removed)
        number = await broadcasts.add(
            db, kind=BroadcastKind.UPDATE, message="", audience="", author=1, now=NOW
        )
        assert await audiences.freeze_audience(db, number, wanted.rules("telegram", NOW)) == kept
    await store.close()


async def test_whoever_had_an_update_rests(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await _campaign(db)
        number = await broadcasts.add(
            db, kind=BroadcastKind.UPDATE, message="", audience="", author=1, now=NOW
        )
        days_ago = {1: 2, 2: 6, 3: 8}
        for person, days in days_ago.items():
            await db.execute(
                "INSERT INTO deliveries (broadcast_id, person, state, recorded_at) VALUES (?, ?, 'sent', ?)",
                (number, f"telegram:{person}", (NOW - timedelta(days=days)).isoformat()),
            )
        found = {
            days: (await audience.count(db, Audience(rest_days=days), "telegram", NOW)).kept
            for days in (0, 3, 7, 14)
        }
        assert found == {0: 3, 3: 2, 7: 1, 14: 0}
    await store.close()


async def test_answers_are_noted_only_of_people_who_agree_to_updates(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await _campaign(db)
        given = [GivenAnswer(f"telegram:{number}", "what_is_redress", "old") for number in (1, 2, 6, 99)]
        await audiences.record_answers(db, [*given, given[0]], NOW)
        wanted = Audience(entry="what_is_redress", rest_days=0)
        assert (await audience.count(db, wanted, "telegram", NOW)).kept == 2
        rows = await db.execute_fetchall("SELECT person FROM answers_given ORDER BY person")
        assert [row[0] for row in rows] == ["telegram:1", "telegram:2"]
        ann = await supporters.find(db, "telegram:1")
        assert ann is not None
        await supporters.withdraw(db, ann.id, "updates", NOW)
        await audiences.forget_answers(db)
        rows = await db.execute_fetchall("SELECT person FROM answers_given")
        assert [row[0] for row in rows] == ["telegram:2"]
    await store.close()


async def test_a_correction_goes_to_those_who_were_given_other_words(tmp_path: Path) -> None:
    """In the middle of a conversation too, and not to those who were given today's words alone."""
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await _campaign(db)
        given = {
            "telegram:1": ("old",),
            "telegram:2": ("new",),
            "telegram:3": ("old", "new"),
            "telegram:5": ("old",),
        }
        answers = [
            GivenAnswer(who, "what_is_redress", wording) for who, each in given.items() for wording in each
        ]
        await audiences.record_answers(db, [*answers, *answers], NOW)
        assert await audiences.entries_given_to(db, "telegram:3") == ["what_is_redress"]
        wanted, today = Audience(entry="what_is_redress", rest_days=0), {"what_is_redress": "new"}
        counted = await audience.count(db, wanted, "telegram", NOW, today)
        assert (counted.kept, dict(counted.removed)) == (3, {"unreachable": 1, "entry": 1})
        number = await broadcasts.add(
            db, kind=BroadcastKind.CORRECTION, message="", audience="", author=1, now=NOW
        )
        await audiences.freeze_audience(db, number, wanted.rules("telegram", NOW, today))
        rows = await db.execute_fetchall("SELECT person FROM deliveries ORDER BY person")
        assert [row[0] for row in rows] == ["telegram:1", "telegram:3", "telegram:5"]
    await store.close()


async def test_a_conversation_left_open_keeps_nobody_from_updates_for_long(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await _campaign(db)
        later = NOW + timedelta(hours=25)
        assert (await audience.count(db, Audience(), "telegram", NOW + timedelta(hours=23))).kept == 3
        assert (await audience.count(db, Audience(), "telegram", later)).kept == 4
    await store.close()


def test_how_long_people_rest_is_said() -> None:
    removed = ((Exclusion.REST, 2),)
    assert "2 taken out: they had an update in the last 14 days" in AudienceCount(1, removed, 14).in_words(
        english()
    )
    assert "in the last day\n" in AudienceCount(1, removed, 1).in_words(english())


async def test_who_got_it_and_had_it_deleted_counts_as_opted_out_the_unsure_do_not(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await _campaign(db)
        number = await broadcasts.add(
            db, kind=BroadcastKind.UPDATE, message="", audience="", author=1, now=NOW
        )
        for person, state in enumerate(("sent", "recalled", "unsure", "sent"), start=90):
            await db.execute(
                "INSERT INTO deliveries (broadcast_id, person, state, recorded_at) VALUES (?, ?, ?, ?)",
                (number, f"telegram:{person}", state, NOW.isoformat()),
            )
        assert await deliveries.opted_out_since(db, number, NOW - timedelta(days=90)) == 3
    await store.close()


def test_every_rule_has_its_words() -> None:
    named = re.findall(r"(?:THEN|ELSE) '(\w+)'", audiences._EXCLUDED_BY)
    assert {Exclusion(name) for name in named} == set(Exclusion) == {*EXCLUDING, Exclusion.NONE}
    assert tuple(RemovedTexts.model_fields) == EXCLUDING


def test_every_state_kind_and_closed_hour_has_its_words() -> None:
    words = english().organisers.broadcasts
    assert set(StateNames.model_fields) == set(BroadcastState)
    assert set(BroadcastNames.model_fields) == set(LabelsByKind.model_fields) == set(BroadcastKind)
    assert {kind for kind in BroadcastKind if kind.sends_message} == set(SentLabels.model_fields)
    assert all(words.schedule.not_earlier[reason] and words.control.not_now[reason] for reason in Closed)


def test_an_audience_survives_being_kept() -> None:
    wanted = Audience(("a",), ("wales",), ("Leeds East",), ("x",), "entry", 3, ("cy", "en"))
    assert audience.load(wanted.dump()) == wanted


def test_an_audience_of_before_languages_is_still_read() -> None:
    older = {
        "pledges": ["a"], "nations": [], "constituencies": [], "sources": [], "entry": "", "rest_days": 3,
    }  # fmt: skip
    assert audience.load(json.dumps(older)) == Audience(pledges=("a",), rest_days=3)


def test_an_audience_is_told_in_words() -> None:
    called = {"cy": "Cymraeg (Welsh)", "en": "English", "wales": "Wales"}
    welsh = Audience(languages=("cy",), nations=("wales",))
    said = "Everybody who agreed to updates and wants them in Cymraeg (Welsh) and lives in Wales."
    assert welsh.in_words(called, english()) == said
    in_english = "Everybody who agreed to updates and wants them in English or chose no language."
    assert Audience(languages=("en",)).in_words(called, english()) == in_english
    assert "wants them in gd." in Audience(languages=("gd",)).in_words(called, english())


async def test_languages_that_somebody_chose_stand_beside_english(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        assert await audiences.languages(db) == ["en"]
        for number, language in enumerate(("cy", "gd", "gd", "en", None)):
            await join(db, number, language=language)
        assert await audiences.languages(db) == ["en", "gd", "cy"]
    await store.close()


def test_an_audience_is_typed_on_the_command_line() -> None:
    assert parse("everyone", LANGUAGES) == Audience()
    assert parse("nation=wales+scotland, constituency=Leeds East,rest=0", LANGUAGES) == Audience(
        nations=("wales", "scotland"), constituencies=("Leeds East",), rest_days=0
    )
    assert parse("language=cy+en", LANGUAGES) == Audience(languages=("cy", "en"))
    ayr = parse("constituency=Ayr, Carrick and Cumnock,rest=0", LANGUAGES)
    assert ayr == Audience(constituencies=("Ayr, Carrick and Cumnock",), rest_days=0)
    for wrong in ("", "nation=", "town=Leeds", "rest=soon", "nation=france", "language=", "language=welsh"):
        with pytest.raises(ValueError, match=r"write|number"):
            parse(wrong, LANGUAGES)


async def test_drafts_go_after_30_days(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        number = await broadcasts.add(
            db, kind=BroadcastKind.UPDATE, message="", audience="", author=1, now=NOW
        )
        await broadcasts.delete_expired(db, NOW + timedelta(days=29))
        assert await broadcasts.find(db, number) is not None
        await broadcasts.delete_expired(db, NOW + timedelta(days=31))
        assert await broadcasts.find(db, number) is None
    await store.close()


# -- what it looks like


def test_what_can_be_sent_on() -> None:
    assert read_message(Text("Hello", "<b>Hello</b>")) == Composed("Hello", "<b>Hello</b>")
    assert read_message(Unreadable("photo", "F1", "Look", "Look")) == Composed("Look", "Look", photo="F1")
    assert read_message(Unreadable("document", "F2")) == Composed("", "", document="F2")
    for other in (Unreadable("voice", "F3"), Unreadable("photo"), Command("start"), Text("  ")):
        assert read_message(other) is None


def test_the_signature_and_its_button_are_always_there() -> None:
    post = SIGNATURE.post(Composed("Hi", "Hi", label="More", url="https://example.org"))
    assert post.footer == "From The Test Campaign."
    assert [button.label for row in post.rows for button in row] == ["More", "Stop updates"]
    assert post.rows[-1][0].data.endswith("c:stop:")


def test_lengths_are_counted_with_the_signature_as_telegram_counts() -> None:
    room = 4096 - 2 - len(SIGNATURE.footer)
    assert SIGNATURE.too_long_by(Composed("x" * room, "")) == 0
    assert SIGNATURE.too_long_by(Composed("x" * (room + 1), "")) == 1
    assert SIGNATURE.too_long_by(Composed("🙂" * (room // 2 + 1), "")) > 0
    assert SIGNATURE.too_long_by(Composed("x" * 1024, "", photo="F1")) > 0


def test_a_message_survives_being_kept() -> None:
    kept = Composed("Hi & bye", "Hi &amp; bye", document="F1", label="More", url="https://example.org")
    assert message.load(kept.dump()) == kept


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("**Now** or *later*", "<b>Now</b> or <i>later</i>"),
        ("_softly_ snake_case_name", "<i>softly</i> snake_case_name"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("[the **law**](https://x.org/?a=1&b=2)", '<a href="https://x.org/?a=1&amp;b=2">the <b>law</b></a>'),
        ("[no](http://x.org) 2 * 3 * 4", "[no](http://x.org) 2 * 3 * 4"),
        ("<b>not a tag</b>", "&lt;b&gt;not a tag&lt;/b&gt;"),
        ('[**a** (b)](https://x.org/(y) "z")', '<a href="https://x.org/(y)"><b>a</b> (b)</a>'),
        ("# 1\n\n- *two\nlines*\n> `3`  \n4", "# 1\n\n- <i>two\nlines</i>\n&gt; `3`  \n4"),
        ("**open *and _shut", "**open *and _shut"),
        ("", ""),
    ],
)
def test_the_little_of_markdown(text: str, markup: str) -> None:
    assert to_markup(text) == markup
    assert "<" not in without_markup(markup) or "<" in text


def test_what_speed_costs() -> None:
    assert policy(30).stars(10_000) == 0
    assert policy(60).stars(10_000) == 500
    assert policy(1000).stars(10_000) == 970


async def test_who_got_what_is_forgotten_after_90_days(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await fill(db, 2)
        found = await approved(db)
        await audiences.freeze_audience(db, found.id, Audience().rules("telegram", NOW))
        claimed = await deliveries.claim(db, found.id, 10, [], with_consent=True)
        sent = [
            deliveries.DeliveryResult(row.id, DeliveryState.SENT, 100 + at) for at, row in enumerate(claimed)
        ]
        await deliveries.record(db, sent, NOW)
        assert await deliveries.count_copies(db, found.id, None) == 2
        await broadcasts.delete_expired(db, NOW + timedelta(days=89))
        assert await deliveries.count_copies(db, found.id, None) == 2
        await broadcasts.delete_expired(db, NOW + timedelta(days=91))
        assert await deliveries.count_copies(db, found.id, None) == 0
        assert await deliveries.counts(db, found.id) == {"sent": 2}
        assert await deliveries.opted_out_since(db, found.id, NOW + timedelta(days=1)) == 0
    await store.close()
