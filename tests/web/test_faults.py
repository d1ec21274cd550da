"""A fault on the pages: names for ids, the cause in plain words, and the button where managers look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from casework import House
from flask import Flask, g
from web.visiting import Visitor

from handlers.registry import RULES
from webapp.model.actor import Actor
from webapp.model.refusals import CaseFaulted
from webapp.model.text import Text
from webapp.web.parts import faults

Visit = Callable[[Actor], Visitor]
MESSAGE = Text("「points」の規則incident.pointsが失敗しました。", "The rule incident.points at “points” failed.")


@pytest.fixture
def faulty(house: House) -> str:
    case_id = house.open().case_id
    house.write(case_id)
    house.grading.mode = "raises"
    with pytest.raises(CaseFaulted):
        house.judge(case_id)
    return case_id


def test_steps_and_rules_are_called_by_their_names(app: Flask) -> None:
    names = {"points": "点数に直す"}
    with app.test_request_context():
        g.language = "ja"
        assert faults.said(MESSAGE, names.get, RULES) == "「点数に直す」の規則「選ばれた段階の点」が失敗しました。"
        g.language = "en"
        assert (
            faults.said(MESSAGE, {"points": "Turn into points"}.get, RULES)
            == "The rule “Points of the grades chosen” at “Turn into points” failed."
        )


def test_what_is_no_step_and_no_rule_stays_as_it_is(app: Flask) -> None:
    message = Text("式「level > 3」と「grades」とincident.unknownはそのまま。")
    with app.test_request_context():
        g.language = "ja"
        assert faults.said(message, {}.get, RULES) == message.ja


def test_the_case_says_where_and_why_without_ids(house: House, visit: Visit, faulty: str) -> None:
    page = visit(house.people.suzuki).get(f"/cases/{faulty}").text
    notice = page[page.index('aria-labelledby="fault-') :]
    notice = notice[: notice.index("</section>")]
    assert "障害：レベルはどうか" in notice and "「レベルはどうか」の規則「評価」が失敗しました。" in notice
    assert "入力の誤りではありません" in notice
    assert "「grade」" not in notice and "test.grade" not in notice


def test_a_manager_retries_from_the_list_of_what_is_waited_for(house: House, visit: Visit, faulty: str) -> None:
    manager = visit(house.people.having("manager"))
    listed = manager.get("/manage/waiting?kind=fault").text
    assert "「レベルはどうか」の規則「評価」が失敗しました。" in listed
    action = listed[listed.index(f'action="/cases/{faulty}/faults/') :].split('"')[1]
    house.grading.mode = "well"
    answer = manager.post(action)
    assert answer.status_code == 303
    assert "再試行がうまくいき" in manager.follow(answer).text
    assert "/faults/" not in manager.get("/manage/waiting").text


def test_the_page_of_a_conflict_writes_its_time_as_the_reader_does(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    task = house.task(case_id, "write").id
    visitor = visit(house.people.sato)
    visitor.post(f"/tasks/{task}/claim")
    house.write(case_id)
    answer = visitor.post(f"/tasks/{task}/complete", {"a-summary": "ほかの文章", "a-urgent": "no"})
    assert answer.status_code == 409
    assert "2026年11月20日 12:00" in answer.text and "2026-11-20 12:00" not in answer.text
