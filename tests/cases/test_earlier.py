"""What `case.earlier` and `case.other_columns` tell a diagram: the other incidents of the operator's group, each once, and
nobody else's; the columns of table 2 that may be meant beside the one in force."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases.test_related import Group, build
from casework import BUNDLES, House
from sqlalchemy import update

from webapp.cases.columns import other_columns
from webapp.cases.earlier import with_earlier
from webapp.cases.open_case import OpenCase, open_case
from webapp.model.bundle import Earlier
from webapp.model.clock import local_date
from webapp.registers.add_record import AddRecord, add_record
from webapp.store.rows.case import Answer, Case


@pytest.fixture
def group(any_house: House) -> Group:
    return build(any_house)


def earlier_of(group: Group, case_id: str, how: Earlier | None = None, *, wanted: bool = True) -> dict[str, object]:
    """The record that an advance of the case is given, where the diagram asks for it or does not."""
    house, case = group.house, group.house.case(case_id)
    bundle = replace(house.desk.bundle(case.version_id), earlier=how or Earlier())
    program = replace(house.desk.program(case.version_id), of_case=frozenset({"earlier"} if wanted else ()))
    with house.store.read() as unit:
        return with_earlier(unit, bundle, program, case, {"number": "x"}, local_date(house.now))


def told(group: Group, case_id: str, how: Earlier | None = None) -> list[tuple[str, str, str | None]]:
    listed = earlier_of(group, case_id, how)["earlier"]
    assert isinstance(listed, list)
    return [(one["id"], one["date"], one["operator"]) for one in listed]


def number(group: Group, case_id: str) -> str:
    return str(group.house.case(case_id).number)


def dated(group: Group, case_id: str, day: str) -> None:
    """The title of the start form stands for a date that it asks for."""
    with group.house.store.write() as unit:
        unit.execute(update(Answer).where(Answer.case_id == case_id, Answer.field == "title").values(value=day))


def test_those_of_the_group_count_and_no_strangers(group: Group) -> None:
    mine, of_subsidiary, _ = group.open(), group.open(group.third), group.open(group.stranger)
    this = group.open(group.second)

    today = local_date(group.house.now).isoformat()
    assert sorted(told(group, this)) == sorted(
        [(number(group, mine), today, None), (number(group, of_subsidiary), today, "子会社")]
    )


def test_an_incident_with_several_standings_is_one_and_none_of_its_own(group: Group) -> None:
    first = group.open()
    group.check(first, group.second, group.third)
    assert group.run() == 2
    this = group.open()

    assert [one[0] for one in told(group, this)] == [number(group, first)]
    assert [one[0] for one in told(group, first)] == [number(group, this)]
    for further in group.linked(first).values():
        assert [one[0] for one in told(group, further)] == [number(group, this)]


def test_the_day_is_the_first_that_was_answered_else_that_of_the_opening(group: Group) -> None:
    old, plain, this = group.open(), group.open(), group.open()
    dated(group, old, "2024-05-02")
    dated(group, plain, "2025-06-03")

    days = told(group, this, Earlier(days=("contact_on", "title")))
    assert days == [(number(group, old), "2024-05-02", None), (number(group, plain), "2025-06-03", None)]
    today = local_date(group.house.now).isoformat()
    assert {day for _, day, _ in told(group, this)} == {today}


def test_what_turned_out_to_be_none_is_left_out(group: Group) -> None:
    ended, this = group.open(), group.open()
    with group.house.store.write() as unit:
        unit.execute(update(Case).where(Case.id == ended).values(state="ended", end_event="out"))

    assert told(group, this, Earlier(without_ends=("out",))) == []
    assert [one[0] for one in told(group, this, Earlier(without_ends=("other",)))] == [number(group, ended)]


def test_a_diagram_that_does_not_ask_is_told_nothing(group: Group) -> None:
    assert earlier_of(group, group.open(), wanted=False) == {"number": "x"}


def test_a_case_without_an_operator_has_none_before_it(any_house: House) -> None:
    house = any_house
    house.publish(BUNDLES / "standings")
    typed = {"title": "漏えい", "service": house.service_id, "contact": "x"}
    case_id = open_case(house.desk, house.people.sato, OpenCase("standings", typed), house.now).case_id
    with house.store.write() as unit:
        unit.execute(update(Case).where(Case.id == case_id).values(operator_id=None, revision=Case.revision))
    assert told(Group(house, "", "", ""), case_id) == []


def columns(group: Group, case_id: str, status: str = "grantee", *days: str) -> list[dict[str, str]]:
    house, case = group.house, group.house.case(case_id)
    bundle = replace(house.desk.bundle(case.version_id), earlier=Earlier(days=days))
    with house.store.read() as unit:
        return other_columns(unit, bundle, case, status, local_date(house.now))


def test_the_status_of_the_day_of_the_incident_and_of_the_report_is_told_where_it_was_another(any_house: House) -> None:
    group = build(any_house, "under_review")
    case_id = group.open(group.second)  # under review since 2024
    assert columns(group, case_id, "under_review") == []

    assert columns(group, case_id) == [
        {"status": "under_review", "why": "incident"},
        {"status": "under_review", "why": "report"},
    ]
    dated(group, case_id, "2023-12-31")
    assert columns(group, case_id, "under_review", "title", "contact_on") == [
        {"status": "prospective", "why": "incident"},
        {"status": "prospective", "why": "report"},
    ]


def test_a_grantee_under_renewal_review_stands_in_two_columns(group: Group) -> None:
    case_id, today = group.open(), local_date(group.house.now)
    assert columns(group, case_id) == []

    house = group.house
    filed = {"kind": "renewal", "first_day": today.isoformat()}
    command = AddRecord("application", filed, house.operator_id, house.service_id)
    add_record(house.store, house.desk.keys, house.people.ito, command, house.now)
    assert columns(group, case_id) == [{"status": "under_review", "why": "renewal"}]
    assert columns(group, case_id, "prospective")[-1] != {"status": "under_review", "why": "renewal"}
