"""The status of a service: entered by hand where no measure is needed, and corrected with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from webapp.model.bundle import Form
from webapp.model.clock import local_date
from webapp.model.refusals import NotFound
from webapp.model.text import Text
from webapp.registers.propose_status import propose_status
from webapp.registers.reading import read_values
from webapp.registers.set_status import BY_HAND, SetStatus, needs_second_person, set_status
from webapp.registers.status import STATUSES, row_on, status_form
from webapp.store.registers import ServiceRow, StatusRow
from webapp.store.registers import service as service_row
from webapp.store.registers import status as status_row
from webapp.web import forms, kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import gettext as _
from webapp.web.registers.editing import Edit, Typed, as_typed, carried_out, operator_of, revision, shown
from webapp.web.registers.routes import WRITERS, blueprint


@blueprint.get("/<operator_id>/services/<service_id>/status")
@require(*WRITERS)
def new_status(operator_id: str, service_id: str) -> ResponseReturnValue:
    return shown(_new(operator_id, service_id), {"valid_from": local_date(now()).isoformat()})


@blueprint.post("/<operator_id>/services/<service_id>/status")
@kept.shown_again_on("registers.new_status")
@require(*WRITERS)
def enter_status(operator_id: str, service_id: str) -> ResponseReturnValue:
    edit = _new(operator_id, service_id)

    def deed(typed: Typed) -> str:
        values = _read(status_form(tuple(STATUSES), correcting=False), typed)
        return _set(edit, SetStatus(service_id, revision=revision(), **values))

    return carried_out(edit, deed, _("地位を登録しました。"))


@blueprint.get("/<operator_id>/services/<service_id>/statuses/<status_id>")
@require(*WRITERS)
def status(operator_id: str, service_id: str, status_id: str) -> ResponseReturnValue:
    edit, row = _known(operator_id, service_id, status_id)
    asked = {"status": row.status, "valid_from": row.valid_from, "last_day": row.last_day}
    return shown(edit, as_typed(edit.form, asked))


@blueprint.post("/<operator_id>/services/<service_id>/statuses/<status_id>")
@kept.shown_again_on("registers.status")
@require(*WRITERS)
def correct_status(operator_id: str, service_id: str, status_id: str) -> ResponseReturnValue:
    edit, row = _known(operator_id, service_id, status_id)
    by_two = needs_second_person(row, str(forms.read(edit.form, request.form).get("status", "")))

    def deed(typed: Typed) -> str:
        command = SetStatus(service_id, corrects=row.id, revision=revision(), **_read(edit.form, typed))
        if not by_two:
            return _set(edit, command)
        propose_status(desk().store, desk().keys, current_actor(), command, now())
        return edit.back

    corrected = _("地位を訂正しました。前の行は履歴に残っています。")
    return carried_out(edit, deed, _("訂正を求めました。別の人が確認すると訂正されます。") if by_two else corrected)


def _read(form: Form, typed: Typed) -> dict[str, Any]:
    return read_values(form, typed, local_date(now()))


def _set(edit: Edit, command: SetStatus) -> str:
    set_status(desk().store, desk().keys, current_actor(), command, now())
    return edit.back


def _new(operator_id: str, service_id: str) -> Edit:
    service = _service(operator_id, service_id)
    offered = BY_HAND.get(_now(service, local_date(now())), ())
    form = status_form(offered, correcting=False)
    return _edit(operator_id, service, form, _("地位を登録"), _("登録する"))


def _known(operator_id: str, service_id: str, status_id: str) -> tuple[Edit, StatusRow]:
    service = _service(operator_id, service_id)
    with desk().store.read() as unit:
        row = status_row(unit, status_id)
    if row is None or row.service_id != service.id or (row.corrected_by is not None and request.method == "GET"):
        raise NotFound
    form = status_form(tuple(STATUSES), correcting=True)
    return _edit(operator_id, service, form, _("地位を訂正"), _("訂正する")), row


def _edit(operator_id: str, service: ServiceRow, form: Form, heading: str, submit: str) -> Edit:
    return Edit(
        form=form,
        heading=heading,
        action=request.path,
        back=url_for("registers.operator", operator_id=operator_id),
        submit=submit,
        operator=operator_of(operator_id),
        about=Text(service.name, service.name_en),
        seen=str(service.revision),
    )


def _service(operator_id: str, service_id: str) -> ServiceRow:
    with desk().store.read() as unit:
        found = service_row(unit, service_id)
    if found is None or found.operator_id != operator_id:
        raise NotFound
    return found


def _now(service: ServiceRow, today: date) -> str | None:
    with desk().store.read() as unit:
        row = row_on(unit, service.id, today)
    return None if row is None else row.status
