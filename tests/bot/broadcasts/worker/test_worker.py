"""Broadcasts on their way: to whom, what stops them, and what becomes of each row."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Unpack

import pytest

from bot.broadcasts.audience import Audience
from bot.broadcasts.message import read_message
from bot.broadcasts.states import Actor, transition
from bot.broadcasts.worker.rate_limiter import RateLimiter
from bot.core.messages import Message, Paragraph, Person, Send, Text
from bot.core.state import load
from bot.storage import broadcasts, deliveries, organisers, outbox, supporters
from bot.storage.broadcasts import Broadcast, BroadcastChanges
from bot.storage.outbox import OutboxRow
from bot.storage.savepoint import Database
from bot.storage.schema.enums import BroadcastKind, BroadcastState, PauseReason, Role
from tests.harness.broadcasts import (
    PROGRESS_EVERY,
    BroadcastHarness,
    Stalls,
    payloads,
)
from tests.harness.campaign import (
    APPROVER,
    FIRST,
    approved,
    policy,
    scheduled,
)
from tests.telegram_double import TelegramDouble
from tests.telegram_double.rates import RateLimits


@asynccontextmanager
async def sending(
    folder: Path, people: int, rate: int = 200, **changes: object
) -> AsyncIterator[BroadcastHarness]:
    async with (
        TelegramDouble(seed=1) as double,
        BroadcastHarness(double, folder / "bot.sqlite3", people, policy(rate)) as here,
    ):
        async with here.store.transaction() as db:
            await approved(db, **changes)
        yield here


async def changes(
    db: Database, number: int, to: BroadcastState, **given: Unpack[BroadcastChanges]
) -> Broadcast:
    found = await broadcasts.find(db, number)
    assert found is not None
    everybody = frozenset(Actor)
    moved = await transition(db, found, to, everybody, **given)
    assert moved is not None
    return moved


async def test_everybody_gets_it_once_signed_and_with_the_button(tmp_path: Path) -> None:
    async with sending(tmp_path, 40) as here:
        await here.comes_to(1, "done")
        assert set(here.got().values()) == {1}
        (message,) = here.double.messages(FIRST)
        assert message.text == "An update\n\nFrom The Test Campaign."
        assert message.labels == ["Stop updates"]
        numbers = {row[0] for row in here.rows("SELECT message_id FROM deliveries")}
        assert message.message_id in numbers
        assert len(numbers) == 40
        call = next(one for one in here.double.calls("sendMessage") if one.chat_id == FIRST)
        assert call.params["disable_notification"] is True
        assert "allow_paid_broadcast" in call.params, "the rate is over what is free"


async def test_what_becomes_of_each_row(tmp_path: Path) -> None:
    async with TelegramDouble(seed=1) as double:
        here = BroadcastHarness(double, tmp_path / "bot.sqlite3", 30)
        for number in range(FIRST, FIRST + 30):
            double.person(number)
        double.person(FIRST + 1).blocks()
        double.person(FIRST + 2).leaves_telegram()
        double.fault("bad_request", chat_id=FIRST + 3)
        double.fault("drop_after", chat_id=FIRST + 4)
        double.fault("error_502", chat_id=FIRST + 5, times=2)
        double.fault("drop_before", chat_id=FIRST + 6)
        async with here:
            async with here.store.transaction() as db:
                await approved(db)
            await here.comes_to(1, "done", 20)
            assert here.states(1) == {"sent": 25, "blocked": 2, "failed": 1, "unsure": 2}
            assert here.got()[FIRST + 4] == 1, "accepted, and not sent again"
            assert here.got()[FIRST + 5] == 1, "sent again, since Telegram said that it failed"
            blocked = here.rows("SELECT person FROM supporters WHERE unreachable_at IS NOT NULL")
            assert blocked == [(f"telegram:{FIRST + 1}",), (f"telegram:{FIRST + 2}",)]
            await double.wait_until(lambda: any("Report" in text for text in double.sent(11)), what="report")
            report = "\n".join(double.sent(11))
            assert "30 people: 25 sent, 2 blocked, 1 failed, 2 unsure." in report
            assert "1 failed: " in report


async def test_429_is_waited_out_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    halt, on_the_way = RateLimiter.halt, list[int]()
    async with sending(tmp_path, 40, 50) as here:

        def noted(self: RateLimiter, seconds: float) -> None:
            on_the_way.append(len(here.broadcaster._sender._moving))
            halt(self, seconds)

        monkeypatch.setattr(RateLimiter, "halt", noted)
        await here.double.wait_until(lambda: sum(here.got().values()) > 10, 10)
        here.double.fault("flood", seconds=1, everyone=True)
        await here.comes_to(1, "done", 20)
        assert set(here.got().values()) == {1}
        refused = [call for call in here.double.refusals() if str(call.chat_id) not in ("11", "12")]
        assert 1 <= len(refused) <= on_the_way[0], "only what was on its way already"


@pytest.mark.serial
async def test_the_limits_are_kept_in_any_second(tmp_path: Path) -> None:
    async with sending(tmp_path, 100, 40) as here, Stalls() as stalls:
        here.double.rate_limits = RateLimits(overall=40, per_chat=1)
        here.double.round_trip = 0.02
        await here.comes_to(1, "done", 20)
        assert here.double.rate_refusals <= stalls.number
        assert here.double.most_in_a_second() <= 40
        times = sorted(each.at for each in here.double.all_messages() if each.text.startswith("An update"))
        assert times[-1] - times[0] <= (len(times) - 1) / (0.95 * 40) + stalls.seconds


async def test_whoever_stops_updates_meanwhile_gets_nothing(tmp_path: Path) -> None:
    async with sending(tmp_path, 40, 30) as here:
        await here.double.wait_until(lambda: sum(here.got().values()) > 3, 10)
        last = [FIRST + 38, FIRST + 39]
        async with here.store.transaction() as db:
            await supporters.withdraw(db, last[0], "updates", datetime.now(UTC))
            await supporters.erase(db, f"telegram:{last[1]}")
        await here.comes_to(1, "done", 20)
        assert [here.got()[number] for number in last] == [0, 0]
        assert here.states(1) == {"sent": 38, "withdrawn": 2}


async def test_nobody_joins_an_audience_that_is_fixed(tmp_path: Path) -> None:
    async with sending(tmp_path, 20, 30) as here:
        await here.double.wait_until(lambda: sum(here.got().values()) > 3, 10)
        async with here.store.transaction() as db:
            person = await supporters.add(db, "telegram:77", datetime.now(UTC))
            given = supporters.GivenConsent("updates", "1", "May we?", datetime.now(UTC))
            await supporters.agree(db, person, given)
        await here.comes_to(1, "done", 20)
        assert here.double.sent(77) == []


async def test_pause_go_on_and_stop(tmp_path: Path) -> None:
    async with sending(tmp_path, 100, 40) as here:
        await here.double.wait_until(lambda: sum(here.got().values()) > 10, 10)
        async with here.store.transaction() as db:
            await changes(db, 1, BroadcastState.PAUSED, paused_by=PauseReason.ORGANISER)
        await here.double.wait_until(lambda: here.broadcaster._sender.idle, what="what is on its way arrives")
        so_far = sum(here.got().values())
        await here.looks()
        assert sum(here.got().values()) == so_far
        assert here.states(1)["sending"] == 0, "what was claimed and not begun waits again"
        async with here.store.transaction() as db:
            await changes(db, 1, BroadcastState.SENDING, paused_by=None)
        await here.double.wait_until(lambda: sum(here.got().values()) > so_far + 5, 10)
        async with here.store.transaction() as db:
            await changes(db, 1, BroadcastState.STOPPED)
        await here.double.wait_until(lambda: here.states(1)["withdrawn"] > 0, 10)
        await here.double.wait_until(lambda: any("was stopped" in text for text in here.double.sent(11)), 10)
        states = here.states(1)
        assert states["sent"] + states["withdrawn"] == 100
        assert states["sent"] == sum(here.got().values())


async def test_an_approval_does_not_outlive_the_role(tmp_path: Path) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    async with sending(tmp_path, 5, starts_at=later) as here:
        async with here.store.transaction() as db:
            approver = await organisers.find(db, APPROVER)
            assert approver is not None
            await organisers.revoke_all(db, approver.id)
            await organisers.grant(db, "telegram:14", Role.SENDER, datetime.now(UTC))
        here.double.person(14)
        here.ahead = timedelta(hours=2)
        await here.comes_to(1, "awaiting_approval")
        await here.double.wait_until(lambda: len(here.double.sent(14)) == 2, 10, "another sender is asked")
        assert here.rows("SELECT approver_id FROM broadcasts") == [(None,)]
        assert sum(here.got().values()) == 0


async def test_hours_pause_a_broadcast_and_it_goes_on_by_itself(tmp_path: Path) -> None:
    async with TelegramDouble(seed=1) as double:
        opened = True

        class Opening(type(policy().time)):  # type: ignore[misc]  # the class of the terms' hours
            def is_open(self, moment: datetime) -> bool:
                return opened

        always = policy(30).time
        chosen = replace(policy(30), time=Opening(always.hours, always.zone, always.holidays))
        async with BroadcastHarness(double, tmp_path / "bot.sqlite3", 40, chosen) as here:
            async with here.store.transaction() as db:
                await approved(db)
            await double.wait_until(lambda: sum(here.got().values()) > 3, 10)
            opened = False
            await here.comes_to(1, "paused")
            assert here.rows("SELECT paused_by FROM broadcasts") == [("hours",)]
            opened = True
            await here.comes_to(1, "done", 20)
            assert set(here.got().values()) == {1}


async def test_telegram_refusing_everything_pauses_it(tmp_path: Path) -> None:
    async with TelegramDouble(seed=1) as double:
        double.fault("bad_request", method="sendMessage", times=None)
        async with BroadcastHarness(double, tmp_path / "bot.sqlite3", 300, policy(60)) as here:
            async with here.store.transaction() as db:
                await approved(db)
            await here.comes_to(1, "paused")
            assert here.rows("SELECT paused_by FROM broadcasts") == [("trouble",)]
            assert here.states(1)["waiting"] > 200


async def test_one_after_the_other_and_nobody_twice_in_a_week(tmp_path: Path) -> None:
    async with sending(tmp_path, 30) as here:
        async with here.store.transaction() as db:
            message = read_message(Text("Second", "Second"))
            assert message is not None
            await scheduled(db, message, Audience(rest_days=7))
            await scheduled(db, message, Audience(rest_days=0))
        for number in (1, 2, 3):
            await here.comes_to(number, "done", 20)
        assert [here.states(number)["sent"] for number in (1, 2, 3)] == [30, 0, 30]


async def test_it_goes_to_those_alone_who_chose_its_language(tmp_path: Path) -> None:
    async with (
        TelegramDouble(seed=1) as double,
        BroadcastHarness(double, tmp_path / "bot.sqlite3", 5) as here,
    ):
        async with here.store.transaction() as db:
            await db.execute("UPDATE supporters SET language = 'cy' WHERE id IN (?, ?)", (FIRST, FIRST + 3))
            message = read_message(Text("Newyddion", "Newyddion"))
            assert message is not None
            welsh = Audience(languages=("cy",))
            await scheduled(db, message, welsh)
            await scheduled(
                db,
                message,
                welsh,
                state=BroadcastState.AWAITING,
                announced_state=BroadcastState.DRAFT,
                approver_id=None,
            )
        await here.comes_to(1, "done")
        assert here.got() == {FIRST: 1, FIRST + 1: 0, FIRST + 2: 0, FIRST + 3: 1, FIRST + 4: 0}
        await double.wait_until(lambda: len(double.sent(12)) > 1, 10, "the approver is asked")
        assert "wants them in Cymraeg (Welsh)." in "".join(double.sent(12))


async def test_recall_deletes_and_an_edit_replaces(tmp_path: Path) -> None:
    async with sending(tmp_path, 20) as here:
        await here.comes_to(1, "done")
        await _about(here, BroadcastKind.EDIT, "Corrected")
        await here.comes_to(2, "done")
        (message,) = here.double.messages(FIRST)
        assert message.versions == [
            "An update\n\nFrom The Test Campaign.",
            "Corrected\n\nFrom The Test Campaign.",
        ]
        assert message.labels == ["Stop updates"]
        await _about(here, BroadcastKind.RECALL, "")
        await here.comes_to(3, "done")
        assert all(here.double.messages(FIRST + at)[0].deleted for at in range(20))
        assert here.states(1) == {"recalled": 20}


async def _about(here: BroadcastHarness, kind: BroadcastKind, text: str) -> None:
    message = read_message(Text(text or "-", text or "-"))
    assert message is not None
    async with here.store.transaction() as db:
        await scheduled(db, message, Audience(), kind=kind, original_id=1)


async def test_after_48_hours_nothing_is_recalled(tmp_path: Path) -> None:
    async with sending(tmp_path, 5) as here:
        await here.comes_to(1, "done")
        here.ahead = timedelta(hours=49)
        await _about(here, BroadcastKind.RECALL, "")
        await here.comes_to(2, "done")
        assert here.states(1) == {"sent": 5}
        assert not any(message.deleted for message in here.double.messages(FIRST))


async def test_the_unsure_are_sent_again_only_on_purpose(tmp_path: Path) -> None:
    async with TelegramDouble(seed=1) as double:
        here = BroadcastHarness(double, tmp_path / "bot.sqlite3", 10)
        double.fault("drop_before", chat_id=FIRST, method="sendMessage")
        async with here:
            async with here.store.transaction() as db:
                await approved(db)
            await here.comes_to(1, "done")
            assert here.states(1) == {"sent": 9, "unsure": 1}
            async with here.store.transaction() as db:
                await changes(db, 1, BroadcastState.SENDING, finished_at=None)
                assert await deliveries.resend_unsure(db, 1) == 1
            await double.wait_until(lambda: here.states(1) == {"sent": 10}, 10, "sent again")
            assert set(here.got().values()) == {1}


async def test_a_clean_stop_leaves_nothing_unsure(tmp_path: Path) -> None:
    async with sending(tmp_path, 60, 60) as here:
        await here.double.wait_until(lambda: sum(here.got().values()) > 20, 10)
        await here.__aexit__()
        assert here.states(1)["sending"] == here.states(1)["unsure"] == 0
        assert here.states(1)["sent"] == sum(here.got().values())
        await here.__aenter__()
        await here.comes_to(1, "done", 20)
        assert set(here.got().values()) == {1}


@pytest.mark.serial
async def test_replies_go_before_a_broadcast(tmp_path: Path) -> None:
    """Within a second, with the limits kept."""
    async with sending(tmp_path, 60, 30) as here, Stalls() as stalls:
        here.double.rate_limits = RateLimits(overall=30, per_chat=1)
        await here.double.wait_until(lambda: sum(here.got().values()) > 30, 10)
        loop = asyncio.get_running_loop()
        people = range(5_000, 5_010)
        for number in people:
            here.double.person(number)
        begun = loop.time()
        await _reply(here, [f"telegram:{number}" for number in people])
        await here.double.wait_until(lambda: all(here.double.sent(number) for number in people), 5)
        assert loop.time() - begun < 1.0 + stalls.seconds
        await here.comes_to(1, "done", 20)
        assert here.double.rate_refusals <= stalls.number


async def _reply(here: BroadcastHarness, people: list[str]) -> None:
    said = Send(Message((Paragraph("A reply"),)))
    made = [
        OutboxRow(here.outbox.new_id(), one, payload, here.now())
        for one in people
        for payload in payloads(Person(one), said)
    ]
    async with here.store.transaction() as db:
        await outbox.add(db, made)
    here.outbox.push(made)


async def test_progress_is_one_message_edited_now_and_then(tmp_path: Path) -> None:
    async with sending(tmp_path, 60, 30) as here, Stalls() as stalls:
        await here.comes_to(1, "done", 20)
        await here.double.wait_until(
            lambda: any("Update 1: done" in each.text for each in here.double.messages(11)), 10
        )
        shown = [each for each in here.double.messages(11) if "Update 1: " in each.text]
        assert len(shown) == 1
        edits = [call.at for call in here.double.calls("editMessageText") if call.chat_id == 11]
        assert len(edits) >= 1
        assert all(
            later - earlier > 0.95 * PROGRESS_EVERY - stalls.seconds for earlier, later in pairwise(edits)
        )


async def test_the_choices_of_the_progress_are_listed_and_can_be_typed(tmp_path: Path) -> None:
    async with sending(tmp_path, 20, 30) as here:
        await here.comes_to(1, "done", 20)
        (shown,) = [each for each in here.double.messages(11) if "Update 1: " in each.text]
        assert any("1. Pause update 1\n2. Stop update 1" in each for each in shown.versions)
        ((state,),) = here.rows("SELECT state FROM conversations WHERE person = 'telegram:11'")
        assert [choice.label for choice in load(state).menu.notified][:2] == [
            "Pause update 1",
            "Stop update 1",
        ]


async def test_whoever_loses_the_role_sees_no_more_of_it_and_another_takes_it_over(tmp_path: Path) -> None:
    async with sending(tmp_path, 90, 30) as here:
        await here.double.wait_until(lambda: "Update 1: " in "".join(here.double.sent(11)), 10)
        await here.double.wait_until(
            lambda: bool(here.rows("SELECT 1 FROM broadcasts WHERE progress_message_id IS NOT NULL")), 10
        )
        async with here.store.transaction() as db:
            author = await organisers.find(db, "telegram:11")
            assert author is not None
            await organisers.revoke_all(db, author.id)
        (before,) = [each for each in here.double.messages(11) if "Update 1: " in each.text]
        await here.double.wait_until(lambda: "Update 1: " in "".join(here.double.sent(12)), 10)
        seen = len(before.versions)
        await here.comes_to(1, "done", 30)
        await here.double.wait_until(
            lambda: any("Update 1: done" in each.text for each in here.double.messages(12)), 10
        )
        assert len(before.versions) == seen
        assert here.rows("SELECT progress_person FROM broadcasts") == [("telegram:12",)]


async def test_edits_go_out_at_what_is_free(tmp_path: Path) -> None:
    async with sending(tmp_path, 40) as here:
        await here.comes_to(1, "done")
        assert here.rate_limiter.rate == 200
        await _about(here, BroadcastKind.EDIT, "Corrected")
        await here.double.wait_until(lambda: here.rate_limiter.rate == 30, 10)
        await here.comes_to(2, "done")
        await here.double.wait_until(lambda: here.rate_limiter.rate == 200, 10)
