"""One rule: `may` and the filter in SQL agree on random worlds with recusals, interests, seats and declarations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework import NOON, House
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from handlers.conflict import APART, DECLARES_FIRST, KINDS
from webapp.model.actor import ORGANS, ROLES, STAFF_ROLES, Actor
from webapp.model.facts import TaskFacts
from webapp.model.interests import KINDS as DECLARED_KINDS
from webapp.model.may import DECLARING, may, reach
from webapp.model.substitutes import Absent, substitutes
from webapp.people.standing import standing
from webapp.store import interests, organs, people, recusals, registers, tasks, terms
from webapp.store.interests import NewInterest
from webapp.store.reads.inbox import Filter, inbox
from webapp.store.reads.visible import known, opened, within
from webapp.store.rows.case import Case, Task
from webapp.store.rows.organs import Declared, Interest, Recusal, Seat, Term
from webapp.store.rows.people import Absence
from webapp.store.visibility import case_facts

USERS = ("sato", "suzuki", "nakamura", "sasaki", "inoue")
DAY = date(2026, 11, 20)
who = st.sampled_from(USERS)
some = st.lists(who, max_size=2)


@dataclass(frozen=True)
class ACase:
    """A case of a random world. `operator`: its place among two; `tasks`: (role, assignee); `recused`: (who, by an
    interest, lifted); `seats`: (who, organ)."""

    opener: str
    operator: int | None
    tasks: list[tuple[str, str | None]]
    recused: list[tuple[str, bool, bool]]
    seats: list[tuple[str, str]]
    declared: list[str]
    ended: bool
    erased: bool
    process: str


@dataclass(frozen=True)
class Around:
    """The people of a random world. `interests`: (who, operator, it holds today); `terms`: (who, organ, it runs);
    `absent`: (who, substitute)."""

    interests: list[tuple[str, int, bool]]
    terms: list[tuple[str, str, bool]]
    absent: list[tuple[str, str | None]]


CASES = st.lists(
    st.builds(
        ACase,
        opener=who,
        operator=st.sampled_from([None, 0, 1]),
        tasks=st.lists(st.tuples(st.sampled_from(STAFF_ROLES), st.sampled_from([None, *USERS])), max_size=3),
        recused=st.lists(st.tuples(who, st.booleans(), st.booleans()), max_size=2),
        seats=st.lists(st.tuples(who, st.sampled_from(["committee", "decider"])), max_size=2, unique=True),
        declared=st.lists(who, max_size=3, unique=True),
        ended=st.booleans(),
        erased=st.booleans(),
        process=st.sampled_from(["review", "complaint"]),
    ),
    max_size=4,
)
PEOPLE = st.builds(
    Around,
    interests=st.lists(st.tuples(who, st.sampled_from([0, 1]), st.booleans()), max_size=2),
    terms=st.lists(st.tuples(who, st.sampled_from(ORGANS), st.booleans()), max_size=4),
    absent=st.lists(st.tuples(who, st.sampled_from([None, *USERS])), max_size=3),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    world=CASES,
    around=PEOPLE,
    roles=st.frozensets(st.sampled_from(ROLES), max_size=3),
    login=who,
    walled=st.frozensets(st.just("complaint")),
)
def test_lists_inbox_and_rule_agree(
    house: House,
    world: list[ACase],
    around: Around,
    roles: frozenset[str],
    login: str,
    walled: frozenset[str],
) -> None:
    _build(house, world, around)
    with house.store.read() as unit:
        actor = standing(unit, Actor(house.people[login].id, login, roles, walled=walled), DAY)
        assert actor.roles <= roles
        facts = {
            row.id: case_facts(unit, row.id, row.opened_by) for row in unit.execute(select(Case.id, Case.opened_by))
        }
        listed = set(unit.execute(select(Case.id).where(within(reach(actor)))).scalars())
        shown = set(unit.execute(select(Case.id).where(opened(reach(actor)))).scalars())
        assert listed == {id for id, case in facts.items() if may(actor, "read", "case", case)}
        told = set(unit.execute(select(Case.id).where(known(reach(actor)))).scalars())
        assert told == {id for id, case in facts.items() if may(actor, "know", "case", case)}
        assert listed == {id for id in told if not facts[id].erased}
        assert shown == {id for id, case in facts.items() if may(actor, "open_dossier", "case", case)}
        waiting = inbox(unit, reach(actor), actor.id, actor.roles, DAY, Filter())
        away = people.stands_in_for(unit, actor.id, DAY)
        claimable = {
            task.id
            for id, case in facts.items()
            for task in tasks.tasks_of(unit, id)
            if may(
                actor,
                "claim",
                "task",
                TaskFacts(case, task.role, task.assignee_id, open=task.state == "open", away=away),
            )
        }
        recused = {id for id in facts if recusals.keeps_away(unit, id, facts[id].operator_id, actor.id, DAY)}
    assert not listed & recused
    assert not {line.case_id for line in waiting.lines} & recused
    # Whoever may claim something finds it in their inbox, when any role brings them to it.
    if actor.roles & set(STAFF_ROLES):
        assert claimable <= {line.id for line in waiting.lines}


def _build(house: House, world: list[ACase], around: Around) -> None:
    ids = {login: house.people[login].id for login in USERS}
    with house.store.write() as unit:
        for table in (Task, Recusal, Seat, Declared, Interest, Absence, Case):
            unit.execute(delete(table))
        unit.execute(delete(Term))
        version = _version(house)
        known = registers.operators(unit)
        if len(known) < 2:
            registers.insert_operator(unit, None, "別", "Other", "別", "", NOON)
            known = registers.operators(unit)
        for number, case in enumerate(world):
            row = {
                "id": f"case-{number}",
                "number": f"X-{number}",
                "process": case.process,
                "version_id": version,
                "title": "x",
                "state": "ended" if case.ended else "open",
                "revision": 1,
                "operator_id": None if case.operator is None else known[case.operator].id,
                "opened_by": ids[case.opener],
                "opened_at": NOON,
                "changed_by": "x",
                "changed_at": NOON,
                "erased_at": NOON if case.ended and case.erased else None,
            }
            unit.execute(insert(Case), row)
            for nth, (role, assignee) in enumerate(case.tasks):
                task = {"id": f"task-{number}-{nth}", "case_id": row["id"], "process": case.process, "step": "write"}
                more = {"role": role, "state": "done" if case.ended else "open", "opened_at": NOON}
                unit.execute(insert(Task), {**task, **more, "assignee_id": None if assignee is None else ids[assignee]})
            for login, by_interest, lifted in case.recused:
                ground = recusals.BY_INTEREST if by_interest else "decided"
                recusal = recusals.insert_recusal(unit, str(row["id"]), ids[login], ground, "x", "x", NOON)
                if lifted:
                    recusals.lift(unit, [recusal], "x", "x", NOON)
            for login, organ in case.seats:
                organs.seat(unit, str(row["id"]), organ, ids[login], "x", NOON)
            for login in case.declared:
                unit.execute(
                    insert(Declared), {"case_id": row["id"], "user_id": ids[login], "outcome": "none", "at": NOON}
                )
        for login, place, holds in around.interests:
            last = None if holds else date(2026, 11, 19)
            new = NewInterest(ids[login], known[place].id, "family", None, last, "")
            interests.insert_interest(unit, new, NOON)
        for login, organ, running in around.terms:
            terms.insert_term(
                unit, ids[login], organ, date(2020, 1, 1), None if running else date(2021, 1, 1), "x", "x", NOON
            )
        for login, substitute in around.absent:
            other = None if substitute is None else ids[substitute]
            people.insert_absence(unit, ids[login], None if other == ids[login] else other, DAY, DAY, "x", NOON)


def _version(house: House) -> str:
    from webapp.store.rows.design import Version

    with house.store.read() as unit:
        return str(unit.execute(select(Version.id).where(Version.process == "review")).scalar_one())


CHAIN = st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 5)), max_size=8)


@given(pairs=CHAIN, gone=st.sets(st.integers(0, 5), max_size=2))
def test_a_chain_of_substitutes_ends_with_somebody_who_is_there(
    pairs: list[tuple[int, int | None]], gone: set[int]
) -> None:
    absent = [Absent(str(person), None if named is None else str(named)) for person, named in pairs]
    away = {one.person for one in absent}
    left = {str(one) for one in gone}
    found = substitutes(absent, left)
    assert set(found) == away
    for person, stand_in in found.items():
        assert len(set(stand_in)) == len(stand_in)
        assert person not in stand_in and not away & set(stand_in) and not left & set(stand_in)


def test_the_chain_is_followed_past_the_absent_and_cycles_end() -> None:
    absent = [Absent("a", "b"), Absent("b", "c"), Absent("x", "y"), Absent("y", "x")]
    assert substitutes(absent) == {"a": ("c",), "b": ("c",), "x": (), "y": ()}
    assert substitutes(absent, {"c"})["a"] == ()


def test_the_rule_and_the_house_agree_on_interests_and_on_who_declares_first() -> None:
    """`conflict.check` answers "declare_first" to these roles only; temporary members come from one more."""
    assert {kind: (words.ja, words.en.lower()) for kind, words in DECLARED_KINDS.items()} == {
        kind: (ja, en.lower()) for kind, (ja, en) in KINDS.items()
    }
    assert {*DECLARES_FIRST, "promotion_committee"} == DECLARING


def test_assessor_decider_and_chair_are_three_people() -> None:
    for one, others in {
        "assessor": ("decider", "chair"),
        "decider": ("assessor", "chair"),
        "chair": ("assessor", "decider"),
    }.items():
        assert set(others) <= set(APART[one])
