"""Disruption 2: eight people complete the same task, sixty times: sixty successes, and everybody else is told who it was.

Sixty times in threads of one process, and less often in processes of their own, where the database alone keeps them apart.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from functools import partial

from casework import House, at_once
from havoc import Tell, size, together
from invariants import holds

from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.model.refusals import Refusal

PEOPLE = 8
IN_THREADS = size(6, 60)
IN_PROCESSES = size(1, 20)


def one_of_them(house: House, command: CompleteTask, number: int) -> str:
    """Four double clicks of each of two people."""
    who = house.people.sato if number % 2 else house.people.hayashi
    try:
        complete_task(house.desk, who, replace(command, answers={"summary": str(number), "urgent": "no"}), house.now)
    except Refusal as refused:
        return type(refused).__name__
    return "done"


def test_eight_people_in_threads(any_house: House) -> None:
    house = any_house
    outcomes: Counter[str] = Counter()
    for _ in range(IN_THREADS):
        command = opened(house)
        outcomes += Counter(at_once(PEOPLE, lambda number, command=command: one_of_them(house, command, number)))
    assert outcomes == {"done": IN_THREADS, "TaskClosed": IN_THREADS * (PEOPLE - 1)}
    holds(house)


def one_process(house: House, tell: Tell, command: CompleteTask) -> None:
    tell("came", one_of_them(house, command, os.getpid()))


def test_eight_people_in_processes_of_their_own(any_house: House) -> None:
    house = any_house
    outcomes: Counter[str] = Counter()
    for _ in range(IN_PROCESSES):
        told = together(house, partial(one_process, command=opened(house)), PEOPLE)
        assert len({id for what, id in told if what == "begin"}) == PEOPLE
        outcomes += Counter(id for what, id in told if what == "came")
    assert outcomes == {"done": IN_PROCESSES, "TaskClosed": IN_PROCESSES * (PEOPLE - 1)}
    holds(house)


def opened(house: House) -> CompleteTask:
    case_id = house.open().case_id
    return CompleteTask(house.task(case_id, "write").id, {}, house.case(case_id).revision)
