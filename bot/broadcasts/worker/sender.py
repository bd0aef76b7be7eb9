"""Sends the rows of broadcasts: each at most once, at the pace, and says what became of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import assert_never

from bot.broadcasts.worker.journal import Journal
from bot.broadcasts.worker.rate_limiter import RateLimiter
from bot.delivery.results import (
    Delivered,
    NotSent,
    Refused,
    Result,
    Transport,
    Unconfirmed,
    Unreachable,
    Wait,
)
from bot.storage.deliveries import STOPPED, Claimed, DeliveryResult
from bot.storage.schema.enums import DeliveryState

AHEAD_SECONDS = 0.5
"""Rows are claimed for at least so many seconds ahead."""
MOST_AHEAD_SECONDS = 1.0
"""And for at most so many. Claimed rows become unconfirmed after a power cut and can no longer be stopped."""
FEWEST_AHEAD = 3
RESTED = 1.0
"""Seconds with nothing to send after which the schedule has no lag to make up for."""
IN_FLIGHT_SECONDS = 0.5
FEWEST_IN_FLIGHT = 15
MOST_IN_FLIGHT = 500
TROUBLE_AFTER = 3
"""After so many in a row that did not arrive the channel is down, for everybody."""
LONGEST_PAUSE = 60.0
TRIES = 5
"""A row that does not arrive while others do is given up after so many."""
REFUSED_IN_A_ROW = 10
LONGEST_REASON = 200


@dataclass(slots=True)
class Trying:
    """A row that did not arrive: when it may go again, how often it was tried while others arrived."""

    not_before: float
    tries: int = 0
    arrived: int = 0


@dataclass(slots=True)
class _Beginning:
    """Writes into the journal that the request of a row begins."""

    journal: Journal
    row: int
    begun: bool = False
    error: OSError | None = None

    def __call__(self) -> None:
        try:
            self.journal.begun(self.row)
        except OSError as error:
            self.error = error
            raise
        self.begun = True


@dataclass(slots=True)
class Taken:
    """What is to be recorded, taken from the sender until that is committed."""

    outcomes: list[DeliveryResult]
    put_back: list[Claimed]

    def all_outcomes(self) -> list[DeliveryResult]:
        return [*self.outcomes, *(DeliveryResult(row.id, DeliveryState.WAITING) for row in self.put_back)]


@dataclass(slots=True)
class BroadcastSender:
    """Sends claimed rows. `payload` makes what the channel takes of a row; `harmless` says whether a request
    can be made twice, so that a row without an answer is tried again.

    The owner claims rows up to the `capacity`, commits that, hands them over with `submit`, and records what
    `drain` gives. What begins and what is answered is in the `journal` at once.
    """

    transport: Transport
    rate_limiter: RateLimiter
    journal: Journal
    payload: Callable[[Claimed], str]
    harmless: Callable[[Claimed], bool]
    prefetch_seconds: float = AHEAD_SECONDS
    """Seconds of rows that are claimed ahead; more when writing them down takes long."""
    active_broadcast: int | None = None
    """The broadcast whose rows go out now."""
    refused_in_a_row: int = 0
    fatal: BaseException | None = None
    """The channel can't be used any longer, such as with a revoked token."""
    _offered: dict[int, Claimed] = field(default_factory=dict)
    _moving: dict["asyncio.Task[None]", Claimed] = field(default_factory=dict)
    _outcomes: list[DeliveryResult] = field(default_factory=list)
    _trying: dict[int, Trying] = field(default_factory=dict)
    _arrived: int = 0
    _not_arrived: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def most_in_flight(self) -> int:
        """Return how many requests may be without an answer: so many are unsure if the bot is killed."""
        return min(max(int(self.rate_limiter.rate * IN_FLIGHT_SECONDS), FEWEST_IN_FLIGHT), MOST_IN_FLIGHT)

    @property
    def capacity(self) -> int:
        """Return how many more rows may be claimed now."""
        return 0 if self.rate_limiter.halted else max(0, self._most_ahead - len(self._offered))

    @property
    def put_off(self) -> list[int]:
        """Return the rows that are not to be claimed yet."""
        now = self.rate_limiter.clock()
        return [number for number, trying in self._trying.items() if trying.not_before > now]

    @property
    def idle(self) -> bool:
        return not (self._offered or self._moving or self._outcomes)

    @property
    def _most_ahead(self) -> int:
        seconds = min(max(self.prefetch_seconds, AHEAD_SECONDS), MOST_AHEAD_SECONDS)
        return max(FEWEST_AHEAD, int(self.rate_limiter.rate * seconds))

    def submit(self, rows: list[Claimed]) -> None:
        """Take over rows whose claim is committed."""
        self._offered.update((row.id, row) for row in rows)
        self._changed.set()

    def drain(self) -> Taken:
        """Return what is to be recorded. Rows that are not begun and not to go out now are put back."""
        # A row that is submitted and not begun is nowhere but here, so it can be put back safely. One whose
        # request began stays until its answer: nobody can say whether it has arrived.
        halted = self.rate_limiter.halted
        back = [row for row in self._offered.values() if halted or row.broadcast_id != self.active_broadcast]
        for row in back:
            del self._offered[row.id]
        outcomes, self._outcomes = self._outcomes, []
        return Taken(outcomes, back)

    def not_written(self, taken: Taken) -> None:
        """Take back what could not be recorded: the next `drain` gives it again."""
        self._outcomes = [*taken.outcomes, *self._outcomes]
        self._offered.update((row.id, row) for row in taken.put_back)

    async def run(self) -> None:
        """Begin rows at the pace, until cancelled."""
        while True:
            self._changed.clear()
            if not self._offered or self.active_broadcast is None or len(self._moving) >= self.most_in_flight:
                idle_from = self.rate_limiter.clock()
                await self._changed.wait()
                if self.rate_limiter.clock() - idle_from > RESTED:
                    self.rate_limiter.rested()
                continue
            # The turn comes before the row: while it waits, rows can be put back because somebody stopped or
            # paused the broadcast, and a row that was chosen before would go out all the same.
            begun = await self.rate_limiter.acquire()
            row = self._next()
            if row is not None:
                self._begin(row, begun)
            else:
                self.rate_limiter.lost(begun)  # the turn is used up, though nothing was sent
            # Also when late and `acquire` does not wait: answers are read and replies go out in between.
            await asyncio.sleep(0)

    async def stop(self, seconds: float) -> None:
        """Let what is on its way arrive, for so many seconds. What has no answer by then is unsure."""
        if self._moving:
            await asyncio.wait(set(self._moving), timeout=seconds)
        for task, row in self._moving.items():
            if not task.done():
                task.cancel()
                state = DeliveryState.WAITING if self.harmless(row) else DeliveryState.UNSURE
                self._note(DeliveryResult(row.id, state, reason=STOPPED))
        self._moving.clear()

    def _next(self) -> Claimed | None:
        """Return the next row whose chat was not written to within the last second."""
        for row in list(self._offered.values()):
            if row.broadcast_id != self.active_broadcast:
                continue
            del self._offered[row.id]
            wait = self.rate_limiter.chat_free_in(row.person)
            if wait <= 0:
                return row
            # Put back rather than waited for: one person's chat must not hold up everybody behind them.
            self._trying[row.id] = Trying(self.rate_limiter.clock() + wait)
            self._outcomes.append(DeliveryResult(row.id, DeliveryState.WAITING))
        return None

    def _begin(self, row: Claimed, begun: float) -> None:
        self.rate_limiter.note_update(row.person)
        task = asyncio.create_task(self._carry(row, begun))
        self._moving[task] = row
        task.add_done_callback(self._ended)

    async def _carry(self, row: Claimed, begun: float) -> None:
        try:
            payload = self.payload(row)
        except (ValueError, LookupError):
            result: Result = Refused("the message could not be made for this chat")
            self.rate_limiter.lost(begun)
        else:
            result = await self._deliver(row, payload)
            lost = isinstance(result, NotSent | Unconfirmed)
            (self.rate_limiter.lost if lost else self.rate_limiter.answered)(begun)
        self._note(self._outcome(row, result))

    async def _deliver(self, row: Claimed, payload: str) -> Result:
        """Send a row, unless the journal can't take that it begins: then it could go out twice."""
        # The transport calls `beginning` before the first byte leaves, and sends nothing if that raises.
        beginning = _Beginning(self.journal, row.id)
        result = await self.transport.deliver(payload, beginning)
        if beginning.error is not None:
            error = beginning.error
            return NotSent(f"it could not be written down that it begins: {error.strerror or error}")
        if beginning.begun or isinstance(result, NotSent | Refused):
            return result
        if isinstance(result, Unconfirmed):
            return NotSent(result.reason)  # the connection broke before anything went into it
        raise RuntimeError("the channel does not say when a request begins")

    def _note(self, outcome: DeliveryResult) -> None:
        # The journal first: it survives a kill at once, the database learns of it with the next commit.
        self.journal.answered(outcome)
        self._outcomes.append(outcome)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        row = self._moving.pop(task, None)
        self._changed.set()
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.fatal = error
            if row is not None:
                self._note(DeliveryResult(row.id, DeliveryState.WAITING))

    def _outcome(self, row: Claimed, result: Result) -> DeliveryResult:
        match result:
            case Delivered(message_id):
                self._goes_well(row)
                return DeliveryResult(row.id, DeliveryState.SENT, message_id)
            case Unreachable():
                self._goes_well(row)
                return DeliveryResult(row.id, DeliveryState.BLOCKED)
            case Refused(reason):
                self._not_arrived = 0
                self.refused_in_a_row += 1
                return DeliveryResult(row.id, DeliveryState.FAILED, reason=reason[:LONGEST_REASON])
            case Unconfirmed(reason) if not self.harmless(row):
                self._nothing_arrived()
                return DeliveryResult(row.id, DeliveryState.UNSURE, reason=reason[:LONGEST_REASON])
            case Wait(seconds):
                self.rate_limiter.halt(seconds)
                return DeliveryResult(row.id, DeliveryState.WAITING)
            case NotSent(reason) | Unconfirmed(reason):
                return self._later(row, reason)
            case _:
                assert_never(result)

    def _goes_well(self, row: Claimed) -> None:
        self._arrived += 1
        self._not_arrived = 0
        self.refused_in_a_row = 0
        self._trying.pop(row.id, None)

    def _later(self, row: Claimed, reason: str) -> DeliveryResult:
        """Try a row again after a while; give it up when it never arrives while others do."""
        self._nothing_arrived()
        trying = self._trying.setdefault(row.id, Trying(0.0))
        if not trying.tries or self._arrived > trying.arrived:
            trying.tries += 1
        trying.arrived = self._arrived
        trying.not_before = self.rate_limiter.clock() + min(2.0 ** (trying.tries - 1), LONGEST_PAUSE)
        if trying.tries > TRIES:
            del self._trying[row.id]
            return DeliveryResult(row.id, DeliveryState.FAILED, reason=reason[:LONGEST_REASON])
        return DeliveryResult(row.id, DeliveryState.WAITING)

    def _nothing_arrived(self) -> None:
        """Halt everything when several in a row did not arrive: the channel is down. Nothing is given up."""
        self._not_arrived += 1
        if self._not_arrived >= TROUBLE_AFTER and not self.rate_limiter.halted:
            over = min(self._not_arrived - TROUBLE_AFTER, 10)
            self.rate_limiter.halt(min(2.0**over, LONGEST_PAUSE))
