"""What stands beside a case, in words: the other cases of its incident and of its operator, and what they have told it.

Must not know how the page is laid out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.cases.purposes import flowing_into
from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.registers.bars import GROUNDS, bars_on
from webapp.registers.identity import group_of
from webapp.registers.kinds import KINDS
from webapp.store import cases
from webapp.store.reads.operator import operator_names
from webapp.store.reads.related import CaseBeside, Pending, Told, beside
from webapp.store.records import BarRow
from webapp.web.actor import desk
from webapp.web.parts.measures import measure_words
from webapp.web.parts.words import Words


@dataclass(frozen=True, slots=True)
class Line:
    """`came_to`: what it came to in words, "" while nothing is decided."""

    case: CaseBeside
    process: str
    came_to: str


@dataclass(frozen=True, slots=True)
class Barred:
    ground: Text
    bar: BarRow
    operator: Text


@dataclass(frozen=True, slots=True)
class Panel:
    """`incident`: the same incident; `others`: other open cases of the operator and of those deemed identical, without
    those whose information does not go into this one by itself (the Act, article 55)."""

    incident: tuple[Line, ...]
    others: tuple[Line, ...]
    told: tuple[Told, ...]
    pending: tuple[tuple[Text, Pending], ...]
    barred: tuple[Barred, ...]

    @property
    def empty(self) -> bool:
        return not (self.incident or self.others or self.told or self.pending or self.barred)


def panel(reach: Reach, case_id: str, on: date) -> Panel:
    """Nothing for a case that names no operator."""
    with desk().store.read() as unit:
        case = cases.case(unit, case_id)
        if case is None or case.operator_id is None:
            return Panel((), (), (), (), ())
        found = beside(unit, reach, case_id, group_of(unit, case.operator_id, on), on)
        into = flowing_into(desk(), unit, case, on)
        bars = bars_on(unit, case.operator_id, on)
        names = operator_names(unit, {bar.operator_id for bar in bars})
    kinds = _kinds()
    return Panel(
        incident=_lines(found.incident),
        others=_lines([one for one in found.others if one.process in into]),
        told=found.told,
        pending=tuple((kinds[one.kind], one) for one in found.pending),
        barred=tuple(Barred(GROUNDS[bar.ground], bar, names[bar.operator_id]) for bar in bars),
    )


def _lines(found: Sequence[CaseBeside]) -> tuple[Line, ...]:
    return tuple(
        Line(case, Words(desk().bundle(case.version_id)).process, measure_words(case.measures or ())) for case in found
    )


def _kinds() -> dict[str, Text]:
    form = KINDS["application"].form
    return {option.value: option.label for field in form.fields for option in field.options}
