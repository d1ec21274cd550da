"""What holds in a house at every moment, whatever was killed: written once, checked over all rows.

Reads the rows directly and asks the real engine what it waits for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from casework import House
from sqlalchemy import select

from webapp.cases.inside import INSIDE
from webapp.cases.state import opened_state
from webapp.store.cases import hold_case
from webapp.store.rows.audit import AuditRow
from webapp.store.rows.case import Answer, Case, CaseState, DeterminationRow, History, Task, Waiting
from webapp.store.rows.work import Due, Letter, Outbox, Posted
from webapp.store.unit import Unit
from webapp.store.verify import verify

State = dict[str, Any]

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # no timer is due


def holds(house: House, acknowledged: Iterable[tuple[str, str]] = ()) -> None:
    """Asserts that everything agrees, and that what was acknowledged is stored."""
    with house.store.write() as unit:
        done = {row.id for row in rows(unit, Task) if row.state == "done"}
        opened = {row.id for row in rows(unit, Case)}
        for what, id in acknowledged:
            assert what not in ("complete", "open") or id in (done if what == "complete" else opened), (what, id)
        for case in rows(unit, Case):
            _case_holds(house, unit, case)
        _deliveries_hold(unit)
        assert verify(unit, house.desk.keys) == []


def _case_holds(house: House, unit: Unit, case: Any) -> None:
    history = sorted(rows(unit, History, case.id), key=lambda row: row.seq)
    assert [row.seq for row in history] == list(range(1, len(history) + 1))
    completed = Counter(row.task_id for row in history if row.verb == "completed")
    tasks = {row.id: row for row in rows(unit, Task, case.id)}
    done = {id for id, row in tasks.items() if row.state == "done"}
    assert completed == Counter(done), "each completion is told of once"
    deeds = [row for row in rows(unit, AuditRow) if row.chain == f"case:{case.id}"]
    assert Counter(row.detail["task"] for row in deeds if row.verb == "complete_task") == Counter(done)
    fired = [row for row in history if row.verb == "fired"]
    assert len([row for row in deeds if row.verb == "fire_timer"]) == len(fired)
    kept = sum(row.verb == "faulted" for row in history)  # a fault may keep what was typed, and that is a change
    advances = 1 + len(done) + len(fired)
    assert advances <= case.revision <= advances + kept, "one revision for each advance"
    answers = Counter((row.task_id, row.field) for row in rows(unit, Answer, case.id))
    assert set(answers.values()) <= {1}, "no answer is stored twice"
    assert {task for task, _ in answers} - {None} <= done, "an answer belongs to a completed task"
    assert {id for id in done if tasks[id].step != "note_late"} <= {task for task, _ in answers}
    told = Counter(row.detail["determination"] for row in history if row.verb == "determined")
    assert told == Counter(row.id for row in rows(unit, DeterminationRow, case.id))
    assert (case.state == "ended") == any(row.verb == "ended" for row in history)
    _state_agrees(house, unit, case, tasks)


def _state_agrees(house: House, unit: Unit, case: Any, tasks: dict[str, Any]) -> None:
    """The engine waits for exactly what the rows say."""
    held = hold_case(unit, case.id, case.opened_at.date())
    assert held is not None and held.state is not None
    snapshot = opened_state(house.desk.keys, held.case, held.state)
    open_tasks = {id for id, row in tasks.items() if row.state == "open"}
    timers = {row.ref: row.due_at for row in rows(unit, Due, case.id) if row.kind == "timer" and row.done_at is None}
    waiting = {row.engine_id for row in rows(unit, Waiting, case.id)}
    if case.state == "ended":
        assert not open_tasks and not timers and not waiting
        return
    program = house.desk.program(case.version_id)
    advance = house.desk.engine.wake(program, snapshot, {"case": {"number": case.number}}, LONG_AGO, _nobody)
    assert advance.snapshot.order == snapshot.order
    assert open_tasks == {wait.id for wait in advance.waits if wait.kind == "task"}
    assert waiting == {wait.id for wait in advance.waits if wait.kind != "task"}
    assert timers == {timer.id: timer.due_at for timer in advance.timers}


def _deliveries_hold(unit: Unit) -> None:
    """What left the house was in the outbox, each once; every effect has its letter or notice, and no other has."""
    known = {row.key: row for row in rows(unit, Outbox)}
    outbox = {key: row for key, row in known.items() if row.kind not in INSIDE}
    posted = {row.key for row in rows(unit, Posted)}
    assert posted <= outbox.keys()
    assert {key for key, row in outbox.items() if row.sent_at is not None} <= posted
    dispatched = {f"letter:{row.id}" for row in rows(unit, Letter) if row.state == "dispatched"}
    assert {key for key, row in outbox.items() if row.kind == "letter"} == dispatched
    effects = Counter(row.detail["effect"] for row in rows(unit, History) if row.verb == "effect")
    assert effects["effect.dispatch_letter"] == len(dispatched)
    assert effects["effect.notify"] == sum(row.kind == "notice" for row in outbox.values())
    assert {row.ref for row in rows(unit, Due) if row.kind == "outbox"} == {row.id for row in known.values()}


def state_of(house: House, case_id: str) -> State:
    """The row of a case's state, as stored."""
    with house.store.read() as unit:
        query = select(*CaseState.__table__.columns).where(CaseState.case_id == case_id)
        return dict(unit.execute(query).mappings().one())


def rows(unit: Unit, table: Any, case_id: str | None = None) -> list[Any]:
    """All rows of a table, or those of a case."""
    found = select(*table.__table__.columns)
    return list(unit.execute(found if case_id is None else found.where(table.case_id == case_id)))


def _nobody(handler: str, _inputs: object) -> Any:
    raise AssertionError(f"{handler} was asked while nothing was done")
