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
    """A moment after now: "tomorrow 10:00", "Monday 9am", "27 November 14:30", "2026-11-27 14:30", "15:00".

    Comes back in UTC; None for what is no moment, or is over.
    """
    said = " ".join(text.casefold().replace(",", " ").split())
    found = _TIME.search(said)
    clock = _clock(found) if found else None
    if found is None or clock is None:
        return None
    here = now.astimezone(zone)
    day = _day(said[: found.start()].strip(), here.date())
    if day is None:
        return None
    moment = datetime.combine(day, clock, zone).astimezone(ZoneInfo("UTC"))
    return moment if moment > now else None


def _clock(found: re.Match[str]) -> time | None:
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if not found[2] and not half:
        return None
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(said: str, today: date) -> date | None:
    said = said.removesuffix(" at").removeprefix("on ").removeprefix("next ")
    if said in ("", "today", "at"):
        return today
    if said == "tomorrow":
        return today + timedelta(days=1)
    if said in _DAYS:
        return today + timedelta(days=(_DAYS.index(said) - today.weekday()) % 7 or 7)
    try:
        return _dated(said, today)
    except ValueError:
        return None


def _dated(said: str, today: date) -> date | None:
    if found := _ISO.fullmatch(said):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _SLASHED.fullmatch(said):
        return _coming(int(found[1]), int(found[2]), found[3], today)
    found = _NAMED.fullmatch(said)
    if found and found[2] in _MONTHS:
        return _coming(int(found[1]), _MONTHS.index(found[2]) + 1, found[3], today)
    return None


def _coming(day: int, month: int, year: str | None, today: date) -> date:
    """The next such day, where no year is said."""
    if year:
        return date(int(year), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)
