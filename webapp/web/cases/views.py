"""The pages of cases: opening one, finding one, looking at one with its reasons and its history."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp.cases.open_case import NO_FORM, OpenCase, open_case
from webapp.cases.retry_fault import RetryFault, retry_fault
from webapp.cases.upload_file import waiting_for
from webapp.model.actor import STAFF_ROLES
from webapp.model.bundle import START, Bundle
from webapp.model.clock import local_date
from webapp.model.facts import CaseFacts
from webapp.model.may import ANSWERS_ERASURE, may, reach
from webapp.model.refusals import (
    AlreadyOpened,
    CaseFaulted,
    InvalidAnswers,
    NotAllowed,
    NotFound,
    TooManyWaiting,
    UnknownProcess,
)
from webapp.model.text import Text
from webapp.store.reads.case import CasePage, case_page
from webapp.store.reads.cases import CaseLine, Show, case_list
from webapp.store.reads.corrections import corrections_of_case
from webapp.store.reads.files import files_of_case
from webapp.store.reads.letters import letters_of_case
from webapp.store.reads.organs import requests
from webapp.store.reads.retention import requested
from webapp.web import forms, kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.conditional import etag_of, marked, unchanged
from webapp.web.errors import status_of, words_of
from webapp.web.i18n import gettext as _
from webapp.web.i18n import later
from webapp.web.parts import deadlines, evidence, faults, handovers
from webapp.web.parts.answers import answered
from webapp.web.parts.asked import offered, service_names
from webapp.web.parts.beside import panel
from webapp.web.parts.correcting import listed
from webapp.web.parts.decisions import decided, decisions
from webapp.web.parts.dossier import put_before
from webapp.web.parts.filed import filed
from webapp.web.parts.history import told
from webapp.web.parts.progress import diagram_state, open_faults, steps, waits
from webapp.web.parts.starting import live_bundles, may_start
from webapp.web.parts.uploads import take_in
from webapp.web.parts.words import Words
from webapp.web.security import takes_files

blueprint = Blueprint("cases", __name__, url_prefix="/cases")

OPENING: Final = "opening"
READERS: Final = (*STAFF_ROLES, "manager", "auditor")
SHOWS: Final[tuple[tuple[Show, str], ...]] = (
    ("open", later("進行中")),
    ("ended", later("終了")),
    ("all", later("すべて")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A case of the list in words."""

    line: CaseLine
    process: str
    at: tuple[str, ...]


@blueprint.get("")
@require(*READERS)
def all_cases() -> ResponseReturnValue:
    return _list(request.args)


@blueprint.post("")
@require(*READERS)
def search() -> ResponseReturnValue:
    """The same list searched by text, which stays out of the address."""
    return _list(request.form)


@blueprint.get("/new")
@require(*STAFF_ROLES)
def choose() -> ResponseReturnValue:
    """The processes that this person may start."""
    startable = [(live, bundle) for live, bundle in live_bundles() if may_start(current_actor(), bundle)]
    return render_template("cases/choose.html", processes=startable)


@blueprint.get("/new/<process>")
@require(*STAFF_ROLES)
def start(process: str) -> ResponseReturnValue:
    bundle = _startable(process)
    again = kept.look(current_actor().id)
    if again is None:
        return _start_page(bundle, {}, {})
    return _start_page(bundle, forms.read(bundle.forms.get(START, NO_FORM), forms.posted(again)), {})


@blueprint.post("/new/<process>")
@takes_files
@kept.shown_again_on("cases.start")
@require(*STAFF_ROLES)
def open_new(process: str) -> ResponseReturnValue:
    bundle = _startable(process)
    form = bundle.forms.get(START, NO_FORM)
    typed = forms.read(form, request.form)
    try:
        came = take_in(form, typed, request.files, process=process)
        typed = came.typed
        if came.refusal is not None:
            raise came.refusal
        opened = open_case(desk(), current_actor(), OpenCase(process, typed, request.form.get(OPENING)), now())
    except InvalidAnswers as refusal:
        return _start_page(bundle, typed, refusal.problems, status_of(refusal))
    except (AlreadyOpened, TooManyWaiting) as refusal:
        flash(words_of(refusal), "warning")
        return _start_page(bundle, typed, {}, status_of(refusal))
    except CaseFaulted as refusal:
        flash(words_of(refusal), "warning")
        return redirect(url_for("cases.case", case_id=str(refusal.facts["case"])), 303)
    flash(_("案件 %(number)s を開きました。", number=opened.number), "success")
    return redirect(url_for("cases.case", case_id=opened.case_id), 303)


@blueprint.get("/<case_id>")
@require(*READERS)
def case(case_id: str) -> ResponseReturnValue:
    page, words = _read(case_id)
    actor = current_actor()
    around = panel(reach(actor), case_id, local_date(now()))
    ledger = deadlines.panel(page, words, actor)
    handed = handovers.panel(page, actor, now(), whole=False)
    own = evidence.panel(page, actor)
    etag = etag_of((page.head, page.tasks, page.waits, page.faults, len(page.history), around, ledger, handed, own))
    if (short := unchanged(etag)) is not None:
        return short
    with desk().store.read() as unit:
        letters = put_before(letters_of_case(unit, reach(actor), case_id), page)
        asked = requests(unit, reach(actor), case_id)
        corrections = listed(corrections_of_case(unit, case_id), page, words, actor)
        files = files_of_case(unit, reach(actor), case_id)
        erasure = requested(unit, case_id) if page.head.state == "ended" else None
    answers, history = answered(page, words, actor), told(page, words, actor)
    shown = render_template(
        "cases/case.html",
        page=page,
        head=page.head,
        process=words.process,
        opened_by=page.people.get(page.head.opened_by),
        end=words.step(page.head.end_event),
        waits=waits(page, words),
        steps=steps(page, words),
        state=diagram_state(page),
        decided=decided(decisions(page, words, desk().rules), answers),
        letters=letters,
        corrections=corrections,
        beside=around,
        handed=handed,
        evidence=own,
        purpose=handovers.purpose_words(page),
        deadlines=ledger,
        files=filed(files, page, words, actor),
        may_attach=actor.has(*STAFF_ROLES),
        erasure=erasure,
        may_see_erasure=actor.has(*ANSWERS_ERASURE),
        may_erase=actor.has("manager"),
        open_requests=sum(line.answer is None for line in asked),
        answers=answers,
        history=history,
        minor=sum(line.minor for line in history),
        faults=open_faults(page),
        may_retry=may(actor, "retry", "case", CaseFacts(page.head.opened_by, assignees=frozenset({actor.id}))),
        step_name=words.step,
        fault_said=lambda fault: faults.said(fault.message, words.known_step, desk().rules),
        fault_cause=faults.cause,
        etag=etag,
    )
    return marked(shown, etag)


@blueprint.get("/<case_id>/diagram.bpmn")
@require(*READERS)
def diagram(case_id: str) -> ResponseReturnValue:
    """The diagram of the version that the case runs on."""
    page, words = _read(case_id)
    response = Response(words.bundle.diagram, mimetype="application/xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{page.head.process}.bpmn"'
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@blueprint.post("/<case_id>/faults/<fault_id>/retry")
@require(*STAFF_ROLES, "manager")
def retry(case_id: str, fault_id: str) -> ResponseReturnValue:
    page, _words = _read(case_id)
    if fault_id not in {fault.id for fault in page.faults}:
        raise NotFound
    try:
        retry_fault(desk(), current_actor(), RetryFault(fault_id), now())
    except CaseFaulted:
        flash(_("再試行しましたが、まだ進められません。原因が直ってから、もう一度試してください。"), "warning")
    else:
        flash(_("再試行がうまくいき、案件は先へ進みました。"), "success")
    return redirect(url_for("cases.case", case_id=case_id), 303)


def _list(asked: MultiDict[str, str]) -> ResponseReturnValue:
    show: Show = next((known for known, _words in SHOWS if known == asked.get("show")), "open")
    with desk().store.read() as unit:
        found = case_list(unit, reach(current_actor()), show, asked.get("text", ""), asked.get("page", 1, int))
    rows = tuple(_row(line) for line in found.lines)
    etag = etag_of((rows, found.total))
    if request.method == "GET" and (short := unchanged(etag)) is not None:
        return short
    shows = [(name, _(words)) for name, words in SHOWS]
    page = render_template(
        "cases/list.html", found=found, rows=rows, show=show, shows=shows, text=asked.get("text", ""), etag=etag
    )
    return marked(page, etag)


def _row(line: CaseLine) -> Row:
    words = Words(desk().bundle(line.version_id))
    places = {step: place for place, step in enumerate(words.bundle.steps)}
    at = sorted(line.at, key=lambda step: places.get(step, len(places)))
    return Row(line, words.process, tuple(map(words.step, at)))


def _read(case_id: str) -> tuple[CasePage, Words]:
    today = local_date(now())
    with desk().store.read() as unit:
        page = case_page(unit, reach(current_actor()), case_id, today)
        if page is None:
            raise NotFound
        files = files_of_case(unit, reach(current_actor()), case_id)
    return page, Words(desk().bundle(page.head.version_id), service_names(today), page.people, files.names)


def _startable(process: str) -> Bundle:
    bundle = next((bundle for live, bundle in live_bundles() if live.process == process), None)
    if bundle is None:
        raise UnknownProcess(process=process[:60])
    if not may_start(current_actor(), bundle):
        words = Words(bundle)
        raise NotAllowed(needs=_("、").join(words.role(role) for role in bundle.start_roles))
    return bundle


def _start_page(
    bundle: Bundle, typed: Mapping[str, Any], problems: Mapping[str, Text], status: int = 200
) -> ResponseReturnValue:
    today, form = local_date(now()), bundle.forms.get(START, NO_FORM)
    with desk().store.read() as unit:
        waiting = waiting_for(unit, bundle.id, form, None, current_actor().id)
    # What waits for another case that the same person is opening is not shown here.
    own = {name: tuple(file for file in found if file.value in typed.get(name, ())) for name, found in waiting.items()}
    groups, catalogue = offered(bundle, form, None, today)
    shown = forms.show(form, typed, {"case": {}}, replace(catalogue, waiting=own), problems)
    # Each form that is shown opens one case, however often it is sent.
    key = secrets.token_urlsafe(16)
    return render_template("cases/start.html", bundle=bundle, form=form, shown=shown, groups=groups, key=key), status
