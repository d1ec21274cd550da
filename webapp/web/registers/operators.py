"""The list of operators, and the page of one."""

from __future__ import annotations

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp.cases.purposes import walled_from
from webapp.model.bundle import Form
from webapp.model.clock import local_date
from webapp.model.may import reach
from webapp.model.purpose import MARK
from webapp.model.refusals import NotFound
from webapp.model.text import Text
from webapp.registers.bars import GROUNDS, bars_on
from webapp.registers.identity import FORM as IDENTITY
from webapp.registers.identity import candidates, group_of
from webapp.registers.kinds import KINDS
from webapp.registers.propose_status import CONFIRMERS
from webapp.registers.set_status import BY_HAND
from webapp.registers.statement import statement_of
from webapp.registers.status import SHOWN
from webapp.store.reads.operator import cases_open_for, operator_names, operator_page
from webapp.store.reads.people import names_of
from webapp.store.reads.publications import publications_of
from webapp.store.reads.registers import operator_list
from webapp.store.reads.related import told_about
from webapp.store.status_proposals import waiting_for
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.certificates.views import READERS as CERTIFICATE_READERS
from webapp.web.i18n import later
from webapp.web.parts.measures import measure_words
from webapp.web.registers.editing import asked_day
from webapp.web.registers.history import told
from webapp.web.registers.routes import DECLARATION_READERS, READERS, WRITERS, blueprint

ALIKE: Final = {
    "representative": later("代表者が同じ"),
    "address": later("所在地が同じ"),
    "parent": later("親会社の関係"),
}


@blueprint.get("")
@require(*READERS)
def operators() -> ResponseReturnValue:
    return _list(request.args)


@blueprint.post("")
@require(*READERS)
def search() -> ResponseReturnValue:
    """The same list searched by text, which stays out of the address."""
    return _list(request.form)


@blueprint.get("/<operator_id>")
@require(*READERS)
def operator(operator_id: str) -> ResponseReturnValue:
    day, problem = asked_day()
    actor = current_actor()
    with desk().store.read() as unit:
        # The register is the mark's: it tells of no case whose information article 55 keeps from it.
        kept = walled_from(desk(), unit, MARK, local_date(now()))
        page = operator_page(unit, reach(actor), operator_id, day, kept)
        if page is None:
            raise NotFound
        group = group_of(unit, operator_id, day) - {operator_id}
        alike = candidates(unit, operator_id, day)
        barring = bars_on(unit, operator_id, day)
        open_cases = cases_open_for(unit, reach(actor), group | {operator_id}, kept)
        public = publications_of(unit, reach(actor), operator_id)
        told_them = told_about(unit, reach(actor), operator_id)
        proposals = waiting_for(unit, operator_id)
        proposers = names_of(unit, {one.proposed_by for one in proposals})
        names = operator_names(unit, {*group, *(bar.operator_id for bar in barring)})
    shown = render_template(
        "registers/operator.html",
        page=page,
        head=page.head,
        on=day,
        typed_on=request.args.get("on", "") or day.isoformat(),
        today=local_date(now()),
        problem=problem,
        group=sorted(group, key=lambda one: names[one].ja),
        alike=alike,
        alike_words=ALIKE,
        barring=barring,
        names=names,
        grounds=GROUNDS,
        circumstances=_labels(IDENTITY, "grounds"),
        positions=_labels(KINDS["officer"].form, "position"),
        reviews=_labels(KINDS["recipient"].form, "review"),
        filings=_labels(KINDS["application"].form, "kind"),
        beside=open_cases,
        told_about=told_them,
        publications=public,
        proposals=proposals,
        proposers=proposers,
        may_confirm=actor.has(*CONFIRMERS),
        reader=actor.id,
        measure_words=measure_words,
        history=told(page),
        by_hand=BY_HAND,
        may_write=actor.has(*WRITERS),
        may_see_declarations=actor.has(*DECLARATION_READERS),
        may_see_certificates=actor.has(*CERTIFICATE_READERS),
        statement_of=statement_of,
    )
    return shown, 422 if problem else 200


def _list(asked: MultiDict[str, str]) -> ResponseReturnValue:
    status = asked.get("status", "")
    status = status if status in SHOWN else ""
    text = asked.get("text", "")
    with desk().store.read() as unit:
        found = operator_list(unit, local_date(now()), text, status or None, asked.get("page", 1, int))
    return render_template(
        "registers/list.html",
        found=found,
        text=text,
        status=status,
        statuses=SHOWN,
        may_write=current_actor().has(*WRITERS),
    )


def _labels(form: Form, name: str) -> dict[str, Text]:
    """What the answers of a choice are called."""
    return {option.value: option.label for field in form.fields if field.id == name for option in field.options}
