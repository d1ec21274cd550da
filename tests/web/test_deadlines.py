"""The panel of deadlines, the forms that hold, resume and extend, and how a held case shows in the lists."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from casework import House
from web.visiting import Clock, Visitor

from webapp.cases.hold_case import HoldCase, hold_case
from webapp.model.actor import Actor

Visit = Callable[[Actor], Visitor]


def held(house: House, case_id: str) -> None:
    hold_case(house.desk, house.people.sasaki, HoldCase(case_id, "事業者に照会中"), house.now)


def test_the_panel_adds_up_to_the_day_and_is_offered_to_whoever_may(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    task = house.task(case_id, "write").id
    extend, hold = f"/cases/{case_id}/deadlines/{task}", f"/cases/{case_id}/hold"
    shown = {who: visit(house.people[who]).get(f"/cases/{case_id}").text for who in ("sasaki", "sato", "matsumoto")}
    assert all("期限の内訳" in page and "2026年11月23日" in page and "+3日" in page for page in shown.values())
    assert {who: (extend in page, hold in page) for who, page in shown.items()} == {
        "sasaki": (True, True),
        "sato": (False, False),
        "matsumoto": (False, False),
    }
    assert visit(house.people.sato).get(extend).status_code == 404
    assert visit(house.people.sato).get(hold).status_code == 403


def test_a_limit_is_put_off_and_its_ledger_tells_why(house: House, visit: Visit) -> None:
    case_id = house.open().case_id
    path = f"/cases/{case_id}/deadlines/{house.task(case_id, 'write').id}"
    manager = visit(house.people.sasaki)
    assert "2026年11月23日" in manager.get(path).text
    for wrong, said in (
        ({"amount": "7", "ground": ""}, "ground-error"),
        ({"amount": "seven", "ground": "x"}, "amount-error"),
        ({"amount": "7", "unit": "business days", "ground": "x"}, "calendar-error"),
        ({"until": "あした", "ground": "x"}, "until-error"),
        ({"until": "2026-11-23", "ground": "x"}, "until-error"),
        ({"amount": "2", "until": "2026-11-30", "ground": "x"}, "amount-error"),
    ):
        refused = manager.post(path, wrong)
        assert refused.status_code == 422 and said in refused.text
        assert all(value in refused.text for value in wrong.values())
    page = manager.follow(manager.post(path, {"amount": "７", "until": "", "ground": "現地の調査"})).text
    assert "2026年11月30日" in page and "現地の調査" in page and "+7日" in page and "延ばしました" in page
    form = {"amount": "5", "unit": "business days", "calendar": "breach", "until": "", "ground": "再調査"}
    page = manager.follow(manager.post(path, form)).text
    assert "2026年12月7日" in page and "+5営業日" in page and "行政機関の休日の暦" in page


def test_a_case_is_held_and_resumed_and_says_who_and_why(house: House, visit: Visit, clock: Clock) -> None:
    case_id = house.open().case_id
    manager, clerk = visit(house.people.sasaki), visit(house.people.sato)
    manager.get(f"/cases/{case_id}/hold")
    empty = manager.post(f"/cases/{case_id}/hold", {"ground": " "})
    assert empty.status_code == 422 and "ground-error" in empty.text
    page = manager.follow(manager.post(f"/cases/{case_id}/hold", {"ground": "事業者に照会中"})).text
    assert "保留中" in page and "事業者に照会中" in page and f"/cases/{case_id}/resume" in page
    twice = manager.post(f"/cases/{case_id}/hold", {"ground": "もう一度"})
    assert twice.status_code == 409 and "もう一度" in twice.text and "佐々木" in twice.text

    task = house.task(case_id, "write").id
    clerk.get(f"/tasks/{task}")
    refused = clerk.post(f"/tasks/{task}/complete", {"a-summary": "概要", "a-urgent": "no"})
    assert refused.status_code == 409 and "事業者に照会中" in refused.text and "概要" in refused.text

    clock.pass_by(days=7)
    manager = visit(house.people.sasaki)
    asked = manager.get(f"/cases/{case_id}/resume").text
    assert "事業者に照会中" in asked and "佐々木" in asked and "2026年11月20日" in asked
    again = manager.follow(manager.post(f"/cases/{case_id}/resume", {"ground": "回答が届いた"})).text
    assert "2026年11月30日" in again and "回答が届いた" in again and "再開しました" in again
    not_held = manager.post(f"/cases/{case_id}/resume", {"ground": "x"})
    assert not_held.status_code == 409


def test_what_is_held_is_not_overdue_in_any_list(house: House, visit: Visit, clock: Clock) -> None:
    case_id, other = house.open().case_id, house.open().case_id
    held(house, case_id)
    clock.pass_by(days=30)
    clerk, manager = visit(house.people.sato), visit(house.people.sasaki)
    numbers = {id: house.case(id).number for id in (case_id, other)}
    overdue = clerk.get("/inbox?due=overdue").text
    assert numbers[other] in overdue and numbers[case_id] not in overdue
    everything = clerk.get("/inbox").text
    assert numbers[case_id] in everything and "保留中" in everything and everything.count("期限切れ（") == 1
    waiting = manager.get("/manage/waiting?overdue=1").text
    assert numbers[other] in waiting and numbers[case_id] not in waiting
    listed = manager.get("/manage/waiting").text
    assert "事業者に照会中" in listed and "2026年11月20日" in listed and listed.count("期限切れ（") == 1
    assert "保留中" in manager.get("/cases").text


@pytest.mark.parametrize("path", ["hold", "resume", "deadlines/nothing"])
def test_nobody_holds_what_they_may_not_see(house: House, visit: Visit, path: str) -> None:
    assert visit(house.people.sasaki).get(f"/cases/{'0' * 32}/{path}").status_code == 404
    hidden = house.open().case_id
    assert visit(house.people.ito).get(f"/cases/{hidden}/{path}").status_code in (403, 404)
