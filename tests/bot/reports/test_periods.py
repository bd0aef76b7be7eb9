"""Time cut into spans."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.reports.periods import Unit, period
from bot.storage.schema.enums import Granularity

TODAY = date(2026, 11, 23)


def test_days_are_the_last_fourteen() -> None:
    spans = period(Granularity.DAY, TODAY, first=date(2026, 1, 1))
    assert (len(spans), spans[0].first, spans[-1].last) == (14, date(2026, 11, 10), TODAY)


def test_weeks_begin_on_mondays_and_the_last_ends_today() -> None:
    sunday = date(2026, 11, 22)
    spans = period(Granularity.WEEK, sunday, first=None)
    assert len(spans) == 12
    assert all(span.first.weekday() == 0 for span in spans)
    assert spans[-1].first == date(2026, 11, 16)
    assert spans[-1].last == sunday


@pytest.mark.parametrize(
    ("first", "unit"),
    [
        (TODAY, Unit.DAY),
        (date(2026, 11, 1), Unit.DAY),
        (date(2026, 7, 1), Unit.WEEK),
        (date(2025, 1, 15), Unit.MONTH),
        (date(2021, 5, 3), Unit.YEAR),
    ],
)
def test_everything_is_cut_so_that_it_can_be_seen(first: date, unit: Unit) -> None:
    spans = period(Granularity.ALL, TODAY, first=first)
    assert spans[0].unit is unit
    assert 1 <= len(spans) <= 24


@pytest.mark.parametrize("by", list(Granularity))
@pytest.mark.parametrize("ago", [0, 1, 6, 13, 31, 200, 366, 2000])
def test_spans_follow_each_other_without_gaps(by: Granularity, ago: int) -> None:
    since = TODAY - timedelta(days=ago)
    spans = period(by, TODAY, first=date(2020, 2, 29), since=since)
    assert spans[0].first == since
    assert spans[-1].last == TODAY
    assert all(after.first - before.last == timedelta(days=1) for before, after in pairwise(spans))
    assert len(spans) <= 60


def test_nothing_counted_yet_is_today_alone() -> None:
    (span,) = period(Granularity.ALL, TODAY, first=None)
    assert (span.first, span.last) == (TODAY, TODAY)
