"""How a broadcast goes and what became of it, in words and as a file. Nothing here says who."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from bot.storage import deliveries
from bot.storage.broadcasts import MESSAGE_IDS_KEPT, Broadcast
from bot.storage.savepoint import Database
from bot.storage.schema.enums import BroadcastKind, BroadcastState, DeliveryState
from flows.texts import Texts, join_commas

BAR = 10
COLUMNS = ("delivery", "state", "time_utc", "reason")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def short_name(broadcast: Broadcast, texts: Texts) -> str:
    """Return what a broadcast is called: Update 7; Edit 9."""
    return texts.organisers.broadcasts.kinds[broadcast.kind](number=broadcast.id)


def name(broadcast: Broadcast, texts: Texts) -> str:
    """Return what a broadcast is called, with what it is about: Update 7; Edit 9 of broadcast 7."""
    short = short_name(broadcast, texts)
    if broadcast.original_id is None:
        return short
    return texts.organisers.broadcasts.of_original(name=short, original=broadcast.original_id)


def name_and_state(broadcast: Broadcast, texts: Texts) -> str:
    """Return how a broadcast stands: Update 7: waits for its time."""
    words = texts.organisers.broadcasts
    return words.control.state(name=name(broadcast, texts), state=words.states[broadcast.state])


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

    def in_words(self, kind: BroadcastKind, texts: Texts) -> str:
        """Return the counts of what is handled: 12 sent, 1 blocked, 1 unsure."""
        counts = texts.organisers.broadcasts.results.counts
        done = {BroadcastKind.EDIT: counts.edited, BroadcastKind.RECALL: counts.deleted}
        sent = done.get(kind, counts.sent)
        others = {
            DeliveryState.RECALLED: counts.recalled,
            DeliveryState.BLOCKED: counts.blocked,
            DeliveryState.FAILED: counts.failed,
            DeliveryState.UNSURE: counts.unsure,
            DeliveryState.WITHDRAWN: counts.withdrawn,
        }
        parts = [plural(number) for state, plural in others.items() if (number := self.numbers.get(state))]
        return join_commas([sent(self.numbers.get(DeliveryState.SENT, 0)), *parts], texts)

    def bar(self) -> str:
        """Return the part that is handled, for the eye; the numbers stand beside it in words."""
        share = self.handled / self.all if self.all else 1.0
        full = int(share * BAR)
        return f"{'▓' * full}{'░' * (BAR - full)} {share:.0%}"


async def delivery_counts(db: Database, broadcast: Broadcast) -> DeliveryCounts:
    return DeliveryCounts(await deliveries.counts(db, broadcast.id))


async def report(db: Database, broadcast: Broadcast, now: datetime, texts: Texts) -> str:
    """Return what became of a broadcast, in lines."""
    words = texts.organisers.broadcasts.results
    counts = await delivery_counts(db, broadcast)
    kind = broadcast.kind
    ending = words.stopped if broadcast.state == BroadcastState.STOPPED else words.done
    lines = [
        ending(name=name(broadcast, texts)),
        words.people(counts.all, counts=counts.in_words(kind, texts)),
    ]
    for reason, number in (await deliveries.failure_reasons(db, broadcast.id)).items():
        lines.append(words.failed(number, reason=reason) if reason else words.failed_without_reason(number))
    if unsure := counts.numbers.get(DeliveryState.UNSURE, 0):
        lines.append(words.unsure(unsure))
    if kind.sends_message:
        opted_out = await deliveries.opted_out_since(db, broadcast.id, now - MESSAGE_IDS_KEPT)
        lines.append(words.opted_out(opted_out))
    return "\n".join(lines)


async def results_file(db: Database, broadcast: Broadcast) -> bytes:
    """Return a line for each delivery as CSV (UTF-8 with BOM): number, state, time, reason; never who."""
    text = StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    async for page in deliveries.report_rows(db, broadcast.id):
        table.writerows(
            (row.number, row.state, _time(row.recorded_at), _escape_formula(row.reason or "")) for row in page
        )
    return text.getvalue().encode("utf-8-sig")


def _time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _escape_formula(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text
