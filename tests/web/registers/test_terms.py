"""What the page of an operator says about the term of a grant."""

from __future__ import annotations

from datetime import date

from casework import House
from web.registers.conftest import Register
from web.registers.reading import revision_of
from web.visiting import Visitor

from webapp.model.actor import SYSTEM
from webapp.registers.add_record import AddRecord, add_record
from webapp.registers.set_status import SetStatus, enter_status


def granted(house: House, register: Register) -> tuple[str, str]:
    """An operator with a service whose grant lasted until 31 March 2026."""
    operator = register.operator("期限商事", 31)
    service = register.add("service", operator, name="期限のあるサービス")
    command = SetStatus(service, "grantee", date(2024, 4, 1), "付与適格決定", last_day=date(2026, 3, 31))
    with house.store.write() as unit:
        enter_status(unit, house.desk.keys, SYSTEM, command, house.now)
    return operator, service


def test_a_grant_whose_term_is_over_says_so_on_every_day_asked_for(
    house: House, register: Register, office: Visitor
) -> None:
    operator, _ = granted(house, register)
    assert "有効期限切れ" not in office.get(f"/registers/{operator}?on=2026-03-31").text
    after = office.get(f"/registers/{operator}?on=2026-04-01").text
    assert "有効期限切れ" in after and "2026年3月31日" in after
    listed = office.get("/registers?status=expired").text
    assert "期限商事" in listed and "有効期限切れ" in listed
    assert "期限商事" not in office.get("/registers?status=grantee").text


def test_a_pending_renewal_is_told_with_whose_rule_it_is(house: House, register: Register, office: Visitor) -> None:
    operator, service = granted(house, register)
    filed = AddRecord("application", {"kind": "renewal", "first_day": "2026-01-10"}, operator, service)
    add_record(house.store, house.desk.keys, house.people.ito, filed, house.now)
    page = office.get(f"/registers/{operator}?on=2026-04-01").text
    assert "更新の審査中" in page and "当団体の既定" in page and "有効期限切れ" not in page


def test_the_end_of_a_term_is_entered_with_the_grant_and_a_renewal_begins_a_further_one(
    house: House, register: Register, office: Visitor
) -> None:
    operator, service = granted(house, register)
    form = office.get(f"/registers/{operator}/services/{service}/status").text
    assert "付与では有効期間の末日" in form
    seen = revision_of(form)
    typed = {"a-status": "grantee", "a-valid_from": "2026-11-20", "a-last_day": "2028-11-19", "a-reason": "更新の決定"}
    posted = office.post(f"/registers/{operator}/services/{service}/status", {**typed, "seen": seen})
    assert "地位を登録しました" in office.follow(posted).text
    page = office.get(f"/registers/{operator}").text
    assert "2028年11月19日" in page
    assert "有効期限切れ" in office.get(f"/registers/{operator}?on=2026-11-19").text
