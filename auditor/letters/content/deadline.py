"""The day by which a letter is to be answered, by the working days that the State Council sets each year."""

from __future__ import annotations

from datetime import date, timedelta

# The holiday of the next New Year may take days of the last week of December, and turn its weekend into working days.
_REACH = timedelta(days=7)
_ONE = timedelta(days=1)


def deadline(day: date, days: int) -> date | None:
    """The last of so many working days after a day, which itself does not count; `days` is at least 1.

    None where the holidays of a year that matters are not known: the calendar ends with the last year published, and its
    last week with the year after that. Source: the yearly notices of the State Council, as in `chinesecalendar`.
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
