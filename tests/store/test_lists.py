"""Lists are the same on both databases, and read no more than they show and count."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from casework import NOON, House
from sqlalchemy import event, insert

from webapp.model.may import Reach, reach
from webapp.store import people
from webapp.store.reads.inbox import Filter, Inbox, inbox
from webapp.store.reads.stations import loads, stations
from webapp.store.rows.case import Case, Task, Waiting

TODAY = date(2026, 11, 20)
EVERYTHING = Reach(everything=True)
CASES = 90


@pytest.fixture
def full(any_house: House) -> House:
    """Ninety cases, each with an open and a finished task, some claimed, some without a time limit, some in no order."""
    house = any_house
    version = house.case(house.open().case_id).version_id
    who = [None, None, house.people.suzuki.id, house.people.tanaka.id]
    places = [("intake", "write"), ("assessor", "judge_1"), ("assessor", "judge_2")]
    with house.store.write() as unit:
        for number in range(CASES):
            opened = NOON - timedelta(hours=number * 37 % 500)
            unit.execute(insert(Case), _case(number, version, opened))
            role, step = places[number * 5 % 7 % 3]
            due = None if number % 4 == 0 else opened + timedelta(days=number * 13 % 30)
            common = {"case_id": f"case-{number}", "process": "review", "step": step, "role": role}
            new = {
                "id": f"open-{number}",
                "state": "open",
                "opened_at": opened,
                "assignee_id": who[number * 3 % 11 % 4],
            }
            unit.execute(insert(Task), {**common, **new, "due_at": due})
            old = {"id": f"done-{number}", "state": "done", "opened_at": opened, "closed_by": who[2]}
            unit.execute(insert(Task), {**common, **old, "assignee_id": who[2], "closed_at": opened})
            if number % 9 == 0:
                unit.execute(insert(Waiting), _join(number, opened))
        absent, substitute = house.people.tanaka.id, house.people.suzuki.id
        people.insert_absence(unit, absent, substitute, TODAY, TODAY, absent, NOON)
    return house


def _case(number: int, version: str, opened: datetime) -> dict[str, Any]:
    by = {"opened_by": "x", "changed_by": "x", "opened_at": opened, "changed_at": opened}
    words = {"number": f"X-{number}", "process": "review", "title": f"{number}", "state": "open"}
    return {"id": f"case-{number}", "version_id": version, "revision": 1, **words, **by}


def _join(number: int, since: datetime) -> dict[str, Any]:
    where = {"case_id": f"case-{number}", "engine_id": "join", "kind": "join", "process": "review", "step": "join"}
    return {**where, "since": since, "missing": ["judge_1"]}


def asked(house: House, **filter_: Any) -> Inbox:
    """The inbox of an assessor who stands in for somebody."""
    suzuki = house.people.suzuki
    with house.store.read() as unit:
        return inbox(unit, reach(suzuki), suzuki.id, suzuki.roles, TODAY, Filter(**filter_))


def standing_of(house: House, task: Any) -> str | None:
    if task.state != "open":
        return None
    if task.assignee_id == house.people.suzuki.id:
        return "mine"
    if task.assignee_id is None:
        return "group" if task.role == "assessor" else None
    # In all cases of an assessor's step, and in those that suzuki has had a task of, which is every case here.
    return "substitute" if task.assignee_id == house.people.tanaka.id else None


@pytest.mark.parametrize("chosen", [{}, {"tab": "group"}, {"tab": "mine"}, {"tab": "substitute"}, {"step": "judge_2"}])
def test_the_pages_of_an_inbox_are_everything_in_order(full: House, chosen: dict[str, str]) -> None:
    tasks = [task for number in range(CASES) for task in full.tasks(f"case-{number}")]
    expected = [
        (task.id, standing)
        for task in sorted(tasks, key=lambda t: (t.due_at is None, t.due_at or t.opened_at, t.opened_at, t.id))
        if (standing := standing_of(full, task)) is not None
        and chosen.get("tab") in (None, standing)
        and chosen.get("step") in (None, task.step)
    ]
    first = asked(full, **chosen)
    pages = [asked(full, **chosen, page=number) for number in range(1, first.pages + 1)]
    assert [(line.id, line.standing) for page in pages for line in page.lines] == expected
    assert {page.total for page in pages} == {len(expected)}


def test_counts_and_steps_are_of_everything_whatever_is_chosen(full: House) -> None:
    standings = [standing_of(full, t) for number in range(CASES) for t in full.tasks(f"case-{number}")]
    for found in (asked(full), asked(full, step="judge_1"), asked(full, text="X-1"), asked(full, due_before=NOON)):
        counts = (found.counts.mine, found.counts.group, found.counts.substitute)
        assert counts == tuple(standings.count(kind) for kind in ("mine", "group", "substitute"))
        assert {here.step for here in found.steps} == {"write", "judge_1", "judge_2"}


def test_a_filter_by_due_time_or_text_counts_what_it_shows(full: House) -> None:
    everything = [line for page in range(1, asked(full).pages + 1) for line in asked(full, page=page).lines]
    late = [line.id for line in everything if line.due_at is not None and line.due_at < NOON]
    found = asked(full, due_before=NOON)
    assert (found.total, [line.id for line in found.lines]) == (len(late), late[:20])
    named = [line.id for line in everything if "X-1" in line.number]
    found = asked(full, text="x-1")
    assert (found.total, [line.id for line in found.lines]) == (len(named), named[:20])


def test_nobody_without_a_staff_role_has_an_inbox(full: House) -> None:
    yoshida = full.people.yoshida
    with full.store.read() as unit:
        found = inbox(unit, reach(yoshida), yoshida.id, yoshida.roles, TODAY, Filter(tab="substitute"))
        assert (found.lines, found.total, found.counts.all, found.steps) == ((), 0, 0, ())


def test_stations_count_tokens_with_their_ages(full: House) -> None:
    open_tasks = [t for number in range(CASES) for t in full.tasks(f"case-{number}") if t.state == "open"]
    with full.store.read() as unit:
        found = {station.step: station for station in stations(unit, "review", NOON, EVERYTHING)}
        (load,) = loads(unit, NOON, EVERYTHING)
    judged = [task for task in open_tasks if task.step == "judge_1"]
    ages = sorted(NOON - task.opened_at for task in judged)
    assert found["judge_1"].oldest == ages[-1]
    assert found["judge_1"].median == (ages[(len(ages) - 1) // 2] + ages[len(ages) // 2]) / 2
    assert sorted(found["judge_1"].cases) == sorted(task.case_id for task in judged)
    assert found["judge_1"].overdue == sum(task.due_at is not None and task.due_at <= NOON for task in judged)
    assert (found["join"].joins, found["join"].count) == (CASES // 9, CASES // 9)
    assert load.open_cases == CASES + 1
    assert load.oldest == max(station.oldest for station in found.values())
    assert load.overdue == sum(station.overdue for station in found.values())


@pytest.mark.sqlite
def test_no_list_walks_through_tasks(house: House) -> None:
    """What a list costs is decided by what it shows and counts, not by what else is stored."""
    seen: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        seen.append((statement, parameters))

    event.listen(house.store.engine, "before_cursor_execute", keep)
    asked(house)
    asked(house, tab="group", page=3)
    with house.store.read() as unit:
        stations(unit, "review", NOON, EVERYTHING)
        loads(unit, NOON, EVERYTHING)
    event.remove(house.store.engine, "before_cursor_execute", keep)
    with house.store.read() as unit:
        raw = unit.connection.connection.dbapi_connection
        assert raw is not None
        plans = [
            row[3] for sql, given in seen if "SELECT" in sql for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", given)
        ]  # type: ignore[attr-defined]
    scans = {plan for plan in plans if plan.startswith("SCAN ") and ("tasks" in plan or "cases" in plan)}
    assert scans <= {
        "SCAN tasks USING COVERING INDEX ix_tasks_step",
        "SCAN cases USING COVERING INDEX ix_cases_process_state",
    }
    assert any("ix_tasks_inbox_role" in plan for plan in plans)
