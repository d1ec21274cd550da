"""One's own account: the password and the absences, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from casework import House
from web.visiting import PASSWORD, Visitor

from webapp.model.actor import Actor

Visit = Callable[[Actor], Visitor]
NEW = "quite another long one"
AWAY = {"first_day": "2026-11-24", "last_day": "2026-11-27"}
TAKE_BACK = re.compile(r'action="([^"]+/take-back)"')


def test_the_password_is_changed_with_the_present_one_and_every_session_ends(
    visit: Visit, with_password: Actor
) -> None:
    visitor, elsewhere = visit(with_password), visit(with_password)
    visitor.get("/me")
    answer = visitor.post("/me/password", {"present": PASSWORD, "password": NEW, "again": NEW})
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/sign-in")
    assert elsewhere.get("/me").status_code == 303
    page = visitor.follow(answer)
    assert "パスワードを変えました" in page.text
    assert visitor.post("/sign-in", {"login": "sato", "password": PASSWORD}).status_code == 422
    assert visitor.post("/sign-in", {"login": "sato", "password": NEW}).status_code == 303


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"present": "not this one", "password": NEW, "again": NEW}, "present"),
        ({"present": PASSWORD, "password": "short", "again": "short"}, "password"),
        ({"present": PASSWORD, "password": NEW, "again": NEW + "!"}, "again"),
    ],
)
def test_a_password_that_cannot_be_is_told_beside_its_field(
    visit: Visit, with_password: Actor, typed: dict[str, str], at: str
) -> None:
    visitor = visit(with_password)
    visitor.get("/me")
    answer = visitor.post("/me/password", typed)
    assert answer.status_code == 422 and f'id="{at}-error"' in answer.text
    assert NEW not in answer.text
    assert visitor.get("/me").status_code == 200


def test_an_absence_is_recorded_and_taken_back(house: House, visit: Visit) -> None:
    visitor = visit(house.people.suzuki)
    visitor.get("/me")
    page = visitor.follow(visitor.post("/me/absence", {**AWAY, "substitute_id": house.people.takahashi.id}))
    assert "2026年11月24日" in page.text and "代理 高橋" in page.text
    (at,) = TAKE_BACK.findall(page.text)
    assert not TAKE_BACK.findall(visitor.follow(visitor.post(at)).text)
    assert visitor.post(at).status_code == 404


def test_nobody_takes_back_the_absence_of_somebody_else(house: House, visit: Visit) -> None:
    owner, other = visit(house.people.suzuki), visit(house.people.sato)
    owner.get("/me")
    (at,) = TAKE_BACK.findall(owner.follow(owner.post("/me/absence", AWAY)).text)
    other.get("/me")
    assert other.post(at).status_code == 404
    assert TAKE_BACK.findall(owner.get("/me").text) == [at]


def test_only_those_who_could_take_over_are_offered(house: House, visit: Visit) -> None:
    page = visit(house.people.suzuki).get("/me").text
    offered = page[page.index("<select") : page.index("</select>")]
    assert house.people.takahashi.id in offered
    for nobody in (house.people.suzuki, house.people.sato):
        assert nobody.id not in offered


def test_a_wrong_day_is_told_beside_its_field(house: House, visit: Visit) -> None:
    visitor = visit(house.people.suzuki)
    visitor.get("/me")
    answer = visitor.post("/me/absence", {"first_day": "昨日", "last_day": "2026-11-20"})
    assert answer.status_code == 422 and 'id="first_day-error"' in answer.text
    answer = visitor.post("/me/absence", {"first_day": "2026-11-21", "last_day": "2026-11-20"})
    assert answer.status_code == 422 and 'id="last_day-error"' in answer.text
