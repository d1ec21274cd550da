"""Qualifications: the body says which there are and when it is told that one ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from casework import House, publish
from sqlalchemy import select

from webapp.model.refusals import InvalidAnswers
from webapp.people.disable_user import DisableUser, disable_user
from webapp.people.qualifications import (
    AddQualification,
    StrikeQualification,
    add_qualification,
    ended,
    strike_qualification,
)
from webapp.people.register_of_body import SOON, RegisterOfBody, register_of_body
from webapp.people.tell_of_qualifications import tell_of_qualifications
from webapp.store import qualifications
from webapp.store.rows.work import Outbox

TODAY = date(2026, 11, 20)
BODY = """qualifications = ["研修", "監査"]
[parameters.qualification_notice_days]
ja = "日数"
en = "days"
[[parameters.qualification_notice_days.values]]
from = 2019-06-26
value = 90
[[parameters.qualification_notice_days.values]]
from = 2026-01-01
value = 30
"""


def says(house: House, body: str) -> None:
    publish(house.store, "body", {"body.toml": body.encode()})


def qualified(house: House, last: int | None, who: str = "suzuki", kind: str = "研修") -> str:
    """`last`: days from today."""
    end = None if last is None else TODAY + timedelta(days=last)
    wish = AddQualification(house.people[who].id, kind, TODAY - timedelta(days=400), end, "修了証")
    return add_qualification(house.store, house.desk.keys, house.people.sasaki, wish, house.now)


def tell(house: House, days: int = 0) -> int:
    return tell_of_qualifications(house.store, house.now + timedelta(days=days))


def told(house: House) -> list[tuple[str, str]]:
    with house.store.read() as unit:
        rows = unit.execute(select(Outbox.recipient, Outbox.payload).order_by(Outbox.created_at))
        return [(row.recipient, row.payload["ja"]) for row in rows]


def test_M20_the_manager_is_told_once_before_a_qualification_ends_and_once_when_it_has(any_house: House) -> None:
    house = any_house
    says(house, BODY)
    qualified(house, 31)
    assert tell(house) == 0
    assert (tell(house, 1), tell(house, 1), tell(house, 31)) == (1, 0, 0)
    assert (tell(house, 32), tell(house, 40)) == (1, 0)
    before, after = told(house)
    assert before == (
        "role:manager",
        "鈴木 一さんの資格「研修」は2026年12月21日に期限が切れます。更新したときは登録してください。",
    )
    assert after[0] == "role:manager" and "期限が切れました" in after[1]


def test_nobody_is_told_of_what_was_renewed_struck_without_an_end_or_of_a_leaver(house: House) -> None:
    says(house, BODY)
    qualified(house, 10)
    qualified(house, 400)
    qualified(house, None, "takahashi")
    struck = qualified(house, 10, "takahashi", "監査")
    wrong = StrikeQualification(struck, "誤り")
    strike_qualification(house.store, house.desk.keys, house.people.sasaki, wrong, house.now)
    qualified(house, 10, "tanaka")
    disable_user(house.store, house.desk.keys, house.people.yamaguchi, DisableUser(house.people.tanaka.id), house.now)
    assert tell(house) == 0


def test_what_ended_long_ago_is_no_news(house: House) -> None:
    qualified(house, -61)
    qualified(house, -60, "takahashi")
    with house.store.read() as unit:
        rows = qualifications.all_qualifications(unit)
    assert [row.user_id for row in ended(rows, TODAY, SOON)] == [house.people.takahashi.id]


def test_only_what_the_body_names_is_registered(house: House) -> None:
    assert qualified(house, 10, kind="何でも"), "a body that names none takes any"
    says(house, BODY)
    with pytest.raises(InvalidAnswers) as refused:
        qualified(house, 10, kind="講習")
    assert set(refused.value.problems) == {"kind"}
    assert qualified(house, 10, kind="監査")


@pytest.mark.parametrize(
    "body",
    ["", "[name\n", "qualifications = 3", "[parameters.qualification_notice_days]\nvalues = []\n"],
)
def test_a_body_that_says_nothing_of_it_leaves_the_default(house: House, body: str) -> None:
    says(house, body)
    with house.store.read() as unit:
        assert register_of_body(unit, TODAY) == RegisterOfBody((), SOON)


def test_the_notice_is_that_of_the_day(house: House) -> None:
    says(house, BODY)
    with house.store.read() as unit:
        assert register_of_body(unit, date(2025, 12, 31)).notice == timedelta(days=90)
        assert register_of_body(unit, date(2026, 1, 1)) == RegisterOfBody(("研修", "監査"), timedelta(days=30))
        assert register_of_body(unit, datetime(2019, 1, 1).date()).notice == SOON
