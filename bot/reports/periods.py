"""Time cut into days, weeks, months or years, for figures over time."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.storage.schema.enums import Granularity


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


DAYS_SHOWN = 14
WEEKS_SHOWN = 12
MOST_OF_ALL = 24
"""More spans than this can't be told apart on a phone, so that everything is cut into longer ones."""
MOST_SINCE_A_DAY = 60
"""The same where somebody chose the first day and days or weeks."""


@dataclass(frozen=True, slots=True)
class Period:
    """A day, week, month or year, or what of it lies in the period."""

    first: date
    last: date
    unit: Unit

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def period(
    by: Granularity, today: date, *, first: date | None, since: date | None = None
) -> tuple[Period, ...]:
    """Return the spans that figures are shown for, the oldest first; the last one is today's.

    `first` is the first day that anything was counted on, `since` a day that somebody chose to begin with.
    """
    if since is not None and by is not Granularity.ALL:
        return _finest(min(since, today), today, Unit(by), MOST_SINCE_A_DAY)
    if by is Granularity.DAY:
        return _cut(today - timedelta(days=DAYS_SHOWN - 1), today, Unit.DAY)
    if by is Granularity.WEEK:
        this_week = start_of(today, Unit.WEEK)
        return _cut(this_week - timedelta(weeks=WEEKS_SHOWN - 1), today, Unit.WEEK)
    return _finest(min(since or first or today, today), today, Unit.DAY, MOST_OF_ALL)


def start_of(day: date, unit: Unit) -> date:
    """Return the first day of the day's week (Monday), month or year."""
    match unit:
        case Unit.DAY:
            return day
        case Unit.WEEK:
            return day - timedelta(days=day.weekday())
        case Unit.MONTH:
            return day.replace(day=1)
        case Unit.YEAR:
            return day.replace(month=1, day=1)


def _finest(since: date, until: date, unit: Unit, most: int) -> tuple[Period, ...]:
    """Return spans of this unit, or of the next longer one where there would be too many."""
    units = list(Unit)
    for longer in units[units.index(unit) :]:
        spans = _cut(since, until, longer)
        if len(spans) <= most:
            break
    return spans


def _cut(since: date, until: date, unit: Unit) -> tuple[Period, ...]:
    spans: list[Period] = []
    first = since
    while first <= until:
        following = _next(first, unit)
        spans.append(Period(first, min(following - timedelta(days=1), until), unit))
        first = following
    return tuple(spans)


def _next(day: date, unit: Unit) -> date:
    """Return the first day of the next span."""
    start = start_of(day, unit)
    match unit:
        case Unit.DAY:
            return start + timedelta(days=1)
        case Unit.WEEK:
            return start + timedelta(weeks=1)
        case Unit.MONTH:
            return start_of(start + timedelta(days=31), Unit.MONTH)
        case Unit.YEAR:
            return start.replace(year=start.year + 1)
