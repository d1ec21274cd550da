"""The organs as a case sees them today: how many sit, and whom a form may name. Must not know what they decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from webapp.engine import Program
from webapp.model.bundle import Form, Option
from webapp.store import cases, organs
from webapp.store.cases import CaseRow
from webapp.store.unit import Unit

COUNTED: Final = ("committee", "subcommittee")
"""Organs whose numbers `case.<organ>` tells a diagram."""


def with_organs(unit: Unit, program: Program, case: CaseRow, record: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The record `case` with the numbers of those organs that an expression names: {"members", "recused", "able"}, and
    the ids of those able as "sitting"."""
    wanted = [organ for organ in COUNTED if organ in program.of_case]
    if not wanted:
        return dict(record)
    sitting = organs.sitting(unit, case.id, case.operator_id, on)
    return {**record, **{organ: sitting[organ].as_record() for organ in wanted}}


def members_offered(unit: Unit, form: Form, case_id: str | None, on: date) -> dict[str, tuple[Option, ...]]:
    """Organ -> the people able to sit today in the case, for the fields of a form that ask who did."""
    wanted = {field.organ for field in form.fields if field.organ is not None}
    case = cases.case(unit, case_id) if wanted and case_id is not None else None
    if case is None:
        return {}
    sitting = organs.sitting(unit, case.id, case.operator_id, on)
    return {
        organ: tuple(Option(user_id, name) for user_id, name in organs.names(unit, sitting[organ].able))
        for organ in sorted(wanted)
    }
