"""How a broadcast goes and what became of it, in words and as a file. Nothing here says who."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from bot.storage import deliveries
from bot.storage.broadcasts import MESSAGE_IDS_KEPT, Broadcast
from bot.storage.enums import BroadcastKind, BroadcastState, DeliveryState
from bot.storage.savepoint import Database

BAR = 10
COLUMNS = ("delivery", "state", "time_utc", "reason")
_RISKY = ("=", "+", "-", "@", "\t", "\r")
CALLED: Mapping[BroadcastKind, str] = {
    BroadcastKind.UPDATE: "Update",
    BroadcastKind.CORRECTION: "Correction",
    BroadcastKind.EDIT: "Edit",
    BroadcastKind.RECALL: "Recall",
}


STATES: Mapping[BroadcastState, str] = {
    BroadcastState.AWAITING: "waits for approval",
    BroadcastState.HELD: "held before it begins",
    BroadcastState.SCHEDULED: "waits for its time",
}


def called(broadcast: Broadcast) -> str:
    """Update; Edit."""
    return CALLED[broadcast.kind]


def labelled(verb: str, broadcast: Broadcast) -> str:
    """The label of what can be done with a broadcast, typed too: Stop update 7."""
    return f"{verb} {called(broadcast).lower()} {broadcast.id}"


def state_in_words(broadcast: Broadcast) -> str:
    state = broadcast.state
    return STATES.get(state, str(state))


def name(broadcast: Broadcast) -> str:
    """Update 7; Edit 9 of broadcast 7."""
    of = f" of broadcast {broadcast.original_id}" if broadcast.original_id is not None else ""
    return f"{called(broadcast)} {broadcast.id}{of}"


IN_WORDS = (
    DeliveryState.SENT,
    DeliveryState.RECALLED,
    DeliveryState.BLOCKED,
    DeliveryState.FAILED,
    DeliveryState.UNSURE,
    DeliveryState.WITHDRAWN,
)
"""The states that a report names, in its order."""


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """How many of a broadcast's rows are in each state."""

    numbers: Mapping[DeliveryState, int]

    @property
    def all(self) -> int:
        return sum(self.numbers.values())

    @property
    def left(self) -> int:
        return self.numbers.get(DeliveryState.WAITING, 0) + self.numbers.get(DeliveryState.SENDING, 0)

    @property
    def handled(self) -> int:
        return self.all - self.left

    def in_words(self, kind: BroadcastKind) -> str:
        """12 sent, 1 blocked, 1 unsure."""
        done = {BroadcastKind.EDIT: "edited", BroadcastKind.RECALL: "deleted"}.get(kind, "sent")
        called = {DeliveryState.SENT: done, DeliveryState.RECALLED: "recalled since"}
        parts = [
            f"{self.numbers.get(state, 0):,} {called.get(state, state)}"
            for state in IN_WORDS
            if self.numbers.get(state) or state is DeliveryState.SENT
        ]
        return ", ".join(parts)

    def bar(self) -> str:
        """The part that is done, for the eye; the numbers stand beside it in words."""
        share = self.handled / self.all if self.all else 1.0
        full = int(share * BAR)
        return f"{'▓' * full}{'░' * (BAR - full)} {share:.0%}"


async def delivery_counts(db: Database, broadcast: Broadcast) -> DeliveryCounts:
    return DeliveryCounts(await deliveries.counts(db, broadcast.id))


async def report(db: Database, broadcast: Broadcast, now: datetime) -> str:
    """What became of a broadcast, in lines."""
    counted = await delivery_counts(db, broadcast)
    kind = broadcast.kind
    ending = "was stopped" if broadcast.state == BroadcastState.STOPPED else "is done"
    people = "1 person" if counted.all == 1 else f"{counted.all:,} people"
    lines = [f"{name(broadcast)} {ending}.", f"{people}: {counted.in_words(kind)}."]
    for reason, number in (await deliveries.failure_reasons(db, broadcast.id)).items():
        lines.append(f"{number:,} failed: {reason or 'no reason was given'}")
    if unsure := counted.numbers.get(DeliveryState.UNSURE, 0):
        lines.append(f"{unsure:,} unsure: it may or may not have arrived. It is not sent again by itself.")
    if kind.sends_message:
        out = await deliveries.opted_out_since(db, broadcast.id, now - MESSAGE_IDS_KEPT)
        lines.append(f"{out:,} of those who got it have stopped updates since.")
    return "\n".join(lines)


async def results_file(db: Database, broadcast: Broadcast) -> bytes:
    """One line for each delivery as CSV (UTF-8 with BOM): its number, state, time, reason; never who."""
    text = StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    async for page in deliveries.report_rows(db, broadcast.id):
        table.writerows(
            (
                row.number,
                row.state,
                row.recorded_at.isoformat() if row.recorded_at else "",
                _harmless(row.reason or ""),
            )
            for row in page
        )
    return text.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text
