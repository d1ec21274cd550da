"""The times in which an operator may not apply: a person gives ground and day, the rule counts."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from handlers.determination import Determination
from webapp.cases.ask_rule import ask_rule
from webapp.model.bundle import Form
from webapp.model.clock import local_date
from webapp.model.refusals import NotFound
from webapp.registers.bars import CORRECTION, FORM, RULE, CorrectBar, EnterBar, correct_bar, enter_bar, inputs_for
from webapp.registers.correct_record import find
from webapp.registers.strike_record import StrikeRecord, strike_record
from webapp.store.records import Record
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import gettext as _
from webapp.web.registers.editing import Edit, Typed, as_typed, carried_out, operator_of, revision, shown, struck
from webapp.web.registers.routes import WRITERS, blueprint


@blueprint.get("/<operator_id>/bars/add")
@require(*WRITERS)
def new_bar(operator_id: str) -> ResponseReturnValue:
    return shown(_new(operator_id))


@blueprint.post("/<operator_id>/bars/add")
@kept.shown_again_on("registers.new_bar")
@require(*WRITERS)
def add_bar(operator_id: str) -> ResponseReturnValue:
    edit = _new(operator_id)

    def deed(typed: Typed) -> str:
        command = EnterBar(operator_id, typed, _count(typed, FORM))
        enter_bar(desk().store, desk().keys, current_actor(), command, now())
        return edit.back

    return carried_out(edit, deed, _("申請不可期間を登録しました。"))


@blueprint.get("/<operator_id>/bars/<bar_id>")
@require(*WRITERS)
def bar(operator_id: str, bar_id: str) -> ResponseReturnValue:
    edit, found = _known(operator_id, bar_id)
    return shown(edit, as_typed(edit.form, found.values))


@blueprint.post("/<operator_id>/bars/<bar_id>")
@kept.shown_again_on("registers.bar")
@require(*WRITERS)
def correct_a_bar(operator_id: str, bar_id: str) -> ResponseReturnValue:
    edit, _found = _known(operator_id, bar_id)

    def deed(typed: Typed) -> str:
        command = CorrectBar(operator_id, bar_id, revision(), typed, _count(typed, CORRECTION))
        correct_bar(desk().store, desk().keys, current_actor(), command, now())
        return edit.back

    return carried_out(edit, deed, _("訂正しました。前の値は履歴に残っています。"))


@blueprint.post("/<operator_id>/bars/<bar_id>/strike")
@require(*WRITERS)
def strike_bar(operator_id: str, bar_id: str) -> ResponseReturnValue:
    edit, found = _known(operator_id, bar_id)

    def deed(reason: str) -> None:
        command = StrikeRecord("bar", operator_id, bar_id, revision(), reason)
        strike_record(desk().store, desk().keys, current_actor(), command, now())

    return struck(edit, as_typed(edit.form, found.values), deed)


def _count(typed: Typed, form: Form) -> Determination:
    today = local_date(now())
    return ask_rule(desk(), RULE, inputs_for(typed, form, today), today)


def _new(operator_id: str) -> Edit:
    return Edit(
        form=FORM,
        heading=_("申請不可期間を登録"),
        action=request.path,
        back=url_for("registers.operator", operator_id=operator_id),
        submit=_("登録する"),
        operator=operator_of(operator_id),
    )


def _known(operator_id: str, bar_id: str) -> tuple[Edit, Record]:
    with desk().store.read() as unit:
        found = find(unit, "bar", operator_id, bar_id)
    if found.values["status_id"] is not None:
        raise NotFound
    edit = Edit(
        form=CORRECTION,
        heading=_("申請不可期間を訂正"),
        action=url_for("registers.correct_a_bar", operator_id=operator_id, bar_id=bar_id),
        back=url_for("registers.operator", operator_id=operator_id),
        submit=_("訂正する"),
        operator=operator_of(operator_id),
        seen=str(found.revision),
        strike=url_for("registers.strike_bar", operator_id=operator_id, bar_id=bar_id),
    )
    return edit, found
