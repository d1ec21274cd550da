"""Only a notified measure changes a grant: what people may enter, what a correction is, what a measure brings."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from casework import House

from webapp.model.actor import SYSTEM
from webapp.model.refusals import InvalidAnswers, NotFound, ReasonNeeded, StaleRevision
from webapp.registers.bars import bars_on
from webapp.registers.identity import DecideIdentity, decide_identity
from webapp.registers.set_status import BY_HAND, SetStatus, enter_status, set_status
from webapp.registers.standing import Standing, standings
from webapp.registers.status import MEASURES, STATUSES, status_on
from webapp.store import registers
from webapp.store.reads.registers import operator_list
from webapp.store.records import BarRow
from webapp.store.registers import StatusRow

NOTICE = date(2026, 11, 20)


def enter(house: House, status: str, day: date = NOTICE, last_day: date | None = None, **more: object) -> str:
    """As the notice of a case does."""
    with house.store.write() as unit:
        command = SetStatus(house.service_id, status, day, "措置", last_day, **more)  # type: ignore[arg-type]
        return enter_status(unit, house.desk.keys, SYSTEM, command, house.now)


def by_hand(house: House, status: str, now: datetime | None = None, **more: object) -> str:
    command = SetStatus(house.service_id, status, NOTICE, "理由", **more)  # type: ignore[arg-type]
    return set_status(house.store, house.desk.keys, house.people.ito, command, now or house.now)


def rows(house: House) -> tuple[StatusRow, ...]:
    with house.store.read() as unit:
        return registers.statuses(unit, house.service_id)


def bars(house: House, day: date = NOTICE, operator: str | None = None) -> tuple[BarRow, ...]:
    with house.store.read() as unit:
        return bars_on(unit, operator or house.operator_id, day)


def test_no_measure_is_ever_offered_by_hand() -> None:
    assert MEASURES.isdisjoint(status for offered in BY_HAND.values() for status in offered)
    assert {"suspended", "review_halted"}.isdisjoint(BY_HAND)


@pytest.mark.parametrize("before", list(STATUSES))
def test_by_hand_only_what_no_measure_stands_against(house: House, before: str) -> None:
    enter(house, before, NOTICE - timedelta(days=1))
    for status in STATUSES:
        if status in BY_HAND.get(before, ()):
            continue
        with pytest.raises(InvalidAnswers) as refusal:
            by_hand(house, status)
        assert set(refusal.value.problems) == {"status"}
    assert rows(house)[0].status == before


def test_a_correction_is_marked_and_the_wrong_row_is_kept(house: House) -> None:
    wrong = rows(house)[0]

    by_hand(house, "under_review", corrects=wrong.id)

    new, old = rows(house)
    assert (new.status, new.how, new.corrected_by, new.reason) == ("under_review", "correction", None, "理由")
    assert (old.status, old.how, old.corrected_by) == ("grantee", "entry", new.id)
    with house.store.read() as unit:
        assert status_on(unit, house.service_id, NOTICE) == "under_review"
        assert status_on(unit, house.service_id, NOTICE - timedelta(days=1)) == "prospective"
    with pytest.raises(StaleRevision):
        by_hand(house, "prospective", corrects=wrong.id)
    with pytest.raises(NotFound):
        by_hand(house, "prospective", corrects="nothing")
    with pytest.raises(ReasonNeeded):
        command = SetStatus(house.service_id, "prospective", NOTICE, " ", corrects=new.id)
        set_status(house.store, house.desk.keys, house.people.ito, command, house.now)


def test_a_measure_that_came_meanwhile_makes_the_page_stale(house: House) -> None:
    with house.store.read() as unit:
        service = registers.service(unit, house.service_id)
    assert service is not None
    by_hand(house, "prospective", revision=service.revision)
    with pytest.raises(StaleRevision) as refusal:
        by_hand(house, "under_review", revision=service.revision)
    assert refusal.value.facts["by"] == "伊藤 結"


@pytest.mark.parametrize("status", ["revoked", "review_terminated", "barred"])
def test_a_measure_brings_its_bar_with_the_citations_of_the_case(house: House, status: str) -> None:
    cites = ({"document": "TPDMS-2210", "edition": "2019-06-26", "clause": "3.2.3", "quote": None},)
    enter(house, status, last_day=date(2027, 11, 20), cites=cites, because=({"ja": "理由", "en": "reason"},))

    (bar,) = bars(house)
    ground = "3.2.2b" if status == "revoked" else "3.2.3"
    assert (bar.ground, bar.first_day, bar.last_day) == (ground, NOTICE, date(2027, 11, 20))
    assert bars(house, date(2027, 11, 20)) and not bars(house, date(2027, 11, 21))
    assert not bars(house, NOTICE - timedelta(days=1))


def test_a_suspension_is_no_bar(house: House) -> None:
    enter(house, "suspended", last_day=date(2026, 12, 19))
    assert bars(house) == ()


def test_the_bar_goes_with_the_status_that_was_wrong(house: House) -> None:
    wrong = enter(house, "revoked", last_day=date(2027, 11, 20))

    enter(house, "revoked", corrects=wrong, last_day=date(2027, 5, 20))
    assert [bar.last_day for bar in bars(house)] == [date(2027, 5, 20)]

    enter(house, "grantee", corrects=rows(house)[0].id)
    assert bars(house) == ()


def test_a_bar_counts_for_those_deemed_identical(house: House) -> None:
    enter(house, "revoked", last_day=date(2027, 11, 20))
    with house.store.write() as unit:
        other = registers.insert_operator(unit, None, "別の事業者", "", "別の事業者", "", house.now)
        service = registers.insert_service(unit, other, "別のサービス", "", house.now)
    assert bars(house, operator=other) == ()
    typed = {
        "other": other,
        "outcome": "deemed",
        "grounds": ["officers"],
        "since": "2026-11-01",
        "reason": "役員が同じ",
    }
    decide_identity(house.store, house.desk.keys, house.people.ito, DecideIdentity(house.operator_id, typed), house.now)

    assert [bar.operator_id for bar in bars(house, operator=other)] == [house.operator_id]
    with house.store.read() as unit:
        told = {line.id: line.barred_until for line in operator_list(unit, NOTICE, "", None, 1).lines}
        assert told == dict.fromkeys((house.operator_id, other), date(2027, 11, 20)), "the list says so, too"
        before = operator_list(unit, date(2026, 10, 31), "", None, 1).lines
        assert [line.barred_until for line in before] == [None, None]
        assert standings(unit, other, NOTICE) == (
            Standing(other, service, None, "prospective"),
            Standing(house.operator_id, house.service_id, "revoked", "prospective"),
        )
