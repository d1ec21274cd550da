"""Nothing goes from accredited work into the mark by itself (the Act, article 55): no word, no case beside, no other case
counted; what the mark has learnt is not kept in by that article."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from cases.test_related import Group, build
from casework import BUNDLES, House, publish
from invariants import rows

from webapp.bundle.read import folder_files
from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.earlier import with_earlier
from webapp.cases.open_case import OpenCase, open_case
from webapp.cases.purposes import flowing_from, flowing_into, processes_for
from webapp.cases.reassign_task import who_may_take
from webapp.model.clock import local_date
from webapp.model.purpose import MARK
from webapp.model.refusals import RolesApart
from webapp.registers.add_record import AddRecord, add_record
from webapp.store.rows.links import CaseNote, ServiceNote

SAID = b'purpose = "mark_certification"'
PURPOSES = ("complaints", "mark_certification")


def learning(house: House, process: str, purpose: str) -> None:
    """A process of the tests as one of that business."""
    files = folder_files(BUNDLES / process)
    assert SAID in files["process.toml"]
    said = f'purpose = "{purpose}"'.encode()
    publish(house.store, process, {**files, "process.toml": files["process.toml"].replace(SAID, said)})


@pytest.fixture
def group(house: House) -> Group:
    return build(house)


def two(group: Group, standings: str, review: str) -> tuple[str, str]:
    """A case of `standings` and one of `review` about the same operator."""
    house = group.house
    learning(house, "standings", standings)
    learning(house, "review", review)
    return group.open(), house.open().case_id


def told(group: Group) -> tuple[set[str], set[str]]:
    """The cases and the services that were told something."""
    group.run()
    with group.house.store.read() as unit:
        return {note.case_id for note in rows(unit, CaseNote)}, {note.service_id for note in rows(unit, ServiceNote)}


def applying(group: Group) -> None:
    """The renewal of the first service's grant is being reviewed."""
    house = group.house
    filed = {"kind": "renewal", "first_day": "2026-11-01"}
    command = AddRecord("application", filed, house.operator_id, house.service_id)
    add_record(house.store, house.desk.keys, house.people.ito, command, house.now)


@pytest.mark.parametrize(
    ("standings", "review", "flows"),
    [
        ("complaints", "mark_certification", False),
        ("other_accredited_work", "complaints", False),
        ("complaints", "complaints", True),
        ("mark_certification", "complaints", True),
        ("mark_certification", "mark_certification", True),
    ],
)
def test_word_goes_to_the_other_cases_only_where_article_55_lets_it(
    group: Group, standings: str, review: str, flows: bool
) -> None:
    case_id, other = two(group, standings, review)
    group.check(case_id)
    assert told(group)[0] == ({other} if flows else set())


@pytest.mark.parametrize("purpose", PURPOSES)
def test_those_who_review_an_application_hear_nothing_of_a_complaint(group: Group, purpose: str) -> None:
    case_id, _ = two(group, purpose, purpose)
    applying(group)
    group.check(case_id)
    assert told(group)[1] == ({group.house.service_id} if purpose == MARK else set())


def test_other_cases_are_counted_of_the_same_process_alone(group: Group) -> None:
    """And so of the same purpose: a process never changes its own."""
    complaint, case_id = two(group, "complaints", "mark_certification")
    house, case = group.house, group.house.case(case_id)
    program = replace(house.desk.program(case.version_id), of_case=frozenset({"earlier"}))
    with house.store.read() as unit:
        record = with_earlier(
            unit, house.desk.bundle(case.version_id), program, case, {"number": "x"}, local_date(house.now)
        )
    assert record["earlier"] == [], complaint


def test_further_cases_of_an_incident_are_of_the_same_process(group: Group) -> None:
    case_id, _ = two(group, "complaints", "mark_certification")
    group.check(case_id, group.second)
    group.run()
    (further,) = group.linked(case_id).values()
    assert group.house.case(further).process == "standings"


def test_what_flows_by_itself_is_what_the_rule_allows_without_more(group: Group) -> None:
    complaint, mark = two(group, "complaints", "mark_certification")
    house, today = group.house, date(2026, 11, 20)
    with house.store.read() as unit:
        assert processes_for(house.desk, unit, MARK, today) == {"review"}
        assert processes_for(house.desk, unit, "complaints", today) == {"review", "standings"}
        assert processes_for(house.desk, unit, "required_by_law", today) == {"review"}, "the gate is nothing by itself"
        assert flowing_into(house.desk, unit, house.case(mark), today) == {"review"}
        assert flowing_into(house.desk, unit, house.case(complaint), today) == {"review", "standings"}
        assert flowing_from(house.desk, unit, house.case(complaint), today) == {"standings"}
        assert flowing_from(house.desk, unit, house.case(mark), today) == {"review", "standings"}


def test_where_nobody_has_said_for_what_nothing_flows(group: Group) -> None:
    house = group.house
    files = folder_files(BUNDLES / "review")
    publish(house.store, "review", {**files, "process.toml": files["process.toml"].replace(SAID, b"")})
    case_id = open_case(
        house.desk, house.people.sato, OpenCase("review", {"title": "x", "service": house.service_id}), house.now
    ).case_id
    with house.store.read() as unit:
        case = house.case(case_id)
        assert flowing_from(house.desk, unit, case, date(2026, 11, 20)) == {"review"}
        assert processes_for(house.desk, unit, MARK, date(2026, 11, 20)) == {"standings"}


@pytest.mark.parametrize(
    ("standings", "review", "apart"),
    [("complaints", "mark_certification", True), ("complaints", "complaints", False)],
)
def test_nobody_works_about_one_operator_on_both_sides_of_the_wall(
    group: Group, standings: str, review: str, apart: bool
) -> None:
    """The matrix of conflicts between accredited work and the body's other business (M-22)."""
    house, people = group.house, group.house.people
    learning(house, "standings", standings)
    learning(house, "review", review)
    case_id = group.open()
    claim_task(house.desk, people.sato, ClaimTask(house.task(case_id, "check").id), house.now)
    group.check(case_id)
    claim_task(house.desk, people.kato, ClaimTask(house.task(case_id, "decide").id), house.now)

    task = house.task(house.to_approval(), "approve").id
    takers = who_may_take(house.desk, task, date(2026, 11, 20))
    if apart:
        with pytest.raises(RolesApart) as found:
            claim_task(house.desk, people.kato, ClaimTask(task), house.now)
        assert "苦情の処理" in found.value.message.ja and "第55条" in found.value.message.ja
        assert takers == {people.hayashi.id}
        claim_task(house.desk, people.hayashi, ClaimTask(task), house.now)
    else:
        assert takers == {people.kato.id, people.hayashi.id}
        claim_task(house.desk, people.kato, ClaimTask(task), house.now)
