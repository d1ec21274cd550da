"""What would be otherwise in a case with a corrected answer: rules that say something else, other days, another path.

The case is replayed twice, as it was and with the new answer, and the two are compared move by move. Nothing is
carried out. Must not know who corrects or what a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from webapp.cases.desk import Desk
from webapp.cases.recompute import Again, recompute
from webapp.cases.replay import CannotReplay, Done, Move, moves_of, replay
from webapp.cases.state import BrokenState, opened_state
from webapp.model.advance import Advance, EngineFault, Snapshot
from webapp.model.bundle import START, Step
from webapp.model.dates import read_date
from webapp.store.cases import CaseRow, StateRow
from webapp.store.corrections import Recomputed
from webapp.store.history import determined_in
from webapp.store.unit import Unit

LETTER: Final = "effect.prepare_letter"
NOT_AS_IT_WAS: Final = (
    "記録から案件をやり直しても今の状態になりません。前の工程へは戻せません。",
    "Doing again what is recorded does not lead to where the case stands. It cannot go back.",
)


@dataclass(frozen=True, slots=True)
class Consequences:
    """`differs`: why a person has to decide, each {"kind", "step", "old", "new"}; kind `path` (steps), `outcome`,
    `timer` (instants), `effect` (parameters), `fault` ("new" is {"ja", "en"}), `unknown` (the case cannot be done
    again; "new" says why). `deadlines`: {"kind": timer | letter, "step", "name", "old", "new"}. `snapshot`: the state
    with the new answer, where nothing differs; None where the answer is not in it."""

    rules: Sequence[Recomputed] = ()
    differs: Sequence[Mapping[str, Any]] = ()
    deadlines: Sequence[Mapping[str, Any]] = ()
    replayable: bool = True
    snapshot: Snapshot | None = None


@dataclass(slots=True)
class _Compared:
    differs: list[dict[str, Any]] = field(default_factory=list)
    deadlines: list[dict[str, Any]] = field(default_factory=list)
    snapshot: Snapshot | None = None


def consequences_of(
    desk: Desk, unit: Unit, case: CaseRow, state: StateRow, step: str, task_id: str | None, values: Mapping[str, Any]
) -> Consequences:
    """What follows from answers of a finished task; `values`: field -> value, None for what is no longer asked."""
    needed = desk.program(case.version_id).needs.get(step, frozenset())
    if "*" not in needed and needed.isdisjoint(values):
        return Consequences()  # nothing in the diagram reads it
    try:
        moves = moves_of(unit, case.id)
        corrected = move_of(moves, step, task_id)
    except CannotReplay as cannot:
        return Consequences(differs=[_unknown(step, cannot)], replayable=False)
    again = recompute(desk, unit, case, moves, corrected.seq, values)
    try:
        compared = _compared(desk, case, state, moves, {corrected.seq: values})
    except CannotReplay as cannot:
        return Consequences(again.rules, [_unknown(step, cannot)], _letter_days(again), replayable=False)
    differs = [*compared.differs, *_outcomes(again, unit, case), *_effects(again)]
    return Consequences(
        again.rules,
        differs,
        [*compared.deadlines, *_letter_days(again)],
        True,
        None if differs else compared.snapshot,
    )


def move_of(moves: Sequence[Move], step: str, task_id: str | None) -> Move:
    """The move that a finished task made. Raises CannotReplay where the case went back behind it."""
    for move in moves:
        if (move.kind == "start" and step == START) or (move.kind == "complete" and move.task_id == task_id):
            return move
    raise CannotReplay(
        "この回答は、案件が前の工程に戻ったときに取り置かれたものです。",
        "This answer was laid aside when the case went back.",
    )


def refuse_unlike(desk: Desk, case: CaseRow, state: StateRow, last: Snapshot) -> None:
    """Raises CannotReplay unless a replay came to the state that the case has."""
    try:
        stands = opened_state(desk.keys, case, state)
    except BrokenState as broken:
        raise CannotReplay(*NOT_AS_IT_WAS) from broken
    if stands != last:
        raise CannotReplay(*NOT_AS_IT_WAS)


def _compared(
    desk: Desk, case: CaseRow, state: StateRow, moves: Sequence[Move], values: Mapping[int, Mapping[str, Any]]
) -> _Compared:
    compared = _Compared()
    otherwise = _until_it_fails(replay(desk, case, moves, values), compared)
    steps = desk.program(case.version_id).steps
    together = True
    last = None
    for was in _as_it_was(replay(desk, case, moves)):
        last = was.snapshot
        would_be = next(otherwise, None) if together else None
        together = would_be is not None and _same_way(was, would_be, steps, compared)
        compared.snapshot = would_be.snapshot if would_be is not None and together else None
    assert last is not None
    refuse_unlike(desk, case, state, last)
    return compared


def _as_it_was(done: Iterator[Done]) -> Iterator[Done]:
    try:
        yield from done
    except EngineFault as failed:
        raise CannotReplay(*NOT_AS_IT_WAS) from failed


def _until_it_fails(done: Iterator[Done], compared: _Compared) -> Iterator[Done]:
    try:
        yield from done
    except EngineFault as failed:
        said = {"ja": failed.message.ja, "en": failed.message.pick("en")}
        compared.differs.append({"kind": "fault", "step": failed.step, "old": None, "new": said})


def _same_way(was: Done, would_be: Done, steps: Mapping[str, Step], compared: _Compared) -> bool:
    """Whether one move takes the case along the same way; a timer that is due at another time does not part it."""
    old, new = was.advance, would_be.advance
    if old is None or new is None:
        return True
    way, other = _way(old), _way(new)
    if way != other or old.closed != new.closed or old.end != new.end:
        compared.differs.append({"kind": "path", **_parting(way, other, steps)})
        return False
    for timer, moved in zip(old.timers, new.timers, strict=True):
        told = {"step": timer.step, "old": timer.due_at.isoformat(), "new": moved.due_at.isoformat()}
        if timer.due_at != moved.due_at and {"kind": "timer", **told} not in compared.differs:
            compared.differs.append({"kind": "timer", **told})
            compared.deadlines.append({"kind": "timer", "name": None, **told})
    return True


def _way(advance: Advance) -> list[str]:
    return [*advance.passed, *(task.step for task in advance.opened), *(timer.step for timer in advance.timers)]


def _parting(way: Sequence[str], other: Sequence[str], steps: Mapping[str, Step]) -> dict[str, Any]:
    """The step after which two ways part, and the step with a name to which each goes on."""
    common = next((n for n, (a, b) in enumerate(zip(way, other, strict=False)) if a != b), min(len(way), len(other)))
    return {
        "step": way[common - 1] if common else None,
        "old": _named(way[common:], steps),
        "new": _named(other[common:], steps),
    }


def _named(way: Sequence[str], steps: Mapping[str, Step]) -> str | None:
    """The first step of a way that people know by its name, else its first."""
    return next((step for step in way if steps[step].name.ja != step), next(iter(way), None))


def _outcomes(again: Again, unit: Unit, case: CaseRow) -> Iterator[dict[str, Any]]:
    before = {row.id: row for row in determined_in(unit, case.id)}
    for rule in again.rules:
        old = before[rule.determination_id]
        if rule.refused is not None:
            yield {"kind": "fault", "step": old.step, "old": None, "new": dict(rule.refused)}
        elif rule.outcome != old.outcome:
            yield {"kind": "outcome", "step": old.step, "old": old.outcome, "new": rule.outcome}


def _effects(again: Again) -> Iterator[dict[str, Any]]:
    for handed in again.handed:
        yield {"kind": "effect", "step": handed.step, "old": dict(handed.old), "new": dict(handed.new)}


def _letter_days(again: Again) -> list[dict[str, Any]]:
    """The days that letters name."""
    return [
        {"kind": "letter", "step": handed.step, "name": name, "old": old, "new": handed.new.get(name)}
        for handed in again.handed
        if handed.effect == LETTER
        for name, old in handed.old.items()
        if old != handed.new.get(name) and (_is_day(old) or _is_day(handed.new.get(name)) or name == "months")
    ]


def _is_day(value: object) -> bool:
    return isinstance(value, str) and read_date(value) is not None


def _unknown(step: str, cannot: CannotReplay) -> dict[str, Any]:
    return {"kind": "unknown", "step": step, "old": None, "new": {"ja": cannot.why.ja, "en": cannot.why.pick("en")}}
