"""What must hold for every date: counting forward by the Civil Code is looking back by clipped months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.dates import last_day_after, last_day_counting

FIRST, LAST = date(2015, 1, 1), date(2045, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
MONTHS = [*range(1, 14), 24]
DAY = timedelta(days=1)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day: an independent way of counting."""
    ordinal = day.year * 12 + day.month - 1 - months
    year, month = divmod(ordinal, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@pytest.mark.parametrize("months", MONTHS)
def test_the_last_day_barred_is_the_last_that_looks_back_onto_the_event(months: int) -> None:
    # looking back never goes back in time as the application moves on, so the two ends decide every day between
    wrong = [
        event
        for event in DAYS
        if not (
            months_before(last := last_day_after(event, months), months) <= event
            and months_before(last + DAY, months) > event
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("months", MONTHS)
def test_looking_back_never_goes_back_in_time(months: int) -> None:
    looked = [months_before(day, months) for day in DAYS]
    assert all(earlier <= later for earlier, later in pairwise(looked))


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 36), st.integers(-40, 1200))
def test_both_ways_of_counting_agree_on_any_application(event: date, months: int, later: int) -> None:
    application = event + timedelta(days=later)
    forward = event <= application <= last_day_after(event, months)
    backward = months_before(application, months) <= event <= application
    assert forward == backward


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 36))
def test_counting_the_first_day_is_counting_from_the_day_before(start: date, months: int) -> None:
    assert last_day_counting(start, months) == last_day_after(start - DAY, months)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 36))
def test_a_later_event_never_ends_earlier(event: date, months: int) -> None:
    assert last_day_after(event, months) <= last_day_after(event + DAY, months)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 36))
def test_counted_whole_months_fill_the_calendar(event: date, months: int) -> None:
    first_of_month = event.replace(day=1)
    end = last_day_counting(first_of_month, months)
    assert end + DAY == (end + DAY).replace(day=1)
    assert ((end + DAY).year - event.year) * 12 + (end + DAY).month - event.month == months
