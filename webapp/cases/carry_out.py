"""Write down what an advance came to: state, tasks, waits, history, determinations, effects, messages.

Must not know which verb moved the case.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

from webapp.cases.apply_effects import apply_effect
from webapp.cases.proceedings import Proceedings
from webapp.cases.state import sealed_state
from webapp.engine import Program
from webapp.engine.durations import due_at
from webapp.engine.values import BadExpression
from webapp.model.advance import Advance, EngineFault, OpenTask, Wait
from webapp.model.bundle import Step
from webapp.model.text import Text
from webapp.store import cases, outbox, tasks, waits
from webapp.store.tasks import NewTask, TaskRow, with_change
from webapp.store.waits import WaitRow


class _Located(Protocol):
    @property
    def step(self) -> str: ...


_At = TypeVar("_At", bound=_Located)


def engine_data(program: Program, case: Mapping[str, Any], step: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What of a case reaches the engine: its own record, and of a step's answers those that an expression names."""
    needed = program.needs.get(step, frozenset())
    kept = {name: value for name, value in answers.items() if "*" in needed or name in needed}
    return {"case": dict(case), step: kept}


def carry_out(proceedings: Proceedings, advance: Advance, *, first: bool = False, done: TaskRow | None = None) -> None:
    """Store everything that an advance came to. `first`: the case has just started; `done`: the task that a
    person completes. Raises EngineFault when something that the diagram asks for cannot be done."""
    unit, case, now = proceedings.unit, proceedings.case, proceedings.now
    _walk(proceedings, advance, None if done is None else done.step)
    gone = [task_id for task_id in advance.closed if done is None or task_id != done.id]
    if gone:
        tasks.withdraw(unit, gone, proceedings.actor.id, now)
    opened = [_new_task(proceedings, task) for task in advance.opened]
    tasks.turn_over(unit, done, proceedings.actor.id, now, opened)
    waits.rewrite(
        unit,
        case.id,
        case.process,
        now,
        proceedings.waiting,
        [wait_row(wait) for wait in advance.waits if wait.kind != "task"],
    )
    for number, message in enumerate(advance.messages):
        key = f"message:{case.id}:{advance.snapshot.order}:{number}"
        outbox.post(unit, key, case.id, "message", message.name, {"case": case.id, **message.payload}, now)
    state = sealed_state(proceedings.desk.keys, case, advance.snapshot)
    if first:
        cases.insert_state(unit, case.id, state)
    else:
        cases.move_state(unit, case.id, state)
    if advance.ended:
        proceedings.note("ended", advance.end)


def _walk(proceedings: Proceedings, advance: Advance, done: str | None) -> None:
    """The history of the steps gone through, in order, each with what happened at it."""
    consulted = _by_step(advance.consulted)
    effects = _by_step(advance.effects)
    for step in advance.passed:
        if step == done:
            done = None  # its own line says who completed it
        elif consulted.get(step):
            proceedings.determine(consulted[step].popleft())
        elif effects.get(step):
            apply_effect(proceedings, effects[step].popleft())
        else:
            proceedings.note("passed", step)


def _by_step(happened: Iterable[_At]) -> dict[str, deque[_At]]:
    found: dict[str, deque[_At]] = {}
    for one in happened:
        found.setdefault(one.step, deque()).append(one)
    return found


def _new_task(proceedings: Proceedings, task: OpenTask) -> NewTask:
    step = proceedings.bundle.steps[task.step]
    if step.role is None:
        raise EngineFault(
            "dead_end",
            Text(f"「{step.name.ja}」を行う役割が図にありません。", f"The diagram gives “{step.name.en}” to no role."),
            step.id,
            "user task without a role",
        )
    return NewTask(
        id=task.id,
        case_id=proceedings.case.id,
        process=proceedings.case.process,
        step=task.step,
        role=step.role,
        opened_at=proceedings.now,
        due_at=_due(step, proceedings.now),
        changes=with_change({}, proceedings.change),
    )


def _due(step: Step, opened: datetime) -> datetime | None:
    if step.due is None:
        return None
    try:
        return due_at(opened, step.due)
    except BadExpression as bad:
        raise EngineFault("expression", bad.message, step.id, f"due: {step.due}") from bad


def wait_row(wait: Wait) -> WaitRow:
    """The row of something that a case waits for."""
    return WaitRow(wait.id, wait.kind, wait.step, wait.due_at, tuple(wait.missing))
