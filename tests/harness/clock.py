"""Clocks that a test sets."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class FakeClock:
    """A time that a test sets; it moves on by `step` each time it is read."""

    time: datetime = datetime(2026, 11, 23, 10, tzinfo=UTC)
    step: timedelta = timedelta()

    def __call__(self) -> datetime:
        self.time += self.step
        return self.time


@dataclass
class ShiftedClock:
    """The real time, moved by as much as a test says."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead
