"""Whether an organ can still reach its quorum in a case: asked of the rule `incident.quorum`, as the diagram asks it.

The rule is the diagram's; a process that does not ask it has no quorum. Must not know how temporary members are named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers.determination import InputRefused
from webapp.cases.desk import BODY, Desk
from webapp.cases.law import consult_for
from webapp.model.advance import EngineFault
from webapp.store import cases, design, history, organs, recusals, tasks
from webapp.store.cases import CaseRow
from webapp.store.organs import Sitting
from webapp.store.unit import Unit

RULE: Final = "incident.quorum"
ORGANS: Final = ("subcommittee", "committee")
"""Those whose numbers the rule knows."""
NOBODY: Final = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Quorum:
    """What an organ needs in a case, and how many are able to sit there. `out_of_reach`: not even all of them are
    enough, so that temporary members have to be named."""

    organ: str
    members: int
    recused: int
    able: int
    needed: int

    @property
    def out_of_reach(self) -> bool:
        return self.able < self.needed


def quorums(desk: Desk, unit: Unit, case_id: str, on: date, without: Collection[str] = NOBODY) -> tuple[Quorum, ...]:
    """The organs that have to reach a quorum in a case and have not yet, or that are at work in it, as they would stand on
    a day `without` some people; () where the process asks for none, where the case has ended, or where the rule cannot answer."""
    return _of_cases(desk, unit, (case_id,), on, without).get(case_id, ())


def _of_cases(
    desk: Desk, unit: Unit, case_ids: Collection[str], on: date, without: Collection[str] = NOBODY
) -> dict[str, tuple[Quorum, ...]]:
    """The same of several cases, in as many statements; those whose process asks for no quorum are left out."""
    asking = {case.id: case for case in cases.not_ended(unit, case_ids) if _asked(desk, case.version_id)}
    if not asking:
        return {}
    steps = {step for case in asking.values() for step in _asked(desk, case.version_id)}
    reached = {
        (case_id, row.value["organ"])
        for case_id, rows in history.latest_of_cases(unit, asking, steps).items()
        for row in rows
        if row.handler == RULE and row.outcome == "reached" and isinstance(row.value, Mapping)
    }
    at_work = tasks.open_roles(unit, asking)
    sittings = organs.sittings(unit, {case.id: case.operator_id for case in asking.values()}, on)
    body = _body(unit)

    def found(case: CaseRow) -> Iterator[Quorum | None]:
        for organ in ORGANS:
            if (case.id, organ) not in reached or (case.id, organ) in at_work:
                sitting = _less(sittings[case.id][organ], without)
                yield _quorum(desk, case.version_id, body, on, organ, sitting)

    return {case.id: tuple(quorum for quorum in found(case) if quorum is not None) for case in asking.values()}


def out_of_reach(desk: Desk, unit: Unit, versions: Mapping[str, str], on: date) -> Mapping[str, tuple[Quorum, ...]]:
    """Of some open cases (id -> version) those in which an organ cannot reach its quorum any more, with the organs. A
    case from which nobody keeps away is looked at only where its organs are too few anyway."""
    if not versions:
        return {}
    kept_away = recusals.cases_kept_away_from(unit, versions)
    anywhere = organs.sitting(unit, "", None, on)
    body = _body(unit)
    too_few = {
        version_id
        for version_id in set(versions.values())
        if _asked(desk, version_id)
        for organ in ORGANS
        if (usual := _quorum(desk, version_id, body, on, organ, anywhere[organ])) is not None and usual.out_of_reach
    }
    looked_at = [id for id, version_id in versions.items() if id in kept_away or version_id in too_few]
    found = _of_cases(desk, unit, looked_at, on) if looked_at else {}
    lost = {id: tuple(one for one in of_case if one.out_of_reach) for id, of_case in found.items()}
    return {id: of_case for id, of_case in lost.items() if of_case}


def lost_by(desk: Desk, unit: Unit, case_id: str, user_id: str, on: date) -> tuple[Quorum, ...]:
    """The organs of a case in which somebody is able to sit, and whose quorum is out of reach without them."""
    able = {quorum.organ: quorum.able for quorum in quorums(desk, unit, case_id, on)}
    without = quorums(desk, unit, case_id, on, {user_id})
    return tuple(quorum for quorum in without if quorum.out_of_reach and quorum.able < able[quorum.organ])


def _body(unit: Unit) -> str | None:
    live = design.live_version(unit, BODY)
    return None if live is None else live.id


def _asked(desk: Desk, version_id: str) -> tuple[str, ...]:
    """The steps of a process that ask the rule."""
    return tuple(step.id for step in desk.bundle(version_id).steps.values() if step.handler == RULE)


def _less(sitting: Sitting, without: Collection[str]) -> Sitting:
    away = frozenset(without)
    return Sitting(sitting.members, sitting.recused | (sitting.members & away), sitting.able - away)


def _quorum(desk: Desk, version_id: str, body_id: str | None, on: date, organ: str, sitting: Sitting) -> Quorum | None:
    counts = sitting.counts()
    try:
        answer = consult_for(desk, version_id, body_id, on)(RULE, {"organ": organ, **counts, "present": []})
    except (InputRefused, EngineFault):
        return None  # amounts that are not there stop the diagram itself, which says so
    return Quorum(organ, counts["members"], counts["recused"], counts["able"], answer.value["needed"])
