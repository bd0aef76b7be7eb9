"""Deletes messages with files of people's data when their time is over.

Telegram lets a bot delete what is less than 48 hours old (https://core.telegram.org/bots/api#deletemessage).
So it is tried until it worked, or until that time is over; then the organiser is asked to do it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.core.messages import Delete, Person
from bot.delivery.notifier import Notifier
from bot.delivery.results import (
    Delivered,
    NotSent,
    Refused,
    Result,
    Transport,
    Unconfirmed,
    Unreachable,
    Wait,
)
from bot.storage import message_deletions, organisers
from bot.storage.message_deletions import MessageDeletion
from bot.storage.outbox import OutboxRow
from bot.storage.savepoint import Database
from bot.storage.schema.enums import Role
from bot.storage.store import Store
from flows.texts.exports import DeliveryTexts

log = logging.getLogger(__name__)
TRIED_FOR = timedelta(hours=47)
"""From the ordinary time of deletion, an hour after the message was sent."""
LONGEST_PAUSE = timedelta(minutes=5)


class MessageDeleter:
    """Works off the deletions of one channel whose time has come."""

    def __init__(
        self,
        store: Store,
        transport: Transport,
        notifier: Notifier,
        texts: DeliveryTexts,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._transport = transport
        self._notifier = notifier
        self._texts = texts
        self._now = now
        self._not_before: datetime | None = None
        self._pause = timedelta(seconds=1)

    async def run_once(self) -> None:
        """Delete what is due now, unless the channel could not be reached a moment ago.

        Raises:
            StorageError: the database can't be used; what is left is done the next time.
        """
        now = self._now()
        if self._not_before and now < self._not_before:
            return
        async with self._store.reading() as db:
            due = await message_deletions.due(db, self._notifier.channel, now)
        for deletion in due:
            if not await self._delete(deletion):
                return

    async def _delete(self, deletion: MessageDeletion) -> bool:
        """Return whether to go on with others: not while the channel can't be reached."""
        (payload,) = self._notifier.render(Person(deletion.person), Delete(deletion.message_id))
        result = await self._transport.deliver(payload)
        if isinstance(result, Wait | NotSent | Unconfirmed) and self._now() < deletion.due_at + TRIED_FOR:
            self._try_later(result)
            return False
        self._not_before, self._pause = None, timedelta(seconds=1)
        await self._settle(deletion, result)
        return True

    def _try_later(self, result: Result) -> None:
        asked = timedelta(seconds=result.seconds) if isinstance(result, Wait) else timedelta()
        self._not_before = self._now() + max(self._pause, asked)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    async def _settle(self, deletion: MessageDeletion, result: Result) -> None:
        gone = isinstance(result, Delivered) or (isinstance(result, Refused) and _not_there(result.reason))
        rows: list[OutboxRow] = []
        async with self._store.transaction() as db:
            await message_deletions.finish(db, deletion)
            if not gone:
                log.warning("a file with people's data could not be deleted from a chat")
                rows = await self._ask(db, deletion.person, reachable=not isinstance(result, Unreachable))
        self._notifier.send(rows)

    async def _ask(self, db: Database, address: str, *, reachable: bool) -> list[OutboxRow]:
        """Ask the person who has the file to delete it; tell the owners too if that person has left or can't
        be reached."""
        team = await organisers.load_team(db)
        rows = await self._notifier.say(db, address, self._texts.please_delete) if reachable else []
        if not reachable or address not in {member.person for member in team}:
            owners = [
                member.person for member in team if Role.OWNER in member.roles and member.person != address
            ]
            for owner in owners:
                rows += await self._notifier.say(db, owner, self._texts.ask_exporter_to_delete)
        return rows


def _not_there(reason: str) -> bool:
    """Return whether a refusal says that the message is gone already."""
    return "not found" in reason.casefold()
