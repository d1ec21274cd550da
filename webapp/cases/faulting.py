"""A verb that fails is rolled back and becomes a fault: seen by people, tried again by one. Must not know what failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from webapp.cases.desk import Desk
from webapp.cases.proceedings import Proceedings, proceedings_of
from webapp.cases.save_typed import keep_typed
from webapp.cases.state import BrokenState
from webapp.model.actor import Actor
from webapp.model.advance import EngineFault
from webapp.model.clock import local_date
from webapp.model.refusals import CaseFaulted, NotFound
from webapp.model.text import Text
from webapp.store import cases, faults
from webapp.store.cases import Held
from webapp.store.faults import NewFault
from webapp.store.unit import Unit

_Result = TypeVar("_Result")

BROKEN = Text(
    "保存された実行状態が壊れているか、この案件のものではありません。案件を隔離しました。システム管理者に知らせてください。",
    "The stored state is damaged or not this case's own. The case is set apart. Tell the system administrator.",
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was tried, so that it can be tried again. `command` is stored with the fault: names and ids; what a person
    typed (`typed`) is kept in the task."""

    case_id: str
    command: Mapping[str, Any]
    task_id: str | None = None
    typed: Mapping[str, Any] | None = None


def attempt(
    desk: Desk,
    actor: Actor,
    now: datetime,
    tried: Callable[[], Attempt],
    work: Callable[[Unit], _Result],
) -> _Result:
    """Do `work` in one transaction. When the engine, a rule or an effect fails, nothing of it remains; a fault is
    opened in a transaction of its own, and CaseFaulted is raised with its id. `tried` is asked then only."""
    try:
        with desk.store.write() as unit:
            return work(unit)
    except EngineFault as failed:
        raise _open_fault(desk, actor, now, tried(), failed) from failed
    except BrokenState as broken:
        set_apart = EngineFault("state", BROKEN, None, broken.cause)
        raise _open_fault(desk, actor, now, tried(), set_apart) from broken


def _open_fault(desk: Desk, actor: Actor, now: datetime, tried: Attempt, failed: EngineFault) -> CaseFaulted:
    with desk.store.write() as unit:
        held = _hold(unit, tried, now)
        if held.task is not None and held.task.state == "open" and tried.typed is not None:
            keep_typed(unit, held.case, held.task, tried.typed, actor, now)
        if failed.kind == "state":
            cases.set_state(unit, held.case.id, "quarantined")
        proceedings = proceedings_of(desk, unit, actor, now, held)
        fault_id = write_fault(proceedings, tried, failed)
    return CaseFaulted(fault=fault_id, case=tried.case_id)


def _hold(unit: Unit, tried: Attempt, now: datetime) -> Held:
    today = local_date(now)
    if tried.task_id is None:
        held = cases.hold_case(unit, tried.case_id, today)
    else:
        held = cases.hold_task(unit, tried.task_id, today)
    if held is None:
        raise NotFound
    return held


def write_fault(proceedings: Proceedings, tried: Attempt, failed: EngineFault) -> str:
    """Open the fault inside a transaction, with its line in the history and in the audit. Answers its id."""
    new = NewFault(
        case_id=tried.case_id,
        task_id=tried.task_id,
        kind=failed.kind,
        step=failed.step,
        message_ja=failed.message.ja,
        message_en=failed.message.en,
        cause=failed.cause,
        command=tried.command,
    )
    fault_id = faults.open_fault(proceedings.unit, new, proceedings.now)
    proceedings.note("faulted", failed.step, tried.task_id, {"fault": fault_id, "kind": failed.kind})
    proceedings.write("fault", fault=fault_id, kind=failed.kind, step=failed.step, command=tried.command["verb"])
    return fault_id


def put_right(proceedings: Proceedings, open_faults: int, verb: str, task_id: str | None = None) -> None:
    """Close the faults of what has just succeeded; free the case where it was set apart."""
    if not open_faults:
        return
    unit, case = proceedings.unit, proceedings.case
    faults.resolve(unit, case.id, proceedings.actor.id, proceedings.now, task_id=task_id, verb=verb)
    if case.state == "quarantined":
        cases.set_state(unit, case.id, "open")
        proceedings.case = replace(case, state="open")
