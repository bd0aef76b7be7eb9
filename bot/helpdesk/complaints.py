"""Complaints about personal data and their legal clock: acknowledged within 30 days (ICO guidance on
complaints, June 2026).
"""

from datetime import datetime, timedelta

from bot.storage.schema.enums import ThreadKind
from bot.storage.threads import Thread
from flows.texts import Texts
from flows.texts.helpdesk import WaitingTexts

ACKNOWLEDGE_WITHIN = timedelta(days=30)


def is_unacknowledged(thread: Thread) -> bool:
    """Return whether this is a complaint that nobody has acknowledged."""
    return thread.kind is ThreadKind.COMPLAINT and thread.acknowledged_at is None


def due_at(thread: Thread) -> datetime:
    """Return by when a complaint has to be acknowledged."""
    return thread.opened_at + ACKNOWLEDGE_WITHIN


def waiting_time(thread: Thread, now: datetime, texts: Texts) -> str:
    """Return how long a thread has waited, and for a complaint how long is left."""
    waiting = texts.organisers.helpdesk.waiting
    days = (now - thread.opened_at).days
    age = waiting.age(days) if days else str(waiting.today)
    if thread.kind is not ThreadKind.COMPLAINT:
        return age
    if thread.acknowledged_at:
        return waiting.acknowledged(age=age)
    return waiting.complaint(age=age, left=_left(days, waiting))


def dates(thread: Thread, now: datetime, texts: Texts) -> str:
    """Return when a thread was opened, and for a complaint by when it has to be acknowledged."""
    waiting, say = texts.organisers.helpdesk.waiting, texts.public.dates
    left_on = say.day_of_year(thread.opened_at)
    if thread.kind is not ThreadKind.COMPLAINT:
        return waiting.left_on(date=left_on)
    if thread.acknowledged_at:
        acknowledged = say.day_of_year(thread.acknowledged_at)
        return waiting.acknowledged_on(date=left_on, acknowledged=acknowledged)
    left = _left((now - thread.opened_at).days, waiting)
    return waiting.due_on(date=left_on, due=say.day_of_year(due_at(thread)), left=left)


def _left(days: int, waiting: WaitingTexts) -> str:
    left = ACKNOWLEDGE_WITHIN.days - days
    if left < 0:
        return waiting.overdue(-left)
    return waiting.due(left) if left else str(waiting.due_today)
