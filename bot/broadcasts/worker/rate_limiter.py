"""The pace of a broadcast, with replies counted against it.

Telegram allows about 30 messages a second overall and one a second in a chat
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
"""

import asyncio
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

STEADY = 0.997
"""Fraction of the rate we aim for; late messages are corrected in `answered`."""
WINDOW = 1.002
"""Seconds in which at most as many messages as the rate arrive, whatever was late before."""
SLOWER = 0.001
"""The shortest round trip seen grows by this fraction each second, since the way to the channel changes."""
CATCH_UP = 0.5
"""Seconds that the schedule may lag and then make up for."""
REPLY_WAITS = 0.9
"""Seconds that a reply waits for room at most: then it goes out and a broadcast message waits instead."""
CHAT = 1.0
"""Seconds between two messages in a chat."""
CHAT_MARGIN = 0.05
REPLY_MARGIN = 0.01
LOOK_AGAIN = 0.05
"""Seconds to wait before looking again whether an answer has come."""
_REMEMBERED = 5000


@dataclass(slots=True)
class RateLimiter:
    """Says when the next message may go. `clock` counts seconds and never goes back.

    The limit holds where messages arrive, but only their departure and their answer are seen here. So each
    counts from the latest moment at which it may have arrived: from its departure at first, and once it is
    answered from later where the answer took longer than others do.

        begun = await rate_limiter.acquire()  # waits
        result = await transport.deliver(payload)
        rate_limiter.answered(begun)          # or lost(begun), where there is no answer
    """

    rate: int
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    sending: bool = False
    """Whether a broadcast is on its way: only then, and just after, do replies wait for room."""
    _arrivals: list[float] = field(default_factory=list)
    """When each message of the last window may have arrived at the latest, sorted."""
    _unanswered: Counter[float] = field(default_factory=Counter)
    """When those that have no answer yet began."""
    _overdue: Counter[float] = field(default_factory=Counter)
    """Those of them that began more than a window ago: they may arrive now."""
    _next: float = 0.0
    """When the schedule has the next message of a broadcast."""
    _round_trip: float = float("inf")
    _answered_at: float = float("inf")
    _known_from: float = float("inf")
    """From when on the shortest round trip is known well enough to be used."""
    _last_update: float = float("-inf")
    _halted_until: float = 0.0
    _replied: dict[str, float] = field(default_factory=dict)
    _updated: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._next = self.clock() + WINDOW  # messages sent just before the bot started may still count

    @property
    def halted(self) -> bool:
        """Whether the channel asked to wait, and that time is not over."""
        return self.clock() < self._halted_until

    def halt(self, seconds: float) -> None:
        """Begin nothing of a broadcast for so many seconds."""
        self._halted_until = max(self._halted_until, self.clock() + seconds)

    def rested(self) -> None:
        """Forget the lag of the schedule: for a while there was nothing to send."""
        self._next = max(self._next, self.clock())

    async def acquire(self) -> float:
        """Wait until one more message of a broadcast may begin, and count it; return when it began."""
        while (wait := self._until_free(self.clock())) > 0:
            await self.sleep(wait)
        now = self.clock()
        # On from where the schedule was, not from now: a wake-up that comes late would slow all that follow.
        # A lag of more than CATCH_UP is dropped, or a long stall would end in a burst.
        self._next = max(self._next, now - CATCH_UP) + 1 / (self.rate * STEADY)
        self._begin(now)
        self._last_update = now
        return now

    def answered(self, begun: float) -> None:
        """Count a message that began then from when it may have arrived, now that it is answered.

        A message that took longer than others may have been late on its way there, so it counts later.
        """
        now = self.clock()
        # The first answers only show how long a round trip takes: for a window each counts from its answer.
        self._known_from = min(self._known_from, now + WINDOW)
        slower = 1 + SLOWER * max(now - self._answered_at, 0.0)
        self._round_trip, self._answered_at = min(self._round_trip * slower, now - begun), now
        # One with the shortest round trip counts from its departure; one that took longer counts that much
        # later, as if all of the delay was on its way there. Both are too early by the shortest way there,
        # which makes no difference to how many fall into one window.
        arrived = now - (self._round_trip if now >= self._known_from else 0.0)
        self._arrived(begun, max(arrived, begun))

    def lost(self, begun: float) -> None:
        """Count a message that has no answer from now: it may have arrived up to now, or not at all."""
        self._arrived(begun, max(self.clock(), begun))

    async def reply(self, person: str) -> float:
        """Count a reply against the rate, and wait for room while a broadcast is on its way; return when it
        begins. It goes before the broadcast, and waits for REPLY_WAITS at most.
        """
        now = self.clock()
        at = now
        if self.sending or now - self._last_update < WINDOW:
            just_updated = self._updated.get(person, float("-inf")) + CHAT + REPLY_MARGIN
            # A chat that just got an update takes no second message within the same second.
            at = max(now, min(self._room_at(now), now + REPLY_WAITS), min(just_updated, now + CHAT))
        # Counted before it waits, and taken from the broadcast: else both would use the same room.
        self._begin(at)
        self._next += 1 / (self.rate * STEADY)
        _remember(self._replied, person, at)
        if at > now:
            await self.sleep(at - now)
        return at

    def chat_free_in(self, person: str) -> float:
        """Return the seconds until a broadcast may send to this chat; 0 or less when it may now."""
        last = max(known.get(person, float("-inf")) for known in (self._replied, self._updated))
        return last + CHAT + CHAT_MARGIN - self.clock()

    def note_update(self, person: str) -> None:
        """Remember that a message of a broadcast goes to this chat now."""
        _remember(self._updated, person, self.clock())

    def _until_free(self, now: float) -> float:
        return max(self._next, self._room_at(now), self._halted_until) - now

    def _room_at(self, now: float) -> float:
        """Return when one more message leaves no window with more messages than the rate in it."""
        # What fell out of the window by its departure, but has no answer, may arrive at any moment: it takes
        # up room until it is answered. Which of several that began at one moment it was does not matter.
        over = bisect_right(self._arrivals, now - WINDOW)
        for arrival in self._arrivals[:over] if self._unanswered else ():
            if self._overdue[arrival] < self._unanswered[arrival]:
                self._overdue[arrival] += 1
        del self._arrivals[:over]
        room = self.rate - self._overdue.total()
        if room <= 0:
            return now + LOOK_AGAIN  # only answers make room, and nobody can say when they come
        # With `room` messages in the window, the next may go once the oldest of the last `room` leaves it.
        return now if len(self._arrivals) < room else self._arrivals[-room] + WINDOW

    def _begin(self, at: float) -> None:
        insort(self._arrivals, at)
        self._unanswered[at] += 1

    def _arrived(self, begun: float, at: float) -> None:
        """Move a message that began then to when it arrived at the latest."""
        if not _take(self._unanswered, begun):
            return
        index = bisect_left(self._arrivals, begun)
        if not _take(self._overdue, begun) and self._arrivals[index : index + 1] == [begun]:
            del self._arrivals[index]
        insort(self._arrivals, at)


def _take(counted: Counter[float], moment: float) -> bool:
    """Take one away from those of a moment; return whether there was one."""
    number = counted[moment]
    if number > 1:
        counted[moment] -= 1
    else:
        del counted[moment]
    return number > 0


def _remember(last: dict[str, float], person: str, at: float) -> None:
    """Remember when somebody was written to last. Of very many the oldest are long past, and forgotten."""
    last.pop(person, None)
    last[person] = at
    while len(last) > _REMEMBERED:
        del last[next(iter(last))]
