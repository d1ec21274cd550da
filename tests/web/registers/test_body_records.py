"""What the body keeps about itself, on its pages: evidence, procedures, other business, misuse, notices. M-19 … M-27."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from casework import House, publish
from sqlalchemy import select
from web.registers.conftest import Visit
from web.registers.reading import revision_of, words
from web.visiting import Visitor

from webapp.registers.add_record import AddRecord, add_record
from webapp.store.rows.audit import AuditRow
from webapp.store.verify import verify

PAGE = "/registers/body/records"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
BODY = """
[name]
ja = "見本の団体"
[capacities.accredited_organization]
ja = "認定個人情報保護団体"
scope = {{ ja = "見本の分野" }}
history = [{{ status = "active", from = 2023-04-01 }}{more}]
"""
CANCELLED = ', { status = "cancelled", from = 2026-11-20, grounds = ["155-1-2"], public_notice = 2026-11-21 }'


def describe(house: House, more: str = "") -> None:
    publish(house.store, "body", {"body.toml": BODY.format(more=more).encode()})


def enter(office: Visitor, kind: str, *files: tuple[str, bytes], **typed: Any) -> Any:
    office.get(f"{PAGE}/{kind}/add")
    sent = [(io.BytesIO(content), name) for name, content in files]
    data = {f"a-{name}": value for name, value in typed.items()} | ({"files": sent} if sent else {})
    return office.post(f"{PAGE}/{kind}/add", data, content_type="multipart/form-data")


def of_record(office: Visitor, kind: str) -> str:
    found = re.search(rf'href="({PAGE}/{kind}/(?!add)[^"]+)"', office.get(f"{PAGE}/{kind}").text)
    assert found is not None
    return found[1]


def test_M21_evidence_is_kept_by_fiscal_year_and_years_without_it_are_shown(
    house: House, office: Visitor, visit: Visit
) -> None:
    describe(house)
    assert "2025年度、2024年度、2023年度" in words(office.get(f"{PAGE}/accounts").text)
    given = {"year": "2024", "what": "statements", "title": "2024年度 計算書類"}
    assert "資料のファイルを選んでください" in enter(office, "accounts", **given).text
    wrong = enter(office, "accounts", ("x.exe", b"MZ"), **{**given, "year": "2027"})
    assert wrong.status_code == 422 and "始まっていない年度" in wrong.text and 'id="files-error"' in wrong.text
    assert enter(office, "accounts", ("決算.pdf", PDF), **given).status_code == 303

    page = visit(house.people.matsumoto).get(f"{PAGE}/accounts").text
    assert "2025年度、2023年度" in words(page) and "計算書類・財務諸表" in page and "伊藤 結" in page
    (address,) = set(re.findall(r'href="(/registers/body/files/[^"]+)"', page))
    file = visit(house.people.matsumoto).get(address)
    assert file.data == PDF and file.headers["Content-Disposition"].startswith("attachment")
    assert visit(house.people.suzuki).get(address).status_code == 403
    assert office.get("/registers/body/files/nothing").status_code == 404
    assert "資料のない年度 2" in words(office.get("/registers/body").text)


def test_M24_a_misuse_of_the_name_is_recorded_worked_on_and_closed(house: House, office: Visitor) -> None:
    given = {
        "who": "まぎらわしい団体", "name_used": "same", "where": "名刺", "found_on": "2026-11-18", "source": "会員の知らせ",
    }  # fmt: skip
    assert enter(office, "misuse", **given).status_code == 303
    assert "使用が続いている 1件" in words(office.get("/registers/body").text)
    address = of_record(office, "misuse")
    form = office.get(address).text
    typed = {f"a-{name}": value for name, value in given.items()}
    typed |= {"seen": revision_of(form), "a-told_on": "2026-11-17", "a-closed_on": "2026-11-20"}
    refused = office.post(address, typed)
    assert (
        refused.status_code == 422 and 'id="a-reason-error"' in refused.text and 'id="a-told_on-error"' in refused.text
    )
    done = {**typed, "a-told_on": "2026-11-19", "a-reason": "使用をやめた"}
    assert office.post(address, done).status_code == 303
    assert "使用が終わった" in office.get(f"{PAGE}/misuse").text
    assert office.post(address, done).status_code == 409, "somebody else has seen another revision"
    history = words(office.get(address).text)
    assert "使用をやめた" in history and "— → 2026年11月20日" in history
    with house.store.read() as unit:
        told = list(unit.execute(select(AuditRow.verb, AuditRow.detail).where(AuditRow.chain == "registers")))
        assert [row.verb for row in told] == ["add_body_misuse", "correct_body_misuse"]
        assert "まぎらわしい" not in str(told)
        assert verify(unit, house.desk.keys) == []


def test_a_record_made_by_mistake_is_struck_with_a_reason(house: House, office: Visitor, visit: Visit) -> None:
    given = {"who": "x", "name_used": "like", "where": "y", "found_on": "2026-11-18", "source": "z"}
    enter(office, "misuse", **given)
    address = of_record(office, "misuse")
    seen = revision_of(office.get(address).text)
    assert office.post(f"{address}/strike", {"seen": seen, "strike_reason": " "}).status_code == 422
    assert visit(house.people.kato).post(f"{address}/strike", {"seen": seen}).status_code == 403
    assert office.post(f"{address}/strike", {"seen": seen, "strike_reason": "誤り"}).status_code == 303
    assert "登録はまだありません" in office.get(f"{PAGE}/misuse").text
    assert office.get(address).status_code == 404
    assert office.get(f"{PAGE}/nothing").status_code == 404


def test_M19_an_edition_of_the_procedures_is_tied_to_versions_and_running_cases_keep_theirs(
    house: House, office: Visitor
) -> None:
    house.open()
    given = {"title": "業務規程", "edition": "第2版", "first_day": "2026-04-01"}
    assert enter(office, "procedure", **given, versions="review.9").status_code == 422
    assert enter(office, "procedure", **given, versions="review.1").status_code == 303
    assert "発効中・この版で進行中の案件1件" in words(office.get(f"{PAGE}/procedure").text)
    with house.store.read() as unit:
        files = house.desk.bundle(house.case(house.open().case_id).version_id).files
        assert unit is not None
    publish(house.store, "review", {**files, "note.txt": b"a later version"})
    house.open()
    assert "前の版・この版で進行中の案件2件" in words(office.get(f"{PAGE}/procedure").text)


def test_M22_other_business_is_kept_apart_and_the_matrix_says_what_may_be_used(house: House, office: Visitor) -> None:
    given = {
        "name": "研修", "purpose": "other_business", "apart": "担当者を分ける", "first_day": "2024-04-01", "found": "guarded",
        "reviewed_on": "2026-11-01",
    }  # fmt: skip
    assert enter(office, "other_business", **given).status_code == 303
    page = words(office.get(f"{PAGE}/other_business").text)
    assert "手当てをして" in page and "業務の間で情報を使えるか" in page
    assert page.count("利用できない") == 6, "accredited work to the mark and to other business, three times"


def test_M27_a_cancellation_has_its_grounds_and_a_list_that_is_worked_off(house: House, office: Visitor) -> None:
    describe(house)
    covered = {"basis": "CONSENT", "evidence": "同意書", "within_field": "true", "publish": "true"}
    command = AddRecord("coverage", {**covered, "first_day": "2024-04-01"}, house.operator_id)
    add_record(house.store, house.desk.keys, house.people.ito, command, house.now)
    assert "認定は終わっていません" in office.get(f"{PAGE}/cessation").text
    assert office.post("/registers/body/cessation").status_code == 409

    describe(house, CANCELLED)
    body = words(office.get("/registers/body").text)
    assert "認定の基準（第49条）に合わなくなった" in body and "公示の日：2026年11月21日" in body
    for added in (1, 0):
        page = office.follow(office.post("/registers/body/cessation"))
        assert f"名簿に{added}件を加えました" in page.text
    listed = words(page.text)
    assert "試験の事業者" in listed and "1件中0件に知らせました" in listed and "2026年11月19日" in listed
    assert enter(office, "cessation", to="complainant", name="CMP-2026-0007").status_code == 303

    address = of_record(office, "cessation")
    form = office.get(address).text
    typed = {"seen": revision_of(form), "a-to": "complainant", "a-name": "CMP-2026-0007", "a-reason": "発送した"}
    half = office.post(address, {**typed, "a-told_on": "2026-11-20"})
    assert half.status_code == 422 and "両方" in half.text
    assert office.post(address, {**typed, "a-told_on": "2026-11-20", "a-channel": "mail"}).status_code == 303
    assert "2件中1件に知らせました" in words(office.get(f"{PAGE}/cessation").text)
    assert "まだ知らせていない 1件" in words(office.get("/registers/body").text)


@pytest.mark.parametrize(("first", "says"), [("2026-11-19", 303), ("2026-11-20", 422)])
def test_M03_nobody_becomes_a_covered_business_of_a_body_that_is_not_accredited(
    house: House, office: Visitor, first: str, says: int
) -> None:
    describe(house, CANCELLED)
    where = f"/registers/{house.operator_id}/add/coverage"
    office.get(where)
    typed = {"a-basis": "CONSENT", "a-evidence": "同意書", "a-within_field": "true", "a-publish": "true"}
    answer = office.post(where, {**typed, "a-first_day": first})
    assert answer.status_code == says and ("認定が有効でない" in answer.text) == (says == 422)
    outside = office.post(where, {**typed, "a-within_field": "false", "a-first_day": "2026-11-19"})
    assert outside.status_code == 422 and "業務の範囲の外" in outside.text


def test_M02_a_body_without_legal_personality_names_who_acts_for_it(house: House, office: Visitor) -> None:
    organisation = '[organisation]\nincorporated = false\nrepresented_by = "administrator"\nname = {ja = "見本 一郎"}\n'
    publish(house.store, "body", {"body.toml": ('[name]\nja = "見本の会"\n' + organisation).encode()})
    page = words(office.get("/registers/body").text)
    assert "法人でない団体" in page and "<dt>管理人</dt><dd>見本 一郎</dd>" in page
