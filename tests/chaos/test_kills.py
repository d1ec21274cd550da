"""Disruption 1: processes killed with SIGKILL at the named points and at any other moment, one after the other, on the
same house. Acknowledged means stored; state, completion, history, outbox and audit agree; nothing is doubled."""

from __future__ import annotations

import random
import signal
from collections import Counter
from functools import partial

import pytest
from casework import House
from havoc import POINTS, Tell, Worker, at_random, dies, later, size
from invariants import holds

from webapp.cases.complete_task import CompleteTask, complete_task

AT_POINTS = size(4, 102)
AT_ANY_MOMENT = size(1, 30)
EVERY = size(2, 5)  # kills between two looks at everything


def test_what_was_acknowledged_outlives_every_kill(any_house: House, chance: random.Random) -> None:
    house = any_house
    acknowledged: list[tuple[str, str]] = []
    points = [POINTS[number % len(POINTS)] for number in range(AT_POINTS)]
    plan = [*points, *[None] * AT_ANY_MOMENT]
    chance.shuffle(plan)
    for number, point in enumerate(plan):
        seed, now = chance.randrange(10**9), later(house.now, number)
        if point is None:
            died = dies(house, partial(at_random, seed=seed, now=now), after=chance.uniform(0.01, 0.3))
        else:
            # Each pass in its turn, so that no chance leaves nothing done before every kill.
            died = dies(house, partial(at_random, seed=seed, now=now), at=f"{point}:{1 + number % 4}")
        assert died.signal == signal.SIGKILL, f"kill {number} at {point}"
        acknowledged += died.acknowledged
        if number % EVERY == EVERY - 1 or number == len(plan) - 1:
            holds(house, acknowledged)
    said = Counter(what for what, _ in acknowledged)
    assert said["begin"] == len(plan)
    assert said["complete"] >= AT_POINTS // 2
    _everybody_goes_on(house, chance, len(plan))


def _everybody_goes_on(house: House, chance: random.Random, number: int) -> None:
    """Every case that was left open can be brought to its end."""
    told: list[tuple[str, str]] = []
    worker = Worker(house, chance, later(house.now, number), lambda what, id: told.append((what, id)))
    for _ in range(1_000):
        tasks = worker.open_tasks()
        if not tasks:
            break
        worker.complete(tasks[0])
    else:
        pytest.fail("the cases do not come to an end")
    holds(house, told)


def approve(house: House, tell: Tell, task_id: str) -> None:
    command = CompleteTask(task_id, {"result": "ok", "on": "2026-11-20", "measures": ["CAUTION_LETTER"]})
    complete_task(house.desk, house.people.kato, command, house.now)
    tell("complete", task_id)


def test_nothing_leaves_the_house_before_the_commit(any_house: House) -> None:
    """Killed after the effects were carried out and before the commit: nobody has received anything."""
    house = any_house
    for point in ("carried_out", "written"):
        case_id = house.to_approval()
        task = house.task(case_id, "approve")
        before = (house.case(case_id), house.tasks(case_id), house.history(case_id))
        assert dies(house, partial(approve, task_id=task.id), at=f"{point}:1").signal == signal.SIGKILL
        assert (house.case(case_id), house.tasks(case_id), house.history(case_id)) == before
        holds(house)
        done = dies(house, partial(approve, task_id=task.id))
        assert done.signal == 0
        holds(house, done.acknowledged)
