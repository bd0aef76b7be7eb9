"""What became of deliveries is recorded here, also of those that were on their way when the bot stopped."""

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime

from bot.broadcasts.worker.journal import Journal
from bot.storage import deliveries, key_values, outbox
from bot.storage.deliveries import DeliveryResult
from bot.storage.savepoint import Database
from bot.storage.schema.enums import DeliveryState
from bot.storage.store import Store

log = logging.getLogger(__name__)
JOURNAL = "deliveries_journal"
"""The note that says by its name which journal belongs to this state of the database."""


async def record(db: Database, outcomes: Sequence[DeliveryResult], now: datetime) -> None:
    """Record what became of claimed rows, and who can't be reached."""
    if not outcomes:
        return
    await deliveries.record(db, outcomes, now)
    await deliveries.mark_recalled(
        db, [outcome.id for outcome in outcomes if outcome.state is DeliveryState.SENT]
    )
    blocked = [outcome.id for outcome in outcomes if outcome.state is DeliveryState.BLOCKED]
    if blocked:
        await outbox.mark_unreachable(db, await deliveries.recipients(db, blocked), now)


async def recover(store: Store, journal: Journal, now: datetime) -> None:
    """Record what was on its way when the bot stopped, and begin a new journal.

    Raises:
        OSError: the disk does not take the journal.
    """
    name = secrets.token_hex(16)
    async with store.transaction() as db:
        began = journal.read(await key_values.read(db, JOURNAL) or "")
        outcomes = await deliveries.recover(db, began)
        await record(db, outcomes, now)
        await key_values.write(db, JOURNAL, name)
    # The journal is emptied after the commit, and under a new name: an empty one that is believed says that
    # no claimed row ever began, and they would all go out again. A kill between the two leaves the old
    # journal, which the next start does not believe, and no row claimed. Emptied first, it loses answers.
    journal.begin(name)
    unsure = sum(outcome.state is DeliveryState.UNSURE for outcome in outcomes)
    if unsure:
        log.warning("%d messages of broadcasts were on their way when the bot stopped: unsure", unsure)
