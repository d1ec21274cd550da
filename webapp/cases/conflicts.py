"""Ask the rule conflict.check about a person in a case: their interests, and what they did in it already.

The rule says which roles stay apart and who declares first. Must not know what follows from its answer: that is for the
verbs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from handlers.determination import Determination
from webapp.cases.desk import Desk
from webapp.cases.law import consult_for
from webapp.cases.purposes import purpose_of
from webapp.crypto.chain import fingerprint
from webapp.model.actor import Actor
from webapp.model.refusals import RolesApart
from webapp.model.text import Text
from webapp.people.directory import actor_for
from webapp.people.standing import standing
from webapp.store import interests, people, registers, tasks
from webapp.store.cases import CaseRow, Held
from webapp.store.groups import group_of
from webapp.store.organs import seats_of
from webapp.store.unit import Unit

RULE: Final = "conflict.check"


def refuse_conflict(desk: Desk, actor: Actor, case: CaseRow, role: str, on: date) -> None:
    """Raises RolesApart, in the rule's words, if the actor did in this case what somebody of the role must not have
    done. The rule is asked only of somebody who has acted in another of its roles; nothing is read for it."""
    filled = roles_filled(desk, case.version_id, case.performers, actor.id)
    answer = apart(desk, case.version_id, filled, role, on)
    if answer is not None and answer.outcome == "conflict":
        raise RolesApart(**in_words(answer))


def refuse_other_business(desk: Desk, unit: Unit, person_id: str, case: CaseRow, role: str, on: date) -> None:
    """Raises RolesApart, in the rule's words, if the person works on another case about the operator, or one deemed
    identical with it, beyond the wall between accredited work and the body's other business."""
    business = purpose_of(desk, unit, case.process, case.version_id)
    if case.operator_id is None or not business or role not in known_roles(desk):
        return
    group = group_of(unit, case.operator_id, on)
    elsewhere = tasks.worked_elsewhere(unit, person_id, group, case.process)
    if not elsewhere:
        return
    called = _names(unit, sorted(group))
    works = [(operator, purpose_of(desk, unit, process, version)) for operator, process, version in elsewhere]
    inputs = {
        "role": role,
        "parties": sorted(called.values()),
        "interests": [],
        "declared": True,
        "business": business,
        "elsewhere": [{"party": called[operator], "business": other} for operator, other in works if other],
    }
    answer = consult_for(desk, case.version_id, None, on)(RULE, inputs)
    if answer.outcome == "conflict":
        raise RolesApart(**in_words(answer))


def apart(desk: Desk, version_id: str, filled: frozenset[str], role: str, on: date) -> Determination | None:
    """What the rule says of a role beside those that a person has filled in a case; None where there is nothing to ask.
    The body's calendar has no say in it."""
    if role not in known_roles(desk) or not filled - {role}:
        return None
    inputs = {"role": role, "parties": [], "interests": [], "roles_filled": sorted(filled), "declared": True}
    return consult_for(desk, version_id, None, on)(RULE, inputs)


def check(
    desk: Desk, unit: Unit, held: Held, person_id: str, on: date, *, declared: bool
) -> tuple[Determination, dict[str, Any]] | None:
    """What the rule says of a person in a case, and the same with its inputs as it is kept; None for somebody of whose
    roles it says nothing. Parties are called by their names."""
    person, case = people.person(unit, person_id), held.case
    acts_as = frozenset[str]() if person is None else _acts_as(unit, case.id, person, on)
    roles = [role for role in known_roles(desk) if role in acts_as]
    if not roles:
        return None
    group = sorted(group_of(unit, case.operator_id, on)) if case.operator_id is not None else []
    called = _names(unit, group)
    inputs: dict[str, Any] = {
        "role": roles[0],
        "parties": [called[operator_id] for operator_id in group],
        "interests": [
            _interest(row, called[row.operator_id])
            for row in interests.interests_of(unit, person_id)
            if row.stands and row.operator_id in called
        ],
        "roles_filled": sorted(roles_filled(desk, case.version_id, case.performers, person_id)),
        "declared": declared,
        "on": on.isoformat(),
    }
    answer = consult_for(desk, case.version_id, held.body_id, on)(RULE, inputs)
    return answer, {**answer.as_json(), "edition": answer.edition, "inputs": inputs}


def print_of(desk: Desk, kept: Mapping[str, Any] | None) -> str | None:
    """The keyed hash of an answer that is kept, for the audit."""
    return None if kept is None else fingerprint(desk.keys, [kept["outcome"], kept["value"], kept["inputs"]])


def known_roles(desk: Desk) -> tuple[str, ...]:
    """The roles that the rule knows, those of members first: whoever holds several is asked as a member."""
    of_rule = next(one.choices for one in desk.rules[RULE].inputs if one.name == "role")
    return tuple(sorted(of_rule, key=lambda role: (role not in _MEMBERS, of_rule.index(role))))


def roles_filled(
    desk: Desk, version_id: str, performers: Mapping[str, Collection[str]], person_id: str
) -> frozenset[str]:
    """The roles, of those that the rule knows, in which a person has done a step of a case; `performers`: step -> who
    has done it."""
    steps = desk.bundle(version_id).steps
    done = {step for step, who in performers.items() if person_id in who and step in steps}
    return frozenset(role for step in done if (role := steps[step].role) is not None) & frozenset(known_roles(desk))


def sentence(answer: Determination | None) -> Text | None:
    """The reasons and the clauses of a conflict in brackets behind them; None where the rule has found none."""
    if answer is None or answer.outcome != "conflict":
        return None
    said = in_words(answer)
    return Text(f"{said['why']}（{said['clauses']}）", f"{said['why_en']} ({said['clauses_en']})")


def in_words(answer: Determination) -> dict[str, str]:
    """The reasons and the clauses of a conflict, as a refusal tells them."""
    clauses = "、".join(dict.fromkeys(f"{one.document} {one.clause}" for one in answer.cites))
    return {
        "why": "".join(reason.ja for reason in answer.because),
        "why_en": " ".join(reason.en for reason in answer.because),
        "clauses": clauses,
        "clauses_en": clauses.replace("、", ", "),
    }


_MEMBERS: Final = ("committee", "subcommittee")


def _acts_as(unit: Unit, case_id: str, person: people.Person, on: date) -> frozenset[str]:
    """The roles that a person holds on the day, and the organs in which they sit for the case."""
    return standing(unit, actor_for(person), on).roles | {organ for _, organ in seats_of(unit, case_id, person.id)}


def _names(unit: Unit, operator_ids: list[str]) -> dict[str, str]:
    """Each operator's name; with its id where another of the group has the same."""
    rows = [row for operator_id in operator_ids if (row := registers.operator(unit, operator_id)) is not None]
    names = [row.name for row in rows]
    return {row.id: row.name if names.count(row.name) == 1 else f"{row.name} ({row.id})" for row in rows}


def _interest(row: interests.InterestRow, party: str) -> dict[str, Any]:
    days = {"from": row.first_day, "until": row.last_day}
    return {
        "party": party,
        "kind": row.kind,
        **{name: day.isoformat() for name, day in days.items() if day is not None},
    }
