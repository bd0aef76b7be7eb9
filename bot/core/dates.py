"""Dates as people read them."""

from datetime import date, datetime


def in_words(day: date) -> str:
    """26 February 2026."""
    return f"{day.day} {day:%B %Y}"


def known_date(written: str) -> str:
    """A date that may be a month or a year alone, in words: August 2024."""
    match len(written):
        case 4:
            return written
        case 7:
            return f"{date.fromisoformat(written + '-01'):%B %Y}"
        case _:
            return in_words(date.fromisoformat(written))


def day_of(moment: datetime) -> str:
    """Return the day of a time in words."""
    return in_words(moment.date())
