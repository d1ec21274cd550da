"""Whether two operators are to be deemed identical: candidates are suggested, a person decides with reasons."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from webapp.model.catalogue import Catalogue
from webapp.model.clock import local_date
from webapp.model.text import Text
from webapp.registers.identity import FORM, DecideIdentity, decide_identity, others
from webapp.store.reads.services import ServiceGroup, ServiceLine
from webapp.web import kept
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import gettext as _
from webapp.web.registers.editing import Edit, Typed, carried_out, operator_of, shown
from webapp.web.registers.routes import WRITERS, blueprint


@blueprint.get("/<operator_id>/identity")
@require(*WRITERS)
def identity(operator_id: str) -> ResponseReturnValue:
    """`other`: the operator that was suggested."""
    suggested = {"other": request.args.get("other", ""), "since": local_date(now()).isoformat()}
    return shown(_edit(operator_id), suggested)


@blueprint.post("/<operator_id>/identity")
@kept.shown_again_on("registers.identity")
@require(*WRITERS)
def decide(operator_id: str) -> ResponseReturnValue:
    edit = _edit(operator_id)

    def deed(typed: Typed) -> str:
        command = DecideIdentity(operator_id, typed)
        decide_identity(desk().store, desk().keys, current_actor(), command, now())
        return edit.back

    return carried_out(edit, deed, _("判断を記録しました。"))


def _edit(operator_id: str) -> Edit:
    operator = operator_of(operator_id)
    with desk().store.read() as unit:
        offered = others(unit, operator_id)
    lines = tuple(ServiceLine(one.value, one.label, None) for one in offered)
    return Edit(
        form=FORM,
        heading=_("実質的同一を判断"),
        action=request.path,
        back=url_for("registers.operator", operator_id=operator_id),
        submit=_("判断を記録する"),
        operator=operator,
        catalogue=Catalogue(services=offered),
        groups=(ServiceGroup("", Text("登録されている事業者", "Registered operators"), None, lines),),
    )
