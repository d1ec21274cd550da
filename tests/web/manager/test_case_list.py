"""The list of cases for the regulator: what stands in it, between which days, and what never does."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from cases.test_handovers import learnt_in
from casework import House
from invariants import rows
from web.visiting import Clock, Visitor

from webapp.cases.recuse import Recuse, recuse
from webapp.store import registers
from webapp.store.rows.audit import AuditRow
from webapp.store.verify import verify

HEAD = ["案件番号", "版数", "開いた日", "状態", "いまの工程", "終わった日", "日数", "結果", "措置", "通告した日"]


def asked(days: str = "", used_for: str = "mark_certification") -> dict[str, str]:
    return {**dict(parse_qsl(days.removeprefix("?"))), "used_for": used_for}


def table(visitor: Visitor, days: str = "") -> list[list[str]]:
    answer = visitor.post("/manage/review/list.csv", asked(days))
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    raw = answer.data.decode("utf-8")
    assert raw.startswith("\ufeff")  # so that a spreadsheet takes it for UTF-8
    return list(csv.reader(io.StringIO(raw[1:])))


def test_an_open_case_is_told_by_number_days_and_step(house: House, manager: Visitor, clock: Clock) -> None:
    opened = house.open(now=clock.now - timedelta(days=5))
    head, row = table(manager)
    assert head == HEAD
    assert (row[0], row[1]) == (opened.number, "1")
    assert row[3:7] == ["進行中", "起案する", "", "5"]
    assert row[7:] == ["", "", ""]


def test_an_ended_case_is_told_by_its_outcome_measure_and_notice(house: House, manager: Visitor, clock: Clock) -> None:
    case_id = house.to_approval(clock.now - timedelta(days=3))
    house.approve(case_id)
    (row,) = table(manager)[1:]
    assert row[3] == "終了"
    assert row[4] == "" and row[5] and row[7]
    assert row[8:] == ["注意文書発行", "2026-11-20"]


def test_neither_names_nor_titles_nor_answers_are_in_it(house: House, manager: Visitor, clock: Clock) -> None:
    opened = house.open(now=clock.now - timedelta(days=1))
    case = house.case(opened.case_id)
    told = json.dumps(table(manager), ensure_ascii=False)
    page = manager.get("/manage/review/list").text
    with house.store.read() as unit:
        operator, service = registers.operator(unit, house.operator_id), registers.service(unit, house.service_id)
    assert operator is not None and service is not None
    for secret in (case.title, operator.name, service.name):
        assert secret not in told
        assert secret not in page


def test_both_days_count_and_no_others(house: House, manager: Visitor, clock: Clock) -> None:
    for days in (3, 2, 1):
        house.open(now=clock.now - timedelta(days=days))
    first, last = ((clock.now - timedelta(days=days)).date().isoformat() for days in (3, 2))
    assert len(table(manager, f"?from={first}&until={last}")) == 1 + 2
    assert len(table(manager, f"?from={last}&until={last}")) == 1 + 1
    assert "全2件" in manager.get(f"/manage/review/list?from={first}&until={last}").text


def test_whoever_keeps_away_from_a_case_does_not_find_it(house: House, manager: Visitor, clock: Clock) -> None:
    opened = house.open(now=clock.now - timedelta(days=1))
    house.open(now=clock.now - timedelta(days=1))
    recuse(house.desk, house.people.sasaki, Recuse(opened.case_id, house.people.sasaki.id, "親族"), clock.now)
    assert opened.number not in [row[0] for row in table(manager)]
    assert len(table(manager)) == 1 + 1


@pytest.mark.parametrize(
    ("days", "said"),
    [("?from=yesterday", "2026-04-01の形"), ("?from=2026-04-02&until=2026-04-01", "初日より前の日")],
)
def test_days_that_are_none_are_refused_where_they_were_typed(manager: Visitor, days: str, said: str) -> None:
    page = manager.get(f"/manage/review/list{days}")
    assert page.status_code == 422
    assert said in page.text
    assert manager.post("/manage/review/list.csv", asked(days)).status_code == 422


def test_a_process_that_is_not_there_is_not_found(manager: Visitor) -> None:
    assert manager.get("/manage/nothing/list").status_code == 404
    assert manager.post("/manage/nothing/list.csv", asked()).status_code == 404


@pytest.mark.parametrize(
    ("learnt", "used_for", "status", "outcome"),
    [
        ("mark_certification", "other_business", 200, "allowed"),
        ("complaints", "complaints", 200, "allowed"),
        ("complaints", "mark_certification", 403, "forbidden"),
        ("complaints", "required_by_law", 403, "gate"),
    ],
)
def test_M23_the_list_is_taken_for_a_use_that_is_judged_and_on_record(
    house: House, manager: Visitor, learnt: str, used_for: str, status: int, outcome: str
) -> None:
    learnt_in(house, learnt)
    house.open()
    answer = manager.post("/manage/review/list.csv", asked(used_for=used_for))
    assert answer.status_code == status
    assert status == 200 or "第55条" in answer.text
    with house.store.read() as unit:
        (deed,) = [row for row in rows(unit, AuditRow) if row.verb in ("take_list", "refuse_list")]
        assert verify(unit, house.desk.keys) == []
    assert (deed.verb, deed.detail["outcome"]) == ("take_list" if status == 200 else "refuse_list", outcome)
    assert (deed.detail["used_for"], deed.detail["cases"]) == (used_for, 1 if status == 200 else 0)


def test_without_a_use_the_list_stays(manager: Visitor) -> None:
    answer = manager.post("/manage/review/list.csv", asked(used_for=""))
    assert answer.status_code == 422 and "利用の目的を選んでください" in answer.text
