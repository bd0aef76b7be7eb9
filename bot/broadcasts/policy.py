"""What the settings and the words say about broadcasts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.broadcasts.message import Signature
from bot.config.controller import Controller
from bot.config.settings import Settings
from bot.core.sending_hours import SendingTime
from bot.storage.broadcasts import Broadcast
from bot.storage.schema.enums import BroadcastKind
from flows.texts import Texts

FREE_RATE = 30
"""Messages a second that cost nothing (https://core.telegram.org/bots/api#paid-broadcasts)."""
STARS_EACH = 0.1
"""Telegram Stars for each message over the free rate."""


@dataclass(frozen=True, slots=True)
class BroadcastPolicy:
    """How broadcasts go out. Without a signature there are none: the controller is not settled.

    `single_approver_reason` says why one person may approve alone; empty means that it takes two. `labels`
    names pledge types, answers (by entry) and languages; `wordings` has the digest of each answer today.
    """

    signature: Signature | None
    time: SendingTime
    rate: int = FREE_RATE
    hold: timedelta = timedelta(minutes=5)
    single_approver_reason: str = ""
    channel: str = "telegram"
    labels: Mapping[str, str] = field(default_factory=dict)
    wordings: Mapping[str, str] = field(default_factory=dict)

    @property
    def one_is_enough(self) -> bool:
        return bool(self.single_approver_reason)

    @property
    def paid(self) -> bool:
        return self.rate > FREE_RATE

    def stars(self, people: int) -> int:
        """Return what a broadcast to so many people may cost at most, in Telegram Stars."""
        return round(people * (1 - FREE_RATE / self.rate) * STARS_EACH + 0.5) if self.paid else 0

    def pace(self, kind: BroadcastKind) -> int:
        """Return the messages a second. Edits and recalls keep to the free rate: nobody can pay for them."""
        return self.rate if kind.sends_message else min(self.rate, FREE_RATE)

    def seconds(self, people: int, kind: BroadcastKind = BroadcastKind.UPDATE) -> float:
        return people / self.pace(kind)

    def may_send(self, broadcast: Broadcast, now: datetime) -> bool:
        """Return whether new messages may go out now: within the hours, or at any time if two people marked
        the broadcast as urgent."""
        return self.signature is not None and (broadcast.urgent or self.time.is_open(now))

    def finish(self, start: datetime, seconds: float, *, any_hour: bool) -> datetime:
        """Return when sending that begins then and takes so many seconds would be over."""
        return start + timedelta(seconds=seconds) if any_hour else self.time.finish(start, seconds)

    def local(self, moment: datetime, texts: Texts) -> str:
        """Return a time as organisers read it: Friday 27 November, 10:00."""
        return texts.public.dates.moment(moment.astimezone(self.time.zone))

    def hold_in_words(self, texts: Texts) -> str:
        """Return how long it is held: 5 minutes; 90 seconds."""
        words, seconds = texts.organisers.broadcasts.schedule, round(self.hold.total_seconds())
        return words.seconds(seconds) if seconds % 60 else words.minutes(seconds // 60)


def policy_from(
    settings: Settings,
    controller: Controller | None,
    texts: Texts,
    labels: Mapping[str, str],
    wordings: Mapping[str, str],
) -> BroadcastPolicy:
    """Return the policy that the settings and the words give."""
    signature = Signature.of(controller, texts, settings.imprint or "") if controller else None
    return BroadcastPolicy(
        signature=signature,
        time=SendingTime(settings.sending_hours, settings.time_zone),
        rate=settings.broadcast_rate,
        hold=timedelta(seconds=settings.broadcast_hold),
        single_approver_reason=(settings.broadcast_approval_reason or "")
        if settings.broadcast_approval == "one"
        else "",
        labels=labels,
        wordings=wordings,
    )
