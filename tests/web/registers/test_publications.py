"""The list of measures that are made public, the panel on the operator's page, and the form that withdraws one."""

from __future__ import annotations

import csv
import io

import pytest
from cases.test_related import Group, build
from casework import House
from registers.test_publications import publish
from web.registers.conftest import Visit
from web.registers.reading import page_of, revision_of, words
from web.visiting import Visitor

PAGE = "/registers/publications"


@pytest.fixture
def group(house: House) -> Group:
    """A suspension notified on the 20th, to be published from the 24th."""
    group = build(house)
    case_id = group.open()
    group.check(case_id)
    group.decide(case_id, "SUSPEND_GRANT", last_day="2027-02-19")
    publish(house, case_id, wording="=付与を一時停止した。", wording_en="The grant is suspended.")
    return group


def test_the_list_tells_what_is_public_on_a_day_and_the_table_holds_no_reason(group: Group, office: Visitor) -> None:
    assert "この日に公表する措置はありません" in office.get(PAGE).text
    page = words(office.get(f"{PAGE}?on=2026-11-24").text)
    assert "付与を一時停止した。" in page and "付与の一時停止" in page and "2026年11月20日に通告" in page
    assert "これから公表" in office.get(f"{PAGE}?which=all").text
    wrong = office.get(f"{PAGE}?on=someday")
    assert wrong.status_code == 422 and 'id="on-error"' in wrong.text

    response = office.get(f"{PAGE}.csv?on=2026-11-24")
    (row,) = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))[1:]
    assert row[5:] == ["2026-11-20", "'=付与を一時停止した。", "The grant is suspended.", "2026-11-24", ""]
    assert "利用者のため" not in response.text
    assert office.get(f"{PAGE}.csv?on=someday").status_code == 422


def test_it_stands_on_the_operators_page_and_is_withdrawn_from_there(
    group: Group, office: Visitor, visit: Visit
) -> None:
    operator = group.house.operator_id
    page = page_of(office, operator)
    assert "措置の公表" in page and "利用者のため" in page
    where = page.split(f'href="/registers/{operator}/publications/')[1].split('"')[0]
    address = f"/registers/{operator}/publications/{where}"
    assert address not in page_of(visit(group.house.people.matsumoto), operator), "an auditor reads and changes nothing"

    form = office.get(address).text
    refused = office.post(address, {"seen": revision_of(form), "a-withdrawn_on": "2026-11-24"})
    assert refused.status_code == 422
    typed = {"seen": revision_of(form), "a-withdrawn_on": "2026-11-25", "a-withdrawn_because": "文面の誤り"}
    assert office.post(address, typed).status_code == 303

    after = page_of(office, operator)
    assert "2026年11月25日に公表をやめる" in after and "措置の公表を訂正した" in after
    assert office.get(address).status_code == 404
    assert "付与を一時停止した" in office.get(f"{PAGE}?on=2026-11-24").text
    assert "付与を一時停止した" not in office.get(f"{PAGE}?on=2026-11-25").text
