"""Retention and erasure on the pages: what falls due, the request, a second person's answer, and what is left to be seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from casework import House
from erasing import CANARY, REASON, ended_case, erase
from web.visiting import Visitor

from webapp.model.actor import Actor
from webapp.people.create_token import CreateToken, create_token

Visit = Callable[[Actor], Visitor]


def test_a_case_is_asked_for_by_one_and_erased_by_another(house: House, visit: Visit, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path)
    number, path = house.case(case_id).number, f"/cases/{case_id}/erasure"
    manager, decider = visit(house.people.sasaki), visit(house.people.kato)
    shown = manager.get("/manage/retention?show=all").text
    assert number in shown and path in shown and "定めなし" in shown
    assert number not in manager.get("/manage/retention").text  # its time is never over: its process sets none
    page = manager.get(path).text
    assert "添付ファイル1件" in page and "文書1件" in page and "保存期間の満了" not in page and CANARY not in page
    wrong = manager.post(path, {"ground": "due", "reason": ""})
    assert wrong.status_code == 422 and "reason-error" in wrong.text
    early = manager.post(path, {"ground": "due", "reason": "古い"})
    assert early.status_code == 409 and "保存期間を定めていません" in early.text and "古い" in early.text
    page = manager.follow(manager.post(path, {"ground": "order", "reason": REASON})).text
    assert "別の業務管理者か認定団体決定者" in page and "承認して消去する" not in page
    assert "承認待ち" in manager.get("/manage/retention").text
    assert "消去を求めています" in decider.get(f"/cases/{case_id}").text
    asked = decider.get(path).text.split('name="erasure" value="')[1].split('"')[0]
    assert manager.post(f"{path}/approve", {"erasure": asked}).status_code == 403
    assert decider.post(f"{path}/decline", {"erasure": asked, "answer": ""}).status_code == 422
    done = decider.post(f"{path}/approve", {"erasure": asked, "answer": "確認した"})
    gone = decider.follow(done)
    assert gone.status_code == 410
    assert all(said in gone.text for said in (number, REASON, "確認した", "佐々木", "加藤", "消去されました"))
    assert CANARY not in gone.text
    assert number in manager.get("/manage/retention").text


def test_lists_and_searches_know_nothing_of_it(house: House, visit: Visit, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path)
    erase(house, case_id)
    number, manager = house.case(case_id).number, visit(house.people.sasaki)
    for address in ("/cases?show=all", "/letters?show=all", "/post", f"/registers/{house.operator_id}"):
        shown = manager.get(address)
        assert shown.status_code == 200 and CANARY not in shown.text and number not in shown.text, address
    for text in (CANARY, number):
        found = manager.post("/cases", {"text": text, "show": "all"})
        assert "条件に合う案件はありません" in found.text
    audit = visit(house.people.matsumoto).get("/audit?chain=case:").text
    assert "案件を消去した" in audit and number in audit and CANARY not in audit


def test_a_program_is_told_that_it_is_gone(house: House, visit: Visit, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path)
    erase(house, case_id)
    client = visit(house.people.sasaki).client

    def ask(who: Actor) -> tuple[int, dict[str, object]]:
        made = create_token(
            house.store, house.desk.keys, house.people.yamaguchi, CreateToken(who.id, "x", 1), house.now
        )
        answer = client.get(f"/api/v1/cases/{case_id}", headers={"Authorization": f"Bearer {made.token}"})
        assert answer.mimetype == "application/problem+json"
        return answer.status_code, answer.json

    status, told = ask(house.people.sasaki)
    assert (status, told["type"], told["case"]) == (410, "urn:nintei:problem:CaseErased", case_id)
    assert house.case(case_id).number in str(told["detail"]) and "消去されました" in str(told["detail"])
    assert ask(house.people.ito)[0] == 404


def test_what_stands_in_the_way_is_said_and_nothing_is_offered(house: House, visit: Visit, tmp_path: Path) -> None:
    case_id = ended_case(house, tmp_path, "SUSPEND_GRANT", last_day="2026-12-20")
    page = visit(house.people.sasaki).get(f"/cases/{case_id}/erasure").text
    assert "措置が続いています（末日：2026年12月20日）" in page
    assert 'name="reason"' not in page
