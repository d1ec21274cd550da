"""Corrections of a status that wait for a second person: confirmed or declined where the status stands."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.model.refusals import NotFound
from webapp.registers.propose_status import CONFIRMERS, AnswerProposal, answer_proposal
from webapp.store.status_proposals import waiting_for
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import gettext as _
from webapp.web.registers.routes import blueprint


@blueprint.post("/<operator_id>/proposals/<proposal_id>")
@require(*CONFIRMERS)
def answer_status(operator_id: str, proposal_id: str) -> ResponseReturnValue:
    with desk().store.read() as unit:
        if proposal_id not in {found.id for found in waiting_for(unit, operator_id)}:
            raise NotFound
    agree = request.form.get("result") == "confirm"
    command = AnswerProposal(proposal_id, agree, request.form.get("answer", ""))
    answer_proposal(desk().store, desk().keys, current_actor(), command, now())
    flash(
        _("訂正を確認しました。前の行は履歴に残っています。") if agree else _("訂正を採らないことにしました。"),
        "success",
    )
    return redirect(url_for("registers.operator", operator_id=operator_id), 303)
