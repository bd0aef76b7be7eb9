"""When broadcasts may go out: within the sending hours, and not on Sundays or bank holidays."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from bot.config.settings import SendingHours

SUNDAY = 6
NATIONS = ("ENG", "NIR", "SCT", "WLS")
_LONGEST_CLOSED = 30
"""Days; no run of holidays is as long."""


class Closed(StrEnum):
    """Why nothing goes out at a moment."""

    SUNDAY = "sunday"
    BANK_HOLIDAY = "bank_holiday"
    HOURS = "hours"


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays of any of the four nations: an update reaches people in all of them."""
    import holidays  # noqa: PLC0415  # takes long to load, and most runs of the bot never ask

    days = (holidays.country_holidays("GB", subdiv=nation, years=year) for nation in NATIONS)
    return frozenset(day for found in days for day in found)


@dataclass(frozen=True)
class SendingTime:
    """The sending hours of every day that has any. Moments are aware and come back in UTC."""

    hours: SendingHours
    zone: ZoneInfo
    holidays: Callable[[int], Collection[date]] = bank_holidays

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        return self._has_hours(local.date()) and local.time() in self.hours

    def why_closed(self, at: datetime) -> Closed | None:
        """Return what keeps a moment closed; None when it is open."""
        local = at.astimezone(self.zone)
        if local.weekday() == SUNDAY:
            return Closed.SUNDAY
        if not self._has_hours(local.date()):
            return Closed.BANK_HOLIDAY
        return None if self.is_open(at) else Closed.HOURS

    def next_open(self, at: datetime) -> datetime:
        """The moment itself when it is open, else when the next hours begin."""
        if self.is_open(at):
            return at
        day = at.astimezone(self.zone).date()
        for later in range(_LONGEST_CLOSED):
            begins, _ = self._on(day + timedelta(days=later))
            if begins >= at and self._has_hours(day + timedelta(days=later)):
                return begins
        raise LookupError("there are no sending hours in the next days")

    def finish(self, start: datetime, seconds: float) -> datetime:
        """When sending that takes so long would be over, with pauses outside the hours."""
        at, left = self.next_open(start), timedelta(seconds=seconds)
        while True:
            _, ends = self._on(at.astimezone(self.zone).date())
            if at + left <= ends:
                return at + left
            left -= ends - at
            at = self.next_open(ends)

    def _has_hours(self, day: date) -> bool:
        return day.weekday() != SUNDAY and day not in self.holidays(day.year)

    def _on(self, day: date) -> tuple[datetime, datetime]:
        begins = datetime.combine(day, self.hours.start, self.zone)
        ends = datetime.combine(day, self.hours.end, self.zone)
        return _utc(begins), _utc(ends)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo("UTC"))
