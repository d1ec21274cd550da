"""A request sent twice is done once, also when both arrive together; on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from casework import House, at_once
from sqlalchemy import func, select, text

from webapp.cases.complete_task import Completed, CompleteTask, complete_task
from webapp.cases.once import KEPT_FOR, Once, once
from webapp.cases.open_case import OpenCase, Opened, open_case
from webapp.model.refusals import CaseFaulted, InvalidAnswers, KeyReused
from webapp.store.rows.case import Case

ANSWERS = {"summary": "何が起きたか", "urgent": "no"}


def opened(result: Opened) -> Mapping[str, Any]:
    return {"case": result.case_id}


def completed(result: Completed) -> Mapping[str, Any]:
    return {"case": result.case_id, "revision": result.revision}


def open_once(house: House, key: str, title: str = "試験", **more: Any) -> Mapping[str, Any]:
    command = OpenCase("review", {"title": title, "service": house.service_id})
    asked = Once(key, ["open", dict(command.answers)])
    now = more.get("now", house.now)
    return once(
        house.desk,
        house.people.sato,
        asked,
        now,
        lambda also: open_case(house.desk, house.people.sato, command, now, also),
        opened,
    )


def complete_once(house: House, task: str, key: str) -> Mapping[str, Any]:
    command = CompleteTask(task, ANSWERS)
    return once(
        house.desk,
        house.people.sato,
        Once(key, ["complete", task]),
        house.now,
        lambda also: complete_task(house.desk, house.people.sato, command, house.now, also),
        completed,
    )


def cases(house: House) -> int:
    with house.store.read() as unit:
        return int(unit.execute(select(func.count(Case.id))).scalar_one())


def test_eight_at_once_open_one_case(any_house: House) -> None:
    answers = at_once(8, lambda _: open_once(any_house, "k"))
    assert len({answer["case"] for answer in answers}) == 1
    assert cases(any_house) == 1


def test_eight_at_once_complete_one_task_and_all_hear_that_it_is_done(any_house: House) -> None:
    task = any_house.task(any_house.open().case_id, "write").id
    answers = at_once(8, lambda _: complete_once(any_house, task, "k"))
    assert len({tuple(answer.items()) for answer in answers}) == 1


def test_two_requests_under_one_key_at_once(any_house: House) -> None:
    """Given two different requests with the same key, when both arrive together, then one is done and one refused."""

    def one(number: int) -> str:
        try:
            return str(open_once(any_house, "k", f"件{number}")["case"])
        except KeyReused:
            return "refused"

    answers = at_once(2, one)
    assert sorted(answer == "refused" for answer in answers) == [False, True]
    assert cases(any_house) == 1


def test_a_refusal_is_not_kept(house: House) -> None:
    with pytest.raises(InvalidAnswers):
        open_once(house, "k", "")
    assert open_once(house, "k", "試験")["case"]


def test_a_case_that_fails_at_its_start_is_not_opened_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        from webapp.model.advance import EngineFault
        from webapp.model.text import Text

        raise EngineFault("bounds", Text("試験", "test"))

    monkeypatch.setattr(type(house.desk.engine), "start", fails)
    faults = []
    for _ in range(2):
        with pytest.raises(CaseFaulted) as caught:
            open_once(house, "k")
        faults.append(caught.value.facts)
    assert faults[0] == faults[1] and cases(house) == 1


def test_answers_are_forgotten_after_their_time(house: House) -> None:
    first = open_once(house, "k")
    later = house.now + KEPT_FOR
    open_once(house, "other", now=later)
    assert open_once(house, "k", now=later)["case"] == first["case"]
    open_once(house, "another", now=later.replace(microsecond=1))
    assert open_once(house, "k", now=later)["case"] != first["case"]


def test_neither_keys_nor_what_was_asked_are_kept_in_clear(house: House) -> None:
    open_once(house, "my-own-key", "秘密の件名")
    with house.store.read() as unit:
        rows = str(unit.execute(text("SELECT * FROM answered")).all())
    assert "my-own-key" not in rows and "秘密" not in rows
