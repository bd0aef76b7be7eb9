"""The progress of a broadcast in one message, and the buttons of what can be done with it."""

from datetime import datetime

from bot.broadcasts.buttons import (
    AskEdit,
    AskRecall,
    AskResend,
    GetResults,
    PauseBroadcast,
    ResumeBroadcast,
    StopBroadcast,
    about,
    button,
)
from bot.broadcasts.results import DeliveryCounts, name_and_state
from bot.core.messages import Button, Message, Paragraph, Title
from bot.storage import deliveries
from bot.storage.broadcasts import Broadcast
from bot.storage.savepoint import Database
from bot.storage.schema.enums import BroadcastState, DeliveryState
from flows.texts import Texts


def progress_message(broadcast: Broadcast, counts: DeliveryCounts, rate: float, texts: Texts) -> Message:
    """Return bar, numbers, rate and time left; `rate` is the messages a second of the last seconds."""
    words = texts.organisers.broadcasts.results
    in_words = counts.in_words(broadcast.kind, texts)
    lines = [
        counts.bar(),
        words.so_far(handled=f"{counts.handled:,}", all=f"{counts.all:,}", counts=in_words),
    ]
    match broadcast.state:
        case BroadcastState.SENDING:
            lines.append(_time_left(counts.left, rate, texts) if rate else words.begins_now)
        case BroadcastState.PAUSED if broadcast.paused_by:
            lines.append(words.why_paused[broadcast.paused_by])
    rows = tuple((button,) for button in buttons(broadcast, texts))
    return Message((Title(name_and_state(broadcast, texts)), Paragraph("\n".join(lines))), rows)


def buttons(broadcast: Broadcast, texts: Texts) -> list[Button]:
    """Return what can be done with a broadcast that is under way."""
    labels = texts.buttons.broadcasts
    stop = about(labels.stop, StopBroadcast, broadcast)
    match broadcast.state:
        case BroadcastState.SENDING:
            return [about(labels.pause, PauseBroadcast, broadcast), stop]
        case BroadcastState.PAUSED:
            return [about(labels.resume, ResumeBroadcast, broadcast), stop]
        case BroadcastState.AWAITING | BroadcastState.HELD | BroadcastState.SCHEDULED:
            return [stop]
        case _:
            return []


async def follow_ups(db: Database, broadcast: Broadcast, now: datetime, texts: Texts) -> list[Button]:
    """Return what can be done with a broadcast that is over."""
    labels, number = texts.buttons.broadcasts, broadcast.id
    offered = [button(labels.results(number=number), GetResults(number))]
    if not broadcast.kind.sends_message:
        return offered
    if await deliveries.count_copies(db, number, now - deliveries.RECALLABLE):
        offered.append(about(labels.recall, AskRecall, broadcast))
    if await deliveries.count_copies(db, number, None):
        offered.append(about(labels.edit, AskEdit, broadcast))
    unsure = (await deliveries.counts(db, number)).get(DeliveryState.UNSURE)
    if unsure and broadcast.state == BroadcastState.DONE:
        offered.append(button(labels.resend(number=number), AskResend(number)))
    return offered


def _time_left(messages: int, rate: float, texts: Texts) -> str:
    """Return rate and time left: 30 a second, about 5 minutes left."""
    words = texts.organisers.broadcasts.results
    seconds, pace = messages / rate, f"{rate:.0f}"
    if seconds < 60:
        return words.seconds_left(round(seconds), rate=pace)
    minutes = round(seconds / 60)
    if minutes < 120:
        return words.minutes_left(minutes, rate=pace)
    return words.hours_left(round(minutes / 60), rate=pace)
