"""Do again what was done in a case, as it was done: the same answers, at the same times, under the same law.

An advance follows from its arguments alone, so the moves of a case give its state again. Nothing is carried out here:
what the moves come to is for the caller. Must not know why a case is replayed.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from webapp.cases.carry_out import engine_data
from webapp.cases.desk import Desk
from webapp.cases.law import consult_for
from webapp.engine import Program
from webapp.model.advance import Advance, Snapshot
from webapp.model.bundle import START
from webapp.model.clock import local_date
from webapp.model.text import Text
from webapp.store import answers, corrections, history
from webapp.store.cases import CaseRow
from webapp.store.history import Moved
from webapp.store.unit import Unit

IN_FORCE = frozenset({"taken", "went_back"})  # standings of corrections with whose values the case goes on

Values = Mapping[int, Mapping[str, Any]]
"""The line of a move -> field -> the value that it is to be done with instead."""


class CannotReplay(Exception):
    """What was done cannot be done again; `why` says why, for people."""

    def __init__(self, ja: str, en: str) -> None:
        self.why = Text(ja, en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that moved the case. `seq`: its line in the history; `first`: the answers as they were entered;
    `answers`: those that the case goes on with; `case`: the record of the case that the engine was given; `name`: of a
    renaming, which gives what is open other ids; `days`: of a hold, by which what runs is put off; `after`: the line
    of the history that it went back to."""

    kind: Literal["start", "complete", "wake", "rename", "put_off"]
    seq: int
    at: datetime
    step: str | None = None
    task_id: str | None = None
    first: Mapping[str, Any] | None = None
    answers: Mapping[str, Any] | None = None
    case: Mapping[str, Any] | None = None
    body: str | None = None
    name: str = ""
    days: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """A move with what it came to; `advance` is None for a renaming and a hold."""

    move: Move
    snapshot: Snapshot
    advance: Advance | None


def moves_of(unit: Unit, case_id: str) -> tuple[Move, ...]:
    """What moved a case to where it stands, in order; what it went back behind is left out.

    Raises CannotReplay for a case of a time when this was not kept.
    """
    first = _first_answers(unit, case_id)
    corrected = _corrected(unit, case_id)
    line: list[Move] = []
    for moved in history.moves_in(unit, case_id):
        if moved.verb == "went_back":
            after = int(moved.detail["after"])
            line = [move for move in line if move.seq <= after]
            line.append(Move("rename", moved.seq, moved.at, name=str(moved.detail["correction"]), after=after))
        elif moved.verb == "resumed":
            line.append(Move("put_off", moved.seq, moved.at, days=int(moved.detail["days"])))
        elif moved.verb == "opened" or (moved.verb == "retried" and moved.step == START):
            entered = first.get((START, None), {})
            line = [_move("start", moved, entered, corrected.get((START, None), {}))]
        elif moved.verb == "completed":
            entered = first.get((str(moved.step), moved.task_id), {})
            line.append(_move("complete", moved, entered, corrected.get((str(moved.step), moved.task_id), {})))
        elif moved.verb == "fired":
            line.append(_move("wake", moved, {}, {}))
    return tuple(line)


def replay(desk: Desk, case: CaseRow, moves: Sequence[Move], values: Values | None = None) -> Iterator[Done]:
    """Each move with what it comes to, one after the other; `values` puts other answers in the place of some.

    Raises EngineFault where a move fails, as it would for whoever makes it.
    """
    program = desk.program(case.version_id)
    snapshot: Snapshot | None = None
    for move in moves:
        if move.kind == "rename":
            assert snapshot is not None
            snapshot = desk.engine.renamed(program, snapshot, move.name)
            yield Done(move, snapshot, None)
            continue
        if move.kind == "put_off":
            assert snapshot is not None
            snapshot = desk.engine.put_off(program, snapshot, timedelta(days=move.days))
            yield Done(move, snapshot, None)
            continue
        advance = _advance(desk, case, program, snapshot, move, (values or {}).get(move.seq, {}))
        snapshot = advance.snapshot
        yield Done(move, snapshot, advance)


def replayed(desk: Desk, case: CaseRow, moves: Sequence[Move], values: Values | None = None) -> Snapshot:
    """The state that the moves come to. Raises EngineFault."""
    last = deque(replay(desk, case, moves, values), maxlen=1).pop()
    return last.snapshot


def _advance(
    desk: Desk, case: CaseRow, program: Program, snapshot: Snapshot | None, move: Move, values: Mapping[str, Any]
) -> Advance:
    record, consult = move.case or {}, consult_for(desk, case.version_id, move.body, local_date(move.at))
    given = {name: value for name, value in {**(move.answers or {}), **values}.items() if value is not None}
    if move.kind == "start":
        data = engine_data(program, record, START, given)
        seed = engine_data(program, record, START, move.first or {})
        return desk.engine.start(program, data, move.at, consult, seed)
    assert snapshot is not None
    if move.kind == "wake":
        return desk.engine.wake(program, snapshot, {"case": dict(record)}, move.at, consult)
    data = engine_data(program, record, str(move.step), given)
    return desk.engine.complete(program, snapshot, str(move.task_id), data, move.at, consult)


def _move(
    kind: Literal["start", "complete", "wake"], moved: Moved, first: Mapping[str, Any], corrected: Mapping[str, Any]
) -> Move:
    if moved.given is None and moved.verb != "opened":  # an opening that failed is followed by its retry
        raise CannotReplay(
            "この案件は、やり直しに要る記録を残す前の版で進められたため、前の工程へ戻せません。",
            "This case was moved by an earlier version, which did not keep what is needed to go back.",
        )
    given = moved.given or {}
    return Move(
        kind,
        moved.seq,
        moved.at,
        moved.step,
        moved.task_id,
        first=first,
        answers={**first, **corrected},
        case=given.get("case"),
        body=given.get("body"),
    )


def _first_answers(unit: Unit, case_id: str) -> dict[tuple[str, str | None], dict[str, Any]]:
    found: dict[tuple[str, str | None], dict[str, Any]] = defaultdict(dict)
    for answer in answers.first_answers(unit, case_id):
        found[answer.step, answer.task_id][answer.field] = answer.value
    return found


def _corrected(unit: Unit, case_id: str) -> dict[tuple[str, str | None], dict[str, Any]]:
    """The values that corrections have put in force, by step and task."""
    found: dict[tuple[str, str | None], dict[str, Any]] = defaultdict(dict)
    for row in corrections.corrections_of(unit, case_id):
        if row.standing in IN_FORCE:
            found[row.step, row.task_id] |= row.values
    return found
