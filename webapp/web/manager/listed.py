"""The list of a process's cases between two days, for the regulator: read on a page, taken along as a table. It holds no
personal data, and no name of an operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp.cases.take_list import TakeList, take_list
from webapp.model.clock import fiscal_year, local_date
from webapp.model.dates import read_date
from webapp.model.may import reach
from webapp.model.purpose import PURPOSES
from webapp.model.refusals import InvalidAnswers, NotAllowed, NotFound, Refusal
from webapp.model.text import Text
from webapp.store.reads.listed import Listed, cases_between
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.designer.found import the_process
from webapp.web.errors import status_of, words_of
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick
from webapp.web.manager.names import step_name
from webapp.web.manager.routes import blueprint
from webapp.web.parts.measures import measure_words
from webapp.web.registers.tables import taken_along

SHOWN: Final = 20
STATES: Final = {"open": later("進行中"), "ended": later("終了"), "quarantined": later("隔離中")}
NO_DATE: Final = Text("日付は2026-04-01の形で書いてください。", "Write the date as 2026-04-01.")
BACKWARDS: Final = Text("初日より前の日は指定できません。", "The last day cannot be before the first.")


@dataclass(frozen=True, slots=True)
class Span:
    """The days asked for, both counted; `problems`: what is wrong about what was typed, by field."""

    first: date
    last: date
    typed: dict[str, str]
    problems: dict[str, Text]


@blueprint.get("/<process>/list")
@require("manager")
def case_list(process: str) -> ResponseReturnValue:
    """The first lines of the list, and how many there are."""
    span = _span(request.args)
    return _page(process, span, status=422 if span.problems else 200)


def _page(
    process: str, span: Span, problems: Mapping[str, Text] | None = None, notice: str = "", status: int = 200
) -> ResponseReturnValue:
    title = desk().bundle(the_process(process).live.id).title
    found = () if span.problems else _found(process, span)
    page = render_template(
        "manager/listed.html",
        process=process,
        title=title,
        span=span,
        head=_head(),
        rows=[_row(one, local_date(now())) for one in found[:SHOWN]],
        total=len(found),
        shown=SHOWN,
        uses=PURPOSES,
        problems=problems or {},
        notice=notice,
    )
    return page, status


@blueprint.post("/<process>/list.csv")
@require("manager")
def take(process: str) -> ResponseReturnValue:
    """The whole list as a table, for a use that is judged and on record."""
    the_process(process)
    span = _span(request.form)
    if span.problems:
        raise InvalidAnswers(span.problems)
    command = TakeList(process, request.form.get("used_for", ""), span.first, span.last)
    try:
        found = take_list(desk(), current_actor(), command, now())
    except (NotAllowed, NotFound):
        raise
    except InvalidAnswers as refusal:
        return _page(process, span, refusal.problems, status=422)
    except Refusal as refusal:
        return _page(process, span, notice=words_of(refusal), status=status_of(refusal))
    rows = [_row(one, local_date(now())) for one in found]
    return taken_along(f"cases-{process}-{span.first.isoformat()}-{span.last.isoformat()}.csv", _head(), rows)


def _span(asked: MultiDict[str, str]) -> Span:
    """The days asked for: the fiscal year up to today where none are given."""
    today = local_date(now())
    usual = {"from": date(fiscal_year(today), 4, 1), "until": today}
    typed = {name: asked.get(name, "").strip() or day.isoformat() for name, day in usual.items()}
    read = {name: read_date(words) for name, words in typed.items()}
    problems = {name: NO_DATE for name, day in read.items() if day is None}
    first, last = read["from"] or usual["from"], read["until"] or usual["until"]
    if not problems and last < first:
        problems["until"] = BACKWARDS
    return Span(first, last, typed, problems)


def _found(process: str, span: Span) -> tuple[Listed, ...]:
    with desk().store.read() as unit:
        return cases_between(unit, reach(current_actor()), process, span.first, span.last)


def _head() -> tuple[str, ...]:
    return (
        _("案件番号"),
        _("版数"),
        _("開いた日"),
        _("状態"),
        _("いまの工程"),
        _("終わった日"),
        _("日数"),
        _("結果"),
        _("措置"),
        _("通告した日"),
    )


def _row(one: Listed, today: date) -> tuple[str, ...]:
    opened, ended = local_date(one.opened_at), None if one.ended_at is None else local_date(one.ended_at)
    return (
        one.number,
        str(one.version),
        opened.isoformat(),
        _state(one),
        _("、").join(pick(step_name(one.version_id, step)) for step in one.at),
        "" if ended is None else ended.isoformat(),
        str(((ended or today) - opened).days),
        pick(step_name(one.version_id, one.end_event)) if one.end_event else "",
        measure_words(one.measures),
        "" if one.notified_on is None else one.notified_on.isoformat(),
    )


def _state(one: Listed) -> str:
    """One word for where a case stands, the gravest first."""
    if one.erased:
        return _("消去済み")
    if one.faulted:
        return _("障害")
    return _("保留中") if one.held else _(STATES[one.state])
