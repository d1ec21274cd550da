"""The inbox: what stands in it for whom, how it is filtered and searched, and that an unchanged one is nearly free."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from casework import House
from web.visiting import Clock, Visitor

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.model.actor import Actor
from webapp.people.record_absence import RecordAbsence, record_absence

Visit = Callable[[Actor], Visitor]
NUMBER = re.compile(r'class="number" href="/cases/[0-9a-f]+">([A-Z]+-\d+-\d+)<')


def numbers(visitor: Visitor, path: str = "/inbox") -> list[str]:
    return NUMBER.findall(visitor.get(path).text)


def test_a_task_of_my_group_is_there_until_somebody_claims_it(house: House, visit: Visit) -> None:
    opened = house.open()
    house.write(opened.case_id)
    suzuki, takahashi, tanaka = visit(house.people.suzuki), visit(house.people.takahashi), visit(house.people.tanaka)
    assert numbers(suzuki) == [opened.number] * 2

    claim_task(house.desk, house.people.suzuki, ClaimTask(house.task(opened.case_id, "judge_1").id), house.now)

    assert numbers(suzuki, "/inbox?tab=mine") == [opened.number]
    assert numbers(takahashi, "/inbox?tab=mine") == []
    assert numbers(takahashi) == numbers(tanaka) == [opened.number]


def test_other_roles_see_nothing_of_it(house: House, visit: Visit) -> None:
    house.write(house.open().case_id)
    for login in ("ito", "kato", "kobayashi"):
        assert numbers(visit(house.people.by_login[login])) == []


def test_a_substitute_sees_the_tasks_of_whoever_is_absent_and_why(house: House, visit: Visit, clock: Clock) -> None:
    opened = house.open()
    house.write(opened.case_id)
    claim_task(house.desk, house.people.suzuki, ClaimTask(house.task(opened.case_id, "judge_1").id), house.now)
    away = RecordAbsence(house.people.suzuki.id, date(2026, 11, 19), date(2026, 11, 21), house.people.tanaka.id)
    record_absence(house.store, house.desk.keys, house.people.sasaki, away, house.now)

    page = visit(house.people.tanaka).get("/inbox?tab=substitute").text
    assert opened.number in page and "不在の鈴木 一さんの作業" in page
    assert numbers(visit(house.people.takahashi), "/inbox?tab=substitute") == []

    clock.pass_by(days=2)
    assert numbers(visit(house.people.tanaka), "/inbox?tab=substitute") == []


def test_whoever_did_an_excluded_step_is_told_so_in_the_list(house: House, visit: Visit) -> None:
    opened = house.open()
    house.write(opened.case_id)
    house.complete(opened.case_id, "judge_1", house.people.suzuki, level="7")
    assert "「評価1」を行ったため" in visit(house.people.suzuki).get("/inbox").text
    assert "行ったため" not in visit(house.people.takahashi).get("/inbox").text


def test_whoever_did_what_excludes_a_step_is_told_so_in_its_list_and_on_its_page(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    again = {"result": "again", "on": "2026-11-20", "measures": ["CAUTION_LETTER"]}
    house.complete(case_id, "approve", house.people.hayashi, **again)
    visitor, task = visit(house.people.hayashi), house.task(case_id, "write").id
    assert "「承認する」を行ったため" in visitor.get("/inbox").text
    assert "「承認する」を行ったため、この作業は担当できません" in visitor.get(f"/tasks/{task}").text
    assert "行ったため" not in visit(house.people.sato).get("/inbox").text


def test_the_earliest_due_comes_first_and_is_told_in_words(house: House, visit: Visit, clock: Clock) -> None:
    first = house.open().number
    clock.pass_by(days=2)
    second = house.open(now=clock.now).number
    clock.pass_by(days=2)
    visitor = visit(house.people.sato)
    page = visitor.get("/inbox").text
    assert NUMBER.findall(page) == [first, second]
    assert "期限切れ（1日超過）" in page and "明日まで" in page


@pytest.mark.parametrize(("due", "count"), [("overdue", 1), ("today", 1), ("week", 2), ("", 2)])
def test_the_list_is_filtered_by_due_time(house: House, visit: Visit, clock: Clock, due: str, count: int) -> None:
    house.open()
    clock.pass_by(days=2)
    house.open(now=clock.now)
    clock.pass_by(days=2)
    assert len(numbers(visit(house.people.sato), f"/inbox?due={due}")) == count


def test_today_reaches_to_the_last_moment_of_the_day(house: House, visit: Visit, clock: Clock) -> None:
    house.open()  # due in three days, at the end of the third
    clock.pass_by(days=3)
    assert len(numbers(visit(house.people.sato), "/inbox?due=today")) == 1
    assert numbers(visit(house.people.sato), "/inbox?due=overdue") == []


def test_the_list_is_filtered_by_step(house: House, visit: Visit) -> None:
    first, second = house.open(who=house.people.tanaka), house.open()
    house.write(first.case_id)
    tanaka = visit(house.people.tanaka)
    assert set(numbers(tanaka)) == {first.number, second.number}
    assert numbers(tanaka, "/inbox?at=review/write") == [second.number]
    assert set(numbers(tanaka, "/inbox?at=review/")) == {first.number, second.number}
    assert numbers(tanaka, "/inbox?at=other/") == []


@pytest.mark.parametrize("text", ["REV-2026-0001", "rev-2026-0001", "会員 名簿", "ﾒｲﾎﾞ", "試験の事業者", "試験"])
def test_the_list_is_searched_by_number_title_and_operator(house: House, visit: Visit, text: str) -> None:
    house.open(title="会員 名簿とメイボの件")
    visitor = visit(house.people.sato)
    assert NUMBER.findall(visitor.post("/inbox", {"text": text}).text) == ["REV-2026-0001"]


@pytest.mark.parametrize("text", ["別の件", "%", "_", "REV-2025"])
def test_a_search_finds_nothing_else(house: House, visit: Visit, text: str) -> None:
    house.open(title="会員名簿の件")
    response = visit(house.people.sato).post("/inbox", {"text": text})
    assert NUMBER.findall(response.text) == []
    assert "条件に合う作業はありません" in response.text


def test_twenty_to_a_page_with_the_count(house: House, visit: Visit) -> None:
    for _ in range(23):
        house.open(title="件名")
    visitor = visit(house.people.sato)
    page = visitor.get("/inbox").text
    assert len(NUMBER.findall(page)) == 20 and "23件中 1〜20件" in page and 'rel="next"' in page
    page = visitor.get("/inbox?page=2").text
    assert len(NUMBER.findall(page)) == 3 and "23件中 21〜23件" in page and 'rel="prev"' in page
    assert len(numbers(visitor, "/inbox?page=99")) == 3
    found = visitor.post("/inbox", {"text": "件名", "page": "2"}).text
    assert len(NUMBER.findall(found)) == 3


def test_what_an_address_asks_for_is_carried_to_the_next_page_and_nothing_more(house: House, visit: Visit) -> None:
    """Names that a maker of addresses would take for its own (`_external`, `endpoint`) are words like any other."""
    for _ in range(21):
        house.open(title="件名")
    page = visit(house.people.sato).get("/inbox?tab=all&endpoint=x&_method=PUT&_scheme=javascript&_external=1")
    assert page.status_code == 200
    address = "/inbox?tab=all&amp;endpoint=x&amp;_method=PUT&amp;_scheme=javascript&amp;_external=1&amp;page=2"
    assert f'rel="next" href="{address}"' in page.text


def test_an_unchanged_inbox_costs_no_page(house: House, visit: Visit) -> None:
    opened = house.open()
    visitor = visit(house.people.sato)
    etag = visitor.get("/inbox").headers["ETag"]
    short = visitor.get("/inbox", headers={"If-None-Match": etag, "X-Nintei-Refresh": "1"})
    assert (short.status_code, short.data) == (304, b"")
    house.write(opened.case_id)
    changed = visitor.get("/inbox", headers={"If-None-Match": etag, "X-Nintei-Refresh": "1"})
    assert changed.status_code == 200 and changed.headers["ETag"] != etag


def test_the_words_of_a_due_time_make_an_inbox_another_one(house: House, visit: Visit, clock: Clock) -> None:
    house.open()
    etag = visit(house.people.sato).get("/inbox").headers["ETag"]
    clock.pass_by(days=1)
    assert visit(house.people.sato).get("/inbox", headers={"If-None-Match": etag}).status_code == 200


def test_an_empty_inbox_says_so(house: House, visit: Visit) -> None:
    assert "いま待っている作業はありません" in visit(house.people.sato).get("/inbox").text
