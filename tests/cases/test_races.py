"""Many people at once: one success, and everybody else is told who it was."""

from __future__ import annotations

from collections import Counter

from casework import House, at_once

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.release_task import ReleaseTask, release_task
from webapp.model.refusals import Refusal
from webapp.store.verify import verify

ROUNDS = 10
PEOPLE = 8


def test_one_of_many_completes(any_house: House) -> None:
    house = any_house
    for _ in range(ROUNDS):
        case_id = house.open().case_id
        task = house.task(case_id, "write")
        revision = house.case(case_id).revision
        command = CompleteTask(task.id, {"summary": "x", "urgent": "no"}, revision)

        def one(number: int, command: CompleteTask = command) -> str:
            who = house.people.sato if number % 2 else house.people.hayashi
            try:
                complete_task(house.desk, who, command, house.now)
            except Refusal as refused:
                return type(refused).__name__
            return "done"

        assert Counter(at_once(PEOPLE, one)) == {"done": 1, "TaskClosed": PEOPLE - 1}
        assert [e.verb for e in house.history(case_id)].count("completed") == 1
        assert len(house.tasks(case_id)) == 3
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []


def test_one_of_two_claims(any_house: House) -> None:
    house = any_house
    for _ in range(ROUNDS):
        case_id = house.open().case_id
        house.write(case_id)
        task = house.task(case_id, "judge_1")

        def one(number: int, task_id: str = task.id) -> str:
            who = house.people.suzuki if number else house.people.takahashi
            try:
                claim_task(house.desk, who, ClaimTask(task_id), house.now)
            except Refusal as refused:
                return type(refused).__name__
            return "claimed"

        assert sorted(at_once(2, one)) == ["TaskTaken", "claimed"]
        release_task(house.desk, house.people.sasaki, ReleaseTask(task.id), house.now)


def test_two_branches_completed_at_once_both_count(any_house: House) -> None:
    """Neither overwrites the other's state: the join is full afterwards."""
    house = any_house
    for _ in range(ROUNDS):
        case_id = house.open().case_id
        house.write(case_id)
        people = (house.people.suzuki, house.people.takahashi)
        tasks = [house.task(case_id, f"judge_{n}").id for n in (1, 2)]
        at_once(
            2,
            lambda n, people=people, tasks=tasks: complete_task(
                house.desk, people[n], CompleteTask(tasks[n], {"level": "7"}), house.now
            ),
        )
        assert house.task(case_id, "approve")
        assert house.case(case_id).revision == 4
