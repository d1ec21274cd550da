"""Which organs nobody would be left in for what is open, if somebody gave up their place."""

from __future__ import annotations

from datetime import date, timedelta

from casework import House
from quorate import open_quorate, quorate
from sqlalchemy import insert

from webapp.cases.emptied import Emptied, Leaving, emptied_by, without_term
from webapp.cases.recuse import Recuse, recuse
from webapp.model.actor import ORGANS
from webapp.model.clock import local_date
from webapp.store import organs, people, terms
from webapp.store.rows.case import Task


def found(house: House, login: str, *of: str, on: date | None = None, seats: bool = False) -> tuple[Emptied, ...]:
    leaving = Leaving(house.people[login].id, frozenset(of or ORGANS), on or local_date(house.now), seats)
    with house.store.read() as unit:
        return emptied_by(house.desk, unit, leaving)


def keep_away(house: House, case_id: str, login: str) -> None:
    recuse(house.desk, house.people.sasaki, Recuse(case_id, house.people[login].id, "理由"), house.now)


def to_the_committee(house: House, case_id: str) -> None:
    """The committee has something to do in the case."""
    row = {"case_id": case_id, "process": "standings", "step": "check", "state": "open", "role": "committee"}
    with house.store.write() as unit:
        unit.execute(insert(Task), {"id": f"of-{case_id}", "opened_at": house.now, **row})


def term_of(house: House, login: str) -> str:
    with house.store.read() as unit:
        (term,) = terms.terms_of(unit, house.people[login].id)
    return term.id


def test_nothing_is_said_where_another_is_able(any_house: House) -> None:
    case_id = any_house.to_approval()
    assert found(any_house, "kato") == () and found(any_house, "hayashi") == ()
    keep_away(any_house, case_id, "hayashi")
    assert found(any_house, "kato") == (Emptied("decider", (case_id,)),)
    assert found(any_house, "hayashi") == (), "whoever keeps away takes nothing away"


def test_who_did_what_the_task_excludes_is_not_able(any_house: House) -> None:
    house = any_house
    case_id, other = house.open().case_id, house.to_approval()
    house.complete(case_id, "write", house.people.hayashi, summary="x", urgent="no")
    house.judge(case_id)
    assert found(house, "kato") == (Emptied("decider", (case_id,)),), other
    assert found(house, "hayashi") == ()


def test_cases_that_have_ended_and_other_roles_are_not_asked(house: House) -> None:
    case_id = house.to_approval()
    keep_away(house, case_id, "hayashi")
    assert found(house, "kato", "committee", "secretariat") == ()
    assert found(house, "suzuki") == ()
    house.approve(case_id)
    assert found(house, "kato") == ()


def test_the_committee_s_own_tasks_count(any_house: House) -> None:
    house = any_house
    first, second = quorate(house), open_quorate(house)
    for login in ("nakamura", "kobayashi"):
        keep_away(house, first, login)
    for case_id in (first, second):
        to_the_committee(house, case_id)
    assert found(house, "tanaka") == (Emptied("committee", (first,)),)
    with house.store.write() as unit:
        people.update_user(unit, house.people.nakamura.id, disabled_at=house.now)
        people.replace_roles(unit, house.people.kobayashi.id, {"chair"})
    assert found(house, "tanaka") == (Emptied("committee", (first, second)),)
    with house.store.write() as unit:
        organs.seat(unit, first, "committee", house.people.inoue.id, "x", house.now)
    assert found(house, "tanaka") == (Emptied("committee", (second,)),), "a temporary member is able"


def test_a_seat_stays_with_whoever_gives_up_the_role_but_not_with_whoever_leaves(house: House) -> None:
    case_id = quorate(house)
    for login in ("nakamura", "kobayashi"):
        keep_away(house, case_id, login)
    to_the_committee(house, case_id)
    with house.store.write() as unit:
        organs.seat(unit, case_id, "committee", house.people.tanaka.id, "x", house.now)
    assert found(house, "tanaka") == ()
    assert found(house, "tanaka", seats=True) == (Emptied("committee", (case_id,)),)


def test_a_term_leaves_nothing_where_another_follows(house: House) -> None:
    today, kato = local_date(house.now), house.people.kato.id
    term_id = term_of(house, "kato")
    with house.store.write() as unit:
        terms.insert_term(unit, kato, "decider", today + timedelta(days=30), None, "x", "x", house.now)

    def without(last_day: date) -> Leaving | None:
        with house.store.read() as unit:
            return without_term(unit, term_id, last_day, today)

    tomorrow = today + timedelta(days=1)
    assert without(today) == Leaving(kato, frozenset({"decider"}), tomorrow)
    assert without(today - timedelta(days=9)) == Leaving(kato, frozenset({"decider"}), today)
    assert without(today + timedelta(days=29)) is None, "the next term begins"
    assert without(date(2019, 1, 1)) is None, "it cannot end before it begins"
    with house.store.write() as unit:
        terms.end_term(unit, term_id, today, "x", "x", house.now)
    assert without(today) is None, "it ends on that day anyway"
    with house.store.read() as unit:
        assert without_term(unit, "no such term", today, today) is None


def test_it_is_asked_as_of_the_day_after_the_term(house: House) -> None:
    """The other decider is able today, and not any more by then."""
    case_id, today = house.to_approval(), local_date(house.now)
    with house.store.write() as unit:
        terms.end_term(unit, term_of(house, "hayashi"), today + timedelta(days=5), "x", "x", house.now)
    assert found(house, "kato") == ()
    assert found(house, "kato", on=today + timedelta(days=6)) == (Emptied("decider", (case_id,)),)
