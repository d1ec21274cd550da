"""Opening, finding and looking at cases."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from casework import BUNDLES, House
from web.visiting import Clock, Visitor

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.reassign_task import ReassignTask, reassign_task
from webapp.model.actor import Actor
from webapp.people.record_absence import RecordAbsence, record_absence
from webapp.store.rows.case import CaseState

Visit = Callable[[Actor], Visitor]
NUMBER = re.compile(r'class="number" href="/cases/[0-9a-f]+">([A-Z]+-\d+-\d+)<')
STATE = re.compile(r'id="diagram-state">(.*?)</script>')


def test_a_case_is_opened_from_the_list_of_what_my_role_may_start(house: House, visit: Visit) -> None:
    visitor = visit(house.people.sato)
    assert 'href="/cases/new/review"' in visitor.get("/cases/new").text
    page = visitor.get("/cases/new/review").text
    assert "試験の事業者" in page and "試験のサービス（付与）" in page
    response = visitor.post("/cases/new/review", {"a-title": "新しい件", "a-service": house.service_id})
    page = visitor.follow(response).text
    assert "案件 REV-2026-0001 を開きました。" in page and "新しい件" in page and "試験の事業者" in page


def test_a_start_form_with_mistakes_is_shown_again(house: House, visit: Visit) -> None:
    visitor = visit(house.people.sato)
    response = visitor.post("/cases/new/review", {"a-title": "", "a-service": "no-such", "a-received_on": "昨日ごろ"})
    assert response.status_code == 422
    for field in ("a-title", "a-service", "a-received_on"):
        assert f'id="{field}-error"' in response.text
    assert 'value="昨日ごろ"' in response.text
    assert NUMBER.findall(visitor.get("/cases").text) == []


def test_a_role_that_may_not_start_it_is_refused(house: House, visit: Visit) -> None:
    visitor = visit(house.people.suzuki)
    assert "開ける手続きはありません" in visitor.get("/cases/new").text
    assert visitor.get("/cases/new/review").status_code == 403
    response = visitor.post("/cases/new/review", {"a-title": "x"})
    assert response.status_code == 403 and "受付" in response.text


@pytest.mark.parametrize("process", ["nothing", "body"])
def test_an_unknown_process_is_not_found(house: House, visit: Visit, process: str) -> None:
    visitor = visit(house.people.sato)
    assert visitor.get(f"/cases/new/{process}").status_code == 404
    assert visitor.post(f"/cases/new/{process}", {"a-title": "x"}).status_code == 404


def test_a_running_case_keeps_its_version_and_the_next_one_takes_the_new(house: House, visit: Visit) -> None:
    old = house.open().case_id
    house.publish(BUNDLES / "review")
    new = house.open().case_id
    visitor = visit(house.people.sato)
    assert "版数1" in visitor.get(f"/cases/{old}").text
    assert "版数2" in visitor.get(f"/cases/{new}").text


def test_the_page_tells_why_a_decision_fell_as_it_did(house: House, visit: Visit) -> None:
    page = visit(house.people.suzuki).get(f"/cases/{house.to_approval()}").text
    decision = page[page.index('id="decision-grade"') :]
    assert "レベルはどうか" in decision and "良" in decision
    assert "レベルで決まります。" in decision
    assert '<blockquote lang="ja">wording</blockquote>' in decision and "TEST 2026版 1" in decision
    assert "レベル" in decision and "この設置の既定値" in decision


def test_the_page_says_in_a_sentence_what_is_waited_for(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    visitor = visit(house.people.sato)
    assert "受付の誰かが「起案する」を引き受けるのを待っています。" in visitor.get(f"/cases/{case_id}").text
    visitor.post(f"/tasks/{house.task(case_id, 'write').id}/claim")
    assert "佐藤 花さんが「起案する」を終えるのを待っています。" in visitor.get(f"/cases/{case_id}").text
    house.write(case_id)
    house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    assert "「評価2」が終わるのを待っています。" in visitor.get(f"/cases/{case_id}").text
    house.complete(case_id, "judge_2", house.people.takahashi, level="7")
    assert "2026年11月30日 23:59になると「" in visitor.get(f"/cases/{case_id}").text


def test_the_diagram_and_the_table_say_the_same(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    page = visit(house.people.sato).get(f"/cases/{case_id}").text
    state = json.loads(STATE.findall(page)[0])
    assert state["tokens"]["approve"] == 1
    assert {"write", "judge_1", "judge_2", "grade"} <= set(state["done"])
    assert state["faults"] == [] and state["lang"] == "ja"
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th>\s*<td>(.*?)</td>', page, re.DOTALL))
    assert "済み" in rows["起案する"] and "いまここ" in rows["承認する"] and "まだ" in rows["発信する"]


def test_the_diagram_is_that_of_the_case_and_only_for_its_readers(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    response = visit(house.people.sato).get(f"/cases/{case_id}/diagram.bpmn")
    assert response.data == (BUNDLES / "review" / "process.bpmn").read_bytes()
    assert response.mimetype == "application/xml"
    assert visit(house.people.kato).get(f"/cases/{case_id}/diagram.bpmn").status_code == 404


def test_an_ended_case_shows_its_letter_and_waits_for_nothing(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    house.approve(case_id)
    page = visit(house.people.sasaki).get(f"/cases/{case_id}").text
    assert "終了" in page and "いま待っていること" not in page
    assert "発信済み" in page and "日本語（PDF）" in page
    assert "letter-pages" not in page  # its pages are on the page of the letter


def test_the_history_tells_who_did_what(house: House, visit: Visit) -> None:
    page = visit(house.people.sato).get(f"/cases/{house.to_approval()}").text
    history = page[page.index('class="history"') :]
    assert re.findall(r"<li[^>]*><p>([^<]+)</p>", history) == [
        "「レベルはどうか」を判定しました",
        "「評価2」を終えました",
        "「評価1」を終えました",
        "「起案する」を終えました",
        "案件を開きました",
    ]
    assert "鈴木 一" in history


def test_what_a_rule_determined_is_not_said_to_be_a_persons_deed(house: House, visit: Visit) -> None:
    page = visit(house.people.sato).get(f"/cases/{house.to_approval()}").text
    told = dict(re.findall(r'<li[^>]*><p>([^<]+)</p><p class="soft">([^<]+) ·', page[page.index('class="history"') :]))
    assert told["「レベルはどうか」を判定しました"] == "自動（高橋 葵さんの操作に続いて）"
    assert told["「評価2」を終えました"] == "高橋 葵"


def test_the_history_tells_who_stood_in_who_took_away_and_why(house: House, visit: Visit, clock: Clock) -> None:
    people = house.people
    case_id = house.open().case_id
    house.write(case_id)
    task = house.task(case_id, "judge_1").id
    claim_task(house.desk, people.suzuki, ClaimTask(task), clock.now)
    away = RecordAbsence(people.suzuki.id, date(2026, 11, 19), date(2026, 11, 21), people.tanaka.id)
    record_absence(house.store, house.desk.keys, people.sasaki, away, clock.now)
    tanaka = visit(people.tanaka)
    assert "不在の鈴木 一さんに代わって引き受けます" in tanaka.get(f"/tasks/{task}").text
    tanaka.post(f"/tasks/{task}/claim")
    reassign_task(house.desk, people.sasaki, ReassignTask(task, people.takahashi.id, "手が空いたため"), clock.now)
    reassign_task(house.desk, people.sasaki, ReassignTask(task, None, "出張のため"), clock.now)
    history = tanaka.get(f"/cases/{case_id}").text.split('class="history"')[1]
    assert "「評価1」を鈴木 一さんに代わって引き受けました" in history
    assert "「評価1」を高橋 葵さんに任せました" in history and "手が空いたため" in history
    assert "「評価1」を高橋 葵さんからグループに戻しました" in history and "出張のため" in history


def test_every_word_of_the_page_has_its_english(house: House, visit: Visit) -> None:
    case_id = house.to_approval()
    visitor = visit(house.people.sato)
    visitor.post("/language", {"language": "en"})
    page = visitor.get(f"/cases/{case_id}").text
    assert "Waiting for somebody of “Decider” to claim “Approve”." in page
    assert "The level decides." in page and "Default of this installation" in page


def test_a_foreign_case_is_not_found(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    for login in ("kato", "ito", "nakamura"):
        visitor = visit(house.people.by_login[login])
        assert visitor.get(f"/cases/{case_id}").status_code == 404
        assert visitor.post(f"/cases/{case_id}/faults/x/retry").status_code == 404
        assert NUMBER.findall(visitor.get("/cases?show=all").text) == []
        assert NUMBER.findall(visitor.post("/cases", {"text": "REV", "show": "all"}).text) == []


def test_process_owners_and_administrators_see_no_case(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    for login in ("yoshida", "yamaguchi"):
        visitor = visit(house.people.by_login[login])
        assert visitor.get(f"/cases/{case_id}").status_code == 403
        assert visitor.get("/cases").status_code == 403


def test_the_auditor_reads_and_writes_nothing(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    visitor = visit(house.people.matsumoto)
    assert visitor.get(f"/cases/{case_id}").status_code == 200
    assert visitor.post(f"/cases/{case_id}/faults/x/retry").status_code == 403
    assert visitor.post("/cases/new/review", {"a-title": "x"}).status_code == 403


def test_open_and_ended_cases_are_listed_apart(house: House, visit: Visit) -> None:
    ended = house.to_approval()
    house.approve(ended)
    house.open()
    visitor = visit(house.people.sato)
    assert NUMBER.findall(visitor.get("/cases").text) == ["REV-2026-0002"]
    assert NUMBER.findall(visitor.get("/cases?show=ended").text) == ["REV-2026-0001"]
    assert NUMBER.findall(visitor.get("/cases?show=all").text) == ["REV-2026-0002", "REV-2026-0001"]
    assert NUMBER.findall(visitor.post("/cases", {"text": "0001", "show": "all"}).text) == ["REV-2026-0001"]


def test_an_unchanged_case_costs_no_page(house: House, visit: Visit, clock: Clock) -> None:
    case_id = house.open().case_id
    visitor = visit(house.people.sato)
    etag = visitor.get(f"/cases/{case_id}").headers["ETag"]
    assert visitor.get(f"/cases/{case_id}", headers={"If-None-Match": etag}).status_code == 304
    visitor.post(f"/tasks/{house.task(case_id, 'write').id}/claim")
    assert visitor.get(f"/cases/{case_id}", headers={"If-None-Match": etag}).status_code == 200


def test_a_damaged_case_is_set_apart_and_the_others_go_on(house: House, visit: Visit) -> None:
    damaged, sound = house.open().case_id, house.open().case_id
    with house.store.write() as unit:
        unit.execute(CaseState.__table__.update().where(CaseState.case_id == damaged).values(state=b"{}"))
    visitor = visit(house.people.sato)
    task = house.task(damaged, "write").id
    response = visitor.post(f"/tasks/{task}/complete", {"a-summary": "文章", "a-urgent": "no"})
    assert response.status_code == 409 and "文章" in response.text
    assert "隔離中" in visitor.get(f"/cases/{damaged}").text
    task = house.task(sound, "write").id
    assert visitor.post(f"/tasks/{task}/complete", {"a-summary": "文章", "a-urgent": "no"}).status_code == 303


def test_a_start_form_that_is_sent_twice_opens_one_case(house: House, visit: Visit) -> None:
    sato = visit(house.people.sato)
    (key,) = re.findall(r'name="opening" value="([^"]+)"', sato.get("/cases/new/review").text)
    form = {"a-title": "二重送信", "a-service": house.service_id, "opening": key}

    first, second = (sato.post("/cases/new/review", form) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert first.status_code == second.status_code == 303


def test_other_answers_from_the_same_start_form_are_shown_again_under_a_new_key(house: House, visit: Visit) -> None:
    sato = visit(house.people.sato)
    form = {"a-title": "一件目", "a-service": house.service_id, "opening": "k"}
    sato.post("/cases/new/review", form)

    answer = sato.post("/cases/new/review", {**form, "a-title": "二件目"})

    assert answer.status_code == 409
    assert "二件目" in answer.text and "REV-2026-0001" in answer.text
    (key,) = re.findall(r'name="opening" value="([^"]+)"', answer.text)
    assert key != "k"
    again = sato.post("/cases/new/review", {**form, "a-title": "二件目", "opening": key})
    assert again.status_code == 303
