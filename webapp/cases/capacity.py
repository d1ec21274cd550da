"""The body as a case sees it on a day: whether it is accredited under the Act, and whether the operator is a covered business.
Must not know what follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from webapp.cases.desk import Desk
from webapp.engine import Program
from webapp.registers.capacities import is_accredited
from webapp.store.cases import CaseRow
from webapp.store.coverages import is_covered
from webapp.store.unit import Unit

ACCREDITED: Final = "accredited"
COVERED: Final = "covered"


def with_capacity(
    desk: Desk, unit: Unit, program: Program, body_id: str | None, case: CaseRow, record: Mapping[str, Any], on: date
) -> dict[str, Any]:
    """The record `case` with those of these that an expression names, each true or false. A body that nobody has
    described is not accredited."""
    told = dict(record)
    if ACCREDITED in program.of_case:
        told[ACCREDITED] = body_id is not None and is_accredited(desk.body(body_id), on)
    if COVERED in program.of_case:
        told[COVERED] = case.operator_id is not None and is_covered(unit, case.operator_id, on)
    return told
