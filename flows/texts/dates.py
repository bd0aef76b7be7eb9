"""Dates as people read them: the names of months and weekdays, and the order in which a date is said."""

from datetime import date, datetime
from typing import Annotated

from flows.texts.phrase import Phrase, Section, Table, names


class MonthNames(Table):
    """What each month is called."""

    january: Phrase
    february: Phrase
    march: Phrase
    april: Phrase
    may: Phrase
    june: Phrase
    july: Phrase
    august: Phrase
    september: Phrase
    october: Phrase
    november: Phrase
    december: Phrase


class WeekdayNames(Table):
    """What each day of the week is called."""

    monday: Phrase
    tuesday: Phrase
    wednesday: Phrase
    thursday: Phrase
    friday: Phrase
    saturday: Phrase
    sunday: Phrase


MONTHS, WEEKDAYS = tuple(MonthNames.model_fields), tuple(WeekdayNames.model_fields)


class DateTexts(Section):
    """How dates are said. A short form has the short name of its month."""

    months: MonthNames
    short_months: MonthNames
    weekdays: WeekdayNames
    full: Annotated[Phrase, names("day", "month", "year")]
    day_and_month: Annotated[Phrase, names("day", "month")]
    month_and_year: Annotated[Phrase, names("month", "year")]
    with_weekday: Annotated[Phrase, names("weekday", "date")]
    with_time: Annotated[Phrase, names("date", "time")]

    def day(self, day: date, *, short: bool = False) -> str:
        """Return a day in words: 26 February 2026."""
        return self.full(day=day.day, month=self._month(day, short=short), year=day.year)

    def day_of_year(self, day: date, *, short: bool = False) -> str:
        """Return a day without its year: 26 February."""
        return self.day_and_month(day=day.day, month=self._month(day, short=short))

    def month(self, day: date, *, short: bool = False) -> str:
        """Return the month of a day: February 2026."""
        return self.month_and_year(month=self._month(day, short=short), year=day.year)

    def on_weekday(self, day: date) -> str:
        """Return a day with its weekday: Thursday 26 February 2026."""
        return self.with_weekday(weekday=self.weekdays[WEEKDAYS[day.weekday()]], date=self.day(day))

    def moment(self, moment: datetime) -> str:
        """Return a time of a day, in its own time zone: Thursday 26 February, 18:30."""
        weekday = self.weekdays[WEEKDAYS[moment.weekday()]]
        day = self.with_weekday(weekday=weekday, date=self.day_of_year(moment))
        return self.with_time(date=day, time=f"{moment:%H:%M}")

    def partial(self, written: str) -> str:
        """Return a date that may be a month or a year alone: August 2024."""
        match written.count("-"):
            case 0:
                return written
            case 1:
                return self.month(date.fromisoformat(f"{written}-01"))
            case _:
                return self.day(date.fromisoformat(written))

    def _month(self, day: date, *, short: bool) -> str:
        months = self.short_months if short else self.months
        return months[MONTHS[day.month - 1]]
