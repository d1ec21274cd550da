"""Times in words, in Tokyo time, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g

from webapp.web import moments

TOKYO = ZoneInfo("Asia/Tokyo")
State = Literal["overdue", "today", "soon", "later"]
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # noon in Tokyo


def end_of(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 23, 59, 59, 999999, TOKYO)


@pytest.fixture(params=["ja", "en"])
def language(request: pytest.FixtureRequest, app: Flask) -> object:
    with app.test_request_context():
        g.language = request.param
        yield request.param


@pytest.mark.parametrize(
    ("at", "state", "ja", "en"),
    [
        (end_of(2026, 11, 18), "overdue", "期限切れ（2日超過）", "Overdue by 2 days"),
        (end_of(2026, 11, 19), "overdue", "期限切れ（1日超過）", "Overdue by 1 day"),
        (
            datetime(2026, 11, 20, 11, 59, tzinfo=TOKYO),
            "overdue",
            "期限切れ（今日 11:59まで）",
            "Overdue (today at 11:59)",
        ),
        (NOW, "overdue", "期限切れ（今日 12:00まで）", "Overdue (today at 12:00)"),
        (end_of(2026, 11, 20), "today", "今日まで", "Due today"),
        (datetime(2026, 11, 21, 0, 0, tzinfo=TOKYO), "today", "今日まで", "Due today"),
        (end_of(2026, 11, 21), "soon", "明日まで", "Due tomorrow"),
        (end_of(2026, 11, 23), "soon", "あと3日", "3 days left"),
        (end_of(2026, 11, 24), "later", "あと4日", "4 days left"),
    ],
)
def test_a_due_time_beside_now(language: str, at: datetime, state: State, ja: str, en: str) -> None:
    due = moments.due(at, NOW)
    assert due == moments.Due(state, ja if language == "ja" else en)


def test_without_a_due_time_nothing_is_said(app: Flask) -> None:
    assert moments.due(None, NOW) is None


@pytest.mark.parametrize(
    ("passed", "ja", "en"),
    [
        (timedelta(seconds=59), "たった今", "just now"),
        (timedelta(minutes=1), "1分前", "1 minute ago"),
        (timedelta(minutes=59), "59分前", "59 minutes ago"),
        (timedelta(hours=11), "11時間前", "11 hours ago"),
        (timedelta(hours=13), "1日前", "1 day ago"),
        (timedelta(hours=47), "2日前", "2 days ago"),
        (timedelta(days=3), "3日前", "3 days ago"),
    ],
)
def test_how_long_ago(language: str, passed: timedelta, ja: str, en: str) -> None:
    assert moments.ago(NOW - passed, NOW) == (ja if language == "ja" else en)


def test_an_instant_is_told_in_tokyo_time(language: str) -> None:
    late = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    words = "2027年1月1日 00:30" if language == "ja" else "1 Jan 2027 00:30"
    assert moments.moment(late) == f'<time datetime="2027-01-01T00:30+09:00">{words}</time>'


def test_a_day_may_come_as_date_text_or_instant(language: str) -> None:
    words = "2026年4月1日" if language == "ja" else "1 Apr 2026"
    expected = f'<time datetime="2026-04-01">{words}</time>'
    assert moments.day(date(2026, 4, 1)) == moments.day("2026-04-01") == expected
    assert moments.day(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == expected
    assert moments.day(None) == moments.moment(None) == "—"


def test_a_deadline_at_the_end_of_a_day_is_that_day(language: str) -> None:
    assert "2026-11-20" in moments.deadline(end_of(2026, 11, 20))
    assert "2026-11-20" in moments.deadline(datetime(2026, 11, 21, 0, 0, tzinfo=TOKYO))
    assert "T12:00" in moments.deadline(NOW)


def test_ages_and_overdue_days_are_counted_alike(language: str) -> None:
    """A task of the 19th is three days old on the 22nd, whatever the hours."""
    opened = datetime(2026, 11, 19, 23, 50, tzinfo=TOKYO)
    noon = datetime(2026, 11, 22, 12, 0, tzinfo=TOKYO)
    due = moments.due(end_of(2026, 11, 19), noon)
    assert due is not None
    assert "3" in due.words and moments.ago(opened, noon) == ("3日前" if language == "ja" else "3 days ago")
    assert moments.lasting(opened, noon) == ("3日" if language == "ja" else "3 days")


def test_what_begins_in_the_future_has_no_age(language: str) -> None:
    assert moments.ago(NOW + timedelta(hours=1), NOW) == ("たった今" if language == "ja" else "just now")
    assert moments.lasting(NOW + timedelta(days=3), NOW) == ("0分" if language == "ja" else "0 minutes")
