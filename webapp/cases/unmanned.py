"""Organs that a case asks for something which nobody of theirs can do: all keep away, or nobody is in term any more.

Where somebody is left, they ask for temporary members in the diagram; here nobody is left to ask. Must not know any page.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from webapp.cases.desk import Desk
from webapp.store import cases, organs, tasks
from webapp.store.cases import CaseRow
from webapp.store.organs import Sitting
from webapp.store.tasks import TaskRow
from webapp.store.unit import Unit

SEATED: Final = ("subcommittee", "committee")
"""Organs that temporary members are named for."""
NAMED_BY: Final = "promotion_committee"
"""TPDMS-2210 4.1 does not say who names them. The sub-committee is an organ of this one (6.), which sets the criteria:
that it names those of the committee, too, is a default of this installation."""


@dataclass(frozen=True, slots=True)
class Unmanned:
    """`steps`: what the organ is asked for in the case; `since`: when the first of them was opened; `namers`: who may
    name its temporary members, none where nobody of theirs is able to either; `offered`: whom they may name."""

    case: CaseRow
    organ: str
    steps: tuple[str, ...]
    since: datetime
    namers: frozenset[str]
    offered: frozenset[str]


def unmanned(
    desk: Desk, unit: Unit, on: date, case_ids: Collection[str] | None = None, among: Collection[str] = SEATED
) -> tuple[Unmanned, ...]:
    """Those of some open cases, of all where None are named, the longest waiting first. `among`: the organs that are
    looked at."""
    waiting = tasks.open_in_roles(unit, among, case_ids)
    known = {case.id: case for case in cases.not_ended(unit, {task.case_id for task in waiting})}
    sittings = organs.sittings(unit, {case.id: case.operator_id for case in known.values()}, on) if known else {}
    found: dict[tuple[str, str], list[TaskRow]] = {}
    for task in waiting:
        if not _somebody(desk, known[task.case_id], task, sittings[task.case_id][task.role].able):
            found.setdefault((task.case_id, task.role), []).append(task)
    return tuple(_told(known[id], organ, of, sittings[id]) for (id, organ), of in found.items())


def _told(case: CaseRow, organ: str, of: list[TaskRow], sitting: dict[str, Sitting]) -> Unmanned:
    namers = sitting[NAMED_BY].able
    since = min(task.opened_at for task in of)
    return Unmanned(case, organ, tuple(task.step for task in of), since, namers, namers - sitting[organ].able)


def _somebody(desk: Desk, case: CaseRow, task: TaskRow, able: Collection[str]) -> bool:
    """Whether anybody of these may do the task, who has not done a step that it is apart from."""
    apart = desk.bundle(case.version_id).never_with(task.step)
    done = {who for step in apart for who in case.performers.get(step, ())}
    return not done.issuperset(able)
