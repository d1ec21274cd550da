"""The list of covered businesses: whose names are to be published on a day, on the page, searched, and as a table."""

from __future__ import annotations

import csv
import io

import pytest
from casework import House
from web.registers.conftest import Register, number
from web.visiting import Visitor

PAGE = "/registers/covered"


@pytest.fixture
def covered(register: Register) -> Register:
    """One whose name is published, one whose name is not, one that left, one not covered at all."""
    for serial, name, publish, last in (
        (41, "あおば通信", "true", {}),
        (42, "いずみ商会", "false", {}),
        (43, "うみべ商事", "true", {"last_day": "2026-10-31", "ended_because": "退会"}),
    ):
        operator = register.operator(name, serial, name_en=f"Covered {serial}")
        given = {
            "basis": "CONSENT",
            "evidence": "同意書",
            "within_field": "true",
            "first_day": "2024-04-01",
            "publish": publish,
            **last,
        }
        register.add("coverage", operator, **given)
    register.operator("えりも農園", 44)
    return register


def table(visitor: Visitor, asked: str = "") -> list[list[str]]:
    response = visitor.get(f"{PAGE}.csv{asked}")
    assert response.status_code == 200
    assert response.mimetype == "text/csv" and response.data.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))[1:]


def test_names_are_listed_only_where_they_are_to_be_published(covered: Register, office: Visitor) -> None:
    page = office.get(PAGE).text
    assert "あおば通信" in page and "いずみ商会" not in page and "うみべ商事" not in page and "えりも農園" not in page
    assert "公表する1件・公表しない1件" in page
    withheld = office.get(f"{PAGE}?which=withheld").text
    assert "いずみ商会" in withheld and "あおば通信" not in withheld
    everything = office.get(f"{PAGE}?which=all").text
    assert "あおば通信" in everything and "いずみ商会" in everything


def test_whoever_left_is_on_no_list_from_the_next_day(covered: Register, office: Visitor) -> None:
    assert "うみべ商事" in office.get(f"{PAGE}?on=2026-10-31").text
    assert "うみべ商事" not in office.get(f"{PAGE}?on=2026-11-01").text
    assert "この日の対象事業者はありません" in office.get(f"{PAGE}?on=2024-03-31").text


def test_a_day_that_is_none_is_told_beside_its_field(covered: Register, office: Visitor) -> None:
    wrong = office.get(f"{PAGE}?on=someday")
    assert wrong.status_code == 422 and 'id="on-error"' in wrong.text
    assert office.get(f"{PAGE}.csv?on=someday").status_code == 422


def test_it_is_searched_by_name_and_number_and_the_words_stay_out_of_the_address(
    covered: Register, office: Visitor
) -> None:
    for text in ("あおば", "covered 41", number(41)):
        found = office.post(PAGE, {"text": text})
        assert found.status_code == 200 and "あおば通信" in found.text
    assert "条件に合う事業者はありません" in office.post(PAGE, {"text": "いずみ"}).text
    assert "いずみ商会" in office.post(f"{PAGE}?which=all", {"text": "いずみ"}).text


def test_the_table_holds_what_the_page_shows(covered: Register, office: Visitor) -> None:
    first = ["あおば通信", "Covered 41", number(41), "同意（法第52条）", "2024-04-01", "", "公表する"]
    assert table(office) == [first]
    assert [row[0] for row in table(office, "?which=all")] == ["あおば通信", "いずみ商会"]
    assert [row[0] for row in table(office, "?on=2026-10-31")] == ["あおば通信", "うみべ商事"]
    response = office.get(f"{PAGE}.csv?which=all")
    assert "covered-all-2026-11-20.csv" in response.headers["Content-Disposition"]


def test_a_name_is_never_a_formula_in_a_spreadsheet(register: Register, office: Visitor) -> None:
    operator = register.operator("=HYPERLINK(1)", 45)
    register.add(
        "coverage", operator, basis="CONSENT", evidence="x", within_field="true", first_day="2024-04-01", publish="true"
    )
    assert table(office)[0][0] == "'=HYPERLINK(1)"


def test_a_business_with_two_entries_stands_there_once(register: Register, office: Visitor) -> None:
    """Covered as a member of old, and by consent since: the consent lets the name be published."""
    operator = register.operator("おおぞら", 46)
    register.add(
        "coverage",
        operator,
        basis="MEMBER",
        evidence="名簿",
        within_field="true",
        first_day="2020-04-01",
        publish="false",
    )
    register.add(
        "coverage",
        operator,
        basis="CONSENT",
        evidence="同意書",
        within_field="true",
        first_day="2024-04-01",
        publish="true",
    )
    assert [row[0] for row in table(office, "?which=all")] == ["おおぞら"]
    assert table(office)[0][3] == "同意（法第52条）"
    assert [row[6] for row in table(office, "?which=all&on=2022-01-01")] == ["公表しない"]


def test_the_list_is_led_to_from_the_registers(house: House, office: Visitor) -> None:
    assert f'href="{PAGE}"' in office.get("/registers").text
