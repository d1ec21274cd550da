"""Cases in which nobody of an organ is left, for whoever may name temporary members: the number, the operator and what is
waited for, nothing else of the case. Must not know on which page it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from webapp.cases.unmanned import NAMED_BY, Unmanned, unmanned
from webapp.model.clock import local_date
from webapp.model.text import Text
from webapp.store.reads.operator import operator_names
from webapp.store.reads.people import names_of
from webapp.web.actor import current_actor, desk, now
from webapp.web.parts.words import Words

FORM: Final = "name-{case_id}-{organ}"


@dataclass(frozen=True, slots=True)
class Naming:
    """One organ of one case without anybody. `offered`: id and name of who may be named; `operator` None where the case
    has none."""

    found: Unmanned
    operator: Text | None
    steps: tuple[str, ...]
    offered: tuple[tuple[str, Text], ...]

    @property
    def form(self) -> str:
        return FORM.format(case_id=self.found.case.id, organ=self.found.organ)


def to_name() -> tuple[Naming, ...]:
    """Those that the person at work may name members for, the longest waiting first."""
    actor, today = current_actor(), local_date(now())
    if not actor.has(NAMED_BY):
        return ()
    with desk().store.read() as unit:
        found = [one for one in unmanned(desk(), unit, today) if actor.id in one.namers]
        people = names_of(unit, {who for one in found for who in one.offered})
        operators = operator_names(unit, {one.case.operator_id for one in found if one.case.operator_id})
    return tuple(
        Naming(
            one,
            operators.get(one.case.operator_id or ""),
            tuple(Words(desk().bundle(one.case.version_id)).step(step) for step in one.steps),
            tuple(sorted(((who, people[who]) for who in one.offered), key=lambda each: each[1].ja)),
        )
        for one in found
    )
