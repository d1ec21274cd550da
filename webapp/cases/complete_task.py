"""Complete a task: judge the answers, move the case on, write everything in one commit. Must not know any process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.cases.asking import case_record, judge
from webapp.cases.capacity import with_capacity
from webapp.cases.carry_out import carry_out, engine_data
from webapp.cases.conflicts import refuse_conflict
from webapp.cases.desk import Desk
from webapp.cases.earlier import with_earlier
from webapp.cases.failpoint import passing
from webapp.cases.faulting import Attempt, attempt, put_right
from webapp.cases.hand_in import hand_in
from webapp.cases.law import consult_for
from webapp.cases.proceedings import Proceedings, proceedings_of
from webapp.cases.refusing import (
    refuse_closed,
    refuse_faulted,
    refuse_held,
    refuse_invisible,
    refuse_same_person,
    refuse_stale,
    refuse_undeclared,
    refuse_unfit,
    refuse_unqualified,
)
from webapp.cases.sitting import with_organs
from webapp.cases.state import BrokenState, opened_state
from webapp.cases.unsettled import refuse_unsettled
from webapp.cases.upload_file import waiting_for
from webapp.crypto.chain import fingerprint
from webapp.model.actor import Actor
from webapp.model.advance import Advance
from webapp.model.bundle import Form
from webapp.model.clock import local_date
from webapp.model.forms import Answers
from webapp.model.refusals import NotFound
from webapp.store import answers as answer_rows
from webapp.store import cases, tasks
from webapp.store.answers import NewAnswer
from webapp.store.cases import Held
from webapp.store.tasks import TaskRow
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """`answers`: what was typed into the form. `expected_revision`: the case's when the person saw the task, which may
    have grown since by what does not concern the task; None where nobody saw it (a story, a retry)."""

    task_id: str
    answers: Mapping[str, Any]
    expected_revision: int | None = None


@dataclass(frozen=True, slots=True)
class Completed:
    """`revision` is the case's new one; `tasks` the ids of the tasks that were opened; `end` the end event's id."""

    case_id: str
    revision: int
    tasks: tuple[str, ...]
    ended: bool
    end: str | None


def complete_task(
    desk: Desk,
    actor: Actor,
    command: CompleteTask,
    now: datetime,
    also: Callable[[Unit, Completed], None] | None = None,
) -> Completed:
    """A task that nobody has claimed is claimed by whoever completes it. `also` writes in the same commit.

    Raises NotFound (also for a case that the actor may not see), DeclareFirst, TaskClosed, TaskTaken, NotAllowed,
    SamePerson, RolesApart, NotQualified, CaseHeld, StaleRevision, InvalidAnswers; CaseFaulted when the case cannot be
    moved on: it is unchanged then, what was typed is kept in the task, and the fault can be retried.
    """

    def work(unit: Unit) -> Completed:
        completed = complete(desk, unit, actor, command, now)
        if also is not None:
            also(unit, completed)
        return completed

    completed = attempt(desk, actor, now, lambda: _tried(desk, actor, command), work)
    passing("after_commit")
    return completed


def complete(
    desk: Desk, unit: Unit, actor: Actor, command: CompleteTask, now: datetime, retried_by: Actor | None = None
) -> Completed:
    """The same inside an open transaction. `retried_by` tries again, in a person's name, what has failed."""
    held = cases.hold_task(unit, command.task_id, local_date(now), actor.id)
    if held is None or held.task is None:
        raise NotFound
    task = held.task
    _refuse(desk, unit, actor, command, held, task, now, retrying=retried_by is not None)
    passing("held")
    case = held.case
    bundle, program = desk.bundle(case.version_id), desk.program(case.version_id)
    form = bundle.forms.get(task.step) or Form(task.step, bundle.steps[task.step].name, None, ())
    record = case_record(case, held.status)
    waiting = waiting_for(unit, bundle.id, form, task.id, actor.id)
    answers = judge(unit, bundle, form, command.answers, case.id, record, local_date(now), waiting)
    if held.state is None:
        raise BrokenState("there is no state")
    snapshot = opened_state(desk.keys, case, held.state)
    known = with_organs(unit, program, case, record, local_date(now))
    known = with_earlier(unit, bundle, program, case, known, local_date(now))
    known = with_capacity(desk, unit, program, held.body_id, case, known, local_date(now))
    data = engine_data(program, known, task.step, answers)
    consult = consult_for(desk, case.version_id, held.body_id, local_date(now))
    advance = desk.engine.complete(program, snapshot, task.id, data, now, consult)
    refuse_unsettled(unit, case.id, advance)
    passing("moved")
    proceedings = proceedings_of(desk, unit, actor, now, held)
    if retried_by is not None:
        proceedings.note("retried", task.step, task.id, {"by": retried_by.id})
    _write(proceedings, held, task, form, answers, advance, data["case"])
    return Completed(case.id, case.revision + 1, tuple(new.id for new in advance.opened), advance.ended, advance.end)


def _refuse(
    desk: Desk,
    unit: Unit,
    actor: Actor,
    command: CompleteTask,
    held: Held,
    task: TaskRow,
    now: datetime,
    *,
    retrying: bool,
) -> None:
    refuse_invisible(unit, actor, held.case, local_date(now), task.role, clear=held.clear)
    refuse_undeclared(actor, held.case, held.declared)
    refuse_closed(unit, task)
    if not retrying:
        refuse_faulted(unit, held)
    refuse_unfit(unit, actor, "complete", held, task)
    refuse_held(unit, held)
    refuse_conflict(desk, actor, held.case, task.role, local_date(now))
    refuse_same_person(actor, desk.bundle(held.case.version_id), held.case, task.step)
    refuse_unqualified(unit, actor.id, desk.bundle(held.case.version_id), task, local_date(now))
    refuse_stale(unit, actor, held.case, task, command.expected_revision)


def _write(
    proceedings: Proceedings,
    held: Held,
    task: TaskRow,
    form: Form,
    answers: Answers,
    advance: Advance,
    record: Mapping[str, Any],
) -> None:
    unit, actor, now = proceedings.unit, proceedings.actor, proceedings.now
    purposes = {field.id: field.purpose for field in form.fields}
    new = [NewAnswer(name, value, purposes[name]) for name, value in answers.items()]
    seq = proceedings.note("completed", task.step, task.id)
    proceedings.was_given(record)
    answer_rows.insert_answers(unit, held.case.id, seq, task.id, task.step, actor.id, now, new)
    hand_in(proceedings, form, answers, seq, task.id)
    passing("answered")
    carry_out(proceedings, advance, done=task)
    passing("carried_out")
    put_right(proceedings, held.open_faults, "complete_task", task.id)
    cases.move_case(
        unit,
        held.case,
        actor.id,
        now,
        state="ended" if advance.ended else "open",
        end_event=advance.end,
        ended_at=now if advance.ended else None,
        performers=held.case.performers_with(task.step, actor.id),
    )
    keys = proceedings.desk.keys
    proceedings.write(
        "complete_task",
        task=task.id,
        step=task.step,
        answers={name: fingerprint(keys, value) for name, value in answers.items()},
        revision=held.case.revision + 1,
        order=advance.snapshot.order,
    )
    passing("written")


def _tried(desk: Desk, actor: Actor, command: CompleteTask) -> Attempt:
    with desk.store.read() as unit:
        task = tasks.task(unit, command.task_id)
    if task is None:
        raise NotFound
    again = {"verb": "complete_task", "actor": actor.id, "task": task.id}
    return Attempt(task.case_id, again, task.id, command.answers)
