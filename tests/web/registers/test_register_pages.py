"""The pages of the registers: found, read, added to, corrected with a reason, by those who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from casework import House, publish
from web.registers.conftest import Register, number
from web.registers.reading import OFFICER, page_of, revision_of
from web.visiting import Clock, Visitor

from webapp.cases.desk import BODY, BODY_FILE
from webapp.model.actor import SYSTEM, Actor
from webapp.registers.set_status import SetStatus, enter_status

Visit = Callable[[Actor], Visitor]


def test_operators_are_found_by_name_number_and_service(register: Register, office: Visitor) -> None:
    akebono = register.operator("あけぼのデータ株式会社", 17, name_en="Akebono Data")
    register.add("service", akebono, name="家計ノート")
    register.operator("みなと協議会")

    assert "みなと協議会" in office.get("/registers").text
    for text in ("ｱｹﾎﾞﾉ", "あけぼの", "akebono", number(17), "家計"):
        found = office.post("/registers", {"text": text})
        assert found.status_code == 200
        assert ("あけぼのデータ株式会社" in found.text) == (text != "ｱｹﾎﾞﾉ")
        assert "みなと協議会" not in found.text
    assert "条件に合う事業者はありません" in office.post("/registers", {"text": "100%"}).text


def test_the_list_has_pages_and_is_narrowed_by_status(house: House, register: Register, office: Visitor) -> None:
    for serial in range(1, 23):
        register.operator(f"事業者{serial:02d}", serial)

    first, second = office.get("/registers").text, office.get("/registers?page=2").text
    assert "23件中 1〜20件" in first and "事業者22" not in first and "事業者22" in second
    assert "1件中 1〜1件" in office.get("/registers?status=grantee").text
    searched = office.post("/registers", {"text": "事業者", "page": "2"}).text
    assert "事業者22" in searched and "検索をやめる" in searched


def test_an_operator_is_added_and_seen(office: Visitor) -> None:
    typed = {"a-name": "つばさ情報株式会社", "a-corporate_number": number(5), "a-address": "見本県見本市1-1"}

    response = office.post("/registers/add", typed)

    page = office.follow(response).text
    assert "事業者を登録しました。" in page
    assert "つばさ情報株式会社" in page and number(5) in page and "見本県見本市1-1" in page
    assert "つばさ" not in response.headers["Location"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"a-name": " "}, "name"),
        ({"a-corporate_number": "1234567890123"}, "corporate_number"),
        ({"a-corporate_number": ""}, "representative"),
        ({"a-parent_number": "12"}, "parent_number"),
    ],
)
def test_a_mistake_is_told_beside_its_field(office: Visitor, wrong: dict[str, str], field: str) -> None:
    typed = {"a-name": "つばさ", "a-corporate_number": number(5), "a-address": "打った住所", **wrong}

    response = office.post("/registers/add", typed)

    assert response.status_code == 422
    assert f'id="a-{field}-error"' in response.text and 'value="打った住所"' in response.text
    assert "登録されている事業者" in office.get("/registers").text and "つばさ" not in office.get("/registers").text


def test_a_number_that_is_taken_is_told(register: Register, office: Visitor) -> None:
    register.operator("あけぼのデータ株式会社", 17)

    response = office.post("/registers/add", {"a-name": "別の会社", "a-corporate_number": number(17)})

    assert response.status_code == 422 and "すでに登録されています" in response.text


def test_a_correction_needs_a_reason_and_keeps_the_old_value(register: Register, office: Visitor) -> None:
    operator = register.operator("あけぼのデータ株式会社", 17, address="旧い住所")
    where = f"/registers/{operator}/operator/{operator}"
    seen = revision_of(office.get(where).text)
    typed = {"a-name": "あけぼのデータ株式会社", "a-corporate_number": number(17), "a-address": "新しい住所"}

    refused = office.post(where, {**typed, "seen": seen})
    assert refused.status_code == 422 and 'id="a-reason-error"' in refused.text and "新しい住所" in refused.text

    page = office.follow(office.post(where, {**typed, "seen": seen, "a-reason": "移転の届出"})).text
    assert "新しい住所" in page and "<s>旧い住所</s>" in page and "移転の届出" in page and "伊藤 結" in page


def test_a_stale_page_is_refused_and_what_was_typed_is_kept(
    house: House, register: Register, office: Visitor, visit: Visit, clock: Clock
) -> None:
    operator = register.operator("あけぼのデータ株式会社", 17)
    clock.pass_by(minutes=5)
    where = f"/registers/{operator}/operator/{operator}"
    seen = revision_of(office.get(where).text)
    typed = {"a-name": "あけぼの", "a-corporate_number": number(17), "a-reason": "理由", "seen": seen}
    other = visit(house.people.watanabe)
    assert other.post(where, typed).status_code == 303

    response = office.post(where, {**typed, "a-name": "あけぼの改"})

    assert response.status_code == 409
    assert "渡辺 蓮さんが先に変更しました" in response.text and 'value="あけぼの改"' in response.text
    again = office.post(where, {**typed, "a-name": "あけぼの改", "seen": revision_of(response.text)})
    assert again.status_code == 303 and "あけぼの改" in office.follow(again).text


@pytest.mark.parametrize(
    ("kind", "typed", "seen"),
    [
        ("officer", OFFICER, ("桜井 透", "取締役・理事等")),
        (
            "coverage",
            {
                "a-basis": "CONSENT",
                "a-evidence": "同意書 2026-04-01",
                "a-within_field": "true",
                "a-first_day": "2026-04-01",
                "a-publish": "true",
            },
            ("同意書 2026-04-01", "公表する"),
        ),
        ("service", {"a-name": "家計ノート"}, ("家計ノート",)),
    ],
)
def test_what_hangs_on_an_operator_is_added(
    register: Register, office: Visitor, kind: str, typed: dict[str, str], seen: tuple[str, ...]
) -> None:
    operator = register.operator("あけぼの", 17)

    page = office.follow(office.post(f"/registers/{operator}/add/{kind}", typed)).text

    assert all(words in page for words in seen)


def test_recipients_and_contractors_hang_on_a_service(register: Register, office: Visitor) -> None:
    operator = register.operator("あけぼの", 17)
    service = register.add("service", operator, name="家計ノート")
    typed = {"a-name": "ひがし広告", "a-purpose": "購買の傾向", "a-first_day": "2026-04-01", "a-review": "none"}

    page = office.follow(office.post(f"/registers/{operator}/services/{service}/add/recipient", typed)).text

    assert "ひがし広告" in page and "購買の傾向" in page and "適法性の確認：行っていない" in page
    assert office.post(f"/registers/{operator}/add/recipient", typed).status_code == 404
    assert office.post(f"/registers/{operator}/services/{service}/add/officer", OFFICER).status_code == 404


def test_what_was_a_mistake_is_struck_with_a_reason(register: Register, office: Visitor) -> None:
    operator = register.operator("あけぼの", 17)
    typed = {name.removeprefix("a-"): value for name, value in OFFICER.items()}
    officer = register.add("officer", operator, **typed)
    where = f"/registers/{operator}/officer/{officer}"
    seen = revision_of(office.get(where).text)

    refused = office.post(f"{where}/strike", {"seen": seen})
    assert refused.status_code == 422 and 'id="strike_reason-error"' in refused.text

    page = office.follow(office.post(f"{where}/strike", {"seen": seen, "strike_reason": "別の会社の役員"})).text
    assert "<strong>桜井 透</strong>" not in page
    assert "役員「桜井 透」の登録を取り消した" in page and "別の会社の役員" in page
    assert office.get(where).status_code == 404


def test_only_consent_makes_a_covered_business_today(register: Register, office: Visitor) -> None:
    operator = register.operator("あけぼの", 17)
    typed = {
        "a-basis": "MEMBER",
        "a-evidence": "会員名簿",
        "a-within_field": "true",
        "a-first_day": "2026-04-01",
        "a-publish": "false",
    }

    response = office.post(f"/registers/{operator}/add/coverage", typed)

    assert response.status_code == 422 and 'id="a-basis-error"' in response.text
    before = office.post(f"/registers/{operator}/add/coverage", {**typed, "a-first_day": "2020-04-01"})
    assert before.status_code == 303


def test_a_status_is_shown_as_of_any_day(house: House, office: Visitor) -> None:
    with house.store.write() as unit:
        command = SetStatus(
            house.service_id, "revoked", date(2026, 11, 20), "REVOKE_GRANT", last_day=date(2027, 11, 20)
        )
        enter_status(unit, house.desk.keys, SYSTEM, command, house.now)

    today, before = page_of(office, house.operator_id), page_of(office, house.operator_id, on="2026-11-19")
    assert "2027年11月20日まで申請できません" in today
    assert "まで申請できません" not in before and "2026年11月19日の地位" in before
    wrong = office.get(f"/registers/{house.operator_id}?on=yesterday")
    assert wrong.status_code == 422 and 'id="on-error"' in wrong.text and 'value="yesterday"' in wrong.text


def test_by_hand_no_measure_is_entered_but_a_mistake_is_corrected(house: House, office: Visitor) -> None:
    where = f"/registers/{house.operator_id}/services/{house.service_id}"
    seen = revision_of(office.get(f"{where}/status").text)
    typed = {"a-status": "suspended", "a-valid_from": "2026-11-20", "a-reason": "理由", "seen": seen}

    refused = office.post(f"{where}/status", typed)
    assert refused.status_code == 422 and "通告された措置だけ" in refused.text

    link = page_of(office, house.operator_id).split(f"{where}/statuses/")[1].split('"')[0]
    page = office.follow(
        office.post(f"{where}/statuses/{link}", {**typed, "a-status": "under_review", "a-valid_from": "2026-11-19"})
    ).text
    assert "訂正済み" in page and "<s>付与" in page and "地位を訂正しました" in page
    assert office.get(f"{where}/statuses/{link}").status_code == 404
    again = office.post(f"{where}/statuses/{link}", typed)
    assert again.status_code == 409


def test_a_measure_is_corrected_by_two_people(house: House, visit: Visit, office: Visitor) -> None:
    where = f"/registers/{house.operator_id}/services/{house.service_id}"
    link = page_of(office, house.operator_id).split(f"{where}/statuses/")[1].split('"')[0]
    seen = revision_of(office.get(f"{where}/statuses/{link}").text)
    typed = {"a-status": "suspended", "a-valid_from": "2026-11-20", "a-reason": "記入の誤り", "seen": seen}

    page = office.follow(office.post(f"{where}/statuses/{link}", {**typed, "a-last_day": "2026-12-19"})).text
    assert "訂正を求めました" in page and "訂正済み" not in page
    assert "地位の訂正が二人目の確認を待っています" in page and "確認して訂正する" not in page

    manager = visit(house.people.sasaki)
    page = page_of(manager, house.operator_id)
    assert "記入の誤り" in page and "確認して訂正する" in page
    action = page.split(f'action="/registers/{house.operator_id}/proposals/')[1].split('"')[0]
    address = f"/registers/{house.operator_id}/proposals/{action}"
    assert office.post(address, {"result": "confirm"}).status_code == 403
    assert manager.post(address, {"result": "decline", "answer": ""}).status_code == 422
    page = manager.follow(manager.post(address, {"result": "confirm"})).text
    assert "訂正済み" in page and "付与の一時停止中" in page and "確認を待っています" not in page
    assert manager.post(address, {"result": "confirm"}).status_code == 404


def test_the_case_that_changed_a_status_is_named_to_those_who_may_read_it(house: House, visit: Visit) -> None:
    opened = house.open()
    with house.store.write() as unit:
        command = SetStatus(house.service_id, "suspended", date(2026, 11, 20), "SUSPEND_GRANT", case_id=opened.case_id)
        enter_status(unit, house.desk.keys, SYSTEM, command, house.now)

    assert f"/cases/{opened.case_id}" in visit(house.people.sato).get(f"/registers/{house.operator_id}").text
    kept_out = visit(house.people.having("administrator")).get(f"/registers/{house.operator_id}").text
    assert opened.number not in kept_out and opened.case_id not in kept_out and "閲覧できない案件" in kept_out


def test_identity_is_suggested_and_decided_by_a_person(register: Register, office: Visitor) -> None:
    first = register.operator("あけぼの協議会", address="見本県見本市1-1")
    second = register.operator("みなと協議会", address="見本県見本市１ー１")
    before = page_of(office, first)
    assert "まだ誰も判断していません" in before and "代表者が同じ・所在地が同じ" in before
    typed = {"a-other": second, "a-outcome": "deemed", "a-since": "2026-11-01"}

    refused = office.post(f"/registers/{first}/identity", typed)
    assert refused.status_code == 422
    assert 'id="a-reason-error"' in refused.text and 'id="a-grounds-error"' in refused.text

    decided = {**typed, "a-grounds": ["officers", "address"], "a-reason": "代表者が兼ねている"}
    page = office.follow(office.post(f"/registers/{first}/identity", decided)).text
    assert "まだ誰も判断していません" not in page and "代表者が兼ねている" in page
    assert "あけぼの協議会" in page_of(office, second)
    assert "代表者が兼ねている" in page_of(office, second)


def test_the_body_shows_its_capacities_and_their_scope(house: House, office: Visitor) -> None:
    assert "資格はまだ登録されていません" in office.get("/registers/body").text
    said = """
    name = { ja = "見本機構", en = "Sample" }
    [capacities.certifier]
    ja = "情報銀行の認定団体"
    status = "active"
    from = 2019-06-26
    scope = { ja = "東京の情報銀行" }
    [capacities.accredited]
    ja = "認定個人情報保護団体"
    status = "ended"
    from = 2022-04-01
    """
    publish(house.store, BODY, {BODY_FILE: said.encode()})

    page = office.get("/registers/body").text

    assert "見本機構" in page and "2019年6月26日" in page and "東京の情報銀行" in page
    assert "有効" in page and "終了" in page and "限定なし" in page


def test_a_capacity_has_a_history_and_its_name_is_used_only_while_it_is_active(house: House, office: Visitor) -> None:
    said = """
    [capacities.accredited_organization]
    ja = "認定個人情報保護団体"
    basis = { ja = "法第47条" }
    [[capacities.accredited_organization.history]]
    status = "active"
    from = 2022-04-01
    source = { ja = "認定の通知" }
    [[capacities.accredited_organization.history]]
    status = "cancelled"
    from = 2026-10-01
    source = { ja = "認定の取消しの通知（法第155条）" }
    """
    publish(house.store, BODY, {BODY_FILE: said.encode()})
    assert "まだない" in office.get("/registers/body?on=2022-03-31").text
    assert "この名称を使えます" in office.get("/registers/body?on=2026-09-30").text
    page = office.get("/registers/body").text
    assert "認定の取消し" in page and "この名称も紛らわしい名称も使えません" in page and "法第155条" in page
    wrong = office.get("/registers/body?on=soon")
    assert wrong.status_code == 422 and 'id="on-error"' in wrong.text


def test_the_body_shows_what_it_sets_and_where_that_comes_from_in_both_languages(house: House, office: Visitor) -> None:
    said = """
    [parameters.answer_days]
    ja = "回答までの日数"
    en = "Days to answer"
    values = [
      { from = 2019-06-26, value = 14, ours = true, source = "この設置の既定値", source_en = "Our default" },
      { from = 2099-01-01, value = 7, ours = true, source = "後の定め", source_en = "Later" },
    ]
    """
    publish(house.store, BODY, {BODY_FILE: said.encode()})
    page = office.get("/registers/body").text
    assert "回答までの日数" in page and ">14<" in page and "後の定め" not in page
    assert page.count("この設置の既定値") == 1, (
        "the label says it; what comes from the same words does not say it again"
    )
    office.post("/language", {"language": "en"})
    page = office.get("/registers/body").text
    assert "Days to answer" in page and "Our default" in page and "Later" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/registers/nobody",
        "/registers/nobody/identity",
        "/registers/nobody/bars/add",
        "/registers/nobody/add/officer",
        "/registers/{mine}/officer/{theirs}",
        "/registers/{mine}/coverage/{theirs}",
        "/registers/{mine}/king/{theirs}",
        "/registers/{mine}/officers/{theirs}/declarations",
        "/registers/{mine}/officers/{theirs}/declare",
        "/registers/{mine}/operator/{their_operator}",
        "/registers/{mine}/service/{their_service}",
        "/registers/{mine}/services/{their_service}/status",
        "/registers/{mine}/services/{their_service}/add/recipient",
        "/registers/{mine}/bars/{theirs}",
    ],
)
def test_what_belongs_to_another_operator_is_not_there(
    house: House, register: Register, office: Visitor, path: str
) -> None:
    other = register.operator("あけぼの", 17)
    ids = {
        "mine": house.operator_id,
        "their_operator": other,
        "their_service": register.add("service", other, name="家計ノート"),
        "theirs": register.add("officer", other, name="桜井 透", position="director", first_day="2024-06-01"),
    }
    assert office.get(path.format(**ids)).status_code == 404


def test_a_form_that_lost_its_session_changes_nothing(register: Register, office: Visitor, anonymous: Visitor) -> None:
    operator = register.operator("あけぼの", 17)
    where = f"/registers/{operator}/add/officer"
    office.get(where)

    lost = anonymous.client.post(where, data={**office.tokens, **OFFICER})

    assert lost.status_code == 303 and "sign-in" in lost.headers["Location"]
    assert "桜井" not in page_of(office, operator)


def test_without_the_token_nothing_happens(register: Register, office: Visitor) -> None:
    operator = register.operator("あけぼの", 17)
    response = office.client.post(f"/registers/{operator}/add/officer", data=OFFICER)
    assert response.status_code == 400
    assert "桜井" not in page_of(office, operator)
