"""Things that go wrong on purpose."""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass, field
from enum import StrEnum

from tests.telegram_double.errors import ApiError, too_many


class FaultKind(StrEnum):
    """What can go wrong. Before the request is handled unless it says "accepted"."""

    DROP_BEFORE = "drop_before"
    """The connection is cut; nothing was done."""
    DROP_AFTER = "drop_after"
    """Accepted; the connection is cut instead of the answer."""
    ERROR_500 = "error_500"
    """500 in Telegram's JSON."""
    ERROR_502 = "error_502"
    """502 in Telegram's JSON."""
    HTML_502 = "html_502"
    """502 with a proxy's HTML page."""
    GARBAGE = "garbage"
    """Accepted; 200 with a body that is not JSON."""
    SLOW = "slow"
    """Accepted; the answer comes `seconds` later."""
    FLOOD = "flood"
    """429 with `retry_after` of `seconds`."""
    FORBIDDEN = "forbidden"
    """403, "Forbidden: bot was blocked by the user" unless described otherwise."""
    BAD_REQUEST = "bad_request"
    """400."""
    PARSE = "parse"
    """400, as for broken HTML; requests without parse_mode pass."""


_REFUSALS = {
    FaultKind.ERROR_500: (500, "Internal Server Error"),
    FaultKind.ERROR_502: (502, "Bad Gateway"),
    FaultKind.FORBIDDEN: (403, "Forbidden: bot was blocked by the user"),
    FaultKind.BAD_REQUEST: (400, "Bad Request: some reason of Telegram's own"),
    FaultKind.PARSE: (400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
}
_ACCEPTED = frozenset({FaultKind.DROP_AFTER, FaultKind.GARBAGE, FaultKind.SLOW})


@dataclass(slots=True)
class Fault:
    """One fault and where it strikes: `method` and `chat_id` narrow it, `times` limits it (None: for ever),
    `chance` makes it random. `used` counts how often it struck.

    A flood with `hold` refuses everything of the chat (`everyone`: of all chats) until its seconds are over,
    as Telegram does; `FaultPlan.breaches` counts the requests that came in spite of it.
    """

    kind: FaultKind
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    chance: float = 1.0
    seconds: float = 1.0
    description: str | None = None
    everyone: bool = False
    hold: bool = True
    accepted: bool = field(default=False)
    used: int = 0

    def fits(self, method: str, chat_id: int | None, *, marked_up: bool) -> bool:
        """Whether this request is one that the fault strikes, chance aside."""
        if self.times is not None and self.used >= self.times:
            return False
        if self.kind is FaultKind.PARSE and not marked_up:
            return False
        return self.method in (None, method) and self.chat_id in (None, chat_id)

    def refusal(self) -> ApiError | None:
        """The refusal that Telegram itself would give in JSON, for the kinds that are one."""
        if self.kind is FaultKind.FLOOD:
            return too_many(max(1, math.ceil(self.seconds)))
        if self.kind not in _REFUSALS:
            return None
        code, description = _REFUSALS[self.kind]
        return ApiError(code, self.description or description)


class FaultPlan:
    """All faults in force; the first that fits a request strikes it."""

    def __init__(self, chance: random.Random) -> None:
        self.faults: list[Fault] = []
        self.breaches = 0
        self._chance = chance
        self._held: dict[int | None, float] = {}

    def add(self, fault: Fault) -> Fault:
        """Puts a fault in force."""
        fault.accepted = fault.accepted or fault.kind in _ACCEPTED
        self.faults.append(fault)
        return fault

    def clear(self) -> None:
        """Everything works again."""
        self.faults.clear()
        self._held.clear()

    def take(self, method: str, chat_id: int | None, *, marked_up: bool) -> Fault | None:
        """The fault that strikes this request, counted as used."""
        for fault in self.faults:
            if not fault.fits(method, chat_id, marked_up=marked_up):
                continue
            if fault.chance < 1 and self._chance.random() >= fault.chance:
                continue
            fault.used += 1
            self._hold(fault, chat_id)
            return fault
        return None

    def refuse_held(self, chat_id: int | None) -> None:
        """Raises ApiError 429 while a flood holds this chat or all."""
        if not self._held or chat_id is None:
            return
        wait = max(self._held.get(chat_id, 0.0), self._held.get(None, 0.0)) - time.monotonic()
        if wait > 0:
            self.breaches += 1
            raise too_many(max(1, math.ceil(wait)))

    def _hold(self, fault: Fault, chat_id: int | None) -> None:
        if fault.kind is FaultKind.FLOOD and fault.hold:
            held = None if fault.everyone else chat_id
            self._held[held] = time.monotonic() + max(1, math.ceil(fault.seconds))
