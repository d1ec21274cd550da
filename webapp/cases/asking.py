"""What judging a form needs besides what was typed: the records of the case and what is offered. Must not know verbs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from webapp.model.bundle import Bundle, Form, Option
from webapp.model.catalogue import Catalogue, grades_in_force
from webapp.model.clock import local_date
from webapp.model.forms import Answers, validate
from webapp.model.text import Text
from webapp.registers.status import status_on
from webapp.store import answers, history, registers
from webapp.store.cases import CaseRow
from webapp.store.unit import Unit

Records = dict[str, Mapping[str, Any]]


def case_record(unit: Unit, case: CaseRow, now: datetime) -> dict[str, Any]:
    """The record `case`: number, opened_on, and the status of the service that is in force now."""
    status = None if case.service_id is None else status_on(unit, case.service_id, local_date(now))
    return {"number": case.number, "opened_on": local_date(case.opened_at).isoformat(), "status": status}


def records_of(unit: Unit, case_id: str) -> Records:
    """What the steps of a case have come to so far: the answers of people, and outcome and value of rules."""
    records: Records = dict(answers.records_of(unit, case_id))
    for row in history.determined_in(unit, case_id):
        records[row.step] = {"outcome": row.outcome, "value": row.value}
    return records


def judge(
    unit: Unit,
    bundle: Bundle,
    form: Form,
    typed: Mapping[str, Any],
    case_id: str | None,
    case: Mapping[str, Any],
    on: date,
) -> Answers:
    """The normal answers of a form. `case` is the record of the case; `case_id` None for a case that is being opened.

    Raises InvalidAnswers.
    """
    context: Records = {"case": case}
    if case_id is not None and _looks_back(form):
        context = {**records_of(unit, case_id), "case": case}
    return validate(form, typed, context, on, _catalogue(unit, bundle, form, on))


def _looks_back(form: Form) -> bool:
    """Whether a field of the form depends on what another step said."""
    conditions = (field.when.field for field in form.fields if field.when is not None)
    return any("." in name and not name.startswith("case.") for name in conditions)


def _catalogue(unit: Unit, bundle: Bundle, form: Form, on: date) -> Catalogue:
    kinds = {field.kind for field in form.fields}
    grades = grades_in_force(bundle.tables.get("scale", {}), on) if "grade" in kinds else {}
    services: tuple[Option, ...] = ()
    if "operator" in kinds:
        services = tuple(Option(row.id, Text(row.name, row.name_en)) for row in registers.services(unit))
    return Catalogue(grades, services)
