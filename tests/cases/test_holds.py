"""Holding and resuming a case, and putting off a time limit: what moves, what is refused, and by whom."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from casework import House, at_once
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.cases.decide_correction import DecideCorrection, decide_correction
from webapp.cases.extend_deadline import ExtendDeadline, extend_deadline, last_day_of
from webapp.cases.fire_timer import FireTimer, fire_timer
from webapp.cases.hold_case import HoldCase, hold_case
from webapp.cases.ledgers import Deadline, ledgers
from webapp.cases.replay import moves_of, replayed
from webapp.cases.resume_case import ResumeCase, resume_case
from webapp.cases.state import opened_state
from webapp.model.actor import SYSTEM, Actor
from webapp.model.deadline import extended
from webapp.model.may import reach
from webapp.model.refusals import (
    CaseClosed,
    CaseHeld,
    InvalidAnswers,
    NoDeadline,
    NotAllowed,
    NotFound,
    NotHeld,
    ReasonNeeded,
    Refusal,
    TaskClosed,
)
from webapp.store import cases, due
from webapp.store.deadlines import extensions_of, holds_of
from webapp.store.reads.case import case_page
from webapp.store.rows.case import Task
from webapp.store.verify import verify

WEEK = timedelta(days=7)


def hold(
    house: House, case_id: str, now: datetime | None = None, who: Actor | None = None, why: str = "照会中"
) -> None:
    hold_case(house.desk, who or house.people.sasaki, HoldCase(case_id, why), now or house.now)


def resume(
    house: House, case_id: str, now: datetime | None = None, who: Actor | None = None, why: str = "回答"
) -> None:
    resume_case(house.desk, who or house.people.sasaki, ResumeCase(case_id, why), now or house.now)


def extend(house: House, task: str, now: datetime | None = None, who: Actor | None = None, **how: Any) -> date:
    command = ExtendDeadline(task, **{"ground": "追加の調査", **how})
    return extend_deadline(house.desk, who or house.people.sasaki, command, now or house.now)


def deadlines(house: House, case_id: str) -> tuple[Deadline, ...]:
    with house.store.read() as unit:
        page = case_page(unit, reach(house.people.sasaki), case_id, date(2026, 11, 20))
        assert page is not None
        bundle = house.desk.bundle(page.head.version_id)
        return ledgers(bundle, page.tasks, page.decided, holds_of(unit, case_id), extensions_of(unit, case_id))


def the_deadline(house: House, case_id: str, step: str) -> Deadline:
    return next(deadline for deadline in deadlines(house, case_id) if deadline.step == step)


def agrees(house: House, case_id: str) -> None:
    """Every ledger adds up to the day that the task shows, and the audit holds. What the case went back behind has none."""
    tasks = [task for task in house.tasks(case_id) if task.laid_aside_by is None]
    shown = {task.id: task.due_at for task in tasks if task.due_at is not None}
    found = {one.task_id: one.sum.last for one in deadlines(house, case_id) if one.kind == "task"}
    assert found == {task_id: last_day_of(due_at) for task_id, due_at in shown.items()}
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []


def test_a_held_case_stands_still_and_says_who_holds_it_and_why(any_house: House) -> None:
    house = any_house
    case_id = house.open().case_id
    before = house.task(case_id, "write").due_at
    hold(house, case_id)
    with pytest.raises(CaseHeld) as refused:
        house.write(case_id)
    assert refused.value.facts["by"] == "佐々木 悠" and refused.value.facts["why"] == "照会中"
    assert "照会中" in refused.value.message.ja and "2026-11-20" in refused.value.message.en
    assert the_deadline(house, case_id, "write").sum.paused

    resume(house, case_id, house.now + WEEK)
    task = house.task(case_id, "write")
    assert before is not None and task.due_at == before + WEEK
    agrees(house, case_id)
    house.write(case_id, house.now + WEEK)
    assert the_deadline(house, case_id, "write").sum.closed == "met"
    assert [entry.verb for entry in house.history(case_id)].count("held") == 1
    agrees(house, case_id)


def test_a_hold_of_less_than_a_day_moves_nothing_and_can_be_followed_by_another(any_house: House) -> None:
    house = any_house
    case_id = house.open().case_id
    before = house.task(case_id, "write").due_at
    for _ in range(2):
        hold(house, case_id)
        resume(house, case_id, house.now + timedelta(hours=1))
    assert house.task(case_id, "write").due_at == before
    lines = the_deadline(house, case_id, "write").sum.lines
    assert [line.entry.kind for line in lines] == ["start", "pause", "resume", "pause", "resume"]
    agrees(house, case_id)


def test_a_length_of_time_that_runs_is_put_off_by_the_hold_and_a_replay_comes_to_the_same(any_house: House) -> None:
    house = any_house
    case_id = house.to_approval()
    with house.store.write() as unit:
        held = cases.hold_case(unit, case_id, date(2026, 11, 20))
        assert held is not None
        (timer,) = [wait for wait in held.waiting.values() if wait.kind == "timer"]
    assert timer.due_at is not None
    hold(house, case_id)
    with house.store.read() as unit:
        assert due.fallen_due(unit, timer.due_at + WEEK, 10) == ()
    resume(house, case_id, house.now + WEEK)
    with house.store.write() as unit:
        rows = due.fallen_due(unit, timer.due_at + WEEK, 10)
        (row,) = [row for row in rows if row.kind == "timer"]
        assert row.due_at == timer.due_at + WEEK
        case, state = house.case(case_id), held.state
        again = cases.hold_case(unit, case_id, date(2026, 11, 20))
        assert again is not None and again.state is not None and again.state != state
        stands = opened_state(house.desk.keys, case, again.state)
        assert replayed(house.desk, case, moves_of(unit, case_id)) == stands
    assert not fire_timer(house.desk, SYSTEM, FireTimer(row.id), timer.due_at)
    assert fire_timer(house.desk, SYSTEM, FireTimer(row.id), timer.due_at + WEEK)
    agrees(house, case_id)


def test_a_timer_does_not_fire_while_the_case_is_held(any_house: House) -> None:
    house = any_house
    case_id = house.to_approval()
    late = house.now + timedelta(days=40)
    with house.store.read() as unit:
        (row,) = [row for row in due.fallen_due(unit, late, 10) if row.kind == "timer"]
    hold(house, case_id)
    assert not fire_timer(house.desk, SYSTEM, FireTimer(row.id), late)
    assert house.case(case_id).state == "open"


def test_who_may_hold_and_what_is_refused(any_house: House) -> None:
    house = any_house
    case_id = house.open().case_id
    with pytest.raises(NotAllowed):
        hold(house, case_id, who=house.people.sato)
    with pytest.raises(NotFound):
        hold(house, case_id, who=house.people.yamaguchi)
    with pytest.raises(NotFound):
        hold(house, "nothing")
    with pytest.raises(ReasonNeeded):
        hold(house, case_id, why="  ")
    with pytest.raises(NotHeld):
        resume(house, case_id)
    hold(house, case_id)
    with pytest.raises(CaseHeld):
        hold(house, case_id)
    with pytest.raises(NotAllowed):
        resume(house, case_id, who=house.people.sato)
    with pytest.raises(ReasonNeeded):
        resume(house, case_id, why="")
    with house.store.read() as unit:
        (only,) = holds_of(unit, case_id)
    assert only.resumed_on is None and only.ground == "照会中"


def test_a_case_that_has_ended_is_neither_held_nor_extended(any_house: House) -> None:
    house = any_house
    case_id = house.open().case_id
    task = house.task(case_id, "write")
    with house.store.write() as unit:
        cases.set_state(unit, case_id, "ended")
    with pytest.raises(CaseClosed):
        hold(house, case_id)
    with pytest.raises(CaseClosed):
        extend(house, task.id, amount=3)


def test_the_body_holds_no_case_while_the_committee_is_at_work_in_it(any_house: House) -> None:
    """TPDMS-2210 4.1(3)."""
    house = any_house
    case_id = house.open().case_id
    with house.store.write() as unit:
        unit.execute(update(Task).where(Task.case_id == case_id).values(role="committee"))
    with pytest.raises(Refusal) as refused:
        hold(house, case_id)
    assert type(refused.value).__name__ == "CommitteeAtWork" and "起案する" in refused.value.message.ja


def test_extensions_and_holds_add_up_in_any_order(any_house: House) -> None:
    house = any_house
    case_id = house.open().case_id
    task = house.task(case_id, "write").id
    assert extend(house, task, amount=4) == date(2026, 11, 27)
    hold(house, case_id)
    assert extend(house, task, until=date(2026, 11, 30)) == date(2026, 11, 30)
    resume(house, case_id, house.now + WEEK)
    assert extend(house, task, house.now + WEEK, amount=1) == date(2026, 12, 8)
    deadline = the_deadline(house, case_id, "write")
    assert [line.entry.kind for line in deadline.sum.lines] == [
        "start", "extension", "pause", "extension", "resume", "extension",
    ]  # fmt: skip
    assert deadline.sum.last == date(2026, 12, 8)
    assert [line.moved for line in deadline.sum.lines] == [0, 4, 0, 3, 7, 1]
    agrees(house, case_id)


@pytest.mark.parametrize(
    ("amount", "unit", "calendar", "last"),
    [
        (4, "days", "all days", "2026-11-27"),
        (5, "days", "all days", "2026-11-28"),
        (5, "days", "breach", "2026-11-30"),  # Saturday and Sunday are off
        (5, "days", "civil", "2026-11-28"),  # Sunday is, Saturday is not
        (5, "business days", "breach", "2026-11-30"),
        (5, "business days", "civil", "2026-11-28"),
        (1, "months", "all days", "2026-12-23"),
        (6, "months", "breach", "2027-05-24"),  # 23 May 2027 is a Sunday
    ],
)
def test_an_extension_counts_in_its_unit_under_its_calendar(
    house: House, amount: int, unit: str, calendar: str, last: str
) -> None:
    case_id = house.open().case_id
    day = extend(house, house.task(case_id, "write").id, amount=amount, unit=unit, calendar=calendar)
    assert day.isoformat() == last
    line = the_deadline(house, case_id, "write").sum.lines[-1]
    assert (line.entry.amount, line.entry.unit, line.entry.calendar, line.last) == (amount, unit, calendar, day)
    agrees(house, case_id)


def test_what_was_put_off_under_a_hold_stands_before_the_end_of_the_hold(house: House) -> None:
    case_id = house.open().case_id
    task, later = house.task(case_id, "write").id, house.now + timedelta(days=2)
    hold(house, case_id)
    assert extend(house, task, later, amount=5, unit="business days", calendar="breach") == date(2026, 11, 30)
    resume(house, case_id, later + timedelta(minutes=1))
    lines = the_deadline(house, case_id, "write").sum.lines
    assert [line.entry.kind for line in lines] == ["start", "pause", "extension", "resume"]
    assert [line.moved for line in lines] == [0, 0, 7, 2] and lines[-1].last == date(2026, 12, 2)
    agrees(house, case_id)


DEEDS = st.tuples(
    st.sampled_from(("extend", "hold", "resume")),
    st.integers(1, 40),
    st.sampled_from(("days", "business days", "months")),
    st.sampled_from(("all days", "civil", "office", "breach")),
    st.integers(0, 9),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, min_size=1, max_size=6))
def test_whatever_is_done_to_a_limit_its_ledger_sums_up_to_the_day_that_is_shown(
    house: House, deeds: list[tuple[str, int, Any, Any, int]]
) -> None:
    case_id = house.open().case_id
    task, now = house.task(case_id, "write").id, house.now
    for deed, amount, unit, calendar, gap in deeds:
        now += timedelta(days=gap, seconds=1)
        with suppress(CaseHeld, NotHeld, InvalidAnswers):
            if deed == "hold":
                hold(house, case_id, now)
            elif deed == "resume":
                resume(house, case_id, now)
            else:
                extend(house, task, now, amount=amount, unit=unit, calendar=calendar)
    agrees(house, case_id)
    law = house.desk.law(house.case(case_id).version_id, None, house.now.date())
    closed = {name: law.calendars[name].is_closed for name in ("civil", "office", "breach")}
    before: date | None = None
    for line in the_deadline(house, case_id, "write").sum.lines:
        if line.entry.kind == "extension" and before is not None and line.last is not None:
            assert extended(before, replace(line.entry, came_to=None), closed) == line.last, "as the line says"
        before = line.last


def test_who_may_extend_and_what_is_refused(any_house: House) -> None:
    house = any_house
    case_id = house.open().case_id
    task = house.task(case_id, "write").id
    with pytest.raises(NotAllowed):
        extend(house, task, who=house.people.sato, amount=3)
    for how, field in (
        ({"amount": 0}, "amount"),
        ({"amount": 5_000}, "amount"),
        ({"amount": 3, "until": date(2026, 12, 1)}, "amount"),
        ({}, "amount"),
        ({"until": date(2026, 11, 23)}, "until"),
        ({"amount": 3, "ground": " "}, "ground"),
        ({"amount": 3, "unit": "business days"}, "calendar"),
    ):
        with pytest.raises(InvalidAnswers) as refused:
            extend(house, task, **how)
        assert set(refused.value.problems) == {field}
    with pytest.raises(InvalidAnswers) as past:
        extend(house, task, house.now + timedelta(days=30), until=date(2026, 11, 25))
    assert "今日" in past.value.problems["until"].ja
    house.write(case_id)
    with pytest.raises(TaskClosed):
        extend(house, task, amount=3)
    with pytest.raises(NoDeadline):
        extend(house, house.task(case_id, "judge_1").id, amount=3)
    with pytest.raises(NotFound):
        extend(house, "nothing", amount=3)
    with house.store.read() as unit:
        assert extensions_of(unit, case_id) == ()


def test_a_limit_that_was_not_met_says_so(any_house: House) -> None:
    house = any_house
    case_id = house.open().case_id
    house.write(case_id, house.now + timedelta(days=4))
    assert the_deadline(house, case_id, "write").sum.closed == "missed"


def test_of_a_hold_and_a_completion_at_once_both_or_the_hold_alone(any_house: House) -> None:
    house = any_house
    seen: Counter[tuple[str, ...]] = Counter()
    for _ in range(8):
        case_id = house.open().case_id
        task = house.task(case_id, "write").id

        def one(number: int, case_id: str = case_id, task: str = task) -> str:
            try:
                if number:
                    hold(house, case_id)
                else:
                    command = CompleteTask(task, {"summary": "x", "urgent": "no"})
                    complete_task(house.desk, house.people.sato, command, house.now)
            except CaseHeld:
                return "held"
            return "done"

        outcome = tuple(at_once(2, one))
        seen[outcome] += 1
        verbs = [entry.verb for entry in house.history(case_id)]
        assert "held" in verbs and outcome[1] == "done"
        assert ("completed" in verbs) is (outcome[0] == "done")
        if "completed" in verbs:
            assert verbs.index("completed") < verbs.index("held")
    assert sum(seen.values()) == 8
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []


def test_one_of_many_holds(any_house: House) -> None:
    house = any_house
    case_id = house.open().case_id

    def one(_number: int) -> str:
        try:
            hold(house, case_id)
        except CaseHeld:
            return "held"
        return "done"

    assert Counter(at_once(6, one)) == {"done": 1, "held": 5}


def test_a_held_case_does_not_go_back_for_a_correction_until_it_is_resumed(house: House) -> None:
    case_id = house.to_approval()
    task = next(task.id for task in house.tasks(case_id) if task.step == "judge_1")
    command = CorrectAnswer(case_id, task, {"level": "3"}, "転記の誤り")
    correction = correct_answer(house.desk, house.people.suzuki, command, house.now)
    hold(house, case_id)
    back = DecideCorrection(correction.correction_id, "go_back", "やり直す")
    with pytest.raises(CaseHeld):
        decide_correction(house.desk, house.people.sasaki, back, house.now)
    resume(house, case_id, house.now + WEEK)
    decide_correction(house.desk, house.people.sasaki, back, house.now + WEEK)
    assert house.task(case_id, "judge_1")
    agrees(house, case_id)
