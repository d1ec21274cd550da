"""The pages of managers: every open case is on them, with what it waits for; a task is given to somebody else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from casework import House
from web.visiting import Clock, Visitor

from webapp.model.actor import Actor
from webapp.model.refusals import CaseFaulted
from webapp.store import people

Visit = Callable[[Actor], Visitor]


def state_of(page: str) -> dict[str, Any]:
    """What the viewer is told to paint."""
    found = re.search(r'id="diagram-state">(.*?)</script>', page, re.S)
    assert found
    state: dict[str, Any] = json.loads(found[1])
    return state


def rows(page: str) -> list[str]:
    """The rows of the list, as words."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.S)
    assert body
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>(.*?)</tr>", body[1], re.S)]


# who may see them


@pytest.mark.parametrize("path", ["/manage", "/manage/review", "/manage/waiting", "/manage/review/diagram.bpmn"])
@pytest.mark.parametrize("login", ["sato", "yoshida", "yamaguchi", "matsumoto"])
def test_nobody_but_a_manager_sees_the_pages(house: House, visit: Visit, login: str, path: str) -> None:
    assert visit(house.people.by_login[login]).get(path).status_code == 403


def test_what_is_not_there_is_not_found(house: House, manager: Visitor) -> None:
    assert manager.get("/manage/nothing").status_code == 404
    assert manager.get("/manage/nothing/diagram.bpmn").status_code == 404
    assert manager.get("/manage/tasks/nothing").status_code == 404


# without cases


def test_a_house_without_cases_says_so(manager: Visitor) -> None:
    assert "待っている案件はありません" in manager.get("/manage/review").text
    assert "あてはまる案件はありません" in manager.get("/manage/waiting").text


# numbers and ages


def test_the_diagram_carries_how_many_wait_where_and_for_how_long(house: House, manager: Visitor, clock: Clock) -> None:
    first = house.open(now=clock.now - timedelta(days=5))
    house.open(now=clock.now - timedelta(days=2))
    house.write(first.case_id, clock.now - timedelta(days=2))
    page = manager.get("/manage/review").text
    state = state_of(page)
    assert state["heat"] == {"write": 1, "judge_1": 1, "judge_2": 1}
    assert state["ages"]["write"] == "2日"
    assert state["links"]["write"] == "/manage/waiting?process=review&step=write"


def test_of_several_the_longest_and_the_middle_age_are_told(house: House, manager: Visitor, clock: Clock) -> None:
    for days in (10, 5, 3):
        house.open(now=clock.now - timedelta(days=days))
    page = manager.get("/manage/review").text
    assert state_of(page)["ages"]["write"] == "10日 / 5日"
    assert any(row.startswith("起案する 3 10日 5日") for row in rows(page))


def test_a_timer_at_the_edge_of_a_task_is_no_second_case_on_the_diagram(house: House, manager: Visitor) -> None:
    house.to_approval()
    page = manager.get("/manage/review").text
    assert state_of(page)["heat"] == {"approve": 1}
    assert any("時刻待ち 1件" in row for row in rows(page))


# what every open case waits for


def test_every_open_case_is_listed_with_what_it_waits_for(house: House, manager: Visitor, clock: Clock) -> None:
    at_join = house.open(now=clock.now).case_id
    house.write(at_join, clock.now)
    house.complete(at_join, "judge_1", house.people.suzuki, clock.now, level="7")
    house.open(now=clock.now)
    listed = rows(manager.get("/manage/waiting").text)
    assert any("合流" in row and "評価2" in row for row in listed)  # a waiting join names what is missing
    assert any("評価2 未定" in row for row in listed)
    assert any("起案する 未定 受付" in row for row in listed)
    assert len(listed) == 3


def test_a_fault_is_listed_with_its_message_and_leads_to_its_case(house: House, manager: Visitor, clock: Clock) -> None:
    case_id = house.open(now=clock.now).case_id
    house.write(case_id, clock.now)
    house.grading.mode = "raises"
    with pytest.raises(CaseFaulted):
        house.judge(case_id, now=clock.now)
    page = manager.get("/manage/waiting?kind=fault").text
    assert len(rows(page)) == 1
    assert f"/cases/{case_id}" in page
    assert "grade" in state_of(manager.get("/manage/review").text)["faults"]


def test_a_case_that_ended_waits_for_nothing(house: House, manager: Visitor) -> None:
    case_id = house.to_approval()
    house.approve(case_id)
    assert house.case(case_id).state == "ended"
    assert "あてはまる案件はありません" in manager.get("/manage/waiting").text


def test_who_is_away_is_named_with_the_substitute(house: House, manager: Visitor, clock: Clock) -> None:
    case_id = house.open(now=clock.now).case_id
    hand_to(house, manager, case_id, house.people.tanaka)
    with house.store.write() as unit:
        people.insert_absence(
            unit,
            house.people.tanaka.id,
            house.people.sato.id,
            date(2026, 11, 19),
            date(2026, 11, 25),
            house.people.yamaguchi.id,
            clock.now,
        )
    [row] = rows(manager.get("/manage/waiting").text)
    assert "田中 健" in row
    assert "不在（ 2026年11月25日 まで）" in row or "不在（2026年11月25日まで）" in row
    assert "代理 佐藤 花" in row


# filters and pages


def test_the_list_is_filtered(house: House, manager: Visitor, clock: Clock) -> None:
    late = house.open(now=clock.now - timedelta(days=10)).case_id
    written = house.open(now=clock.now).case_id
    house.write(written, clock.now)
    hand_to(house, manager, late, house.people.tanaka)

    def numbers(query: str) -> set[str]:
        return {row.split()[0] for row in rows(manager.get(f"/manage/waiting?{query}").text) if row.startswith("R")}

    first, second = house.case(late).number, house.case(written).number
    assert numbers("") == {first, second}
    assert numbers("overdue=1") == {first}
    assert numbers("step=judge_1") == {second}
    assert numbers(f"person={house.people.tanaka.id}") == {first}
    assert numbers("person=role:assessor") == {second}
    assert numbers("process=elsewhere") == set()
    assert numbers("kind=task&sort=due&page=99") == {first, second}
    assert numbers("kind=nonsense&sort=nonsense&page=nonsense") == {first, second}


def test_a_long_list_has_pages_and_keeps_its_filter(house: House, manager: Visitor, clock: Clock) -> None:
    for minutes in range(51):
        house.open(now=clock.now - timedelta(minutes=minutes))
    first = manager.get("/manage/waiting?kind=task").text
    assert len(rows(first)) == 50
    assert re.search(r'rel="next" href="/manage/waiting\?kind=task&amp;page=2"', first)
    assert len(rows(manager.get("/manage/waiting?kind=task&page=2").text)) == 1


# giving a task to somebody else


def hand_to(house: House, manager: Visitor, case_id: str, person: Actor) -> None:
    path = f"/manage/tasks/{house.tasks(case_id)[0].id}"
    assert manager.post(path, {"to": person.id, "reason": "手が空いているため"}).status_code == 303


def test_only_people_with_the_role_are_offered(house: House, manager: Visitor) -> None:
    task = house.task(house.open().case_id, "write")
    page = manager.get(f"/manage/tasks/{task.id}").text
    assert "佐藤 花" in page
    assert "田中 健" in page
    assert "鈴木 一" not in page


def test_where_nobody_is_left_the_manager_reads_what_would_free_it(house: House, manager: Visitor) -> None:
    case_id = house.open().case_id
    house.complete(case_id, "write", house.people.sato, summary="x", urgent="no")
    house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    path = f"/manage/tasks/{house.task(case_id, 'judge_2').id}"
    stuck = "いま、この作業を行える人がいません"
    assert stuck not in manager.get(path).text

    with house.store.write() as unit:
        for other in (house.people.takahashi, house.people.tanaka):
            people.replace_roles(unit, other.id, ["intake"])

    page = manager.get(path).text
    assert stuck in page
    done = house.desk.bundle(house.case(case_id).version_id).steps["judge_1"].name.ja
    assert f"次の工程を行った人は、この作業を行えません：{done}" in page


def test_a_task_is_given_to_somebody_and_back_to_the_group(house: House, manager: Visitor) -> None:
    case_id = house.open().case_id
    hand_to(house, manager, case_id, house.people.tanaka)
    assert house.task(case_id, "write").assignee_id == house.people.tanaka.id
    path = f"/manage/tasks/{house.task(case_id, 'write').id}"
    assert manager.post(path, {"to": "group", "reason": "本人の希望"}).status_code == 303
    assert house.task(case_id, "write").assignee_id is None


@pytest.mark.parametrize(
    ("to", "reason", "field"), [("tanaka", " ", "reason"), ("", "急ぎのため", "to"), ("suzuki", "急ぎのため", "to")]
)
def test_what_is_missing_or_not_allowed_is_said_at_its_place(
    house: House, manager: Visitor, to: str, reason: str, field: str
) -> None:
    """suzuki does not hold the role."""
    case_id = house.open().case_id
    person = house.people.by_login[to].id if to else ""
    answer = manager.post(f"/manage/tasks/{house.task(case_id, 'write').id}", {"to": person, "reason": reason})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert reason.strip() in answer.text
    assert house.task(case_id, "write").assignee_id is None


def test_a_task_that_is_done_cannot_be_given_away(house: House, manager: Visitor) -> None:
    case_id = house.open().case_id
    task = house.task(case_id, "write")
    house.write(case_id)
    answer = manager.post(f"/manage/tasks/{task.id}", {"to": house.people.tanaka.id, "reason": "遅れ"})
    assert answer.status_code in (404, 409)
