"""The pages of organs and members: terms, meetings, qualifications, interests, who keeps away, what members ask for."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from casework import House
from web.visiting import Visitor

from webapp.model.actor import Actor

Visit = Callable[[Actor], Visitor]


@pytest.fixture
def administrator(house: House, visit: Visit) -> Visitor:
    return visit(house.people.yamaguchi)


def test_a_term_is_begun_and_ended(house: House, administrator: Visitor) -> None:
    asked = {"user_id": house.people.suzuki.id, "organ": "committee", "first_day": "2026-11-01", "reason": "委嘱の決定"}
    assert administrator.post("/organs/terms", asked).status_code == 303
    page = administrator.get("/organs").text
    assert "鈴木 一" in page and "委嘱の決定" in page
    (address,) = re.findall(r"鈴木 一）</summary>\s*<form action=\"(/organs/terms/[^\"]+)\"", page)
    assert administrator.post(address, {"last_day": "2026-11-30", "reason": "辞任"}).status_code == 303
    assert "辞任" in administrator.get("/organs").text


@pytest.mark.parametrize(
    ("path", "typed", "field"),
    [
        ("/organs/terms", {"organ": "committee", "first_day": "2026-11-01", "reason": "委嘱"}, "term-user_id"),
        ("/organs/terms", {"organ": "committee", "first_day": "31.11.", "reason": "委嘱"}, "term-first_day"),
        ("/organs/meetings", {"organ": "committee", "held_on": "soon", "at_time": "14:00"}, "meeting-held_on"),
        ("/organs/qualifications", {"kind": "主任審査員", "first_day": ""}, "qualification-first_day"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    administrator: Visitor, path: str, typed: dict[str, str], field: str
) -> None:
    response = administrator.post(path, typed)
    assert response.status_code == 422 and f'id="{field}-error"' in response.text
    assert all(f'value="{word}"' in response.text for word in typed.values() if word not in ("委嘱", ""))


def test_a_meeting_is_called_and_cancelled_with_a_reason(house: House, visit: Visit) -> None:
    office = visit(house.people.ito)
    asked = {"organ": "committee", "held_on": "2026-12-01", "at_time": "14:00", "place": "第一会議室"}
    assert office.post("/organs/meetings", asked).status_code == 303
    assert "第一会議室" in visit(house.people.nakamura).get("/committee").text
    (address,) = re.findall(r'action="(/organs/meetings/[^"]+/cancel)"', office.get("/organs").text)
    assert office.post(address, {"reason": " "}).status_code == 422
    assert office.post(address, {"reason": "定足数に届かない"}).status_code == 303
    assert "第一会議室" not in office.get("/organs").text


def test_a_qualification_is_registered_and_struck(house: House, administrator: Visitor, visit: Visit) -> None:
    asked = {"user_id": house.people.suzuki.id, "kind": "主任審査員", "first_day": "2026-01-01", "document": "修了証"}
    assert administrator.post("/organs/qualifications", {**asked, "last_day": "2026-12-01"}).status_code == 303
    page = administrator.get("/organs").text
    assert "主任審査員" in page and "まもなく期限" in page
    assert "主任審査員" in visit(house.people.sasaki).get("/manage/people").text
    (address,) = re.findall(r'action="(/organs/qualifications/[^"]+/strike)"', page)
    assert administrator.post(address, {"reason": "別の人の修了証だった"}).status_code == 303
    assert "主任審査員" not in administrator.get("/organs").text


def test_an_interest_is_declared_corrected_and_withdrawn(house: House, visit: Visit) -> None:
    assessor = visit(house.people.suzuki)
    said = {"operator_id": house.operator_id, "kind": "shareholding", "first_day": "2024-04-01", "note": "持株会"}
    assert assessor.post("/me/interests", {**said, "kind": ""}).status_code == 422
    assert assessor.post("/me/interests", said).status_code == 303
    page = assessor.get("/me/interests").text
    (address,) = re.findall(r'action="(/me/interests/[^"]+)"', page)
    wrong = assessor.post(address, {**said, "what": "replace", "reason": ""})
    assert wrong.status_code == 422 and "持株会" in wrong.text
    assert assessor.post(address, {"what": "strike", "reason": "売却した"}).status_code == 303
    page = assessor.get("/me/interests").text
    assert "取り下げ済み" in page and "売却した" in page
    assert assessor.post(address, {"what": "strike", "reason": "もう一度"}).status_code == 404


def test_an_interest_takes_its_cases_out_of_sight_at_once(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    clerk = visit(house.people.sato)
    assert clerk.get(f"/cases/{case_id}").status_code == 200
    said = {"operator_id": house.operator_id, "kind": "family"}
    assert clerk.post("/me/interests", said).status_code == 303
    assert clerk.get(f"/cases/{case_id}").status_code == 404
    manager = visit(house.people.sasaki).get(f"/cases/{case_id}/people").text
    assert "佐藤 花" in manager and "申告した利害関係による" in manager


def test_somebody_keeps_away_and_only_the_manager_reads_why(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    clerk, manager = visit(house.people.sato), visit(house.people.sasaki)
    page = f"/cases/{case_id}/people"
    refused = clerk.post(f"/cases/{case_id}/recuse", {"reason": ""})
    assert refused.status_code == 422 and "理由を書いてください。" in refused.text
    assert clerk.post(f"/cases/{case_id}/recuse", {"reason": "以前の勤め先"}).status_code == 303
    assert clerk.get(page).status_code == 404
    assert "以前の勤め先" in manager.get(page).text
    assert "以前の勤め先" not in visit(house.people.ito).get(page).text
    lifted = {"user_id": house.people.sato.id, "reason": "誤りだった"}
    assert manager.post(f"/cases/{case_id}/recuse/lift", lifted).status_code == 303
    assert clerk.get(page).status_code == 200


def test_nobody_but_the_manager_keeps_somebody_else_away(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    other = {"user_id": house.people.tanaka.id, "reason": "近い関係"}
    assert visit(house.people.sato).post(f"/cases/{case_id}/recuse", other).status_code == 403
    assert visit(house.people.tanaka).get(f"/cases/{case_id}").status_code == 200
    assert visit(house.people.sasaki).post(f"/cases/{case_id}/recuse", other).status_code == 303
    assert visit(house.people.tanaka).get(f"/cases/{case_id}").status_code == 404


def test_a_manager_who_chooses_nobody_does_not_keep_away_themselves(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    manager = visit(house.people.sasaki)
    response = manager.post(f"/cases/{case_id}/recuse", {"user_id": "", "reason": "近い関係"})
    assert response.status_code == 422 and 'id="recuse-user_id-error"' in response.text and "近い関係" in response.text
    assert manager.get(f"/cases/{case_id}").status_code == 200
