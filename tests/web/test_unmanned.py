"""A case in which nobody of an organ is left to do, or to ask for, anything is stuck for nobody: temporary members are named
from an inbox, and the list of what waits says what frees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from casework import House
from quorate import open_quorate, quorate
from sqlalchemy import update
from web.visiting import Visitor

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.declare_for_case import DeclareForCase, declare_for_case
from webapp.cases.name_members import NameMembers, name_members
from webapp.cases.recuse import Recuse, recuse
from webapp.cases.unmanned import unmanned
from webapp.model.actor import ROLES, Actor
from webapp.model.clock import local_date
from webapp.model.refusals import InvalidAnswers, NotAllowed, NotFound
from webapp.people.terms import BeginTerm, begin_term
from webapp.store import terms
from webapp.store.rows.case import Task

Visit = Callable[[Actor], Visitor]
PAGE = "/committee/members"


def emptied(house: House, *, namers: bool = True) -> str:
    """A case that asks the committee for something while all of its members keep away."""
    case_id = quorate(house)
    for login in ("nakamura", "kobayashi", "tanaka"):
        recuse(house.desk, house.people.sasaki, Recuse(case_id, house.people[login].id, "x"), house.now)
    with house.store.write() as unit:
        unit.execute(update(Task).where(Task.case_id == case_id, Task.state == "open").values(role="committee"))
        if not namers:
            for term in terms.terms_of(unit, house.people.inoue.id):
                before = local_date(house.now) - timedelta(days=1)
                terms.end_term(unit, term.id, before, "x", house.people.sasaki.id, house.now)
    return case_id


def naming(house: House, case_id: str, **other: Any) -> NameMembers:
    said = NameMembers(case_id, "committee", (house.people.inoue.id,), "全員に利害関係がある。")
    return replace(said, **other)


def test_whoever_was_named_has_the_task_and_goes_on(house: House) -> None:
    case_id = emptied(house)
    inoue = house.people.inoue
    name_members(house.desk, inoue, naming(house, case_id), house.now)

    line = house.history(case_id)[-1]
    assert (line.verb, line.detail["members"]) == ("named_members", [inoue.id])
    with house.store.read() as unit:
        assert unmanned(house.desk, unit, local_date(house.now)) == ()
    declare_for_case(house.desk, inoue, DeclareForCase(case_id, "none", ""), house.now)
    (task,) = [one for one in house.tasks(case_id) if one.state == "open"]
    claim_task(house.desk, inoue, ClaimTask(task.id), house.now)


def test_a_case_in_which_somebody_is_left_is_for_them_to_ask(house: House) -> None:
    case_id, other = emptied(house), open_quorate(house)
    with house.store.write() as unit:
        unit.execute(update(Task).where(Task.case_id == other, Task.state == "open").values(role="committee"))
    with house.store.read() as unit:
        assert [one.case.id for one in unmanned(house.desk, unit, local_date(house.now))] == [case_id]
    with pytest.raises(NotFound):
        name_members(house.desk, house.people.inoue, naming(house, other), house.now)
    with pytest.raises(NotFound):
        name_members(house.desk, house.people.inoue, naming(house, case_id, organ="subcommittee"), house.now)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"promotion_committee"}))
def test_nobody_but_the_promotion_committee_names_them(house: House, role: str) -> None:
    case_id = emptied(house)
    with pytest.raises(NotAllowed):
        name_members(house.desk, Actor("x", "x", frozenset({role})), naming(house, case_id), house.now)


def test_who_keeps_away_names_nobody_and_is_not_told(house: House, visit: Visit) -> None:
    case_id = emptied(house)
    recuse(house.desk, house.people.sasaki, Recuse(case_id, house.people.inoue.id, "x"), house.now)
    with pytest.raises(NotFound):
        name_members(house.desk, house.people.inoue, naming(house, case_id), house.now)
    assert "臨時委員を待っている案件はありません" in visit(house.people.inoue).get(PAGE).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"members": ()}, "members"), ({"members": ("nobody",)}, "members"), ({"reason": " "}, "reason")],
)
def test_what_is_missing_is_said_beside_it(house: House, wrong: dict[str, Any], field: str) -> None:
    case_id = emptied(house)
    with pytest.raises(InvalidAnswers) as refused:
        name_members(house.desk, house.people.inoue, naming(house, case_id, **wrong), house.now)
    assert set(refused.value.problems) == {field}


def test_the_inbox_leads_to_the_page_and_the_page_to_the_deed(house: House, visit: Visit) -> None:
    case_id = emptied(house)
    inoue = visit(house.people.inoue)
    for path in ("/inbox", "/committee"):
        assert f'href="{PAGE}"' in inoue.get(path).text
    page = inoue.get(PAGE).text
    assert "この設置の定め" in page and "井上 櫂" in page
    sent = {"case_id": case_id, "organ": "committee", "members": house.people.inoue.id, "reason": ""}
    refused = inoue.post(PAGE, sent)
    assert refused.status_code == 422 and "選んだ理由を" in refused.text and " checked" in refused.text
    assert inoue.post(PAGE, {**sent, "reason": "全員に利害関係がある。"}).status_code == 303
    assert f'href="{PAGE}"' not in inoue.get("/inbox").text
    assert "この案件の臨時委員を選びました" in visit(house.people.sasaki).get(f"/cases/{case_id}").text


def test_what_waits_says_what_frees_the_case(house: House, visit: Visit) -> None:
    emptied(house)
    page = visit(house.people.sasaki).get("/manage/waiting").text
    assert "行える人がいない" in page and "受信箱から臨時委員を選べます" in page


def test_where_nobody_is_left_who_names_a_term_frees_the_case(house: House, visit: Visit) -> None:
    case_id = emptied(house, namers=False)
    page = visit(house.people.sasaki).get("/manage/waiting").text
    assert "受信箱から臨時委員を選べます" not in page and "任期を始めて" in page
    begun = BeginTerm(house.people.inoue.id, "promotion_committee", local_date(house.now), None, "委嘱")
    begin_term(house.store, house.desk.keys, house.people.having("administrator"), begun, house.now)
    name_members(house.desk, house.people.inoue, naming(house, case_id), house.now)
