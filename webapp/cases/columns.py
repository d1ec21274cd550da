"""Which further columns of table 2 may be meant for a case: the status of its service was another one on the day of the
incident or of its report (TPDMS-2210 does not say which day counts), or its grant is under renewal review.

Must not know what a column gives.
"""

from __future__ import annotations

from datetime import date

from webapp.model.bundle import Bundle
from webapp.model.clock import local_date
from webapp.registers.status import status_on
from webapp.store import answers
from webapp.store.cases import CaseRow
from webapp.store.earlier import START, renewal_pending
from webapp.store.unit import Unit


def other_columns(unit: Unit, bundle: Bundle, case: CaseRow, status: str | None, on: date) -> list[dict[str, str]]:
    """{"status", "why"} of each column beside `status`, the one in force; `why`: incident, report or renewal. The day of
    the incident is the first of `earlier.days` that was answered, that of the report the last."""
    if case.service_id is None or status is None:
        return []
    start = answers.records_of(unit, case.id, {START}).get(START, {})
    said = [date.fromisoformat(start[day]) for day in bundle.earlier.days if start.get(day)]
    days = said or [local_date(case.opened_at)]
    found = [
        {"status": then, "why": why}
        for why, day in (("incident", days[0]), ("report", days[-1]))
        if (then := status_on(unit, case.service_id, day)) != status
    ]
    if status == "grantee" and renewal_pending(unit, case.service_id, on):
        found.append({"status": "under_review", "why": "renewal"})
    return found
