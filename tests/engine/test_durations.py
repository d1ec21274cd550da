"""Lengths of time, repetitions and instants, and the choices that ISO 8601 leaves open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.engine import due_at
from webapp.engine.durations import Duration, parse_cycle, parse_duration, parse_instant
from webapp.engine.values import BadExpression
from webapp.model.clock import TOKYO, local_date

NOON = datetime(2026, 1, 31, 3, 0, tzinfo=UTC)  # 31 January, noon in Tokyo


@pytest.mark.parametrize(
    ("written", "months", "days", "seconds"),
    [
        ("P5D", 0, 5, 0),
        ("P6W", 0, 42, 0),
        ("P1M", 1, 0, 0),
        ("P1Y2M3D", 14, 3, 0),
        ("PT36H", 0, 0, 129_600),
        ("P1DT1H30M5S", 0, 1, 5_405),
        (" P5D ", 0, 5, 0),
    ],
)
def test_lengths_that_can_be_written(written: str, months: int, days: int, seconds: int) -> None:
    assert parse_duration(written) == Duration(months, days, timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "P",
        "PT",
        "5D",
        "-P5D",
        "-PT1H",
        "P-5D",
        "P5",
        "P5H",
        "PT5D",
        "P1DT",
        "P1W2D",
        "P1.5D",
        "P0D",
        "PT0S",
        "p5d",
        "P99Y",
        "P9999D",
        "PT9999999999S",
        "P５D",
        "P5D\n;",
        "'P5D'",
        5,
        None,
        "P1M1Y",
    ],
)
def test_lengths_that_cannot(written: object) -> None:
    with pytest.raises(BadExpression):
        parse_duration(written)


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("P1M", "2026-02-28"),
        ("P25M", "2028-02-29"),
        ("P1D", "2026-02-01"),
        ("P1W", "2026-02-07"),
        ("P1Y", "2027-01-31"),
    ],
)
def test_whole_days_end_with_the_last_day_in_tokyo(written: str, last: str) -> None:
    due = due_at(NOON, written)
    assert local_date(due) == date.fromisoformat(last)
    assert due.astimezone(TOKYO).time().isoformat() == "23:59:59.999999"
    assert due.tzinfo is UTC


def test_hours_end_to_the_second() -> None:
    assert due_at(NOON, "PT36H") == NOON + timedelta(hours=36)
    assert due_at(NOON, "P1MT1H") == datetime(2026, 2, 28, 4, 0, tzinfo=UTC)


def test_the_day_in_tokyo_counts_not_the_day_in_utc() -> None:
    late = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)  # already 1 April in Tokyo
    assert local_date(due_at(late, "P1D")) == date(2026, 4, 2)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),
    st.integers(1, 200),
    st.integers(0, 400),
)
def test_a_due_time_is_never_before_its_days_are_over(opened: datetime, months: int, days: int) -> None:
    due = due_at(opened, f"P{months}M{days}D")
    assert due > opened + timedelta(days=28 * months + days)
    assert due < opened + timedelta(days=31 * months + days + 1)
    assert due_at(opened, f"P{months}M{days + 1}D") > due


def test_repetitions() -> None:
    cycle = parse_cycle("R3/P1W")
    assert (cycle.repetitions, cycle.every) == (3, Duration(days=7))
    for written in (
        "R/P1D",
        "R0/P1D",
        "R3/PT59S",
        "R99999/P1D",
        "3/P1D",
        "R3/P1D/P1D",
        "R3",
        "R3/2026-01-01/P1D",
        None,
    ):
        with pytest.raises(BadExpression):
            parse_cycle(written)


def test_instants() -> None:
    assert parse_instant("2026-04-01") == datetime(2026, 4, 1, 14, 59, 59, 999999, tzinfo=UTC)
    assert parse_instant("2026-04-01T12:00") == datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
    assert parse_instant("2026-04-01T12:00+00:00") == datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
    assert parse_instant("2028-02-29") == datetime(2028, 2, 29, 14, 59, 59, 999999, tzinfo=UTC)
    assert parse_instant(date(2026, 4, 1)) == parse_instant("2026-04-01")
    for written in ("", "soon", "2026-02-29", "2026-04-01T25:00", "2026W01", "x" * 50, 5, None):
        with pytest.raises(BadExpression):
            parse_instant(written)
