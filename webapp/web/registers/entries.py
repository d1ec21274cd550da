"""Adding an operator or what hangs on one, correcting it with a reason, and striking what was a mistake."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from handlers.determination import Determination
from webapp.cases.ask_rule import ask_rule, published_body
from webapp.model.clock import local_date
from webapp.model.refusals import NotFound
from webapp.model.text import Text
from webapp.registers.add_record import AddRecord, add_record
from webapp.registers.asking import inputs_of_coverage
from webapp.registers.correct_record import CorrectRecord, correct_record, find
from webapp.registers.kinds import KINDS, Kind
from webapp.registers.strike_record import StrikeRecord, strike_record
from webapp.store.records import Record
from webapp.store.registers import services_of
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import gettext as _
from webapp.web.i18n import pick
from webapp.web.registers.editing import Edit, Typed, as_typed, carried_out, operator_of, revision, shown, struck
from webapp.web.registers.routes import WRITERS, blueprint


@blueprint.get("/add")
@require(*WRITERS)
def new_operator() -> ResponseReturnValue:
    return shown(_new(None, "operator", ""))


@blueprint.post("/add")
@kept.shown_again_on("registers.new_operator")
@require(*WRITERS)
def add_operator() -> ResponseReturnValue:
    return _add(None, "operator", "")


@blueprint.get("/<operator_id>/add/<kind>")
@require(*WRITERS)
def new_entry(operator_id: str, kind: str) -> ResponseReturnValue:
    return shown(_new(operator_id, kind, ""), {"first_day": local_date(now()).isoformat()})


@blueprint.post("/<operator_id>/add/<kind>")
@kept.shown_again_on("registers.new_entry")
@require(*WRITERS)
def add_entry(operator_id: str, kind: str) -> ResponseReturnValue:
    return _add(operator_id, kind, "")


@blueprint.get("/<operator_id>/services/<service_id>/add/<kind>")
@require(*WRITERS)
def new_partner(operator_id: str, service_id: str, kind: str) -> ResponseReturnValue:
    return shown(_new(operator_id, kind, service_id), {"first_day": local_date(now()).isoformat()})


@blueprint.post("/<operator_id>/services/<service_id>/add/<kind>")
@kept.shown_again_on("registers.new_partner")
@require(*WRITERS)
def add_partner(operator_id: str, service_id: str, kind: str) -> ResponseReturnValue:
    return _add(operator_id, kind, service_id)


@blueprint.get("/<operator_id>/<kind>/<record_id>")
@require(*WRITERS)
def entry(operator_id: str, kind: str, record_id: str) -> ResponseReturnValue:
    edit, found = _known(operator_id, kind, record_id)
    return shown(edit, as_typed(edit.form, found.values))


@blueprint.post("/<operator_id>/<kind>/<record_id>")
@kept.shown_again_on("registers.entry")
@require(*WRITERS)
def correct(operator_id: str, kind: str, record_id: str) -> ResponseReturnValue:
    edit, _found = _known(operator_id, kind, record_id)

    def deed(typed: Typed) -> str:
        command = CorrectRecord(kind, operator_id, record_id, revision(), typed, _asked(kind, edit, typed))
        correct_record(desk().store, desk().keys, current_actor(), command, now())
        return edit.back

    return carried_out(edit, deed, _("訂正しました。前の値は履歴に残っています。"))


@blueprint.post("/<operator_id>/<kind>/<record_id>/strike")
@require(*WRITERS)
def strike(operator_id: str, kind: str, record_id: str) -> ResponseReturnValue:
    edit, found = _known(operator_id, kind, record_id)

    def deed(reason: str) -> None:
        command = StrikeRecord(kind, operator_id, record_id, revision(), reason)
        strike_record(desk().store, desk().keys, current_actor(), command, now())

    return struck(edit, as_typed(edit.form, found.values), deed)


def _add(operator_id: str | None, kind: str, service_id: str) -> ResponseReturnValue:
    edit = _new(operator_id, kind, service_id)

    def deed(typed: Typed) -> str:
        command = AddRecord(kind, typed, operator_id, service_id or None, _asked(kind, edit, typed))
        added = add_record(desk().store, desk().keys, current_actor(), command, now())
        return url_for("registers.operator", operator_id=operator_id or added)

    return carried_out(edit, deed, _("%(what)sを登録しました。", what=pick(KINDS[kind].title)))


def _asked(kind: str, edit: Edit, typed: Typed) -> Determination | None:
    """What the rule of the kind says to what was typed; None for a kind without one."""
    rule, today = KINDS[kind].rule, local_date(now())
    if rule is None:
        return None
    return ask_rule(desk(), rule, inputs_of_coverage(edit.form, typed, today, published_body(desk())), today)


def _new(operator_id: str | None, kind_name: str, service_id: str) -> Edit:
    kind = KINDS.get(kind_name)
    parent = None if operator_id is None else "service" if service_id else "operator"
    if kind is None or kind.parent != parent:
        raise NotFound
    operator = None if operator_id is None else operator_of(operator_id)
    back = url_for("registers.operators" if operator is None else "registers.operator", operator_id=operator_id)
    return Edit(
        form=kind.form,
        heading=_("%(what)sを登録", what=pick(kind.title)),
        action=request.path,
        back=back,
        submit=_("登録する"),
        operator=operator,
        about=None if operator_id is None or not service_id else _service(operator_id, service_id),
    )


def _known(operator_id: str, kind_name: str, record_id: str) -> tuple[Edit, Record]:
    kind = KINDS.get(kind_name)
    if kind is None:
        raise NotFound
    with desk().store.read() as unit:
        found = find(unit, kind.table, operator_id, record_id, kind.fixed)
    edit = Edit(
        form=kind.correction,
        heading=_("%(what)sを訂正", what=pick(kind.title)),
        action=url_for("registers.correct", operator_id=operator_id, kind=kind.name, record_id=record_id),
        back=url_for("registers.operator", operator_id=operator_id),
        submit=_("訂正する"),
        operator=operator_of(operator_id),
        about=_about(kind, found),
        seen=str(found.revision),
        strike=_strike(operator_id, kind, record_id),
    )
    return edit, found


def _strike(operator_id: str, kind: Kind, record_id: str) -> str | None:
    if not kind.strikable:
        return None
    return url_for("registers.strike", operator_id=operator_id, kind=kind.name, record_id=record_id)


def _about(kind: Kind, found: Record) -> Text | None:
    if "name" not in found.values or kind.name == "operator":
        return None
    return Text(found.values["name"], found.values.get("name_en", ""))


def _service(operator_id: str, service_id: str) -> Text:
    with desk().store.read() as unit:
        known = {service.id: Text(service.name, service.name_en) for service in services_of(unit, operator_id)}
    if service_id not in known:
        raise NotFound
    return known[service_id]
