"""What stands beside a case on its page: its incident's other cases, the operator's, applications, and what it was told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from casework import BUNDLES, House
from web.visiting import Visitor

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.open_case import OpenCase, open_case
from webapp.model.actor import Actor
from webapp.post.room import deliver
from webapp.registers.add_record import AddRecord, add_record
from webapp.store import registers
from webapp.worker.loop import run_due

Visit = Callable[[Actor], Visitor]


@pytest.fixture
def second(house: House) -> str:
    """A second service of the operator."""
    house.publish(BUNDLES / "standings")
    with house.store.write() as unit:
        service = registers.insert_service(unit, house.operator_id, "家計の相談", "Household advice", house.now)
        registers.insert_status(unit, service, "under_review", date(2024, 1, 1), None, None, "x", "system", house.now)
    return service


def opened(house: House, service: str | None = None) -> str:
    typed = {"title": "漏えい", "service": service or house.service_id}
    return open_case(house.desk, house.people.sato, OpenCase("standings", typed), house.now).case_id


def file_renewal(house: House, service: str) -> None:
    typed = {"kind": "renewal", "first_day": "2026-11-01"}
    command = AddRecord("application", typed, house.operator_id, service)
    add_record(house.store, house.desk.keys, house.people.ito, command, house.now)


def test_the_cases_of_one_incident_show_each_other_with_what_they_came_to(
    house: House, second: str, visit: Visit
) -> None:
    case_id = opened(house)
    office = visit(house.people.sato)
    assert "関連する案件と申請" not in office.get(f"/cases/{case_id}").text
    claim_task(house.desk, house.people.sato, ClaimTask(house.task(case_id, "check").id), house.now)
    form = office.get(f"/tasks/{house.task(case_id, 'check').id}").text
    assert "家計の相談（試験の事業者）：審査中" in form and 'type="checkbox"' in form
    task = house.task(case_id, "check")
    assert office.post(f"/tasks/{task.id}/complete", {"a-standings": second}).status_code == 303
    run_due(house.desk, deliver, house.now)
    house.complete(case_id, "decide", house.people.kato, measures=["SUSPEND_GRANT"], on="2026-11-20")

    page = office.get(f"/cases/{case_id}").text
    assert "同じ事故等の案件" in page and "STA-2026-0002" in page and "ほかの地位の案件を開きました" in page
    assert "進行中のほかの案件" not in page
    (other,) = set(re.findall(r'href="/cases/([0-9a-f]+)">STA-2026-0002', page))
    page = visit(house.people.sasaki).get(f"/cases/{other}").text
    assert "STA-2026-0001" in page and "決定：付与の一時停止" in page and "2026年11月20日" in page


def test_a_field_without_further_standings_says_so(house: House, visit: Visit) -> None:
    house.publish(BUNDLES / "standings")
    case_id = opened(house)
    claim_task(house.desk, house.people.sato, ClaimTask(house.task(case_id, "check").id), house.now)
    page = visit(house.people.sato).get(f"/tasks/{house.task(case_id, 'check').id}").text
    assert "ほかのサービスはありません" in page


def test_other_open_cases_of_the_operator_are_a_warning_on_both(house: House, second: str, visit: Visit) -> None:
    one, other = opened(house), opened(house, second)
    office = visit(house.people.sato)
    for case_id, number in ((one, "STA-2026-0002"), (other, "STA-2026-0001")):
        page = office.get(f"/cases/{case_id}").text
        assert "ほかの案件が進行中です" in page and number in page


def test_a_renewal_beside_an_incident_is_a_warning_on_both(house: House, second: str, visit: Visit) -> None:
    """As with the suspension of 2011, whose operator was renewed while the judgement was pending."""
    case_id = opened(house)
    file_renewal(house, second)
    page = visit(house.people.sato).get(f"/cases/{case_id}").text
    assert "審査中の申請があります：家計の相談（試験の事業者）の更新" in page and "表2の両方の欄" in page
    register = visit(house.people.sasaki).get(f"/registers/{house.operator_id}").text
    assert "結論が出る前に審査を終えてよいか" in register
    later = visit(house.people.sasaki).get(f"/registers/{house.operator_id}?on=2026-10-31").text
    assert "結論が出る前に審査を終えてよいか" not in later, "on that day it was not filed yet"


def test_what_another_case_has_told_is_on_the_page(house: House, second: str, visit: Visit) -> None:
    told, teller = opened(house, second), opened(house)
    house.complete(teller, "check", house.people.sato, standings=[])
    run_due(house.desk, deliver, house.now)
    page = visit(house.people.sato).get(f"/cases/{told}").text
    assert "ほかの案件からの知らせ" in page and "確かめました" in page and "STA-2026-0002" in page


def test_who_reviews_an_application_of_the_operator_is_told_in_the_register(
    house: House, second: str, visit: Visit
) -> None:
    """An application has no case yet: the word stands with its service."""
    case_id = opened(house)
    before = visit(house.people.ito).get(f"/registers/{house.operator_id}").text
    assert "審査中の申請への知らせ" not in before
    house.complete(case_id, "check", house.people.sato, standings=[])
    run_due(house.desk, deliver, house.now)

    page = visit(house.people.sasaki).get(f"/registers/{house.operator_id}").text
    assert page.count("審査中の申請への知らせ") == 1, "the service of the grantee has no application"
    assert "確かめました" in page and page.index("家計の相談") < page.index("審査中の申請への知らせ")
    assert f'href="/cases/{case_id}"' in page.split("審査中の申請への知らせ")[1].split("</ul>")[0]
    stranger = visit(house.people.ito).get(f"/registers/{house.operator_id}").text
    part = stranger.split("審査中の申請への知らせ")[1].split("</ul>")[0]
    assert "閲覧できない案件" in part and case_id not in part
