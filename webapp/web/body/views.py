"""What the body keeps about itself, kind by kind: listed, added, corrected with a reason, struck; files taken along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.cases.ask_rule import published_body
from webapp.cases.cessation import list_those_to_tell
from webapp.model.bundle import Form, Option
from webapp.model.catalogue import Catalogue
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, NotFound, ReasonNeeded, StaleRevision
from webapp.model.text import Text
from webapp.registers.body_kinds import (
    ACCOUNTS,
    BODY_KINDS,
    CESSATION,
    OTHER_BUSINESS,
    PROCEDURE,
    BodyKind,
    of_versions,
)
from webapp.registers.body_records import (
    READERS,
    WRITERS,
    AddBodyRecord,
    CorrectBodyRecord,
    Sent,
    StrikeBodyRecord,
    add_body_record,
    as_form_shows,
    correct_body_record,
    missing_years,
    strike_body_record,
)
from webapp.registers.capacities import accredited_since, last_accredited_day
from webapp.store import body_records
from webapp.store.body_records import KeptChange, KeptRecord
from webapp.store.reads.files import content_of
from webapp.store.reads.versions import VersionOf, versions_with_cases
from webapp.web import forms, kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.body.matrix import conflict_matrix
from webapp.web.errors import status_of, words_of
from webapp.web.i18n import gettext as _
from webapp.web.i18n import pick
from webapp.web.moments import day_words
from webapp.web.parts.filed import sent_out, size_words
from webapp.web.security import takes_files

blueprint = Blueprint("body", __name__, url_prefix="/registers/body")


@blueprint.get("/records/<kind>")
@require(*READERS)
def records(kind: str) -> ResponseReturnValue:
    known = _kind(kind)
    with desk().store.read() as unit:
        found = body_records.records(unit, known.name)
        versions = versions_with_cases(unit) if kind == PROCEDURE else ()
    said, today = published_body(desk()), local_date(now())
    return render_template(
        "body/records.html",
        kind=known,
        found=found,
        told=_told,
        size_words=size_words,
        may_write=current_actor().has(*WRITERS),
        missing=missing_years(found, accredited_since(said), today) if kind == ACCOUNTS else (),
        versions={_version(one): one for one in versions},
        matrix=conflict_matrix(desk(), today) if kind == OTHER_BUSINESS else None,
        over=last_accredited_day(said, today) if kind == CESSATION else None,
    )


@blueprint.get("/records/<kind>/add")
@require(*WRITERS)
def new_record(kind: str) -> ResponseReturnValue:
    known = _kind(kind)
    return _form(known, known.form, _again(known.form) or {}, {})


@blueprint.post("/records/<kind>/add")
@takes_files
@kept.shown_again_on("body.new_record")
@require(*WRITERS)
def add_record(kind: str) -> ResponseReturnValue:
    known = _kind(kind)
    typed = forms.read(known.form, request.form)
    try:
        add_body_record(desk().store, desk().keys, current_actor(), AddBodyRecord(known, typed, _sent()), now())
    except InvalidAnswers as refusal:
        return _form(known, known.form, typed, refusal.problems), status_of(refusal)
    flash(_("%(what)sを登録しました。", what=pick(known.title)), "success")
    return redirect(url_for("body.records", kind=kind), 303)


@blueprint.get("/records/<kind>/<record_id>")
@require(*WRITERS)
def record(kind: str, record_id: str) -> ResponseReturnValue:
    known, found = _known(kind, record_id)
    typed = _again(known.correction) or as_form_shows(known.correction, found.content)
    return _form(known, known.correction, typed, {}, found)


@blueprint.post("/records/<kind>/<record_id>")
@takes_files
@kept.shown_again_on("body.record")
@require(*WRITERS)
def correct(kind: str, record_id: str) -> ResponseReturnValue:
    known, found = _known(kind, record_id)
    typed = forms.read(known.correction, request.form)
    command = CorrectBodyRecord(known, record_id, request.form.get("seen", -1, int), typed, _sent())
    try:
        correct_body_record(desk().store, desk().keys, current_actor(), command, now())
    except InvalidAnswers as refusal:
        return _form(known, known.correction, typed, refusal.problems, found), status_of(refusal)
    except StaleRevision as refusal:
        return _form(known, known.correction, typed, {}, found, stale=words_of(refusal)), status_of(refusal)
    flash(_("訂正しました。前の値は履歴に残っています。"), "success")
    return redirect(url_for("body.records", kind=kind), 303)


@blueprint.post("/records/<kind>/<record_id>/strike")
@require(*WRITERS)
def strike(kind: str, record_id: str) -> ResponseReturnValue:
    known, found = _known(kind, record_id)
    reason = request.form.get("strike_reason", "")
    command = StrikeBodyRecord(known, record_id, request.form.get("seen", -1, int), reason)
    typed = as_form_shows(known.correction, found.content)
    try:
        strike_body_record(desk().store, desk().keys, current_actor(), command, now())
    except ReasonNeeded as refusal:
        return _form(known, known.correction, typed, {}, found, strike_problem=refusal.message), status_of(refusal)
    except StaleRevision as refusal:
        return _form(known, known.correction, typed, {}, found, stale=words_of(refusal)), status_of(refusal)
    flash(_("登録を取り消しました。記録は履歴に残っています。"), "success")
    return redirect(url_for("body.records", kind=kind), 303)


@blueprint.post("/cessation")
@require(*WRITERS)
def list_cessation() -> ResponseReturnValue:
    added = list_those_to_tell(desk(), current_actor(), now())
    flash(_("名簿に%(n)s件を加えました。", n=added), "success")
    return redirect(url_for("body.records", kind=CESSATION), 303)


@blueprint.get("/files/<file_id>")
@require(*READERS)
def download(file_id: str) -> Response:
    with desk().store.read() as unit:
        file = body_records.kept_file(unit, file_id)
        if file is None:
            raise NotFound
        stream = content_of(unit, file)
    return sent_out(file, stream)


def _kind(name: str) -> BodyKind:
    """With the versions that are published, where its form asks for them."""
    kind = BODY_KINDS.get(name)
    if kind is None:
        raise NotFound
    if name != PROCEDURE:
        return kind
    with desk().store.read() as unit:
        versions = versions_with_cases(unit)
    return of_versions(kind, [Option(_version(one), _version_words(one)) for one in versions])


def _known(kind: str, record_id: str) -> tuple[BodyKind, KeptRecord]:
    known = _kind(kind)
    with desk().store.read() as unit:
        found = body_records.record(unit, known.name, record_id)
    if found is None:
        raise NotFound
    return known, found


def _version(one: VersionOf) -> str:
    return f"{one.process}.{one.number}"


def _version_words(one: VersionOf) -> Text:
    title = desk().bundle(one.id).title
    return Text(f"{title.ja} 第{one.number}版", f"{title.pick('en')}, version {one.number}")


def _sent() -> tuple[Sent, ...]:
    """A browser sends an empty file where none was chosen."""
    found = (file for file in request.files.getlist("files") if file.filename)
    return tuple(Sent(cast(BinaryIO, file.stream), file.filename or "") for file in found)


def _again(form: Form) -> dict[str, Any] | None:
    again = kept.look(current_actor().id)
    return None if again is None else forms.read(form, forms.posted(again))


def _form(
    kind: BodyKind,
    form: Form,
    typed: Mapping[str, Any],
    problems: Mapping[str, Text],
    found: KeptRecord | None = None,
    **more: Any,
) -> str:
    history: tuple[KeptChange, ...] = ()
    if found is not None:
        with desk().store.read() as unit:
            history = body_records.changes_of(unit, found.id)
    shown = forms.show(form, typed, {}, Catalogue(), problems)
    labels = {field.id: field.label for field in form.fields}
    return render_template(
        "body/record.html",
        kind=kind,
        form=form,
        shown=shown,
        problems=problems,
        found=found,
        history=history,
        labels=labels,
        most=kind.most_files - (len(found.files) if found else 0),
        size_words=size_words,
        told=_plain,
        **more,
    )


def _told(kind: BodyKind, one: KeptRecord) -> list[tuple[Text, str]]:
    """The answers of a record that say something, in the words of its form."""
    shown = []
    for field in kind.form.fields:
        value = one.content.get(field.id)
        if value in (None, "", []):
            continue
        words = {option.value: pick(option.label) for option in field.options}
        several = value if isinstance(value, list) else [value]
        shown.append((field.label, _("、").join(words.get(str(each), _plain(each)) for each in several)))
    return shown


def _plain(value: Any) -> str:
    """A value as JSON keeps it, for people."""
    if value in (None, "", []):
        return "—"
    if isinstance(value, list):
        return _("、").join(map(str, value))
    try:
        return day_words(date.fromisoformat(value)) if isinstance(value, str) else str(value)
    except ValueError:
        return str(value)
