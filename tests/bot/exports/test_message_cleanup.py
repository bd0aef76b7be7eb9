"""Files with people's data are deleted from the chats of exporters, also of those who leave."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.content.catalogue import Content
from bot.core.messages import Delete, Message, Outgoing, Paragraph, Person, Send
from bot.delivery.notifier import Notifier
from bot.delivery.results import (
    Delivered,
    NotSent,
    OnSendStart,
    Refused,
    Result,
    Unconfirmed,
    Unreachable,
    Wait,
)
from bot.exports.message_cleanup import TRIED_FOR, MessageDeleter
from bot.storage import erasures, message_deletions, organisers, supporters
from bot.storage.outbox import OutboxRow
from bot.storage.schema.enums import Role
from bot.storage.store import Store
from bot.supporters.erasure import Eraser
from tests.conftest import english

OLA, OWEN = "telegram:900", "telegram:7"
SENT = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEXTS = english().organisers.exports.delivery


@dataclass
class Channel:
    """Takes deletions as it is told to, and notes what it was asked for and what waits for whom."""

    answer: Result = field(default_factory=Delivered)
    asked: list[str] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    time: datetime = SENT
    ids: int = 0

    async def deliver(self, payload: str, begins: OnSendStart | None = None) -> Result:
        self.asked.append(payload)
        return self.answer

    def render(self, person: Person, outgoing: Outgoing) -> Sequence[str]:
        if isinstance(outgoing, Delete):
            return [f"delete {outgoing.message_id}"]
        assert isinstance(outgoing, Send)
        return [_words(outgoing.message)]

    def new_id(self) -> int:
        self.ids += 1
        return self.ids

    def push(self, rows: Sequence[OutboxRow]) -> None:
        self.said += [(row.person, row.payload) for row in rows]

    def drop(self, person: str) -> None:
        del person

    def now(self) -> datetime:
        return self.time

    @property
    def notifier(self) -> Notifier:
        return Notifier("telegram", self, self.render, self.now, english())


def _words(message: Message) -> str:
    return "\n".join(block.text for block in message.blocks if isinstance(block, Paragraph))


@dataclass
class Desk:
    store: Store
    channel: Channel
    deleter: MessageDeleter

    async def at(self, moment: timedelta) -> list[str]:
        """What is asked of the channel so long after the file was sent."""
        self.channel.time = SENT + moment
        self.channel.asked.clear()
        await self.deleter.run_once()
        return list(self.channel.asked)

    async def waits(self) -> bool:
        async with self.store.transaction() as db:
            return bool(list(await db.execute_fetchall("SELECT 1 FROM message_deletions")))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    store, channel = await Store.open(tmp_path / "bot.sqlite3"), Channel()
    async with store.transaction() as db:
        await organisers.grant(db, OWEN, Role.OWNER, SENT)
        await organisers.grant(db, OLA, Role.EXPORTER, SENT)
        await message_deletions.schedule(db, OLA, 5, SENT + HOUR)
    deleter = MessageDeleter(store, channel, channel.notifier, TEXTS, now=channel.now)
    yield Desk(store, channel, deleter)
    await store.close()


async def test_a_file_is_deleted_after_an_hour_and_not_before(desk: Desk) -> None:
    assert await desk.at(HOUR - timedelta(seconds=1)) == []
    assert await desk.at(HOUR) == ["delete 5"]
    assert await desk.at(HOUR * 2) == []
    assert desk.channel.said == []


async def test_it_survives_the_erasure_of_whoever_has_it(desk: Desk) -> None:
    async with desk.store.transaction() as db:
        await supporters.erase(db, OLA)
    assert await desk.at(timedelta(minutes=1)) == ["delete 5"]
    assert not await desk.waits()


async def test_erased_is_said_only_when_the_files_are_gone(desk: Desk, words: Content) -> None:
    channel = desk.channel
    eraser = Eraser(desk.store, words.texts, channel.notifier, now=channel.now)
    async with desk.store.transaction() as db:
        await supporters.erase(db, OLA)
        await erasures.begin(db, OLA, SENT)
    channel.answer = NotSent("no connection")
    await desk.at(timedelta(minutes=1))
    await eraser.run_once()
    assert channel.said == []
    channel.answer = Delivered()
    await desk.at(timedelta(minutes=2))
    await eraser.run_once()
    assert channel.said == [(OLA, words.texts.public.forgotten)]


@pytest.mark.parametrize("trouble", [NotSent("no connection"), Unconfirmed("no answer"), Wait(20)])
async def test_it_is_tried_for_as_long_as_telegram_lets_it(desk: Desk, trouble: Result) -> None:
    desk.channel.answer = trouble
    assert await desk.at(HOUR) == ["delete 5"]
    assert await desk.at(HOUR) == [], "not at once again"
    assert await desk.at(HOUR * 30) == ["delete 5"]
    assert await desk.waits()
    desk.channel.answer = Delivered()
    assert await desk.at(HOUR * 46) == ["delete 5"]
    assert not await desk.waits()
    assert desk.channel.said == []


async def test_when_it_can_not_be_any_more_the_organiser_is_asked(desk: Desk) -> None:
    desk.channel.answer = NotSent("no connection")
    await desk.at(HOUR)
    await desk.at(HOUR + TRIED_FOR)
    assert desk.channel.said == [(OLA, TEXTS.please_delete)]
    assert not await desk.waits()


async def test_a_refusal_is_told_and_a_message_that_is_gone_is_not(desk: Desk) -> None:
    desk.channel.answer = Refused("Bad Request: message to delete not found")
    await desk.at(HOUR)
    assert desk.channel.said == []
    async with desk.store.transaction() as db:
        await message_deletions.schedule(db, OLA, 6, SENT + HOUR)
    desk.channel.answer = Refused("Bad Request: message can't be deleted")
    await desk.at(HOUR)
    assert desk.channel.said == [(OLA, TEXTS.please_delete)]


async def test_owners_hear_where_the_exporter_has_left_or_can_not_be_reached(desk: Desk) -> None:
    desk.channel.answer = Unreachable()
    await desk.at(HOUR)
    assert desk.channel.said == [(OWEN, TEXTS.ask_exporter_to_delete)]
    async with desk.store.transaction() as db:
        await message_deletions.schedule(db, OLA, 6, SENT + HOUR)
        await supporters.erase(db, OLA)
    desk.channel.said.clear()
    desk.channel.answer = Refused("Bad Request: message can't be deleted")
    await desk.at(HOUR)
    assert desk.channel.said == [(OLA, TEXTS.please_delete), (OWEN, TEXTS.ask_exporter_to_delete)]
