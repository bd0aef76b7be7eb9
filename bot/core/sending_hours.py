"""Sending hours: when broadcasts may go out. Never on Sundays or bank holidays."""

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
"""Days; longer than any run of holidays."""


class Closed(StrEnum):
    """Why a moment is closed for sending."""

    SUNDAY = "sunday"
    BANK_HOLIDAY = "bank_holiday"
    HOURS = "hours"


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of all four nations, since an update reaches people in each of them."""
    import holidays  # noqa: PLC0415  # takes long to load, and most runs of the bot never ask

    days = (holidays.country_holidays("GB", subdiv=nation, years=year) for nation in NATIONS)
    return frozenset(day for nation in days for day in nation)


@dataclass(frozen=True)
class SendingTime:
    """The sending hours of a time zone. Moments are aware datetimes; returned ones are in UTC."""

    hours: SendingHours
    zone: ZoneInfo
    holidays: Callable[[int], Collection[date]] = bank_holidays

    def is_open(self, moment: datetime) -> bool:
        """Return whether broadcasts may go out at a moment."""
        local = moment.astimezone(self.zone)
        return self._has_hours(local.date()) and local.time() in self.hours

    def why_closed(self, moment: datetime) -> Closed | None:
        """Return why a moment is closed; None when it is open."""
        local = moment.astimezone(self.zone)
        if local.weekday() == SUNDAY:
            return Closed.SUNDAY
        if not self._has_hours(local.date()):
            return Closed.BANK_HOLIDAY
        return None if self.is_open(moment) else Closed.HOURS

    def next_open(self, moment: datetime) -> datetime:
        """Return the moment itself when it is open, else the start of the next sending hours."""
        if self.is_open(moment):
            return moment
        day = moment.astimezone(self.zone).date()
        for later in range(_LONGEST_CLOSED):
            begins, _ = self._on(day + timedelta(days=later))
            if begins >= moment and self._has_hours(day + timedelta(days=later)):
                return begins
        raise LookupError("there are no sending hours in the next days")

    def finish(self, start: datetime, seconds: float) -> datetime:
        """Return when sending that takes so many seconds ends, with pauses outside the sending hours."""
        begins, left = self.next_open(start), timedelta(seconds=seconds)
        while True:
            _, ends = self._on(begins.astimezone(self.zone).date())
            if begins + left <= ends:
                return begins + left
            left -= ends - begins
            begins = self.next_open(ends)

    def _has_hours(self, day: date) -> bool:
        return day.weekday() != SUNDAY and day not in self.holidays(day.year)

    def _on(self, day: date) -> tuple[datetime, datetime]:
        begins = datetime.combine(day, self.hours.start, self.zone)
        ends = datetime.combine(day, self.hours.end, self.zone)
        return _utc(begins), _utc(ends)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo("UTC"))
