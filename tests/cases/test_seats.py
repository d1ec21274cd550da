"""effect.seat_members as a process asks for it: who is seated in one case, on both databases, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from casework import BUNDLES, House, publish
from sqlalchemy import select

from webapp.bundle.read import folder_files
from webapp.cases.open_case import OpenCase, open_case
from webapp.model.clock import local_date
from webapp.model.refusals import CaseFaulted, InvalidAnswers
from webapp.people.disable_user import DisableUser, disable_user
from webapp.store import faults, organs
from webapp.store.rows.organs import Seat
from webapp.store.verify import verify

TELL = '<spiffworkflow:serviceTaskOperator id="effect.tell_related" resultVariable="tell">'


def seating(members: str = "check.temporary", organ: str = '"committee"') -> dict[str, bytes]:
    """The process `standings`; its first step names temporary members, who are seated at once."""
    files = dict(folder_files(BUNDLES / "standings"))
    xml = files["process.bpmn"].decode()
    a = xml.index(TELL)
    b = xml.index("</spiffworkflow:serviceTaskOperator>", a)
    given = "".join(
        f'<spiffworkflow:parameter id="{name}" type="any" value=\'{value}\' />'
        for name, value in (("organ", organ), ("members", members))
    )
    operator = TELL.replace("effect.tell_related", "effect.seat_members")
    xml = f"{xml[:a]}{operator}<spiffworkflow:parameters>{given}</spiffworkflow:parameters>{xml[b:]}"
    form = json.loads(files["forms/check.json"])
    label = {"ja": "臨時委員", "en": "Temporary members"}
    form["fields"].append({"id": "temporary", "kind": "members", "organ": "promotion_committee", "label": label})
    return {**files, "process.bpmn": xml.encode(), "forms/check.json": json.dumps(form).encode()}


def opened(house: House) -> str:
    typed = {"title": "漏えい", "service": house.service_id, "contact": "担当"}
    return open_case(house.desk, house.people.sato, OpenCase("standings", typed), house.now).case_id


def check(house: House, case_id: str, temporary: Sequence[str]) -> None:
    house.complete(case_id, "check", house.people.sato, temporary=list(temporary))


def seats(house: House) -> set[tuple[str, str, str, str]]:
    with house.store.read() as unit:
        return {
            (row.case_id, row.organ, row.user_id, row.step) for row in unit.execute(select(*Seat.__table__.columns))
        }


def test_whoever_is_named_sits_in_that_case_alone(any_house: House) -> None:
    house, inoue = any_house, any_house.people.inoue
    publish(house.store, "standings", seating())
    case_id, other = opened(house), opened(house)
    check(house, case_id, [inoue.id])
    check(house, other, [])
    assert seats(house) == {(case_id, "committee", inoue.id, "tell")}
    with house.store.read() as unit:
        here, there = (
            organs.sitting(unit, one, house.operator_id, local_date(house.now))["committee"] for one in (case_id, other)
        )
        assert verify(unit, house.desk.keys) == []
    assert here.able - there.able == {inoue.id} and here.members == there.members
    (entry,) = (entry for entry in house.history(case_id) if entry.step == "tell" and entry.verb == "effect")
    assert entry.detail == {"effect": "effect.seat_members", "organ": "committee", "members": [inoue.id]}


def test_only_the_people_that_the_form_offers_are_named(any_house: House) -> None:
    house = any_house
    publish(house.store, "standings", seating())
    case_id = opened(house)
    for stranger in (house.people.nakamura.id, "nobody"):
        with pytest.raises(InvalidAnswers):
            check(house, case_id, [stranger])
    disable_user(house.store, house.desk.keys, house.people.yamaguchi, DisableUser(house.people.inoue.id), house.now)
    with pytest.raises(InvalidAnswers):
        check(house, case_id, [house.people.inoue.id])
    assert seats(house) == set()


@pytest.mark.parametrize(
    ("members", "organ", "said"),
    [
        ('["nobody"]', '"committee"', "Somebody is not known"),
        ('"everybody"', '"committee"', "Somebody is not known"),
        ("[]", '"parliament"', "no such organ"),
    ],
)
def test_what_cannot_be_seated_is_a_fault_and_nobody_sits(
    any_house: House, members: str, organ: str, said: str
) -> None:
    house = any_house
    publish(house.store, "standings", seating(members, organ))
    case_id = opened(house)
    with pytest.raises(CaseFaulted):
        check(house, case_id, [])
    with house.store.read() as unit:
        (fault,) = faults.faults_of(unit, case_id)
    assert said in fault.message_en
    assert seats(house) == set()
    assert house.task(case_id, "check").state == "open"
