"""Figures by process and fiscal year, for managers and deciders, and the public reports: prepared, approved, kept, taken
along. They are kept here; where they are published is not known."""

from __future__ import annotations

import csv
import io
from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.figures import figures_of, smallest_told
from webapp.cases.public_report import APPROVERS, PREPARERS, AnswerReport, PrepareReport, answer_report, prepare_report
from webapp.cases.report_page import WITHHELD
from webapp.model.clock import fiscal_year, local_date
from webapp.model.figures import Figures, public
from webapp.model.may import reach
from webapp.model.refusals import InvalidAnswers, NotFound, ReasonNeeded, ReportWaits
from webapp.model.text import Text
from webapp.store import reports
from webapp.store.reads import designer as processes
from webapp.store.reads.figures import Cohort, years_of
from webapp.store.reads.people import names_of
from webapp.store.reports import ReportRow
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.errors import status_of, words_of
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later, pick
from webapp.web.registers.tables import taken_along

blueprint = Blueprint("figures", __name__, url_prefix="/figures")

READERS: Final = ("manager", "decider", "auditor")
VIEWS: Final = {"all": later("すべての数"), "public": later("公表用（小さい数を伏せる）")}
PREPARE: Final = "prepare"


@blueprint.get("")
@require(*READERS)
def figures() -> ResponseReturnValue:
    process, year, view = _asked()
    if process is None:
        return render_template("figures/figures.html", titles={}, found=None)
    found, years = _figures(process, year, view)
    return render_template(
        "figures/figures.html",
        titles=_titles(),
        process=process,
        year=year,
        years=years,
        view=view,
        views=VIEWS,
        found=found,
        smallest=smallest_told(desk(), now()),
        sign=WITHHELD,
        today=local_date(now()),
    )


@blueprint.get("/table.csv")
@require(*READERS)
def table() -> ResponseReturnValue:
    process, year, view = _asked()
    if process is None:
        raise NotFound
    found, _years = _figures(process, year, view)
    head = [_("表"), _("区分"), _("件数")]
    return taken_along(f"figures-{process}-{year}.csv", head, _rows(found))


@blueprint.get("/reports")
@require(*READERS)
def all_reports() -> ResponseReturnValue:
    again = kept.look(current_actor().id) or {}
    return _list({name: values[-1] for name, values in again.items()}, {})


@blueprint.post("/reports")
@kept.shown_again_on("figures.all_reports")
@require(*PREPARERS)
def prepare() -> ResponseReturnValue:
    typed = request.form.to_dict()
    process, _dot, year = typed.get("of", "").partition(".")
    command = PrepareReport(
        process, int(year) if year.isdecimal() else 0, typed.get("note_ja", ""), typed.get("note_en", "")
    )
    try:
        report_id = prepare_report(desk(), current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _list(typed, {_FIELDS.get(name, name): words for name, words in refusal.problems.items()}), 422
    except ReportWaits as refusal:
        return _list(typed, {"of": refusal.message}), status_of(refusal)
    flash(_("公表用の報告を作成しました。別の人の承認を待ちます。"), "success")
    return redirect(url_for("figures.report", report_id=report_id), 303)


@blueprint.get("/reports/<report_id>")
@require(*READERS)
def report(report_id: str) -> ResponseReturnValue:
    return _report_page(_found(report_id), "", None)


@blueprint.post("/reports/<report_id>")
@kept.shown_again_on("figures.report")
@require(*APPROVERS)
def answer(report_id: str) -> ResponseReturnValue:
    found = _found(report_id)
    because = request.form.get("because", "")
    approves = request.form.get("answer") == "approve"
    try:
        command = AnswerReport(report_id, None if approves else because)
        answer_report(desk(), current_actor(), command, now())
    except ReasonNeeded as refusal:
        return _report_page(found, because, words_of(refusal)), 422
    flash(_("報告を承認しました。") if approves else _("報告を差し戻しました。"), "success")
    return redirect(url_for("figures.report", report_id=report_id), 303)


@blueprint.get("/reports/<report_id>/page.html")
@require(*READERS)
def page(report_id: str) -> ResponseReturnValue:
    found = _found(report_id)
    return _taken(found.page, "text/html; charset=utf-8", f"report-{found.process}-{found.fiscal_year}.html")


@blueprint.get("/reports/<report_id>/table.csv")
@require(*READERS)
def report_table(report_id: str) -> ResponseReturnValue:
    found = _found(report_id)
    name = f"report-{found.process}-{found.fiscal_year}.csv"
    return _taken("\ufeff" + found.csv, "text/csv; charset=utf-8", name)


_FIELDS: Final = {"year": "of", "note": "note_ja"}


def _asked() -> tuple[str | None, int, str]:
    """The process, the fiscal year and the view that the page is asked for; the first process, this year and all of the
    counts where it is not, or asked for something that there is not."""
    titles, view = _titles(), request.args.get("view", "all")
    process = request.args.get("process", "")
    year = request.args.get("year", "")
    return (
        process if process in titles else next(iter(titles), None),
        int(year) if year.isdecimal() and len(year) == 4 else fiscal_year(local_date(now())),
        view if view in VIEWS else "all",
    )


def _figures(process: str, year: int, view: str) -> tuple[Figures, tuple[int, ...]]:
    """Those of the cases that the reader may know of, with the years that have any and the one asked for."""
    within = reach(current_actor())
    with desk().store.read() as unit:
        found = figures_of(desk(), unit, Cohort(process, year, within), now())
        years = {*years_of(unit, process, within), year}
    told = public(found, smallest_told(desk(), now())) if view == "public" else found
    return told, tuple(sorted(years, reverse=True))


def _titles() -> dict[str, Text]:
    with desk().store.read() as unit:
        return {line.process: desk().bundle(line.live.id).title for line in processes.shelf(unit)}


def _rows(found: Figures) -> list[list[str]]:
    rows = [[_("受け付けた件数"), "", str(found.received)], [_("案件の数"), "", str(found.cases)]]
    for one in found.tables:
        rows += [[pick(one.title), pick(cell.label), _told(cell.count)] for cell in one.cells]
        rows.append([pick(one.title), _("計"), str(one.whole)])
    times = found.times
    named = ((_("件数"), times.count), (_("中央値（日）"), times.median), (_("90％が収まる日数"), times.ninety))
    return rows + [[_("受付から通告まで"), label, _told(count)] for label, count in named]


def _told(count: int | None) -> str:
    return WITHHELD if count is None else str(count)


def _list(typed: dict[str, str], problems: dict[str, Text]) -> str:
    actor, titles = current_actor(), _titles()
    within = reach(actor)
    with desk().store.read() as unit:
        found = reports.reports(unit)
        names = names_of(unit, {one.prepared_by for one in found} | {one.approved_by or "" for one in found})
        offered = [(process, year) for process in titles for year in years_of(unit, process, within)]
    return render_template(
        "figures/reports.html",
        found=found,
        names=names,
        titles=titles,
        offered=offered if actor.has(*PREPARERS) else (),
        may_prepare=actor.has(*PREPARERS),
        typed=typed,
        problems=problems,
    )


def _report_page(found: ReportRow, because: str, problem: str | None) -> str:
    actor = current_actor()
    with desk().store.read() as unit:
        names = names_of(unit, {one for one in (found.prepared_by, found.approved_by, found.returned_by) if one})
    return render_template(
        "figures/report.html",
        found=found,
        names=names,
        title=_titles().get(found.process, Text(found.process)),
        rows=list(csv.reader(io.StringIO(found.csv)))[1:],
        may_answer=found.waits and actor.has(*APPROVERS) and actor.id != found.prepared_by,
        own=found.waits and actor.id == found.prepared_by,
        because=because,
        problem=problem,
    )


def _found(report_id: str) -> ReportRow:
    with desk().store.read() as unit:
        found = reports.report(unit, report_id)
    if found is None:
        raise NotFound
    return found


def _taken(content: str, media: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, content_type=media, headers=headers)
