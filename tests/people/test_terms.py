"""Terms, interests and qualifications: what counts on which day, and what is refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from casework import House, at_once

from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, NotAllowed, NotFound, ReasonNeeded
from webapp.people.add_user import AddUser, add_user
from webapp.people.directory import actor_for, find_person
from webapp.people.interests import CorrectInterest, DeclareInterest, correct_interest, declare_interest, interests_of
from webapp.people.qualifications import (
    AddQualification,
    StrikeQualification,
    add_qualification,
    all_qualifications,
    ending_soon,
    strike_qualification,
)
from webapp.people.register_of_body import SOON
from webapp.people.set_roles import SetRoles, set_roles
from webapp.people.standing import standing
from webapp.people.terms import BeginTerm, EndTerm, begin_term, end_term
from webapp.store import terms

TODAY = date(2026, 11, 20)


def roles_on(house: House, user_id: str, day: date) -> frozenset[str]:
    person = find_person(house.store, user_id)
    assert person is not None
    with house.store.read() as unit:
        return standing(unit, actor_for(person), day).roles


def begin(house: House, who: Actor, first: date, last: date | None = None, organ: str = "committee") -> str:
    command = BeginTerm(who.id, organ, first, last, "理事会の委嘱")
    return begin_term(house.store, house.desk.keys, house.people.yamaguchi, command, house.now)


def test_a_role_of_an_organ_counts_within_the_term_only(house: House) -> None:
    sato = house.people.sato
    begin(house, sato, TODAY, TODAY + timedelta(days=10))
    assert roles_on(house, sato.id, TODAY - timedelta(days=1)) == {"intake"}
    assert roles_on(house, sato.id, TODAY) == roles_on(house, sato.id, TODAY + timedelta(days=10))
    assert roles_on(house, sato.id, TODAY) == {"intake", "committee"}
    assert roles_on(house, sato.id, TODAY + timedelta(days=11)) == {"intake"}


def test_of_terms_begun_at_once_in_one_organ_one_stands(any_house: House) -> None:
    house, sato = any_house, any_house.people.sato

    def one(number: int) -> str:
        try:
            begin(house, sato, TODAY + timedelta(days=number))
        except InvalidAnswers as refused:
            return " ".join(refused.problems)
        return "begun"

    assert sorted(at_once(4, one)) == ["begun", "first_day", "first_day", "first_day"]
    with house.store.read() as unit:
        assert len(terms.terms_of(unit, sato.id)) == 1


def test_what_is_done_to_one_person_at_once_is_done_one_after_the_other(any_house: House) -> None:
    """Each of them writes down the roles that the person has beside their own."""
    house, sato = any_house, any_house.people.sato
    organs = ("committee", "decider", "subcommittee", "promotion_committee")
    at_once(4, lambda number: begin(house, sato, TODAY, organ=organs[number]))
    assert roles_on(house, sato.id, TODAY) == {"intake", *organs}


def test_of_two_who_end_a_term_at_once_the_second_does_not_prolong_it(any_house: House) -> None:
    house, sato = any_house, any_house.people.sato
    admin, keys = house.people.yamaguchi, house.desk.keys
    for organ in ("committee", "decider", "subcommittee", "promotion_committee"):
        term = begin(house, sato, TODAY, organ=organ)

        def one(number: int, term: str = term) -> None:
            with suppress(InvalidAnswers):
                end_term(house.store, keys, admin, EndTerm(term, TODAY + timedelta(days=number), "辞任"), house.now)

        at_once(4, one)
    with house.store.read() as unit:
        assert {ended.last_day for ended in terms.terms_of(unit, sato.id)} == {TODAY}


def test_a_term_ends_with_a_reason_and_another_may_follow(house: House) -> None:
    sato, admin, keys = house.people.sato, house.people.yamaguchi, house.desk.keys
    term = begin(house, sato, TODAY)
    with pytest.raises(InvalidAnswers):
        begin(house, sato, TODAY + timedelta(days=5))
    with pytest.raises(InvalidAnswers):
        end_term(house.store, keys, admin, EndTerm(term, TODAY, " "), house.now)
    end_term(house.store, keys, admin, EndTerm(term, TODAY, "辞任"), house.now)
    assert roles_on(house, sato.id, TODAY) == {"intake", "committee"}
    assert roles_on(house, sato.id, TODAY + timedelta(days=1)) == {"intake"}
    begin(house, sato, TODAY + timedelta(days=1))


def test_terms_are_refused_to_others_and_for_what_is_no_organ(house: House) -> None:
    command = BeginTerm(house.people.sato.id, "committee", TODAY, None, "x")
    with pytest.raises(NotAllowed):
        begin_term(house.store, house.desk.keys, house.people.sasaki, command, house.now)
    with pytest.raises(InvalidAnswers):
        begin(house, house.people.sato, TODAY, organ="intake")
    with pytest.raises(InvalidAnswers):
        begin(house, house.people.sato, TODAY, TODAY - timedelta(days=1))


def test_whoever_is_added_with_a_role_of_an_organ_is_in_an_open_term(house: House) -> None:
    command = AddUser("newcomer", "新任 太郎", "a long enough password", frozenset({"committee"}))
    user_id = add_user(house.store, house.desk.keys, house.people.yamaguchi, command, house.now)
    assert roles_on(house, user_id, local_date(house.now)) == {"committee"}
    assert roles_on(house, user_id, local_date(house.now) - timedelta(days=1)) == frozenset()


def test_a_term_that_never_was_keeps_nobody_from_an_open_one(house: House) -> None:
    sato, keys, admin = house.people.sato, house.desk.keys, house.people.yamaguchi
    to_come = begin(house, sato, TODAY + timedelta(days=10))
    never = EndTerm(to_come, TODAY + timedelta(days=9), "辞退")
    end_term(house.store, keys, admin, never, house.now)
    set_roles(house.store, keys, admin, SetRoles(sato.id, frozenset({"intake"})), house.now)

    set_roles(house.store, keys, admin, SetRoles(sato.id, frozenset({"intake", "committee"})), house.now)

    assert roles_on(house, sato.id, local_date(house.now)) == {"intake", "committee"}


def test_a_corrected_interest_keeps_the_old_one(house: House) -> None:
    sato, keys = house.people.sato, house.desk.keys
    first = declare_interest(house.store, keys, sato, DeclareInterest(house.operator_id, "family"), house.now)
    instead = DeclareInterest(house.operator_id, "employment", TODAY)
    with pytest.raises(InvalidAnswers):
        correct_interest(house.store, keys, sato, CorrectInterest(first, instead, ""), house.now)
    with pytest.raises(NotFound):
        correct_interest(house.store, keys, house.people.ito, CorrectInterest(first, instead, "x"), house.now)
    correct_interest(house.store, keys, sato, CorrectInterest(first, instead, "種類の誤り"), house.now)
    rows = {row.kind: row for row in interests_of(house.store, sato.id)}
    assert rows["family"].replaced_by == rows["employment"].id and rows["employment"].stands


@pytest.mark.parametrize(
    "wrong",
    [
        DeclareInterest("nobody", "family"),
        DeclareInterest("", "friendship"),
        DeclareInterest("", "family", TODAY, TODAY - timedelta(days=1)),
    ],
)
def test_a_bad_interest_is_refused(house: House, wrong: DeclareInterest) -> None:
    with pytest.raises(InvalidAnswers):
        declare_interest(house.store, house.desk.keys, house.people.sato, wrong, house.now)


def test_qualifications_end_and_are_struck(house: House) -> None:
    sato, boss, keys = house.people.sato, house.people.sasaki, house.desk.keys
    soon = AddQualification(sato.id, "研修", TODAY - timedelta(days=9), TODAY + timedelta(days=60), "修了証")
    row = add_qualification(house.store, keys, boss, soon, house.now)
    assert [one.id for one in ending_soon(all_qualifications(house.store), TODAY, SOON)] == [row]
    assert ending_soon(all_qualifications(house.store), TODAY - timedelta(days=1), SOON) == ()
    with house.store.read() as unit:
        assert standing(unit, sato, TODAY + timedelta(days=60)).qualified == {"研修"}
        assert standing(unit, sato, TODAY + timedelta(days=61)).qualified == frozenset()
    with pytest.raises(NotAllowed):
        add_qualification(house.store, keys, sato, soon, house.now)
    with pytest.raises(ReasonNeeded):
        strike_qualification(house.store, keys, boss, StrikeQualification(row, ""), house.now)
    strike_qualification(house.store, keys, boss, StrikeQualification(row, "誤り"), house.now)
    assert all_qualifications(house.store) == ()
