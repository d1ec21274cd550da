"""Decide what a correction comes to whose path would differ: go back to the corrected step, or keep the way taken.

Keeping: the case goes on as it was conducted; the record shows the corrected answer, and why. Going back: the case is
done again as it was up to that step, which is opened anew with the corrected answers in it; nothing that was carried
out since is undone: what was sent, statuses and notices stay as they are, and whoever decides is told of them before.
Letters that were not sent are laid aside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from webapp.cases.answerable import correction_facts, deciders
from webapp.cases.apart import refuse_apart
from webapp.cases.behind import last_that_stays, refuse_way_back
from webapp.cases.carry_out import carry_out
from webapp.cases.consequences import move_of, refuse_unlike
from webapp.cases.desk import Desk
from webapp.cases.proceedings import Proceedings, proceedings_of
from webapp.cases.refusing import refuse_faulted, refuse_for_role, refuse_held, refuse_invisible, refuse_stale_case
from webapp.cases.replay import CannotReplay, Done, Move, moves_of, replay, replayed
from webapp.model.actor import Actor
from webapp.model.advance import Advance, EngineFault
from webapp.model.bundle import Bundle
from webapp.model.clock import local_date
from webapp.model.may import may
from webapp.model.refusals import CannotGoBack, CorrectionSettled, NotFound, ReasonNeeded
from webapp.store import answers, cases, corrections, due, faults, letters, tasks
from webapp.store.cases import Held
from webapp.store.corrections import CorrectionRow
from webapp.store.tasks import TaskRow

Choice = Literal["go_back", "keep"]


@dataclass(frozen=True, slots=True)
class DecideCorrection:
    """`expected_revision`: the case's when the person saw it; None where nobody saw it."""

    correction_id: str
    choice: Choice
    reason: str
    expected_revision: int | None = None


@dataclass(frozen=True, slots=True)
class CorrectionDecided:
    """`tasks`: the ids of the tasks that are open again."""

    case_id: str
    revision: int
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Back:
    """Where a case goes back to. `ids`: of the tasks open there, as they were called then -> their new ids; `after`:
    the last line of the history that stays; `closed`: the tasks that were done or no longer asked for since."""

    advance: Advance
    ids: Mapping[str, str]
    after: int
    closed: frozenset[str] = frozenset()


def decide_correction(desk: Desk, actor: Actor, command: DecideCorrection, now: datetime) -> CorrectionDecided:
    """By whoever holds the role of the corrected step, or a manager (not for what an organ or a chair has put on
    record); nobody who may not do the step in the case.

    Raises NotFound, NotAllowed, DeclareFirst, RolesApart, SamePerson, CaseFaulted for a case that is set apart, CorrectionSettled, StaleRevision,
    ReasonNeeded; CaseHeld, and CannotGoBack where what was done cannot be done again.
    """
    with desk.store.write() as unit:
        row = corrections.correction(unit, command.correction_id)
        held = None if row is None else cases.hold_case(unit, row.case_id, local_date(now))
        row = corrections.correction(unit, command.correction_id)  # as it is under the lock
        if row is None or held is None:
            raise NotFound
        refuse_invisible(unit, actor, held.case, local_date(now))
        bundle = desk.bundle(held.case.version_id)
        if not may(actor, "decide", "correction", correction_facts(unit, bundle, held.case, row)):
            refuse_for_role(*deciders(bundle, row.step))
        refuse_apart(desk, unit, actor, held.case, row.step, local_date(now))
        refuse_faulted(unit, held)
        if row.standing != "undecided":
            raise CorrectionSettled
        refuse_stale_case(unit, held, command.expected_revision)
        reason = command.reason.strip()
        if not reason:
            raise ReasonNeeded
        if command.choice == "go_back":
            refuse_held(unit, held)
        row = replace(row, decided_by=actor.id, decided_at=now, decision_reason=reason)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        due.hurry(unit, held.case.id)  # what waited for this
        if command.choice == "keep":
            return _keep(proceedings, row)
        return _go_back(proceedings, held, bundle, row)


def _keep(proceedings: Proceedings, row: CorrectionRow) -> CorrectionDecided:
    corrections.settle(proceedings.unit, replace(row, standing="kept"))
    detail = {"correction": row.id, "reason": row.decision_reason}
    proceedings.note("correction_kept", row.step, row.task_id, detail)
    cases.raise_revision(proceedings.unit, proceedings.case, proceedings.actor.id, proceedings.now)
    proceedings.write("keep_correction", correction=row.id, step=row.step, revision=proceedings.revision)
    return CorrectionDecided(row.case_id, proceedings.revision)


def _go_back(proceedings: Proceedings, held: Held, bundle: Bundle, row: CorrectionRow) -> CorrectionDecided:
    unit, case, now = proceedings.unit, proceedings.case, proceedings.now
    if case.state == "ended":
        raise CannotGoBack(
            why_ja="案件はもう終わっています。必要なら新しい案件を開いてください。",
            why_en="The case has ended. Open a new one if it is needed.",
        )
    rows = tasks.tasks_of(unit, case.id)
    try:
        refuse_way_back(unit, proceedings.actor, bundle, row, last_that_stays(unit, row))
        back = _way_back(proceedings, held, row)
    except CannotReplay as cannot:
        raise CannotGoBack(why_ja=cannot.why.ja, why_en=cannot.why.pick("en")) from cannot
    except EngineFault as failed:
        raise CannotGoBack(why_ja=failed.message.ja, why_en=failed.message.pick("en")) from failed
    made = letters.behind(unit, case.id, back.after)
    corrections.settle(unit, replace(row, standing="went_back"))
    still_open = [task for task in rows if task.state == "open"]
    corrections.lay_aside(unit, case.id, row.id, back.after, sorted({*back.closed, *(task.id for task in still_open)}))
    letters.go_back_behind(unit, made, row.id)
    detail = {"correction": row.id, "after": back.after, "reason": row.decision_reason}
    proceedings.note("went_back", row.step, row.task_id, detail)
    for task in still_open:
        proceedings.note("withdrawn", task.step, task.id, {"correction": row.id})
    if still_open:
        tasks.withdraw(unit, [task.id for task in still_open], proceedings.actor.id, now)
        faults.resolve_of_tasks(unit, [task.id for task in still_open], proceedings.actor.id, now)
    carry_out(proceedings, back.advance)
    for old, new in back.ids.items():
        _offer(proceedings, row, next((task for task in rows if task.id == old), None), new)
    cases.move_case(unit, case, proceedings.actor.id, now, state=case.state)
    proceedings.write(
        "go_back",
        correction=row.id,
        step=row.step,
        after=back.after,
        revision=proceedings.revision,
        order=back.advance.snapshot.order,
    )
    return CorrectionDecided(case.id, proceedings.revision, tuple(task.id for task in back.advance.opened))


def _way_back(proceedings: Proceedings, held: Held, row: CorrectionRow) -> _Back:
    """Raises CannotReplay; EngineFault where the case cannot be opened with the corrected answers."""
    desk, case = proceedings.desk, held.case
    moves = moves_of(proceedings.unit, case.id)
    corrected = move_of(moves, row.step, row.task_id)
    if held.state is None:
        raise CannotReplay("案件が始まっていません。", "The case has not started.")
    was = _as_it_was(proceedings, moves)
    refuse_unlike(desk, case, held.state, was[-1].snapshot)
    if corrected.kind == "start":
        (opened,) = replay(desk, case, [corrected], {corrected.seq: row.values})
        return replace(_renamed(proceedings, row, opened, corrected.seq), closed=_closed_since(was, corrected.seq))
    before = [move for move in moves if move.seq < corrected.seq]
    stands = Done(before[-1], replayed(desk, case, before), None)
    after = corrected.seq - 1
    return replace(_renamed(proceedings, row, stands, after), closed=_closed_since(was, after))


def _closed_since(was: Sequence[Done], after: int) -> frozenset[str]:
    """The tasks that the way of the case has closed after a line of its history, by a person or not."""
    since = [done.advance for done in was if done.advance is not None and done.move.seq > after]
    return frozenset(task_id for advance in since for task_id in advance.closed)


def _as_it_was(proceedings: Proceedings, moves: Sequence[Move]) -> list[Done]:
    try:
        return list(replay(proceedings.desk, proceedings.case, moves))
    except EngineFault as failed:
        raise CannotReplay(failed.message.ja, failed.message.pick("en")) from failed


def _renamed(proceedings: Proceedings, row: CorrectionRow, done: Done, after: int) -> _Back:
    """The same place under new ids, as an advance that opens what is open there. A case that is opened again carries
    out what its opening comes to with the corrected answers; all else has been carried out."""
    desk, case = proceedings.desk, proceedings.case
    program = desk.program(case.version_id)
    before = desk.engine.standing(program, done.snapshot)
    snapshot = desk.engine.renamed(program, done.snapshot, row.id)
    standing = desk.engine.standing(program, snapshot)
    again = done.advance
    advance = Advance(
        snapshot=snapshot,
        opened=standing.tasks,
        closed=(),
        timers=(),
        waits=standing.waits,
        messages=() if again is None else again.messages,
        effects=() if again is None else again.effects,
        consulted=() if again is None else again.consulted,
        passed=() if again is None else again.passed,
        ended=False,
    )
    if again is not None and again.ended:
        raise CannotReplay(
            "訂正した回答では、案件は開いてすぐに終わります。残す判断をして、案件を終えてください。",
            "With the corrected answer the case would end as soon as it is opened. Keep the way taken.",
        )
    return _Back(advance, dict(_pairs(before.tasks, standing.tasks)), after)


def _pairs(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for one, other in zip(old, new, strict=True):
        assert one.step == other.step
        yield one.id, other.id


def _offer(proceedings: Proceedings, row: CorrectionRow, was: TaskRow | None, new: str) -> None:
    """A task that is open again starts with what was answered in it, or with its draft, and with whoever had it."""
    if was is None:
        return
    unit, now = proceedings.unit, proceedings.now
    if was.state == "open":
        if was.typed is not None or was.assignee_id is not None:
            tasks.offer(unit, new, was.typed or {}, was.typed_by or proceedings.actor.id, now, was.assignee_id)
        return
    typed = answers.answers_of_task(unit, row.case_id, was.step, was.id)
    tasks.offer(unit, new, typed, was.closed_by or proceedings.actor.id, now, was.closed_by)
