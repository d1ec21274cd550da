"""The page of something that is not there: said once, with a way on that this person has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from casework import House
from web.visiting import Visitor

from webapp.model.actor import Actor

Visit = Callable[[Actor], Visitor]


@pytest.mark.parametrize("path", ["/nowhere", "/cases/nothing"])
def test_what_is_not_there_is_said_once(house: House, visit: Visit, path: str) -> None:
    page = visit(house.people.sato).get(path)
    assert page.status_code == 404
    main = page.text[page.text.index("<main") :]
    assert main.count("見つかりません") == 1
    assert main.count("確かめてください") <= 1


def test_the_way_on_is_one_that_this_person_has(house: House, visit: Visit, anonymous: Visitor) -> None:
    assert 'href="/inbox">受信箱を開く' in visit(house.people.sato).get("/nowhere").text
    manager = visit(house.people.having("manager")).get("/nowhere").text
    assert 'href="/cases">案件を開く' in manager and 'href="/inbox"' not in manager
    assert "サインイン</a>" in anonymous.get("/nowhere").text
