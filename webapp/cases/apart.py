"""Whoever may not do a step in a case has no hand in the correction of its answers either.

The same is refused, in the same words, as where the step is completed; and whoever has a hand in a correction is kept
apart as the step's performer is. Must not know which correction it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from webapp.cases.conflicts import apart, refuse_conflict, roles_filled
from webapp.cases.desk import Desk
from webapp.cases.refusing import refuse_same_person, refuse_undeclared
from webapp.model.actor import Actor
from webapp.model.bundle import START, Bundle
from webapp.model.refusals import CannotCorrect
from webapp.store import tasks
from webapp.store.cases import CaseRow
from webapp.store.unit import Unit
from webapp.store.visibility import case_facts


def refuse_apart(desk: Desk, unit: Unit, actor: Actor, case: CaseRow, step: str, on: date) -> None:
    """Raises DeclareFirst, RolesApart, SamePerson. The start form is no step that anybody keeps away from."""
    refuse_undeclared(actor, case, actor.id in case_facts(unit, case.id, case.opened_by).declared)
    bundle = desk.bundle(case.version_id)
    found = bundle.steps.get(step)
    if found is None:
        return
    if found.role is not None:
        refuse_conflict(desk, actor, case, found.role, on)
    refuse_same_person(actor, bundle, case, step)


def hands_in(case: CaseRow, step: str, *who: str | None) -> Mapping[str, Sequence[str]]:
    """`performers` of a case once people have asked for a correction of a step, or confirmed it. The start form is no
    step that anybody keeps away from."""
    return case.performers if step == START else case.performers_with(step, *(one for one in who if one is not None))


def refuse_hand_in_both(unit: Unit, bundle: Bundle, case_id: str, who: str, step: str, since: datetime) -> None:
    """Raises CannotCorrect where whoever asked for a correction of a step has since done one that nobody does
    beside it: it can be turned down, and asked for by somebody else."""
    beside = bundle.never_with(step)
    for task in tasks.tasks_of(unit, case_id):
        if task.state != "done" or task.closed_by != who or task.closed_at is None or task.closed_at < since:
            continue
        if task.step in beside:
            done = bundle.steps[task.step].name
            raise CannotCorrect(
                why_ja=f"訂正を求めた人は、そのあと「{done.ja}」を行いました。両方に関わることはできません。この訂正は認めず、"
                "別の人が改めて訂正を求めてください。",
                why_en=f"Whoever asked for this correction has done “{done.pick('en')}” since, and nobody has a hand "
                "in both. Turn this correction down, and let somebody else ask for it.",
            )


def stands_apart(
    desk: Desk, actor: Actor, version_id: str, performers: Mapping[str, Collection[str]], step: str, on: date
) -> bool:
    """Whether a person who sees the case is refused because of what they did in it; `performers`: step -> who has done
    it."""
    bundle = desk.bundle(version_id)
    found = bundle.steps.get(step)
    if found is None:
        return False
    if any(actor.id in performers.get(other, ()) for other in bundle.never_with(step)):
        return True
    if found.role is None:
        return False
    filled = roles_filled(desk, version_id, performers, actor.id)
    answer = apart(desk, version_id, filled, found.role, on)
    return answer is not None and answer.outcome == "conflict"
