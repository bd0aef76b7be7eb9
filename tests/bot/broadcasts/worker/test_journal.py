"""What is known of deliveries after the process was killed, wherever that was."""

import os
import stat
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.broadcasts.worker.journal import HEAD, SIZE, Journal, JournalEntries
from bot.storage import deliveries, supporters
from bot.storage.deliveries import DeliveryResult
from bot.storage.schema.enums import BroadcastState, DeliveryState
from bot.storage.store import Store
from tests.harness.campaign import FIRST, approved, fill

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PEOPLE = 6


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return begun_anew(tmp_path)


def begun_anew(folder: Path, name: str = "one") -> Journal:
    journal = Journal(folder / "journal")
    assert journal.open()
    journal.begin(name)
    return journal


def after_a_kill(journal: Journal, name: str = "one", boot_id: Path | None = None) -> JournalEntries | None:
    """What the next process reads; nothing of the killed one runs before it goes, not even `close`."""
    following = Journal(journal.path, boot_id or journal.boot_id)
    assert following.open()
    found = following.read(name)
    following.close()
    return found


def test_nothing_that_is_claimed_has_begun(journal: Journal) -> None:
    assert after_a_kill(journal) == {}


def test_begun_answered_and_settled(journal: Journal) -> None:
    for row in (1, 2, 3):
        journal.begun(row)
    journal.answered(DeliveryResult(2, DeliveryState.SENT, 77))
    journal.answered(DeliveryResult(3, DeliveryState.FAILED, reason="some reason"))
    assert after_a_kill(journal) == {
        1: None,
        2: DeliveryResult(2, DeliveryState.SENT, 77),
        3: DeliveryResult(3, DeliveryState.FAILED),
    }
    journal.settled([2, 3])
    assert after_a_kill(journal) == {1: None}


@pytest.mark.parametrize(
    "state",
    sorted(set(DeliveryState) - {DeliveryState.SENDING, DeliveryState.WITHDRAWN, DeliveryState.RECALLED}),
)
def test_every_result(journal: Journal, state: DeliveryState) -> None:
    journal.begun(2**40)
    journal.answered(DeliveryResult(2**40, state))
    assert after_a_kill(journal) == {2**40: DeliveryResult(2**40, state)}


def test_a_row_that_waited_and_begins_again_has_no_answer(journal: Journal) -> None:
    journal.begun(1)
    journal.answered(DeliveryResult(1, DeliveryState.WAITING))
    journal.settled([1])
    journal.begun(2)
    journal.begun(1)
    assert after_a_kill(journal) == {1: None, 2: None}


def test_a_second_try_of_a_row_takes_its_first_answer_back(journal: Journal) -> None:
    journal.begun(1)
    journal.answered(DeliveryResult(1, DeliveryState.WAITING))
    journal.begun(1)
    assert after_a_kill(journal) == {1: None}


def test_what_did_not_begin_is_not_written_down(journal: Journal) -> None:
    journal.answered(DeliveryResult(1, DeliveryState.WAITING))
    journal.settled([1])
    assert after_a_kill(journal) == {}


def test_the_file_stays_as_small_as_what_is_on_its_way(journal: Journal) -> None:
    for row in range(500):
        journal.begun(row)
        journal.answered(DeliveryResult(row, DeliveryState.SENT, row))
        journal.settled([row - 5])
    assert journal.path.stat().st_size <= HEAD + 7 * SIZE
    assert after_a_kill(journal) == {
        row: DeliveryResult(row, DeliveryState.SENT, row) for row in range(495, 500)
    }


def test_only_its_owner_can_read_it(journal: Journal) -> None:
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("bytes_left", range(1, SIZE))
def test_a_torn_last_record_never_began(journal: Journal, bytes_left: int) -> None:
    journal.begun(1)
    journal.begun(2)
    os.truncate(journal.path, HEAD + SIZE + bytes_left)
    assert after_a_kill(journal) == {1: None}


@pytest.mark.parametrize("at", [0, 20, 60, HEAD, HEAD + 3, HEAD + 20, HEAD + SIZE - 1])
def test_a_damaged_file_says_nothing(journal: Journal, at: int) -> None:
    journal.begun(1)
    journal.begun(2)
    content = bytearray(journal.path.read_bytes())
    content[at] ^= 1
    journal.path.write_bytes(content)
    assert after_a_kill(journal) is None


@pytest.mark.parametrize("size", [0, 1, HEAD - 1])
def test_killed_while_it_was_begun_anew(journal: Journal, size: int) -> None:
    os.truncate(journal.path, size)
    assert after_a_kill(journal) is None


def test_after_a_power_cut_it_says_nothing(journal: Journal, tmp_path: Path) -> None:
    """What it lacks may have been lost."""
    journal.begun(1)
    another = tmp_path / "boot_id"
    another.write_text("5e1f3c54-0000-0000-0000-000000000000\n", encoding="ascii")
    assert after_a_kill(journal, boot_id=another) is None


@pytest.mark.parametrize("content", [None, b"", b"\xff"])
def test_where_nobody_knows_of_power_cuts_it_says_nothing(tmp_path: Path, content: bytes | None) -> None:
    boot_id = tmp_path / "boot_id"
    if content is not None:
        boot_id.write_bytes(content)
    journal = Journal(tmp_path / "journal", boot_id)
    assert journal.open()
    assert journal.read("") is None
    journal.begin("one")
    assert journal.read("one") is None
    journal.begun(1)
    assert after_a_kill(journal) is None


def test_the_file_of_another_database_or_of_another_life_says_nothing(journal: Journal) -> None:
    journal.begun(1)
    assert after_a_kill(journal, "another") is None
    assert after_a_kill(journal, "") is None


def test_a_disk_that_takes_no_more(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that could not be written down must not go out; the others stay as they are."""
    journal.begun(1)
    with monkeypatch.context() as full:
        full.setattr(os, "pwrite", lambda *given: len(given[1]) // 2)
        with pytest.raises(OSError, match="full"):
            journal.begun(2)
        journal.answered(DeliveryResult(1, DeliveryState.SENT, 7))
    assert after_a_kill(journal) == {1: None}
    journal.begun(3)
    assert after_a_kill(journal) == {1: None, 3: None}


# --- with the database


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "bot.sqlite3")
    async with store.transaction() as db:
        await fill(db, PEOPLE)
        found = await approved(db, state=BroadcastState.SENDING)
        await db.executemany(
            "INSERT INTO deliveries (id, broadcast_id, person, state) VALUES (?, ?, ?, 'waiting')",
            [(number, found.id, f"telegram:{FIRST + number - 1}") for number in range(1, PEOPLE + 1)],
        )
    yield store
    await store.close()


async def claims(store: Store, most: int = PEOPLE) -> None:
    async with store.transaction() as db:
        await deliveries.claim(db, 1, most, [], with_consent=True)


async def takes_over(store: Store, began: JournalEntries | None) -> dict[int, str]:
    """The states of all rows once the next process has taken over."""
    async with store.transaction() as db:
        await deliveries.record(db, await deliveries.recover(db, began), NOW)
    return await states(store)


async def states(store: Store) -> dict[int, str]:
    async with store.reading() as db:
        return {row[0]: row[1] for row in await db.execute_fetchall("SELECT id, state FROM deliveries")}


async def test_each_row_is_what_it_was_when_the_process_was_killed(store: Store, journal: Journal) -> None:
    await claims(store, 5)
    for row in (1, 2, 3):
        journal.begun(row)
    journal.answered(DeliveryResult(1, DeliveryState.SENT, 77))
    journal.answered(DeliveryResult(2, DeliveryState.WAITING))
    assert await takes_over(store, after_a_kill(journal)) == {
        1: "sent",
        2: "waiting",  # the channel said that it was not sent
        3: "unsure",
        4: "waiting",  # claimed, and never begun
        5: "waiting",
        6: "waiting",  # not claimed
    }
    async with store.reading() as db:
        rows = await db.execute_fetchall("SELECT message_id, reason FROM deliveries WHERE id IN (1, 3)")
        assert [tuple(row) for row in rows] == [(77, None), (None, deliveries.STOPPED)]


async def test_without_a_journal_everything_claimed_is_unsure(store: Store) -> None:
    await claims(store, 2)
    assert list((await takes_over(store, None)).values()) == ["unsure"] * 2 + ["waiting"] * 4


async def test_killed_between_the_commit_and_its_rubbing_out(store: Store, journal: Journal) -> None:
    """What the database knows already is not changed by what still stands in the journal."""
    await claims(store, 2)
    for row in (1, 2):
        journal.begun(row)
    journal.answered(DeliveryResult(1, DeliveryState.SENT, 77))
    journal.answered(DeliveryResult(2, DeliveryState.WAITING))
    async with store.transaction() as db:
        await deliveries.record(
            db, [DeliveryResult(1, DeliveryState.SENT, 77), DeliveryResult(2, DeliveryState.WAITING)], NOW
        )
        await deliveries.claim(db, 1, 1, [], with_consent=True)  # row 2 once more, in the same commit
    assert (await states(store))[2] == "sending"
    after = await takes_over(store, after_a_kill(journal))
    assert (after[1], after[2]) == ("sent", "waiting")


async def test_killed_again_during_the_taking_over(store: Store, journal: Journal) -> None:
    await claims(store, 3)
    journal.begun(1)
    journal.begun(2)
    journal.answered(DeliveryResult(2, DeliveryState.SENT, 77))
    with suppress(RuntimeError):
        async with store.transaction() as db:
            await deliveries.record(db, await deliveries.recover(db, after_a_kill(journal)), NOW)
            raise RuntimeError("killed before the commit")
    assert set((await states(store)).values()) == {"sending", "waiting"}
    first = await takes_over(store, after_a_kill(journal))
    assert (first[1], first[2], first[3]) == ("unsure", "sent", "waiting")
    assert await takes_over(store, after_a_kill(journal)) == first, "killed after it"
    assert await takes_over(store, after_a_kill(journal, "the name of the next life")) == first


async def test_edits_and_recalls_go_on_unless_they_were_answered(store: Store, journal: Journal) -> None:
    await claims(store, 3)
    async with store.transaction() as db:
        await db.execute("UPDATE broadcasts SET kind = 'recall'")
    journal.begun(1)
    journal.begun(2)
    journal.answered(DeliveryResult(2, DeliveryState.SENT))
    after = await takes_over(store, after_a_kill(journal))
    assert (after[1], after[2], after[3]) == ("waiting", "sent", "waiting")
    await claims(store, 1)
    assert (await takes_over(store, None))[1] == "waiting"


async def test_whoever_is_erased_meanwhile_stays_erased(store: Store, journal: Journal) -> None:
    """The journal holds numbers alone, so there is nothing of a person to take away from it."""
    await claims(store, 3)
    journal.begun(1)
    journal.begun(2)
    journal.answered(DeliveryResult(1, DeliveryState.SENT, 77))
    async with store.transaction() as db:
        for number in range(3):
            await supporters.erase(db, f"telegram:{FIRST + number}")
    assert str(FIRST).encode() not in journal.path.read_bytes()
    after = await takes_over(store, after_a_kill(journal))
    assert (after[1], after[2], after[3]) == ("sent", "unsure", "withdrawn")
    async with store.reading() as db:
        rows = await db.execute_fetchall("SELECT person, message_id FROM deliveries WHERE id <= 3")
        assert {tuple(row) for row in rows} == {(None, None)}
