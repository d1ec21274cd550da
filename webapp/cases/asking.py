"""What judging a form needs besides what was typed: the records of the case and what is offered. Must not know verbs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from webapp.cases.related import standings_offered
from webapp.cases.sitting import members_offered
from webapp.model.bundle import Bundle, Form, Option
from webapp.model.catalogue import Catalogue, grades_in_force
from webapp.model.clock import local_date
from webapp.model.forms import Answers, validate
from webapp.model.text import Text
from webapp.registers.status import column_of
from webapp.store import answers, history, registers
from webapp.store.cases import CaseRow
from webapp.store.unit import Unit

Records = dict[str, Mapping[str, Any]]
Waiting = Mapping[str, tuple[Option, ...]]
NOTHING_WAITS: Final[Waiting] = {}


def case_record(case: CaseRow, status: str | None) -> dict[str, Any]:
    """The record `case`: number, opened_on, and what the status of the service in force comes to in table 2; None for
    a case without a service."""
    told = None if case.service_id is None else "prospective" if status is None else column_of(status)
    return {"number": case.number, "opened_on": local_date(case.opened_at).isoformat(), "status": told}


def judge(
    unit: Unit,
    bundle: Bundle,
    form: Form,
    typed: Mapping[str, Any],
    case_id: str | None,
    case: Mapping[str, Any],
    on: date,
    waiting: Waiting = NOTHING_WAITS,
) -> Answers:
    """The normal answers of a form. `case` is the record of the case; `case_id` None for a case that is being opened;
    `waiting`: field -> the files that may be handed in with it.

    Raises InvalidAnswers.
    """
    context: Records = {"case": case}
    if case_id is not None:
        context |= _looked_back_at(unit, bundle, form, case_id)
    return validate(form, typed, context, on, replace(_catalogue(unit, bundle, form, case_id, on), waiting=waiting))


def _looked_back_at(unit: Unit, bundle: Bundle, form: Form, case_id: str) -> Records:
    """The records of those steps on whose results a field of the form depends, or with whose days or numbers it is compared."""
    names = {field.when.field for field in form.fields if field.when is not None}
    names |= {path for field in form.fields for path in (field.not_before or "").split()}
    names |= {field.within for field in form.fields if field.within is not None}
    steps = {name.partition(".")[0] for name in names if "." in name} - {"case"}
    decided = {step for step in steps if step in bundle.steps and bundle.steps[step].handler is not None}
    found: Records = {}
    if steps - decided:
        found |= answers.records_of(unit, case_id, steps - decided)
    if decided:
        found |= determined_records(unit, case_id, decided)
    return found


def determined_records(unit: Unit, case_id: str, steps: Collection[str] | None = None) -> Records:
    """Outcome and value of the rules asked in a case, by step; of a step decided twice the last. None: of all steps."""
    latest = history.latest_determined(unit, case_id, steps)
    return {row.step: {"outcome": row.outcome, "value": row.value} for row in latest}


def _catalogue(unit: Unit, bundle: Bundle, form: Form, case_id: str | None, on: date) -> Catalogue:
    kinds = {field.kind for field in form.fields}
    grades = grades_in_force(bundle.tables.get("scale", {}), on) if "grade" in kinds else {}
    services: tuple[Option, ...] = ()
    if "operator" in kinds:
        services = tuple(Option(row.id, Text(row.name, row.name_en)) for row in registers.services(unit))
    return Catalogue(
        grades,
        services,
        members=members_offered(unit, form, case_id, on),
        standings=standings_offered(unit, form, case_id, on),
    )
