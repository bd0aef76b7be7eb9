"""Days and times as people type them."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(r"(?:^|\s)(?:at\s+)?(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_NAMED = re.compile(r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3})[a-z]*\.?(?:\s+(\d{4}))?")


def parse_datetime(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Read a time after now: "tomorrow 10:00", "Monday 9am", "27 November 14:30", "2026-11-27 14:30".

    Returns it in UTC; None for what is no time, or is past.
    """
    words = " ".join(text.casefold().replace(",", " ").split())
    clock = _TIME.search(words)
    time_of_day = _time(clock) if clock else None
    if clock is None or time_of_day is None:
        return None
    day = _day(words[: clock.start()].strip(), now.astimezone(zone).date())
    if day is None:
        return None
    moment = datetime.combine(day, time_of_day, zone).astimezone(ZoneInfo("UTC"))
    return moment if moment > now else None


def _time(clock: re.Match[str]) -> time | None:
    hour, minute, half = int(clock[1]), int(clock[2] or 0), clock[3]
    if not clock[2] and not half:
        return None
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(words: str, today: date) -> date | None:
    words = words.removesuffix(" at").removeprefix("on ").removeprefix("next ")
    if words in ("", "today", "at"):
        return today
    if words == "tomorrow":
        return today + timedelta(days=1)
    if words in _DAYS:
        return today + timedelta(days=(_DAYS.index(words) - today.weekday()) % 7 or 7)
    try:
        return _dated(words, today)
    except ValueError:
        return None


def _dated(words: str, today: date) -> date | None:
    if iso := _ISO.fullmatch(words):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if slashed := _SLASHED.fullmatch(words):
        return _coming(int(slashed[1]), int(slashed[2]), slashed[3], today)
    named = _NAMED.fullmatch(words)
    if named and named[2] in _MONTHS:
        return _coming(int(named[1]), _MONTHS.index(named[2]) + 1, named[3], today)
    return None


def _coming(day: int, month: int, year: str | None, today: date) -> date:
    """Return a date, the next one where it has no year."""
    if year:
        return date(int(year), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)
