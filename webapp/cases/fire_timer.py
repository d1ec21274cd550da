"""Fire the timers of a case that have fallen due. Done once, however many workers try. Must not know any
process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.cases.asking import case_record
from webapp.cases.capacity import with_capacity
from webapp.cases.carry_out import carry_out
from webapp.cases.desk import Desk
from webapp.cases.earlier import with_earlier
from webapp.cases.faulting import Attempt, attempt, put_right
from webapp.cases.law import consult_for
from webapp.cases.proceedings import proceedings_of
from webapp.cases.refusing import refuse_faulted, refuse_for_role, refuse_held
from webapp.cases.sitting import with_organs
from webapp.cases.state import BrokenState, opened_state
from webapp.cases.unsettled import refuse_unsettled
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import NotFound
from webapp.store import cases, due
from webapp.store.due import DueRow
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class FireTimer:
    """`due_id`: the row that fell due."""

    due_id: str


def fire_timer(desk: Desk, actor: Actor, command: FireTimer, now: datetime) -> bool:
    """True when something fired; False when it has fired already, was taken back, is not due yet, or its
    case is on hold.

    Raises NotAllowed for anybody but the house itself, CaseFaulted when the case cannot be moved on.
    """
    if not actor.has("system"):
        refuse_for_role("administrator")
    with desk.store.read() as unit:
        row = due.due_row(unit, command.due_id)
    if row is None or row.case_id is None or row.kind != "timer":
        return False
    tried = Attempt(row.case_id, {"verb": "fire_timer", "due": row.id})
    return attempt(desk, actor, now, lambda: tried, lambda unit: fire(desk, unit, actor, row, now))


def fire(desk: Desk, unit: Unit, actor: Actor, row: DueRow, now: datetime, retried_by: Actor | None = None) -> bool:
    """The same inside an open transaction. Raises EngineFault, BrokenState."""
    assert row.case_id is not None
    held = cases.hold_case(unit, row.case_id, local_date(now))
    if held is None:
        raise NotFound
    # Read again under the lock: whoever held the case before may have fired it.
    current = due.due_row(unit, row.id)
    if current is None or current.due_at > now:
        return False
    if retried_by is not None:
        refuse_held(unit, held)
    if held.hold_id is not None:
        return False
    if retried_by is None:
        refuse_faulted(unit, held)
    if held.state is None:
        raise BrokenState("there is no state")
    case = held.case
    snapshot = opened_state(desk.keys, case, held.state)
    bundle, program = desk.bundle(case.version_id), desk.program(case.version_id)
    consult = consult_for(desk, case.version_id, held.body_id, local_date(now))
    known = with_organs(unit, program, case, case_record(case, held.status), local_date(now))
    known = with_earlier(unit, bundle, program, case, known, local_date(now))
    data = {"case": with_capacity(desk, unit, program, held.body_id, case, known, local_date(now))}
    advance = desk.engine.wake(program, snapshot, data, now, consult)
    refuse_unsettled(unit, case.id, advance)
    proceedings = proceedings_of(desk, unit, actor, now, held)
    if retried_by is not None:
        proceedings.note("retried", None, None, {"by": retried_by.id})
    timer = held.waiting.get(row.ref)
    proceedings.note("fired", None if timer is None else timer.step, None, {"timer": row.ref})
    proceedings.was_given(data["case"])
    carry_out(proceedings, advance)
    put_right(proceedings, held.open_faults, "fire_timer")
    cases.move_case(
        unit,
        case,
        actor.id,
        now,
        state="ended" if advance.ended else "open",
        end_event=advance.end,
        ended_at=now if advance.ended else None,
    )
    proceedings.write("fire_timer", timer=row.ref, order=advance.snapshot.order)
    return True
