"""Opening a case: its number, its title, its service; what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from casework import House, at_once
from sqlalchemy import func, select

from webapp.cases.open_case import OpenCase, Opened, open_case
from webapp.model.advance import EngineFault
from webapp.model.refusals import AlreadyOpened, CaseFaulted, InvalidAnswers
from webapp.model.text import Text
from webapp.store.rows.case import Case
from webapp.store.verify import verify


@pytest.mark.parametrize(
    ("now", "number"),
    [
        (datetime(2026, 3, 31, 14, 59, tzinfo=UTC), "REV-2025-0001"),
        (datetime(2026, 3, 31, 15, 0, tzinfo=UTC), "REV-2026-0001"),  # 1 April in Tokyo
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), "REV-2026-0001"),
    ],
)
def test_the_number_counts_within_the_fiscal_year(house: House, now: datetime, number: str) -> None:
    assert house.open(now=now).number == number


def test_a_refused_opening_uses_no_number(any_house: House) -> None:
    house = any_house
    assert house.open().number == "REV-2026-0001"
    with pytest.raises(InvalidAnswers) as refused:
        house.open(title="")
    assert set(refused.value.problems) == {"title"}
    assert house.open().number == "REV-2026-0002"


def test_cases_opened_at_once_get_numbers_of_their_own(any_house: House) -> None:
    house = any_house
    opened = at_once(8, lambda n: house.open(title=f"{n}").number)
    assert sorted(opened) == [f"REV-2026-{n:04d}" for n in range(1, 9)]


def test_title_and_service_come_from_the_start_form(house: House) -> None:
    case = house.case(house.open(title="  ＡＢＣ　銀行  ").case_id)
    assert (case.title, case.service_id, case.operator_id) == ("ＡＢＣ　銀行", house.service_id, house.operator_id)
    assert (case.state, case.revision, case.opened_by) == ("open", 1, house.people.sato.id)


def test_an_unregistered_service_and_a_future_date_are_refused(house: House) -> None:
    command = OpenCase("review", {"title": "x", "service": "unknown", "received_on": "2026-11-21"})
    with pytest.raises(InvalidAnswers) as refused:
        open_case(house.desk, house.people.sato, command, house.now)
    assert set(refused.value.problems) == {"service", "received_on"}


def test_a_case_without_a_service_has_no_status(house: House) -> None:
    case_id = house.open(service="").case_id
    house.write(case_id)
    house.judge(case_id)
    assert house.grading.asked == [{"level": 7, "status": None}]
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []


def sent(house: House, title: str = "試験の案件", key: str | None = "the key of one form", who: str = "sato") -> Opened:
    command = OpenCase("review", {"title": title, "service": house.service_id, "received_on": "2026-11-19"}, key)
    return open_case(house.desk, house.people[who], command, house.now)


def cases_of(house: House) -> int:
    with house.store.read() as unit:
        return unit.execute(select(func.count()).select_from(Case)).scalar_one()


def test_a_form_that_is_sent_twice_opens_one_case(any_house: House) -> None:
    house = any_house
    first = sent(house)
    assert sent(house) == first
    house.write(first.case_id)
    assert sent(house).case_id == first.case_id
    assert cases_of(house) == 1
    assert house.open().number == "REV-2026-0002"
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []


def test_a_form_that_is_sent_many_times_at_once_opens_one_case(any_house: House) -> None:
    house = any_house
    for nth in range(1, 6):
        opened = at_once(8, lambda _, nth=nth: sent(house, key=f"form {nth}"))
        assert len({(one.case_id, one.number, one.tasks) for one in opened}) == 1
        assert cases_of(house) == nth
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []


def test_a_key_is_its_openers_own(any_house: House) -> None:
    first, second = sent(any_house), sent(any_house, who="hayashi")
    assert first.case_id != second.case_id


def test_without_a_key_every_request_opens_a_case(any_house: House) -> None:
    assert len({sent(any_house, key=key).case_id for key in (None, None, "", "")}) == 4


def test_other_answers_under_the_same_key_are_neither_lost_nor_a_second_case(any_house: House) -> None:
    house = any_house
    first = sent(house)
    with pytest.raises(AlreadyOpened, match=first.number):
        sent(house, title="別の件名")
    assert cases_of(house) == 1
    assert house.case(first.case_id).title == "試験の案件"


def test_a_refused_form_may_be_sent_again_under_its_key(any_house: House) -> None:
    with pytest.raises(InvalidAnswers):
        sent(any_house, title="")
    assert sent(any_house).number == "REV-2026-0001"


def test_a_start_that_fails_leaves_one_case_and_one_fault_however_often_it_is_sent(
    any_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = any_house

    def fail(*_: object) -> None:
        raise EngineFault("diagram", Text("壊れています。", "Broken."))

    monkeypatch.setattr(type(house.desk.engine), "start", fail)

    def one(_: int) -> tuple[object, object]:
        with pytest.raises(CaseFaulted) as faulted:
            sent(house)
        return faulted.value.facts["case"], faulted.value.facts["fault"]

    assert len({*at_once(6, one), one(0)}) == 1
    assert cases_of(house) == 1


def test_a_long_key_is_no_trouble(any_house: House) -> None:
    assert sent(any_house, key="鍵" * 50_000).case_id == sent(any_house, key="鍵" * 50_000).case_id
