"""The pages of the committee's own evidence: a member asks for it, another checks it for secrets, members take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp.cases.ask_evidence import KINDS, AskEvidence, Recipient, as_member, ask_evidence, wanted_of
from webapp.cases.check_evidence import CheckEvidence, check_evidence, mark_of
from webapp.cases.collect import Choosable, choosable, collect
from webapp.cases.take_evidence import TakeEvidence, take_evidence
from webapp.model.facts import MEMBERS
from webapp.model.refusals import InvalidAnswers, NoOwnAction, NotAllowed, NotFound, Refusal
from webapp.model.text import Text
from webapp.store.reads.case import CasePage
from webapp.web import forms, kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.errors import status_of, words_of
from webapp.web.i18n import gettext as _
from webapp.web.parts.choosing import choosing, chosen, shown
from webapp.web.parts.evidence import Panel, Shown, panel
from webapp.web.parts.reading import case_read
from webapp.web.parts.sending import sent
from webapp.web.parts.words import Words

blueprint = Blueprint("evidence", __name__, url_prefix="/cases/<case_id>/evidence")

COMMITTEE: Final = tuple(sorted(MEMBERS - {"subcommittee"}))


@blueprint.get("")
@require(*COMMITTEE)
def evidence(case_id: str) -> ResponseReturnValue:
    page, found = _panel(case_id)
    return render_template("cases/evidence.html", head=page.head, found=found, step=_step(page))


@blueprint.get("/new")
@require(*COMMITTEE)
def ask_form(case_id: str) -> ResponseReturnValue:
    again = kept.look(current_actor().id)
    return _ask_page(case_id, None if again is None else forms.posted(again))


@blueprint.post("/new")
@kept.shown_again_on("evidence.ask_form")
@require(*COMMITTEE)
def ask(case_id: str) -> ResponseReturnValue:
    parts, left_out = chosen(request.form)
    command = AskEvidence(case_id, _recipients(request.form), request.form.get("reason", ""), parts, left_out)
    try:
        ask_evidence(desk(), current_actor(), command, now())
    except (NotFound, NotAllowed):
        raise
    except InvalidAnswers as refusal:
        return _ask_page(case_id, request.form, refusal.problems, status=status_of(refusal))
    except Refusal as refusal:
        return _ask_page(case_id, request.form, {}, words_of(refusal), status_of(refusal))
    flash(_("資料を求めました。別の委員が秘密の確認をすると、受け取れます。"), "success")
    return redirect(url_for("evidence.evidence", case_id=case_id), 303)


@blueprint.get("/<evidence_id>")
@require(*COMMITTEE)
def one(case_id: str, evidence_id: str) -> ResponseReturnValue:
    again = kept.look(current_actor().id)
    return _check_page(case_id, evidence_id, None if again is None else forms.posted(again))


@blueprint.get("/<evidence_id>/preview")
@require(*COMMITTEE)
def look(case_id: str, evidence_id: str) -> ResponseReturnValue:
    """The dossier as it was asked for."""
    _page, _found, line = _one(case_id, evidence_id)
    actor = as_member(current_actor())
    with desk().store.read() as unit:
        return shown(collect(desk(), unit, actor, wanted_of(line.row), now()))


@blueprint.post("/<evidence_id>")
@kept.shown_again_on("evidence.one")
@require(*COMMITTEE)
def check(case_id: str, evidence_id: str) -> ResponseReturnValue:
    _parts, left_out = chosen(request.form)
    agree = request.form.get("deed") == "make"
    command = CheckEvidence(
        case_id, evidence_id, agree, request.form.get("reason", ""), left_out, request.form.get("seen")
    )
    if request.form.get("deed") == "look":
        return _with_more(case_id, evidence_id, left_out)
    try:
        check_evidence(desk(), current_actor(), command, now())
    except (NotFound, NotAllowed):
        raise
    except InvalidAnswers as refusal:
        return _check_page(case_id, evidence_id, request.form, refusal.problems, status=status_of(refusal))
    except Refusal as refusal:
        return _check_page(case_id, evidence_id, request.form, {}, words_of(refusal), status_of(refusal))
    flash(_("資料を作りました。委員が受け取れます。") if agree else _("資料を差し戻しました。"), "success")
    return redirect(url_for("evidence.evidence", case_id=case_id), 303)


@blueprint.post("/<evidence_id>/take")
@require(*COMMITTEE)
def take(case_id: str, evidence_id: str) -> ResponseReturnValue:
    head = case_read(case_id).head
    return sent(take_evidence(desk(), current_actor(), TakeEvidence(case_id, evidence_id), now()), f"{head.number}.zip")


def _panel(case_id: str) -> tuple[CasePage, Panel]:
    """Raises NotFound for whoever is no member of the committee that sits in the case; DeclareFirst."""
    page = case_read(case_id)
    found = panel(page, current_actor())
    if found is None:
        raise NotFound
    return page, found


def _one(case_id: str, evidence_id: str) -> tuple[CasePage, Panel, Shown]:
    page, found = _panel(case_id)
    line = next((line for line in found.lines if line.id == evidence_id), None)
    if line is None:
        raise NotFound
    return page, found, line


def _step(page: CasePage) -> str:
    bundle = desk().bundle(page.head.version_id)
    return Words(bundle).step(bundle.own_action)


def _items(case_id: str) -> tuple[Choosable, ...]:
    with desk().store.read() as unit:
        return choosable(desk(), unit, as_member(current_actor()), case_id, now())


def _recipients(typed: MultiDict[str, str]) -> tuple[Recipient, ...]:
    """One to a line, under the kind in whose box it stands."""
    return tuple(
        Recipient(kind, line.strip()) for kind in KINDS for line in typed.get(kind, "").splitlines() if line.strip()
    )


def _ask_page(
    case_id: str,
    typed: MultiDict[str, str] | None,
    problems: Mapping[str, Text] | None = None,
    notice: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    page, found = _panel(case_id)
    if not found.may_ask:
        notice = notice or words_of(NoOwnAction())
    items = _items(case_id)
    asked = choosing(items) if typed is None else choosing(items, *chosen(typed))
    page_shown = render_template(
        "cases/ask_evidence.html",
        head=page.head,
        step=_step(page),
        kinds=KINDS,
        typed=typed or {},
        choosing=asked,
        problems=problems or {},
        notice=notice,
        may_ask=found.may_ask,
    )
    return page_shown, status


def _check_page(
    case_id: str,
    evidence_id: str,
    typed: MultiDict[str, str] | None,
    problems: Mapping[str, Text] | None = None,
    notice: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    page, _found, line = _one(case_id, evidence_id)
    more = {} if typed is None else chosen(typed)[1]
    asked = choosing(_items(case_id), line.row.parts, {**more, **line.row.left_out}, line.row.left_out.keys())
    with desk().store.read() as unit:
        seen = mark_of(collect(desk(), unit, as_member(current_actor()), wanted_of(line.row), now()))
    page_shown = render_template(
        "cases/check_evidence.html",
        head=page.head,
        step=_step(page),
        line=line,
        choosing=asked,
        seen=seen,
        reason="" if typed is None else typed.get("reason", ""),
        problems=problems or {},
        notice=notice,
    )
    return page_shown, status


def _with_more(case_id: str, evidence_id: str, left_out: Mapping[str, str]) -> ResponseReturnValue:
    """The dossier as it would be with what the check leaves out as well."""
    _page, _found, line = _one(case_id, evidence_id)
    wanted = wanted_of(line.row)
    wanted = replace(wanted, left_out={**left_out, **wanted.left_out})
    with desk().store.read() as unit:
        return shown(collect(desk(), unit, as_member(current_actor()), wanted, now()))
