"""What the managers' pages read, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import casework
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from webapp.crypto.keys import Keyring
from webapp.model.may import Reach
from webapp.model.refusals import CaseFaulted
from webapp.store.people import insert_absence
from webapp.store.reads.manager import Filter, open_task, people, waits
from webapp.store.reads.stations import Station, loads, median, oldest, stations
from webapp.store.rows.case import Task
from webapp.store.unit import Store

TODAY = date(2026, 11, 20)
EVERYTHING = Reach(everything=True)


@pytest.fixture
def busy(any_store: Store, keys: Keyring, rules: dict[str, Any]) -> casework.House:
    """One case waits at a join, one for its approval with a timer beside it, one has a fault, one has just begun."""
    house = casework.build(any_store, keys, rules)
    at_join = house.open(now=house.now - timedelta(days=9)).case_id
    house.write(at_join, house.now - timedelta(days=8))
    house.complete(at_join, "judge_1", house.people.suzuki, house.now - timedelta(days=6), level="7")
    house.to_approval(house.now - timedelta(days=4))
    faulty = house.open(now=house.now - timedelta(days=2)).case_id
    house.write(faulty, house.now - timedelta(days=2))
    house.grading.mode = "raises"
    with pytest.raises(CaseFaulted):
        house.judge(faulty, now=house.now - timedelta(days=1))
    house.open(now=house.now)
    return house


def test_every_open_case_is_there_with_each_kind_of_wait(busy: casework.House) -> None:
    with busy.store.read() as unit:
        page = waits(unit, Filter(), busy.now, TODAY, EVERYTHING)
    assert {line.kind for line in page.lines} == {"task", "timer", "join", "fault"}
    assert len({line.case_id for line in page.lines}) == 4
    assert [line.since for line in page.lines] == sorted(line.since for line in page.lines)
    join = next(line for line in page.lines if line.kind == "join")
    assert join.missing == ("judge_2",)
    fault = next(line for line in page.lines if line.kind == "fault")
    assert fault.message is not None
    assert fault.message.ja
    assert fault.message.en


def test_by_due_time_what_has_none_comes_last(busy: casework.House) -> None:
    with busy.store.read() as unit:
        lines = waits(unit, Filter(sort="due"), busy.now, TODAY, EVERYTHING).lines
    dues = [line.due_at for line in lines]
    known = [due for due in dues if due is not None]
    assert dues == sorted(known) + [None] * (len(dues) - len(known))
    assert known


@pytest.mark.parametrize("kind", ["task", "timer", "join", "fault", "message"])
def test_a_kind_is_shown_alone(busy: casework.House, kind: str) -> None:
    with busy.store.read() as unit:
        page = waits(unit, Filter(kind=kind), busy.now, TODAY, EVERYTHING)
    assert all(line.kind == kind for line in page.lines)
    assert (page.total > 0) == (kind != "message")


def test_stations_and_lines_tell_the_same(busy: casework.House) -> None:
    with busy.store.read() as unit:
        lines = waits(unit, Filter(process="review"), busy.now, TODAY, EVERYTHING).lines
        found = stations(unit, "review", busy.now, EVERYTHING)
        [load] = loads(unit, busy.now, EVERYTHING)
    assert sum(station.count for station in found) == sum(line.kind != "fault" for line in lines)
    assert sum(station.faults for station in found) == sum(line.kind == "fault" for line in lines) == load.faults
    assert max(station.oldest for station in found) == load.oldest
    assert load.open_cases == 4
    assert [station.step for station in found if station.faults] == ["grade"]


def test_one_open_task_is_found_by_its_id_and_no_other(busy: casework.House) -> None:
    with busy.store.read() as unit:
        task = next(line for line in waits(unit, Filter(kind="task"), busy.now, TODAY, EVERYTHING).lines)
        assert task.task_id is not None
        assert open_task(unit, task.task_id, busy.now, TODAY, EVERYTHING) == task
        assert open_task(unit, "nothing", busy.now, TODAY, EVERYTHING) is None


def test_people_are_those_with_a_role_who_can_sign_in(busy: casework.House) -> None:
    with busy.store.read() as unit:
        everybody = people(unit, TODAY, EVERYTHING)
    assert {person.name.ja for person in everybody} == {name for name, _ in casework.PEOPLE.values()}


def test_who_stands_in_is_found_past_a_substitute_who_is_away_too(busy: casework.House) -> None:
    sato, suzuki, kato = busy.people.sato, busy.people.suzuki, busy.people.kato
    task = busy.task(busy.open(now=busy.now).case_id, "write")
    with busy.store.write() as unit:
        unit.execute(update(Task).where(Task.id == task.id).values(assignee_id=sato.id))
        insert_absence(unit, sato.id, suzuki.id, TODAY, date(2026, 11, 25), "x", busy.now)
        insert_absence(unit, suzuki.id, kato.id, TODAY, TODAY, "x", busy.now)
    with busy.store.read() as unit:
        line = open_task(unit, task.id, busy.now, TODAY, EVERYTHING)
    assert line is not None and line.substitute is not None
    assert (line.absent, line.substitute.ja) == (date(2026, 11, 25), kato.name)


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_half_of_the_ages_lie_on_either_side_of_the_middle(minutes: list[int]) -> None:
    ages = [timedelta(minutes=count) for count in minutes]
    since = [str((casework.NOON - age).replace(tzinfo=None)) for age in ages]
    half = len(since) // 2
    here, there = (
        Station("a", "v", len(part), casework.NOON, part, overdue=0, faults=0, joins=0, timers=0, cases=())
        for part in (since[:half], since[half:])
    )
    together = [there, *([here] if half else [])]
    found = median(together)
    assert sum(age <= found for age in ages) * 2 >= len(ages)
    assert sum(age >= found for age in ages) * 2 >= len(ages)
    assert min(ages) <= found <= max(ages) == oldest(together)
