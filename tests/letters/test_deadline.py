"""Working days are those of the State Council's notices, and no day is named that could still change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from chinese_calendar.constants import holidays
from hypothesis import given
from hypothesis import strategies as st

from auditor.letters.content.deadline import deadline

LAST_YEAR = max(holidays).year


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        # An ordinary week: the day itself does not count, the weekend neither.
        (date(2025, 3, 3), 1, date(2025, 3, 4)),
        (date(2025, 3, 3), 5, date(2025, 3, 10)),
        (date(2025, 3, 8), 1, date(2025, 3, 10)),
        # Spring Festival 2025: off from 28 January to 4 February, at work on Sunday 26 January and Saturday 8 February.
        (date(2025, 1, 24), 1, date(2025, 1, 26)),
        (date(2025, 1, 24), 2, date(2025, 1, 27)),
        (date(2025, 1, 24), 3, date(2025, 2, 5)),
        (date(2025, 1, 24), 6, date(2025, 2, 8)),
        (date(2025, 1, 24), 7, date(2025, 2, 10)),
        # National Day 2025: off from 1 to 8 October, at work on Sunday 28 September and Saturday 11 October.
        (date(2025, 9, 26), 1, date(2025, 9, 28)),
        (date(2025, 9, 26), 4, date(2025, 10, 9)),
        (date(2025, 9, 26), 6, date(2025, 10, 11)),
        (date(2025, 9, 26), 7, date(2025, 10, 13)),
        # New Year 2019 took 31 December 2018 and made 29 December, a Saturday, a working day.
        (date(2018, 12, 28), 1, date(2018, 12, 29)),
        (date(2018, 12, 28), 2, date(2019, 1, 2)),
    ],
)
def test_the_day_is_that_of_the_notice(day: date, days: int, due: date) -> None:
    assert deadline(day, days) == due


def test_where_the_known_years_end_no_day_is_named() -> None:
    assert deadline(date(LAST_YEAR, 12, 1), 10) is not None
    assert deadline(date(LAST_YEAR, 12, 1), 40) is None
    assert deadline(date(LAST_YEAR + 1, 3, 1), 10) is None
    assert deadline(date(min(holidays).year - 1, 3, 1), 10) is None
    assert deadline(date.max, 1) is None
    assert deadline(date(9999, 12, 1), 10) is None


def test_the_last_week_of_the_known_years_is_not_yet_settled() -> None:
    named = [deadline(date(LAST_YEAR, 11, 30), days) for days in range(1, 30)]
    assert max(day for day in named if day) <= date(LAST_YEAR, 12, 24)
    assert None in named


@given(st.dates(date(2004, 1, 1), date(LAST_YEAR, 6, 1)), st.integers(1, 60))
def test_one_working_day_more_is_a_later_day_and_days_add_up(day: date, days: int) -> None:
    first, second = deadline(day, days), deadline(day, days + 1)
    assert first is not None
    assert second == deadline(first, 1)
    assert day + timedelta(days=days) <= first < (second or date.max)
