"""Whether an organ can still reach its quorum in a case: asked of the rule `incident.quorum`, as the diagram asks it.

The rule is the diagram's; a process that does not ask it has no quorum. Must not know how temporary members are named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers.determination import InputRefused
from webapp.cases.desk import BODY, Desk
from webapp.cases.law import consult_for
from webapp.model.advance import EngineFault
from webapp.store import cases, design, history, organs, recusals, tasks
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
    case = cases.case(unit, case_id)
    if case is None or case.state == "ended":
        return ()
    steps = _asked(desk, case.version_id)
    if not steps:
        return ()
    reached = {
        row.value["organ"]
        for row in history.latest_determined(unit, case_id, steps)
        if row.outcome == "reached" and isinstance(row.value, Mapping)
    }
    at_work = {task.role for task in tasks.tasks_of(unit, case_id) if task.state == "open"}
    sitting = organs.sitting(unit, case.id, case.operator_id, on)
    body = _body(unit)
    found = (
        _quorum(desk, case.version_id, body, on, organ, _less(sitting[organ], without))
        for organ in ORGANS
        if organ not in reached or organ in at_work
    )
    return tuple(quorum for quorum in found if quorum is not None)


def out_of_reach(desk: Desk, unit: Unit, versions: Mapping[str, str], on: date) -> Mapping[str, tuple[Quorum, ...]]:
    """Of some open cases (id -> version) those in which an organ cannot reach its quorum any more, with the organs. A
    case from which nobody keeps away is looked at only where its organs are too few anyway."""
    if not versions:
        return {}
    kept_away = recusals.cases_kept_away_from(unit, versions)
    anywhere = organs.sitting(unit, "", None, on)
    body = _body(unit)
    found = {}
    for case_id, version_id in versions.items():
        if not _asked(desk, version_id):
            continue
        usual = (_quorum(desk, version_id, body, on, organ, anywhere[organ]) for organ in ORGANS)
        if case_id in kept_away or any(quorum is not None and quorum.out_of_reach for quorum in usual):
            found[case_id] = tuple(quorum for quorum in quorums(desk, unit, case_id, on) if quorum.out_of_reach)
    return {case_id: lost for case_id, lost in found.items() if lost}


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
