"""Dates as people read them."""

from datetime import date


def in_words(day: date) -> str:
    """26 February 2026."""
    return f"{day.day} {day:%B %Y}"


def day_of(moment: str) -> str:
    """The day of a stored time (ISO 8601), in words."""
    return in_words(date.fromisoformat(moment[:10]))
