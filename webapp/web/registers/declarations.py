"""What an officer declared: criminal data, on a page of its own for those who may see it. Never part of another."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.model.text import Text
from webapp.registers.correct_record import find
from webapp.registers.declare_officer import (
    CORRECTION,
    FORM,
    WRITERS,
    DeclareOfficer,
    declare_officer,
    declared,
    read_declarations,
)
from webapp.store.reads.people import names_of
from webapp.store.records import DeclarationRow
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import gettext as _
from webapp.web.registers.editing import Edit, Typed, as_typed, carried_out, operator_of, shown
from webapp.web.registers.routes import DECLARATION_READERS, blueprint


@blueprint.get("/<operator_id>/officers/<officer_id>/declarations")
@require(*DECLARATION_READERS)
def declarations(operator_id: str, officer_id: str) -> ResponseReturnValue:
    known = _looked_at(operator_id, officer_id)
    officer = _officer(operator_id, officer_id)
    with desk().store.read() as unit:
        people = names_of(unit, {row.entered_by for row in known})
    labels = {
        field.id: {option.value: option.label for option in field.options} for field in FORM.fields if field.options
    }
    return render_template(
        "registers/declarations.html",
        operator=operator_of(operator_id),
        officer=officer,
        officer_id=officer_id,
        known=known,
        people=people,
        labels=labels,
        may_write=current_actor().has(*WRITERS),
    )


@blueprint.get("/<operator_id>/officers/<officer_id>/declare")
@require(*WRITERS)
def new_declaration(operator_id: str, officer_id: str) -> ResponseReturnValue:
    known = _looked_at(operator_id, officer_id)
    edit = _edit(operator_id, officer_id, known)
    if not known:
        return shown(edit)
    values = {name: getattr(known[0], name) for name in DeclarationRow.__slots__ if name != "reason"}
    return shown(edit, as_typed(edit.form, values))


@blueprint.post("/<operator_id>/officers/<officer_id>/declare")
@require(*WRITERS)
def declare(operator_id: str, officer_id: str) -> ResponseReturnValue:
    # Not kept over a lost session, as other forms are: criminal data does not lie about in sessions.
    with desk().store.read() as unit:
        known = declared(unit, current_actor(), operator_id, officer_id)
    edit = _edit(operator_id, officer_id, known)

    def deed(typed: Typed) -> str:
        command = DeclareOfficer(operator_id, officer_id, request.form.get("seen", ""), typed)
        declare_officer(desk().store, desk().keys, current_actor(), command, now())
        return edit.back

    return carried_out(edit, deed, _("申告を記録しました。"))


def _edit(operator_id: str, officer_id: str, known: tuple[DeclarationRow, ...]) -> Edit:
    return Edit(
        form=CORRECTION if known else FORM,
        heading=_("申告を訂正") if known else _("申告を記録"),
        action=request.path,
        back=url_for("registers.declarations", operator_id=operator_id, officer_id=officer_id),
        submit=_("訂正する") if known else _("記録する"),
        operator=operator_of(operator_id),
        about=_officer(operator_id, officer_id),
        seen=known[0].id if known else "",
    )


def _looked_at(operator_id: str, officer_id: str) -> tuple[DeclarationRow, ...]:
    return read_declarations(desk().store, desk().keys, current_actor(), operator_id, officer_id, now())


def _officer(operator_id: str, officer_id: str) -> Text:
    with desk().store.read() as unit:
        values = find(unit, "officer", operator_id, officer_id).values
    return Text(values["name"], values["name_en"])
