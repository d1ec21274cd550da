"""Ask the rules again with a corrected answer, one after the other, and lay what they say beside what they said.

A determination is made of the answers and determinations that the diagram hands to its rule; where one of these has
become another, the rule is asked again under the law of the day on which it was asked, and what it says goes on to
those after it. So does what an effect was handed. Must not know whether the case would take another path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from webapp.cases.desk import Desk
from webapp.cases.law import consult_for
from webapp.cases.replay import Move
from webapp.engine import Program
from webapp.engine.expressions import parse
from webapp.engine.values import BadExpression
from webapp.model.advance import EngineFault
from webapp.model.bundle import START
from webapp.model.clock import local_date
from webapp.model.text import Text
from webapp.store import history
from webapp.store.cases import CaseRow
from webapp.store.corrections import Recomputed
from webapp.store.history import Determined
from webapp.store.unit import Unit

UNKNOWN: Final = Text(
    "この判定の前提は一つに決まらないため、計算し直せません。人が確かめてください。",
    "What this determination rests on is not told apart, so that it cannot be computed again. A person has to look.",
)

Records = dict[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Handed:
    """What an effect was handed, and what it would be handed now, where that differs."""

    step: str
    effect: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]


@dataclass(slots=True)
class Again:
    """What comes of a correction in the steps that the case has gone through."""

    rules: list[Recomputed] = field(default_factory=list)
    handed: list[Handed] = field(default_factory=list)


def recompute(
    desk: Desk, unit: Unit, case: CaseRow, moves: Sequence[Move], seq: int, values: Mapping[str, Any]
) -> Again:
    """`seq`: the move whose answers are corrected; `values`: field -> value, None for what is no longer asked."""
    walk = _Walk(desk, case, desk.program(case.version_id), moves)
    determined = {row.seq: row for row in history.determined_in(unit, case.id)}
    line = {move.seq: move for move in moves}
    for entry in history.history_of(unit, case.id):
        move = line.get(entry.seq)
        if move is not None and move.kind not in ("rename", "put_off"):
            walk.move(move, values if move.seq == seq else {})
        elif entry.verb == "determined" and entry.seq in determined:
            walk.determine(determined[entry.seq])
        elif entry.verb == "effect" and walk.reached and walk.in_line(entry.seq):
            walk.effect(str(entry.step))
    return walk.again


class _Walk:
    """The records of the case as they were and as they would be, from step to step."""

    def __init__(self, desk: Desk, case: CaseRow, program: Program, moves: Sequence[Move]) -> None:
        self.again = Again()
        self.reached: Move | None = None
        self._desk = desk
        self._case = case
        self._program = program
        self._old: Records = {}
        self._new: Records = {}
        self._gaps = [(move.after, move.seq) for move in moves if move.kind == "rename"]

    def in_line(self, seq: int) -> bool:
        """Whether a line of the history belongs to the way that the case has come, not to one it went back from."""
        return not any(after < seq <= back for after, back in self._gaps)

    def move(self, move: Move, values: Mapping[str, Any]) -> None:
        self.reached = move
        for records in (self._old, self._new):
            records["case"] = move.case or {}
        if move.kind == "wake":
            return
        step = START if move.kind == "start" else str(move.step)
        answers = move.answers or {}
        self._old[step] = _given(answers)
        self._new[step] = _given({**answers, **values})

    def determine(self, row: Determined) -> None:
        self._old[row.step] = self._new[row.step] = {"outcome": row.outcome, "value": row.value}
        if not self._touched(row.step):
            return
        old, new = self._asked(row.step, self._old), self._asked(row.step, self._new)
        if old is None or new is None or old != dict(row.inputs):
            self.again.rules.append(_as_before(row, UNKNOWN))
        elif new != old:
            again = self._ask(row, new)
            self.again.rules.append(again)
            if again.refused is None:
                self._new[row.step] = {"outcome": again.outcome, "value": again.value}

    def effect(self, step: str) -> None:
        if not self._touched(step):
            return
        old, new = self._asked(step, self._old), self._asked(step, self._new)
        if old is not None and new is not None and old != new:
            self.again.handed.append(Handed(step, str(self._program.steps[step].handler), old, new))

    def _touched(self, step: str) -> bool:
        """Whether an expression of the step reads a record that has become another."""
        expressions = self._program.inputs.get(step, {}).values()
        names = {name for expression in expressions for name in parse(expression).names}
        return any(self._old.get(name) != self._new.get(name) for name in names)

    def _asked(self, step: str, records: Records) -> dict[str, Any] | None:
        """None where the expressions say nothing of these records, as those inside a step that happens several times."""
        try:
            return self._desk.engine.asked(self._program, step, records, self._at)
        except BadExpression:
            return None

    @property
    def _at(self) -> datetime:
        assert self.reached is not None
        return self.reached.at

    def _ask(self, row: Determined, inputs: Mapping[str, Any]) -> Recomputed:
        assert self.reached is not None
        try:
            consult = consult_for(self._desk, self._case.version_id, self.reached.body, local_date(self.reached.at))
            answer = self._desk.engine.ask(row.step, row.handler, inputs, consult)
        except EngineFault as refused:
            return _as_before(row, refused.message, inputs)
        plain = answer.as_json()
        return Recomputed(
            determination_id=row.id,
            seq=row.seq,
            outcome=answer.outcome,
            value=plain["value"],
            because=plain["because"],
            cites=plain["cites"],
            inputs=dict(inputs),
            parameters=plain["parameters"],
            edition=answer.edition,
            decided_on=row.decided_on,
        )


def _given(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if value is not None}


def _as_before(row: Determined, why: Text, inputs: Mapping[str, Any] | None = None) -> Recomputed:
    return Recomputed(
        determination_id=row.id,
        seq=row.seq,
        outcome=None,
        value=None,
        because=[],
        cites=[],
        inputs=dict(row.inputs if inputs is None else inputs),
        parameters={},
        edition=None,
        decided_on=row.decided_on,
        refused={"ja": why.ja, "en": why.pick("en")},
    )
