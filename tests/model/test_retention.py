"""How long an ended case is kept: a length of calendar months, counted as the Civil Code does, and written so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.model.retention import DUE, GROUND_TITLES, GROUNDS, NEVER_DUE, Period, Retention, read_period


@pytest.mark.parametrize(
    "written, months", [("P5Y", 60), ("P6M", 6), ("P1Y6M", 18), ("P100Y", 1200), ("P18M", 18), ("P0Y1M", 1)]
)
def test_lengths_are_read(written: str, months: int) -> None:
    assert read_period(written) == Period(months)


@pytest.mark.parametrize(
    "written", ["", "P", "P0Y", "P0M", "P30D", "PT5M", "5Y", "P5", "P1M1Y", "P101Y", "P100Y1M", " P5Y", "p5y", "P-5Y"]
)
def test_nothing_else_is(written: str) -> None:
    assert read_period(written) is None


@pytest.mark.parametrize(
    "months, ended, over",
    [
        (60, date(2026, 11, 22), date(2031, 11, 23)),
        (6, date(2026, 8, 31), date(2027, 3, 1)),  # its last day is the last of February
        (12, date(2024, 2, 29), date(2025, 3, 1)),
        (1, date(2026, 1, 30), date(2026, 3, 1)),
        (120, date(2026, 12, 31), date(2037, 1, 1)),
    ],
)
def test_the_day_of_the_end_is_not_counted_and_the_last_day_is_whole(months: int, ended: date, over: date) -> None:
    assert Period(months).over_on(ended) == over


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 1199))
def test_later_ends_and_longer_times_are_never_over_earlier(ended: date, months: int) -> None:
    over = Period(months).over_on(ended)
    assert ended + timedelta(days=28 * months) < over <= Period(months + 1).over_on(ended)
    assert over <= Period(months).over_on(ended + timedelta(days=1))


def test_an_outcome_may_have_a_time_of_its_own() -> None:
    kept = Retention(Period(120), {"out": Period(36)})
    assert kept.due_on("out", date(2026, 1, 1)) == date(2029, 1, 2)
    assert kept.due_on("other", date(2026, 1, 1)) == kept.due_on(None, date(2026, 1, 1)) == date(2036, 1, 2)
    assert NEVER_DUE.due_on("out", date(2026, 1, 1)) is None


def test_lengths_and_grounds_are_told_in_both_languages() -> None:
    assert (Period(18).words.ja, Period(18).words.en) == ("1年6か月", "1 year and 6 months")
    assert (Period(120).words.ja, Period(1).words.en) == ("10年", "1 month")
    assert set(GROUND_TITLES) == {DUE, *GROUNDS}
    assert all(text.ja and text.en for text in GROUND_TITLES.values())
