"""Sending hours, Sundays, bank holidays, and the moments that people type."""

import subprocess
import sys
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts.chat.datetime_parser import parse_datetime
from bot.config.settings import SendingHours
from bot.core.sending_hours import SendingTime, bank_holidays

LONDON = ZoneInfo("Europe/London")
HOURS = SendingTime(SendingHours(time(9), time(19)), LONDON)


def at(text: str) -> datetime:
    """A moment as London's clocks show it."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 09:00", True),
        ("2026-11-23 18:59", True),
        ("2026-11-23 19:00", False),
        ("2026-11-23 08:59", False),
        ("2026-07-01 09:00", True),
        ("2026-11-21 12:00", True),
        ("2026-11-22 12:00", False),
        ("2026-12-25 12:00", False),
        ("2026-12-28 12:00", False),
        ("2027-03-26 12:00", False),
        ("2026-11-30 12:00", False),
        ("2027-03-17 12:00", False),
    ],
)
def test_open_hours(moment: str, is_open: bool) -> None:
    assert HOURS.is_open(at(moment)) is is_open
    assert bool(HOURS.why_closed(at(moment))) is not is_open


def test_holidays_of_every_nation_count() -> None:
    assert date(2026, 11, 30) in bank_holidays(2026), "St Andrew's Day, Scotland"
    assert date(2027, 7, 12) in bank_holidays(2027), "Northern Ireland"
    assert date(2026, 12, 28) in bank_holidays(2026), "in the place of Boxing Day"


def test_the_next_hours_after_christmas() -> None:
    assert HOURS.next_open(at("2026-12-24 19:30")) == at("2026-12-29 09:00")
    assert HOURS.next_open(at("2026-11-23 12:00")) == at("2026-11-23 12:00")
    assert HOURS.next_open(at("2026-11-21 19:00")) == at("2026-11-23 09:00")


def test_the_end_counts_the_nights() -> None:
    assert HOURS.finish(at("2026-11-23 18:00"), 1800) == at("2026-11-23 18:30")
    assert HOURS.finish(at("2026-11-23 18:00"), 5400) == at("2026-11-24 09:30")
    assert HOURS.finish(at("2026-11-21 18:00"), 11 * 3600) == at("2026-11-23 19:00")


def test_hours_follow_the_clocks_when_they_change() -> None:
    assert HOURS.next_open(at("2027-03-29 20:00")).hour == 8, "summer time: 09:00 is 08:00 UTC"
    assert HOURS.next_open(at("2026-11-24 06:00")).hour == 9


def test_holidays_are_loaded_only_when_asked_for() -> None:
    code = "import bot.app, bot.broadcasts.worker.worker, sys; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


NOW = at("2026-11-23 12:00")


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("tomorrow 10:00", "2026-11-24 10:00"),
        ("Tomorrow at 9.30", "2026-11-24 09:30"),
        ("friday 2pm", "2026-11-27 14:00"),
        ("Monday, 10:00", "2026-11-30 10:00"),
        ("27 November 14:30", "2026-11-27 14:30"),
        ("Friday 27th Nov 14:30", "2026-11-27 14:30"),
        ("27/11 14:30", "2026-11-27 14:30"),
        ("3 January 10am", "2027-01-03 10:00"),
        ("2026-12-01 09:00", "2026-12-01 09:00"),
        ("15:00", "2026-11-23 15:00"),
        ("on 1 July 2027 at 10:00", "2027-07-01 10:00"),
        ("12am tomorrow", None),
        ("today 11:00", None),
        ("tomorrow", None),
        ("31 February 10:00", None),
        ("tomorrow 25:00", None),
        ("soon", None),
        ("", None),
        ("2026-11-22 10:00", None),
    ],
)
def test_moments(typed: str, moment: str | None) -> None:
    found = parse_datetime(typed, NOW, LONDON)
    assert found == (at(moment) if moment else None)
