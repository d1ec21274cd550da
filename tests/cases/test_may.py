"""Who may do what; and the filter in SQL is the same rule, on random worlds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from casework import House
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from webapp.model.actor import ROLES, STAFF_ROLES, SYSTEM, Actor
from webapp.model.facts import AnswerFacts, CaseFacts, CorrectionFacts, ProcessFacts, TaskFacts
from webapp.model.may import Reach, may, reach
from webapp.store.reads.visible import within
from webapp.store.rows.case import Case, Task
from webapp.store.unit import Store
from webapp.store.visibility import case_facts

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
CASE = CaseFacts("opener", frozenset({"assessor", "decider"}), frozenset({"worker"}))


def actor(id: str, *roles: str) -> Actor:
    return Actor(id, id, frozenset(roles))


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        (actor("opener", "intake"), True),
        (actor("stranger", "intake"), False),
        (actor("worker", "intake"), True),
        (actor("stranger", "assessor"), True),
        (actor("stranger", "manager"), True),
        (actor("stranger", "auditor"), True),
        (actor("opener", "process_owner"), False),
        (actor("opener", "administrator"), False),
        (actor("stranger", "process_owner", "administrator"), False),
        (actor("stranger", "process_owner", "assessor"), True),
        (actor("opener"), False),
        (actor("stranger"), False),
        (SYSTEM, True),
    ],
)
def test_who_reads_a_case(who: Actor, allowed: bool) -> None:
    assert may(who, "read", "case", CASE) is allowed
    assert may(who, "read", "task", TaskFacts(CASE, "assessor")) is allowed
    assert may(who, "read", "answers", AnswerFacts(CASE, "worker")) is allowed


def test_what_is_not_on_the_list_is_denied() -> None:
    everybody = actor("x", *ROLES, "system")
    assert not may(everybody, "delete", "case", CASE)
    assert not may(everybody, "read", "house", None)
    assert not may(everybody, "read", "case", None)
    assert not may(everybody, "claim", "task", CASE)
    assert not may(everybody, "open_case", "process", CASE)
    assert not may(everybody, "read", "answers", TaskFacts(CASE, "assessor"))


def test_roles_imply_nothing() -> None:
    for role in ("manager", "auditor", "administrator", "process_owner"):
        assert not may(actor("x", role), "claim", "task", TaskFacts(CASE, "assessor"))
        assert not may(actor("x", role), "complete", "task", TaskFacts(CASE, "assessor"))
        assert not may(actor("x", role), "open_case", "process", ProcessFacts(frozenset({"intake"})))
    assert not may(actor("x", "auditor"), "retry", "case", CASE)
    assert not may(actor("x", "auditor"), "reassign", "task", TaskFacts(CASE, "assessor"))


def test_T43_nobody_but_the_committee_completes_or_moves_its_tasks() -> None:
    staff = actor("x", *(role for role in ROLES if role != "committee"), "system")
    for task in (TaskFacts(CASE, "committee"), TaskFacts(CASE, "committee", "member")):
        for action in ("claim", "save_typed", "complete", "release", "reassign"):
            assert not may(staff, action, "task", task), action
    assert may(actor("x", "manager"), "reassign", "task", TaskFacts(CASE, "assessor", "member"))
    assert may(actor("x", "committee"), "reassign", "task", TaskFacts(CASE, "committee", "member"))


@pytest.mark.parametrize(
    ("who", "task", "claims", "completes"),
    [
        (actor("a", "assessor"), TaskFacts(CASE, "assessor"), True, True),
        (actor("a", "assessor"), TaskFacts(CASE, "assessor", "a"), True, True),
        (actor("a", "assessor"), TaskFacts(CASE, "assessor", "b"), False, False),
        (actor("a"), TaskFacts(CASE, "assessor", "a"), False, True),  # assigned, and has lost the role since
        (actor("a", "decider"), TaskFacts(CASE, "assessor"), False, False),
        (actor("a", "assessor"), TaskFacts(CASE, "assessor", open=False), False, False),
        (actor("a", "assessor"), TaskFacts(CASE, "assessor", excluded=frozenset({"a"})), False, False),
        (actor("a", "assessor"), TaskFacts(CASE, "assessor", "a", excluded=frozenset({"a"})), False, False),
    ],
)
def test_who_works_on_a_task(who: Actor, task: TaskFacts, claims: bool, completes: bool) -> None:
    assert may(who, "claim", "task", task) is claims
    assert may(who, "complete", "task", task) is completes
    assert may(who, "save_typed", "task", task) is completes


def test_blind_answers_are_for_whoever_gave_them() -> None:
    blind = AnswerFacts(CASE, "worker", blind=True)
    assert may(actor("worker", "assessor"), "read", "answers", blind)
    for who in (actor("other", "assessor"), actor("boss", "manager"), actor("check", "auditor")):
        assert not may(who, "read", "answers", blind)


@pytest.mark.parametrize("organ", ["subcommittee", "committee", "promotion_committee"])
def test_T42_what_an_organ_has_on_record_is_put_right_by_its_members_alone(organ: str) -> None:
    case = replace(CASE, roles=CASE.roles | {organ}, seats=frozenset({("guest", organ)}))
    record = AnswerFacts(case, "worker", role=organ)
    asked = CorrectionFacts(case, "worker", frozenset({organ}))
    for who in (actor("other", organ), actor("guest", "assessor")):
        assert may(who, "correct", "answers", record)
        assert may(who, "decide", "correction", asked) and may(who, "confirm", "correction", asked)
    staff = actor("worker", *(role for role in ROLES if role != organ), "system")
    assert not may(staff, "correct", "answers", record)
    assert not may(staff, "decide", "correction", asked) and not may(staff, "confirm", "correction", asked)


def test_a_chair_s_finding_is_put_right_by_a_chair_and_confirmed_by_another_or_a_manager() -> None:
    case = replace(CASE, roles=CASE.roles | {"chair"})
    record = AnswerFacts(case, "worker", role="chair")
    asked = CorrectionFacts(case, "worker", frozenset({"chair"}))
    staff = actor("other", *(role for role in ROLES if role not in {"chair", "manager"}), "system")
    manager, chair = actor("boss", "manager"), actor("other", "chair")
    assert may(chair, "correct", "answers", record)
    assert may(chair, "confirm", "correction", asked) and may(chair, "decide", "correction", asked)
    assert not may(manager, "correct", "answers", record) and not may(manager, "decide", "correction", asked)
    assert may(manager, "confirm", "correction", asked)
    assert not may(staff, "correct", "answers", record)
    assert not may(staff, "confirm", "correction", asked) and not may(staff, "decide", "correction", asked)
    for who in (actor("worker", "chair", "manager"), replace(manager, barred=frozenset({"their own"}))):
        of_operator = replace(asked, case=replace(case, operator_id="their own"))
        assert not may(who, "confirm", "correction", of_operator)


USERS = ("sato", "suzuki", "ito", "kato")
WORLD = st.lists(
    st.tuples(
        st.sampled_from(USERS),
        st.lists(st.tuples(st.sampled_from(STAFF_ROLES), st.sampled_from((*USERS, None))), max_size=3),
    ),
    max_size=5,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLD, roles=st.frozensets(st.sampled_from((*ROLES, "system")), max_size=3), login=st.sampled_from(USERS))
def test_the_filter_of_lists_is_the_same_rule(
    house: House, world: list[tuple[str, list[tuple[str, str | None]]]], roles: frozenset[str], login: str
) -> None:
    who = Actor(house.people[login].id, login, roles)
    cases = _build(house, world)
    with house.store.read() as unit:
        listed = set(unit.execute(select(Case.id).where(within(reach(who)))).scalars())
        allowed = {
            case_id
            for case_id, opened_by in cases.items()
            if may(who, "read", "case", case_facts(unit, case_id, opened_by))
        }
    assert listed == allowed


def _build(house: House, world: list[tuple[str, list[tuple[str, str | None]]]]) -> dict[str, str]:
    """Cases with tasks as the world says, instead of those before; case id -> who opened it."""
    with house.store.write() as unit:
        unit.execute(delete(Task))
        unit.execute(delete(Case))
        version_id = _version(house.store)
        for number, (opener, tasks) in enumerate(world):
            unit.execute(
                insert(Case).values(
                    id=f"case-{number}",
                    number=f"X-{number}",
                    process="review",
                    version_id=version_id,
                    title="x",
                    state="open",
                    revision=1,
                    opened_by=house.people[opener].id,
                    opened_at=NOW,
                    changed_by="x",
                    changed_at=NOW,
                )
            )
            for nth, (role, assignee) in enumerate(tasks):
                unit.execute(
                    insert(Task).values(
                        id=f"task-{number}-{nth}",
                        case_id=f"case-{number}",
                        process="review",
                        step="write",
                        role=role,
                        state="open",
                        assignee_id=None if assignee is None else house.people[assignee].id,
                        opened_at=NOW,
                    )
                )
    return {f"case-{number}": house.people[opener].id for number, (opener, _) in enumerate(world)}


def _version(store: Store) -> str:
    from webapp.store.rows.design import Version

    with store.read() as unit:
        return str(unit.execute(select(Version.id).where(Version.process == "review")).scalar_one())


def test_a_reach_of_nothing_covers_nothing() -> None:
    assert not Reach().covers(CASE)
    assert not Reach().covers(CaseFacts("", frozenset(), frozenset({""})))
