"""How a broadcast goes, in one message, and the buttons that pause, resume and stop it."""

from collections.abc import Mapping

from bot.broadcasts.results import DeliveryCounts, labelled, name
from bot.core.callbacks import CommandButton, encode
from bot.core.messages import Button, Message, Paragraph, Title
from bot.storage.broadcasts import Broadcast
from bot.storage.enums import BroadcastState, PauseReason

WHY_PAUSED: Mapping[PauseReason, str] = {
    PauseReason.HOURS: "It waits for the sending hours and goes on by itself.",
    PauseReason.ORGANISER: "An organiser paused it.",
    PauseReason.TROUBLE: "Telegram refused many messages in a row. "
    "See the reasons in the results before going on.",
}


def progress_message(broadcast: Broadcast, counted: DeliveryCounts, rate: float) -> Message:
    """Bar, numbers, rate and time left; `rate` is messages a second of late."""
    state = broadcast.state
    lines = [
        counted.bar(),
        f"{counted.handled:,} of {counted.all:,}: {counted.in_words(broadcast.kind)}",
    ]
    if state is BroadcastState.SENDING:
        left = counted.left / rate if rate else 0.0
        lines.append(f"{rate:.0f} a second, {_duration(left)} left" if rate else "It begins now.")
    elif broadcast.paused_by:
        lines.append(WHY_PAUSED[broadcast.paused_by])
    rows = tuple((button,) for button in buttons(broadcast))
    return Message((Title(f"{name(broadcast)}: {state}"), Paragraph("\n".join(lines))), rows)


def buttons(broadcast: Broadcast) -> list[Button]:
    """What can be done with a broadcast that is under way."""
    stop = _button("Stop", "o_bstop", broadcast)
    match broadcast.state:
        case BroadcastState.SENDING:
            return [_button("Pause", "o_bpause", broadcast), stop]
        case BroadcastState.PAUSED:
            return [_button("Resume", "o_bgo", broadcast), stop]
        case BroadcastState.AWAITING | BroadcastState.HELD | BroadcastState.SCHEDULED:
            return [stop]
        case _:
            return []


def _button(verb: str, duty: str, broadcast: Broadcast) -> Button:
    return Button(labelled(verb, broadcast), encode(CommandButton(duty, str(broadcast.id))))


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} seconds"
    minutes = round(seconds / 60)
    return f"about {minutes} minutes" if minutes < 120 else f"about {round(minutes / 60)} hours"
