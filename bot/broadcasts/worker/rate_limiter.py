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
"""Of the rate, on an absolute schedule. What is late on its way is known by its answer, see `answered`."""
WINDOW = 1.002
"""Seconds in which never more than the rate is begun, whatever was late before."""
SLOWER = 0.001
"""The shortest way there and back is trusted so much less with each second, since ways change."""
CATCH_UP = 0.5
"""Seconds that a schedule may lag behind and make good."""
REPLY_WAITS = 0.9
"""Seconds that a reply waits for room at most."""
CHAT = 1.0
"""Seconds between two messages in a chat."""
CHAT_MARGIN = 0.05
REPLY_MARGIN = 0.01
LOOK_AGAIN = 0.05
"""Seconds after which it is looked again whether an answer has come."""
_REMEMBERED = 5000


@dataclass(slots=True)
class RateLimiter:
    """Says when the next message may go. `clock` counts seconds and never goes back."""

    rate: int
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    sending: bool = False
    """Whether a broadcast is on its way: only then, and just after, do replies wait for room."""
    _begun: list[float] = field(default_factory=list)
    """When each message of the last window may have come at the latest, as far as that is known."""
    _open: Counter[float] = field(default_factory=Counter)
    """When those began that have no answer."""
    _late: Counter[float] = field(default_factory=Counter)
    """Those of them that began longer ago than the window: they may come now."""
    _next: float = 0.0
    _round_trip: float = float("inf")
    _answered_at: float = float("inf")
    _known_from: float = float("inf")
    _last_turn: float = float("-inf")
    _halted_until: float = 0.0
    _replied: dict[str, float] = field(default_factory=dict)
    _updated: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._next = self.clock() + WINDOW  # what was sent just before the bot started may count still

    @property
    def halted(self) -> bool:
        """Whether the channel asked to wait and that time is not over."""
        return self.clock() < self._halted_until

    def halt(self, seconds: float) -> None:
        """Nothing of a broadcast is begun for so long."""
        self._halted_until = max(self._halted_until, self.clock() + seconds)

    def rested(self) -> None:
        """Nothing was to be sent for a while: there is nothing to make good."""
        self._next = max(self._next, self.clock())

    async def acquire(self) -> float:
        """Wait until one more message of a broadcast may begin, count it, and tell when it began."""
        while (wait := self._until_free(self.clock())) > 0:
            await self.sleep(wait)
        now = self.clock()
        self._next = max(self._next, now - CATCH_UP) + 1 / (self.rate * STEADY)
        self._begin(now)
        self._last_turn = now
        return now

    def answered(self, begun: float) -> None:
        """A message that began then is answered. One that took longer than others may have come to the
        channel later, so it counts from later on; of the first ones it is not known how long others take."""
        now = self.clock()
        self._known_from = min(self._known_from, now + WINDOW)
        slower = 1 + SLOWER * max(now - self._answered_at, 0.0)
        self._round_trip, self._answered_at = min(self._round_trip * slower, now - begun), now
        came = now - (self._round_trip if now >= self._known_from else 0.0)
        self._came(begun, max(came, begun))

    def lost(self, begun: float) -> None:
        """No answer comes to a message that began then: it may have come up to now, or not at all."""
        self._came(begun, max(self.clock(), begun))

    async def reply(self, person: str) -> float:
        """Count a reply against the rate. While a broadcast is on its way it waits for room, before the
        broadcast and not for long. Gives the moment it begins."""
        now = self.clock()
        at = now
        if self.sending or now - self._last_turn < WINDOW:
            just_updated = self._updated.get(person, float("-inf")) + CHAT + REPLY_MARGIN
            at = max(now, min(self._room_at(now), now + REPLY_WAITS), min(just_updated, now + CHAT))
        self._begin(at)
        self._next += 1 / (self.rate * STEADY)
        _remember(self._replied, person, at)
        if at > now:
            await self.sleep(at - now)
        return at

    def chat_free_in(self, person: str) -> float:
        """Seconds until a broadcast may send to a chat that was just written to; 0 or less for now."""
        last = max(known.get(person, float("-inf")) for known in (self._replied, self._updated))
        return last + CHAT + CHAT_MARGIN - self.clock()

    def note_update(self, person: str) -> None:
        """A message of a broadcast goes to this chat now."""
        _remember(self._updated, person, self.clock())

    def _until_free(self, now: float) -> float:
        return max(self._next, self._room_at(now), self._halted_until) - now

    def _room_at(self, now: float) -> float:
        """When one more leaves no stretch of the window with more than the rate in it. What began long ago
        and has no answer may come at any moment, so it counts until it has one."""
        over = bisect_right(self._begun, now - WINDOW)
        for begun in self._begun[:over] if self._open else ():
            if self._late[begun] < self._open[begun]:
                self._late[begun] += 1
        del self._begun[:over]
        room = self.rate - self._late.total()
        if room <= 0:
            return now + LOOK_AGAIN
        return now if len(self._begun) < room else self._begun[-room] + WINDOW

    def _begin(self, at: float) -> None:
        insort(self._begun, at)
        self._open[at] += 1

    def _came(self, begun: float, at: float) -> None:
        """What began then came at this moment at the latest."""
        if not _take(self._open, begun):
            return
        place = bisect_left(self._begun, begun)
        if not _take(self._late, begun) and place < len(self._begun) and self._begun[place] == begun:
            del self._begun[place]
        insort(self._begun, at)


def _take(counted: Counter[float], one: float) -> bool:
    """Take one away; whether there was one."""
    there = counted[one]
    if there > 1:
        counted[one] -= 1
    else:
        del counted[one]
    return there > 0


def _remember(last: dict[str, float], person: str, at: float) -> None:
    """Keep when somebody was written to last; the oldest are long past when there are many."""
    last.pop(person, None)
    last[person] = at
    while len(last) > _REMEMBERED:
        del last[next(iter(last))]
