"""A measure that is made public: entered by its case alone, from its day to its end, withdrawn with a reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from cases.test_related import Group, build
from casework import House
from sqlalchemy import select

from webapp.cases.proceedings import proceedings_of
from webapp.cases.publishing import publish_measure
from webapp.model.actor import SYSTEM
from webapp.model.advance import Effect, EngineFault
from webapp.model.clock import local_date
from webapp.model.may import Reach
from webapp.model.refusals import InvalidAnswers, NotAllowed, NotFound, StaleRevision
from webapp.registers.publications import REPLACED, WithdrawPublication, withdraw_publication
from webapp.store import cases
from webapp.store.reads.publications import Published, all_published, published_on
from webapp.store.rows.registers import Correction
from webapp.store.verify import verify

EVERYTHING = Reach(person="x", roles=frozenset(), everything=True)
TODAY = date(2026, 11, 20)


@pytest.fixture
def group(house: House) -> Group:
    assert local_date(house.now) == TODAY
    return build(house)


@pytest.fixture
def suspended(group: Group) -> str:
    """A case whose measure was notified today."""
    case_id = group.open()
    group.check(case_id)
    group.decide(case_id, "SUSPEND_GRANT", last_day="2027-02-19")
    return case_id


def publish(house: House, case_id: str, **changed: Any) -> dict[str, object]:
    given = {"wording": "付与を一時停止した。", "first_day": "2026-11-24", "last_day": None, "reason": "利用者のため"}
    effect = Effect("publish_measure", "effect.publish_measure", given | changed)
    with house.store.write() as unit:
        held = cases.hold_case(unit, case_id, local_date(house.now))
        assert held is not None
        proceedings = proceedings_of(house.desk, unit, SYSTEM, house.now, held)
        detail = publish_measure(proceedings, effect)
        proceedings.note("effect", effect.step, detail=detail)
        proceedings.write("test")
    return detail


def published(house: House, day: str | date) -> list[Published]:
    with house.store.read() as unit:
        return list(published_on(unit, EVERYTHING, date.fromisoformat(str(day))))


def everything(house: House) -> list[Published]:
    with house.store.read() as unit:
        return list(all_published(unit, EVERYTHING))


def withdraw(house: House, on: str, because: str = "掲載の誤り", **changed: Any) -> bool:
    (one,) = everything(house)
    command = {"operator_id": one.operator_id, "publication_id": one.id, "revision": one.revision} | changed
    typed = {"withdrawn_on": on, "withdrawn_because": because}
    return withdraw_publication(
        house.store, house.desk.keys, house.people.ito, WithdrawPublication(typed=typed, **command), house.now
    )


def test_it_is_published_from_its_day_and_says_what_was_notified_when(group: Group, suspended: str) -> None:
    publish(group.house, suspended)

    assert published(group.house, "2026-11-23") == []
    (one,) = published(group.house, "2026-11-24")
    assert (one.measures, one.notice_date) == (["SUSPEND_GRANT"], TODAY)
    assert (one.wording.ja, one.reason, one.last_day) == ("付与を一時停止した。", "利用者のため", None)
    assert published(group.house, "2027-06-01") == [one], "nobody has ended the measure yet"
    with group.house.store.read() as unit:
        assert verify(unit, group.house.desk.keys) == []


def test_approved_after_its_day_it_is_published_from_the_approval(group: Group, suspended: str) -> None:
    publish(group.house, suspended, first_day="2026-11-02")

    assert [one.first_day for one in everything(group.house)] == [TODAY]


def test_it_is_published_to_the_end_of_its_last_day(group: Group, suspended: str) -> None:
    publish(group.house, suspended, last_day="2026-12-31")

    assert published(group.house, "2026-12-31") and not published(group.house, "2027-01-01")


def test_it_ends_with_the_measure(group: Group, suspended: str) -> None:
    publish(group.house, suspended, first_day="2026-11-20")
    group.restore(suspended, "2026-11-25")

    assert published(group.house, "2026-11-24")
    assert published(group.house, "2026-11-25") == []
    (one,) = everything(group.house)
    assert one.over_on == date(2026, 11, 25)


def test_a_measure_that_is_over_is_not_published_any_more(group: Group, suspended: str) -> None:
    group.restore(suspended, "2026-11-20")

    assert publish(group.house, suspended) == {"publication": None}
    assert everything(group.house) == []


@pytest.mark.parametrize("changed", [{"wording": " "}, {"first_day": "soon"}])
def test_what_cannot_be_published_is_a_fault(group: Group, suspended: str, changed: dict[str, str]) -> None:
    with pytest.raises(EngineFault):
        publish(group.house, suspended, **changed)
    assert everything(group.house) == []


def test_nothing_is_published_before_the_notice(group: Group) -> None:
    """T-72: before it the measure has no effect."""
    case_id = group.open()
    group.check(case_id)
    with pytest.raises(EngineFault) as refused:
        publish(group.house, case_id)
    assert "通告" in refused.value.message.ja


def test_published_again_the_second_takes_the_place_of_the_first(group: Group, suspended: str) -> None:
    publish(group.house, suspended)
    publish(group.house, suspended, wording="改めた文面", first_day="2026-11-26")

    assert [one.wording.ja for one in published(group.house, "2026-11-25")] == ["付与を一時停止した。"]
    assert [one.wording.ja for one in published(group.house, "2026-11-26")] == ["改めた文面"]
    assert {one.withdrawn_because for one in everything(group.house)} == {"", REPLACED}


def test_it_is_withdrawn_from_a_day_with_a_reason_that_stays(group: Group, suspended: str) -> None:
    publish(group.house, suspended, first_day="2026-11-20")

    assert withdraw(group.house, "2026-11-22")

    assert published(group.house, "2026-11-21") and not published(group.house, "2026-11-22")
    (one,) = everything(group.house)
    assert (one.withdrawn_on, one.withdrawn_because) == (date(2026, 11, 22), "掲載の誤り")
    with group.house.store.read() as unit:
        told = unit.execute(select(Correction.deed, Correction.reason).where(Correction.kind == "publication")).all()
        assert [tuple(line) for line in told] == [("added", ""), ("corrected", "掲載の誤り")]
        assert verify(unit, group.house.desk.keys) == []


@pytest.mark.parametrize(
    ("on", "because", "changed", "refusal"),
    [
        ("2026-11-19", "誤り", {}, InvalidAnswers),  # it was published so far
        ("", "誤り", {}, InvalidAnswers),
        ("2026-11-22", " ", {}, InvalidAnswers),
        ("2026-11-22", "誤り", {"revision": 7}, StaleRevision),
        ("2026-11-22", "誤り", {"operator_id": "of another"}, NotFound),
    ],
)
def test_a_withdrawal_that_is_refused_changes_nothing(
    group: Group, suspended: str, on: str, because: str, changed: dict[str, Any], refusal: type[Exception]
) -> None:
    publish(group.house, suspended)
    before = everything(group.house)

    with pytest.raises(refusal):
        withdraw(group.house, on, because, **changed)

    assert everything(group.house) == before


def test_only_the_secretariat_withdraws_and_only_once(group: Group, suspended: str) -> None:
    publish(group.house, suspended)
    house = group.house
    (one,) = everything(house)
    command = WithdrawPublication(one.operator_id, one.id, one.revision, {})
    with pytest.raises(NotAllowed):
        withdraw_publication(house.store, house.desk.keys, house.people.kato, command, house.now)
    withdraw(house, str(TODAY + timedelta(days=1)))
    with pytest.raises(NotFound):
        withdraw(house, str(TODAY + timedelta(days=2)))
