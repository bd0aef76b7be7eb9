"""What the settings say about broadcasts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.organisers.hours import SendingTime
from bot.organisers.message import Signature
from bot.settings import Settings
from bot.storage.broadcasts import Broadcast
from bot.supporters.collecting import Controller
from flows.texts import Texts

FREE_RATE = 30
"""Messages a second that cost nothing (https://core.telegram.org/bots/api#paid-broadcasts)."""
STARS_EACH = 0.1
"""Telegram Stars for each message over the free rate."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How broadcasts go out. Without a signature there are none: the controller is not settled.

    `why_one` is why one person may approve alone; empty means that it takes two.
    """

    signature: Signature | None
    time: SendingTime
    rate: int = FREE_RATE
    hold: timedelta = timedelta(minutes=5)
    why_one: str = ""
    channel: str = "telegram"

    @property
    def one_is_enough(self) -> bool:
        return bool(self.why_one)

    @property
    def paid(self) -> bool:
        return self.rate > FREE_RATE

    def stars(self, people: int) -> int:
        """What a broadcast to so many may cost at most, in Telegram Stars."""
        return round(people * (1 - FREE_RATE / self.rate) * STARS_EACH + 0.5) if self.paid else 0

    def seconds(self, people: int) -> float:
        return people / self.rate

    def may_speak(self, broadcast: Broadcast, at: datetime) -> bool:
        """Whether new messages may go out at a moment: two people can mark a broadcast as urgent."""
        return self.signature is not None and (broadcast.urgent or self.time.is_open(at))

    def finish(self, start: datetime, people: int, *, urgent: bool) -> datetime:
        """When a broadcast to so many that begins then would be over."""
        if urgent:
            return start + timedelta(seconds=self.seconds(people))
        return self.time.finish(start, self.seconds(people))

    def local(self, moment: datetime) -> str:
        """Friday 27 November, 10:00."""
        there = moment.astimezone(self.time.zone)
        return f"{there:%A} {there.day} {there:%B, %H:%M}"


def terms_of(settings: Settings, controller: Controller | None, texts: Texts) -> Terms:
    """The terms that the settings give."""
    signature = Signature.of(controller, texts, settings.imprint or "") if controller else None
    return Terms(
        signature=signature,
        time=SendingTime(settings.sending_hours, settings.time_zone),
        rate=settings.broadcast_rate,
        hold=timedelta(seconds=settings.broadcast_hold),
        why_one=(settings.broadcast_approval_reason or "") if settings.broadcast_approval == "one" else "",
    )
