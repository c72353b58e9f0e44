"""Deadline for answering a letter, by the working days that the State Council sets each year."""

from __future__ import annotations

from datetime import date, timedelta

# The holiday of the next New Year may include days of the last week of December, and turn its weekend into working days.
_REACH = timedelta(days=7)
_ONE = timedelta(days=1)


def deadline(day: date, days: int) -> date | None:
    """Return the last of `days` working days after a day, which itself does not count; `days` is at least 1.

    None if the holidays of a year that matters are not known: the calendar ends with the last year published, and that year's
    last week depends on the following year. Source: the yearly notices of the State Council, as in `chinesecalendar`.
    """
    from chinese_calendar import is_workday

    try:
        left = days
        while left:
            day += _ONE
            left -= is_workday(day)
        is_workday(day + _REACH)
    except (NotImplementedError, OverflowError):
        return None
    return day
