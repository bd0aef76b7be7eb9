"""Complaints about personal data and their legal clock: acknowledged within 30 days (ICO guidance on
complaints, June 2026).
"""

from datetime import datetime, timedelta

from bot.storage.enums import ThreadKind
from bot.storage.threads import Thread

ACKNOWLEDGE_WITHIN = timedelta(days=30)


def waits(thread: Thread) -> bool:
    """Whether this is a complaint that nobody acknowledged yet."""
    return thread.kind is ThreadKind.COMPLAINT and thread.acknowledged_at is None


def due(thread: Thread) -> datetime:
    """By when a complaint is to be acknowledged."""
    return thread.opened_at + ACKNOWLEDGE_WITHIN


def waiting_time(thread: Thread, now: datetime) -> str:
    """How long a talk has waited, and for a complaint how long is left."""
    days = (now - thread.opened_at).days
    waited = f"{_days(days)} old" if days else "from today"
    if thread.kind is not ThreadKind.COMPLAINT:
        return waited
    if thread.acknowledged_at:
        return f"{waited}, acknowledged"
    return f"{waited}, {_left(days)}"


def dates(thread: Thread, now: datetime) -> str:
    """When a talk began, and for a complaint by when it is to be acknowledged."""
    began = f"Left on {_day(thread.opened_at)}"
    if thread.kind is not ThreadKind.COMPLAINT:
        return began
    if thread.acknowledged_at:
        return f"{began}; acknowledged on {_day(thread.acknowledged_at)}"
    left = _left((now - thread.opened_at).days)
    return f"{began}; the law says to acknowledge it by {_day(due(thread))}: {left}"


def _left(days: int) -> str:
    left = ACKNOWLEDGE_WITHIN.days - days
    if left < 0:
        return f"overdue by {_days(-left)}"
    return f"to be acknowledged within {_days(left)}" if left else "to be acknowledged today"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B}"
