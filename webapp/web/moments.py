"""Dates, times and durations in words, in Tokyo time and in the reader's language. Must not read the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from flask import Flask
from markupsafe import Markup

from webapp.model.clock import TOKYO, age, local_date
from webapp.web.i18n import gettext as _
from webapp.web.i18n import language, ngettext

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SOON_DAYS = 3


@dataclass(frozen=True, slots=True)
class Due:
    """How a due time stands to now: never by colour alone, so always with words."""

    state: Literal["overdue", "today", "soon", "later"]
    words: str


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=day, moment=moment, clock=clock, ago=ago, due=due, deadline=deadline, duration=duration, lasting=lasting
    )


def day_words(value: date) -> str:
    if language() == "ja":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment_words(value: datetime) -> str:
    local = value.astimezone(TOKYO)
    return f"{day_words(local.date())} {local:%H:%M}"


def day(value: date | datetime | str | None) -> Markup | str:
    """A calendar day as a <time> element; an ISO text is read, an instant is taken in Tokyo."""
    if value is None or value == "":
        return "—"
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = local_date(value)
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), day_words(value))


def moment(value: datetime | None) -> Markup | str:
    """An instant as a <time> element."""
    if value is None:
        return "—"
    local = value.astimezone(TOKYO)
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="minutes"), moment_words(value))


def deadline(value: datetime) -> Markup | str:
    """A due time: its day where it is the end of that day, else day and time."""
    last = value - timedelta(microseconds=1)
    ends_the_day = value.astimezone(TOKYO).time() == time(0) or value.astimezone(TOKYO).time() >= time(23, 59)
    return day(last) if ends_the_day else moment(value)


def clock(value: datetime) -> str:
    return f"{value.astimezone(TOKYO):%H:%M}"


def duration(value: timedelta) -> str:
    """How long, in the largest whole unit; `model.clock.age` has counted it."""
    minutes = max(0, int(value.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(n)s分", "%(n)s分", minutes)
    if minutes < 24 * 60:
        return ngettext("%(n)s時間", "%(n)s時間", minutes // 60)
    return ngettext("%(n)s日", "%(n)s日", minutes // (24 * 60))


def lasting(since: datetime, until: datetime) -> str:
    """How long something has lasted."""
    return duration(age(since, until))


def ago(value: datetime, now: datetime) -> str:
    """How long ago, in the largest whole unit."""
    if now - value < timedelta(minutes=1):
        return _("たった今")
    return _("%(duration)s前", duration=duration(age(value, now)))


def due(value: datetime | None, now: datetime) -> Due | None:
    """A due time beside now. A due time at midnight belongs to the day that ends then."""
    if value is None:
        return None
    last_day = local_date(value - timedelta(microseconds=1))
    days = (last_day - local_date(now)).days
    if value <= now:
        if days == 0:
            return Due("overdue", _("期限切れ（今日 %(time)sまで）", time=clock(value)))
        return Due("overdue", ngettext("期限切れ（%(n)s日超過）", "期限切れ（%(n)s日超過）", -days))
    if days == 0:
        return Due("today", _("今日まで"))
    if days == 1:
        return Due("soon", _("明日まで"))
    return Due("soon" if days <= SOON_DAYS else "later", ngettext("あと%(n)s日", "あと%(n)s日", days))
