"""Whom a notice to a role reaches when it is handed over: members within their terms, and nobody who keeps away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from casework import House
from sqlalchemy import select

from webapp.cases.declare_for_case import DeclareForCase, declare_for_case
from webapp.cases.recuse import Recuse, recuse
from webapp.cases.request_material import RequestMaterial, request_material
from webapp.model.clock import local_date
from webapp.people.disable_user import DisableUser, disable_user
from webapp.people.interests import DeclareInterest, declare_interest
from webapp.post.room import deliver
from webapp.store import organs, outbox, terms
from webapp.store.addressees import REACHED, addressees
from webapp.store.reads.post import post_room
from webapp.store.rows.work import Posted
from webapp.worker.loop import run_due


def reached(house: House, role: str, case_id: str | None, day: date | None = None) -> set[str] | None:
    """The logins of whom a notice reaches."""
    with house.store.read() as unit:
        found = addressees(unit, role, case_id, day or local_date(house.now))
    logins = {actor.id: login for login, actor in house.people.by_login.items()}
    return None if found is None else {logins[one] for one in found}


def notices(house: House) -> list[dict[str, Any]]:
    with house.store.read() as unit:
        return list(unit.execute(select(Posted.payload).where(Posted.kind == "notice")).scalars())


def test_everybody_of_the_role_and_nobody_else(any_house: House) -> None:
    case_id = any_house.open().case_id
    assert reached(any_house, "role:secretariat", case_id) == {"ito", "watanabe"}
    assert reached(any_house, "role:manager", None) == {"sasaki"}
    assert reached(any_house, "試験の事業者 御中", case_id) is None


def test_whoever_keeps_away_gets_no_mail_about_the_case(any_house: House) -> None:
    house = any_house
    case_id, other = house.open().case_id, house.open().case_id
    recuse(house.desk, house.people.sasaki, Recuse(case_id, house.people.ito.id, "親族"), house.now)
    assert reached(house, "role:secretariat", case_id) == {"watanabe"}
    assert reached(house, "role:secretariat", other) == {"ito", "watanabe"}
    declare_interest(
        house.store, house.desk.keys, house.people.watanabe, DeclareInterest(house.operator_id, "family"), house.now
    )
    assert reached(house, "role:secretariat", case_id) == set()
    assert reached(house, "role:secretariat", other) == {"ito"}
    assert reached(house, "role:secretariat", None) == {"ito", "watanabe"}


def test_an_organ_is_reached_within_its_terms_and_with_its_temporary_members(any_house: House) -> None:
    house = any_house
    case_id, other = house.to_approval(), house.open().case_id
    today = local_date(house.now)
    assert reached(house, "role:committee", case_id) == {"nakamura"}
    with house.store.write() as unit:
        organs.seat(unit, case_id, "committee", house.people.inoue.id, "test", house.now)
        term = next(row for row in terms.all_terms(unit) if row.user_id == house.people.nakamura.id)
        terms.end_term(unit, term.id, today, "辞任", "test", house.now)
    assert reached(house, "role:committee", case_id) == {"nakamura", "inoue"}
    assert reached(house, "role:committee", other) == {"nakamura"}
    assert reached(house, "role:committee", case_id, today + timedelta(days=1)) == {"inoue"}
    house.approve(case_id)
    assert reached(house, "role:committee", case_id, today + timedelta(days=1)) == set(), "a seat ends with the case"


def test_a_leaver_is_reached_no_more(house: House) -> None:
    disable_user(house.store, house.desk.keys, house.people.yamaguchi, DisableUser(house.people.ito.id), house.now)
    assert reached(house, "role:secretariat", house.open().case_id) == {"watanabe"}


@pytest.mark.parametrize("recused", ["before", "between", "never"])
def test_a_notice_of_the_process_goes_to_those_who_may_know_when_it_is_handed_over(
    any_house: House, recused: str
) -> None:
    """It is addressed to the committee; a recusal between the writing and the handing over counts, too."""
    house, nakamura = any_house, any_house.people.nakamura
    case_id = house.to_approval()
    keep_away = Recuse(case_id, nakamura.id, "親族")
    if recused == "before":
        recuse(house.desk, house.people.sasaki, keep_away, house.now)
    house.approve(case_id)
    if recused == "between":
        recuse(house.desk, house.people.sasaki, keep_away, house.now)
    run_due(house.desk, deliver, house.now)
    (notice,) = notices(house)
    assert notice[REACHED] == ([nakamura.id] if recused == "never" else [])


def test_what_a_member_asks_for_reaches_no_recused_secretary(house: House) -> None:
    case_id = house.to_approval()
    nakamura, ito = house.people.nakamura, house.people.ito
    with house.store.write() as unit:
        organs.seat(unit, case_id, "committee", nakamura.id, "test", house.now)
    recuse(house.desk, house.people.sasaki, Recuse(case_id, ito.id, "親族"), house.now)
    declare_for_case(house.desk, nakamura, DeclareForCase(case_id, "none"), house.now)
    request_material(house.desk, nakamura, RequestMaterial(case_id, "契約書の写し"), house.now)
    run_due(house.desk, deliver, house.now)
    (notice,) = notices(house)
    assert notice[REACHED] == [house.people.watanabe.id]


def test_the_post_room_names_them(house: House) -> None:
    with house.store.write() as unit:
        outbox.post(unit, "n:1", None, "notice", "role:secretariat", {"ja": "知らせ", "en": "Notice"}, house.now)
        outbox.post(unit, "n:2", None, "notice", "鈴木 一", {"ja": "知らせ", "en": "Notice"}, house.now)
    run_due(house.desk, deliver, house.now)
    with house.store.read() as unit:
        page = post_room(unit, 1)
    told = {sent.recipient: sent.reaches for sent in page.sent}
    assert told["鈴木 一"] is None
    assert {page.people[one].ja for one in told["role:secretariat"] or ()} == {"伊藤 結", "渡辺 蓮"}
