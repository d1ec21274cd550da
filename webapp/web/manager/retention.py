"""Ended cases whose time is over or soon will be, what would go, and what was erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.cases.falling_due import Falling, falling_due
from webapp.model.clock import local_date
from webapp.model.may import reach
from webapp.model.retention import GROUND_TITLES
from webapp.store.reads.retention import erased_cases
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import later
from webapp.web.manager.routes import blueprint
from webapp.web.parts.words import Words

PAGE: Final = 20
SHOWS: Final = (
    ("0", later("期間が過ぎたもの")),
    ("90", later("90日以内に過ぎるもの")),
    ("365", later("1年以内に過ぎるもの")),
    ("all", later("終わった案件すべて")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """An ended case in words."""

    falling: Falling
    process: str
    end: str
    is_due: bool


@blueprint.get("/retention")
@require("manager")
def retention() -> ResponseReturnValue:
    today, who = local_date(now()), reach(current_actor())
    show = next((id for id, _words in SHOWS if id == request.args.get("show")), "0")
    with desk().store.read() as unit:
        everything = falling_due(desk(), unit, who)
        erased = erased_cases(unit, who)
    shown = [one for one in everything if one.case.asked_by is not None or _within(one, show, today)]
    pages = max(1, -(-len(shown) // PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    return render_template(
        "manager/retention.html",
        rows=[_row(one, today) for one in shown[(page - 1) * PAGE : page * PAGE]],
        total=len(shown),
        page=page,
        pages=pages,
        first=(page - 1) * PAGE + 1,
        show=show,
        shows=SHOWS,
        erased=[(one, _words(one.version_id).process) for one in erased],
        grounds=GROUND_TITLES,
        today=today,
    )


def _within(one: Falling, show: str, today: date) -> bool:
    return show == "all" or one.is_due(today + timedelta(days=int(show)))


def _row(one: Falling, today: date) -> Row:
    words = _words(one.case.version_id)
    return Row(one, words.process, words.step(one.case.end_event), one.is_due(today))


def _words(version_id: str) -> Words:
    return Words(desk().bundle(version_id))
