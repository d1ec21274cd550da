"""A letter as data: its words decide the structure, what a case puts in never does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letterwork import HOUSE, PLACES, letter, matter, sheet_of

from webapp.letters.fill import EmptyPlace
from webapp.letters.letterhead import Letterhead, letterhead_of
from webapp.letters.sheet import Sheet, as_text, compose, fingerprint
from webapp.model.text import Text


def kinds(sheet: Sheet) -> list[str]:
    """The structure of the Japanese page."""
    return [
        block["kind"] + "".join(f"/{part['kind']}" for part in block.get("parts", ()))
        for block in sheet["pages"]["ja"]["blocks"]
    ]


def test_an_item_has_number_label_value_and_parts() -> None:
    words = letter(
        "前書き", "1　措置：{measure}", "2　理由\n{reasons}\n\n判定の内容\n{grounds}", "3　根拠\n{citations}"
    )
    sheet = compose(words, matter(), HOUSE)

    blocks = sheet["pages"]["ja"]["blocks"]
    assert kinds(sheet) == ["text", "item", "item/text/text/heading/list", "item/citations"]
    assert (blocks[1]["number"], blocks[1]["label"], blocks[1]["value"]) == ("1", "措置", "付与の一時停止")
    assert blocks[2]["parts"][3]["lines"] == ["過失があった。", "点数の合計は8である。"]
    assert blocks[3]["parts"][0]["cited"][0] == {
        "name": "TPDMS-2210 4.3（2019-06-26）",
        "wording": ["表2のように定める。", "決定する。"],
    }


@given(st.text(st.sampled_from("aあ1１.　：: {}\\#$*[]<>@_`-=/数"), max_size=40))
def test_what_is_typed_changes_neither_structure_nor_other_places(typed: str) -> None:
    words = letter("1　措置：{measure}", "{reference}について。{place}", "2　期日：{held_on}")
    changed = {**PLACES, "measure": Text(typed), "reference": Text(typed), "place": Text("場所")}
    sheet = compose(words, matter(places=changed), HOUSE)

    usual = compose(words, matter(), HOUSE)
    assert [block["kind"] for block in sheet["pages"]["ja"]["blocks"]] == [
        block["kind"] for block in usual["pages"]["ja"]["blocks"]
    ]
    assert sheet["pages"]["ja"]["blocks"][0]["value"] == typed
    assert sheet["pages"]["ja"]["blocks"][1]["text"] == f"{typed}について。場所"


def test_a_place_without_a_value_is_named() -> None:
    with pytest.raises(EmptyPlace, match="last_day"):
        compose(letter("{last_day}まで"), matter(places={}), HOUSE)


@pytest.mark.parametrize(
    ("operator", "office", "lines"),
    [
        ("株式会社みらい", "個人情報保護管理者", ["株式会社みらい", "個人情報保護管理者　様"]),
        ("株式会社みらい", "法務部", ["株式会社みらい", "法務部　御中"]),
        ("株式会社みらい", "代表取締役 殿", ["株式会社みらい", "代表取締役 殿"]),
        ("株式会社みらい", None, ["株式会社みらい　御中"]),
        (None, "法務部", ["法務部　御中"]),
        (None, None, []),
    ],
)
def test_a_company_a_department_and_a_person_in_office_are_addressed_differently(
    operator: str | None, office: str | None, lines: list[str]
) -> None:
    to = None if operator is None else Text(operator, "Mirai Inc.")
    sheet = compose(letter("本文"), matter(operator=to, office=office), HOUSE)
    assert sheet["pages"]["ja"]["addressee"] == lines


def test_the_advice_of_an_organ_goes_to_the_body_without_a_seal_and_a_record_to_nobody() -> None:
    organ = Text("認定委員会", "Committee")
    advice = compose(letter("本文", layout="advice", organ=organ), matter(), HOUSE)["pages"]["ja"]
    record = compose(letter("本文", layout="record", organ=organ), matter(), HOUSE)["pages"]["ja"]
    fixed = compose(letter("本文", to=organ), matter(), HOUSE)["pages"]["ja"]

    assert advice["addressee"] == [f"{HOUSE.name.ja}　御中"]
    assert (advice["sender"], advice["seal"]) == (["認定委員会"], None)
    assert record["addressee"] == []
    assert fixed["addressee"] == ["認定委員会　御中"] and fixed["seal"] == "公印"


def test_the_fingerprint_tells_any_change_and_no_order_of_keys() -> None:
    sheet = sheet_of()
    turned = {key: sheet[key] for key in reversed(sheet)}
    assert fingerprint(turned) == fingerprint(sheet)
    assert fingerprint(sheet_of(number="SUS-2026-0002")) != fingerprint(sheet)
    assert fingerprint(sheet_of(dated=date(2026, 8, 1))) != fingerprint(sheet)
    assert fingerprint(sheet_of(places={**PLACES, "months": Text("4")})) != fingerprint(sheet)


def test_a_translation_says_that_it_is_one() -> None:
    sheet = sheet_of()
    assert "Translation for reference" in as_text(sheet, "en")
    assert sheet["pages"]["ja"]["note"] == ""


def test_the_letterhead_comes_from_the_body_and_may_lack_anything() -> None:
    assert letterhead_of({}) == Letterhead()
    assert HOUSE.signed_by == Text("代表理事", "Representative Director")
    assert [line.ja for line in HOUSE.contact] == [
        "一般社団法人サンプル認定機構　認定事務局",
        "〒100-0000 東京都千代田区見本町1丁目1番1号",
        "電話 03-0000-0000　office@example.jp",
    ]
    assert as_text(sheet_of(house=Letterhead()), "ja").startswith("\n文書番号")
