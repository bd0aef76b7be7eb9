"""How fast the bot sends, and the limits that Telegram sets to it."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from tests.telegram_double.chats import Chat
from tests.telegram_double.errors import too_many


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Messages a second, overall and to one chat; None sets no limit. With a lockout (seconds) a bot that
    goes over the overall limit has every send refused for that long, and is told so."""

    overall: int | None = 30
    per_chat: float | None = 1.0
    lockout: float = 0.0


class RateGate:
    """Counts accepted messages, and refuses those over the limits with 429 and `retry_after`."""

    def __init__(self) -> None:
        self.limits: RateLimits | None = None
        self.refused = 0
        self._recent: deque[float] = deque()
        self._locked_until = 0.0

    def admit(self, chat: Chat) -> None:
        """Raises ApiError 429 when one more message to `chat` is too much now."""
        if self.limits is None:
            return
        now = time.monotonic()
        wait = max(self._overall_wait(now, self.limits), self._chat_wait(now, chat, self.limits))
        if wait > 0:
            self.refused += 1
            raise too_many(max(1, math.ceil(wait)))
        self._recent.append(now)
        if self.limits.per_chat is not None:
            chat.next_free = now + 1 / self.limits.per_chat

    def _overall_wait(self, now: float, limits: RateLimits) -> float:
        if now < self._locked_until:
            return self._locked_until - now
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if limits.overall is None or len(self._recent) < limits.overall:
            return 0.0
        if limits.lockout:
            self._locked_until = now + limits.lockout
            return limits.lockout
        return self._recent[0] + 1 - now

    def _chat_wait(self, now: float, chat: Chat, limits: RateLimits) -> float:
        return chat.next_free - now if limits.per_chat is not None else 0.0


def most_in_window(times: Iterable[float], window: float = 1.0) -> int:
    """The most of `times` (seconds) that lie in any half-open stretch of `window` seconds."""
    recent: deque[float] = deque()
    most = 0
    for moment in sorted(times):
        recent.append(moment)
        while recent[0] <= moment - window:
            recent.popleft()
        most = max(most, len(recent))
    return most
