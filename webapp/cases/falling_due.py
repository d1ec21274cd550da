"""Ended cases with the day from which they may be erased, for whoever looks after them. Must not know how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from webapp.cases.desk import Desk
from webapp.cases.erasable import retention_for
from webapp.model.clock import local_date
from webapp.model.may import Reach
from webapp.store.reads.retention import EndedCase, ended_cases
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Falling:
    """`due_on`: the first day on which the lapse of its time is a ground; None: never."""

    case: EndedCase
    due_on: date | None

    def is_due(self, on: date) -> bool:
        return self.due_on is not None and self.due_on <= on


def falling_due(desk: Desk, unit: Unit, reach: Reach) -> tuple[Falling, ...]:
    """Every ended case within reach, the one that falls due first first, those that never do last."""
    kept = {}
    found = []
    for case in ended_cases(unit, reach):
        key = case.process, case.version_id
        if key not in kept:
            kept[key] = retention_for(desk, unit, *key)
        found.append(Falling(case, kept[key].due_on(case.end_event, local_date(case.ended_at))))
    return tuple(sorted(found, key=lambda one: (one.due_on or date.max, one.case.number)))
