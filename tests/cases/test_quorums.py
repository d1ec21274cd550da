"""Whether an organ can still reach its quorum in a case, by the diagram's own rule and the numbers of today."""

from __future__ import annotations

from casework import House
from quorate import MEMBERS, open_quorate, quorate
from sqlalchemy import event

from webapp.cases.quorums import Quorum, lost_by, out_of_reach, quorums
from webapp.cases.recuse import LiftRecusal, Recuse, lift_recusal, recuse
from webapp.model.clock import local_date
from webapp.people.interests import DeclareInterest, declare_interest
from webapp.store import organs, people


def keep_away(house: House, case_id: str, login: str) -> None:
    recuse(house.desk, house.people.sasaki, Recuse(case_id, house.people[login].id, "理由"), house.now)


def lost(house: House, case_id: str, login: str) -> set[str]:
    with house.store.read() as unit:
        found = lost_by(house.desk, unit, case_id, house.people[login].id, local_date(house.now))
    return {quorum.organ for quorum in found}


def stuck(house: House, *case_ids: str) -> dict[str, set[str]]:
    versions = {case_id: house.case(case_id).version_id for case_id in case_ids}
    with house.store.read() as unit:
        found = out_of_reach(house.desk, unit, versions, local_date(house.now))
    return {case_id: {quorum.organ for quorum in lost} for case_id, lost in found.items()}


def counted(house: House, case_id: str) -> dict[str, Quorum]:
    with house.store.read() as unit:
        return {one.organ: one for one in quorums(house.desk, unit, case_id, local_date(house.now))}


def test_a_full_committee_can_reach_its_quorum(any_house: House) -> None:
    case_id = quorate(any_house)
    assert counted(any_house, case_id) == {
        "subcommittee": Quorum("subcommittee", 3, 0, 3, 2),
        "committee": Quorum("committee", 3, 0, 3, 2),
    }
    assert stuck(any_house, case_id) == {}


def test_recusing_one_after_the_other_says_when_it_goes_out_of_reach(any_house: House) -> None:
    house = any_house
    case_id, other = quorate(house), open_quorate(house)
    assert lost(house, case_id, "nakamura") == set()
    keep_away(house, case_id, "nakamura")
    assert stuck(house, case_id, other) == {}
    assert lost(house, case_id, "kobayashi") == {"committee"}
    assert lost(house, case_id, "sato") == set(), "who sits in no organ takes nothing away"
    assert lost(house, case_id, "nakamura") == set(), "who keeps away already takes nothing more away"
    keep_away(house, case_id, "kobayashi")
    assert stuck(house, case_id, other) == {case_id: {"committee"}}
    assert lost(house, case_id, "tanaka") == {"committee"}, "the last one is asked about, too"
    assert counted(house, case_id)["committee"] == Quorum("committee", 3, 2, 1, 2)


def test_temporary_members_and_a_lifted_recusal_bring_it_back(any_house: House) -> None:
    house = any_house
    case_id = quorate(house)
    for login in MEMBERS[:2]:
        keep_away(house, case_id, login)
    with house.store.write() as unit:
        organs.seat(unit, case_id, "committee", house.people.inoue.id, "x", house.now)
    assert stuck(house, case_id) == {}
    assert lost(house, case_id, "inoue") == {"committee"}
    keep_away(house, case_id, "inoue")
    assert stuck(house, case_id) == {case_id: {"committee"}}
    lift_recusal(house.desk, house.people.sasaki, LiftRecusal(case_id, house.people.nakamura.id, "誤り"), house.now)
    assert stuck(house, case_id) == {}


def test_an_interest_counts_like_a_recusal(house: House) -> None:
    case_id = quorate(house)
    keep_away(house, case_id, "nakamura")
    kobayashi = house.people.kobayashi
    declare_interest(house.store, house.desk.keys, kobayashi, DeclareInterest(house.operator_id, "family"), house.now)
    assert stuck(house, case_id) == {case_id: {"committee"}}


def test_an_organ_that_has_met_is_not_told_of(house: House) -> None:
    """The committee was quorate: what happens to its members afterwards stops nothing."""
    case_id = quorate(house)
    present = [house.people[login].id for login in MEMBERS]
    house.complete(case_id, "check", house.people.sato, present=present)
    for login in MEMBERS:
        keep_away(house, case_id, login)
    assert counted(house, case_id).keys() == {"subcommittee"}
    assert stuck(house, case_id) == {}


def test_a_process_that_asks_for_no_quorum_has_none(house: House) -> None:
    case_id = house.to_approval()
    keep_away(house, case_id, "nakamura")
    assert counted(house, case_id) == {} and stuck(house, case_id) == {} and lost(house, case_id, "nakamura") == set()


def test_a_case_whose_organ_is_too_small_anyway_is_told_of_without_a_recusal(house: House) -> None:
    case_id = quorate(house)
    with house.store.write() as unit:
        for login in MEMBERS[:2]:
            people.update_user(unit, house.people[login].id, disabled_at=house.now)
    assert stuck(house, case_id) == {case_id: {"committee"}}


def test_many_cases_are_asked_about_in_as_many_statements_as_one(any_house: House) -> None:
    """The managers' list of waits asks it of a page of cases."""
    house = any_house
    ids = [quorate(house), *(open_quorate(house) for _ in range(3))]
    for case_id in ids:
        for login in MEMBERS[:2]:
            keep_away(house, case_id, login)
    interest = DeclareInterest(house.operator_id, "family")
    declare_interest(house.store, house.desk.keys, house.people.kobayashi, interest, house.now)
    assert stuck(house, *ids) == {case_id: {"committee"} for case_id in ids}
    asked: list[str] = []
    event.listen(house.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    numbers = []
    for some in (ids[:1], ids):
        versions = {case_id: house.case(case_id).version_id for case_id in some}
        asked.clear()
        with house.store.read() as unit:
            out_of_reach(house.desk, unit, versions, local_date(house.now))
        numbers.append(len(asked))
    assert numbers[0] == numbers[1] <= 12
