"""What makes a form stale that somebody has open: what concerns its task, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from casework import House, at_once

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.reassign_task import ReassignTask, reassign_task
from webapp.cases.release_task import ReleaseTask, release_task
from webapp.cases.save_typed import SaveTyped, save_typed
from webapp.model.actor import Actor
from webapp.model.refusals import CaseFaulted, Refusal, StaleRevision
from webapp.store.tasks import TaskRow

Deed = Callable[[House, TaskRow], None]


def judging(house: House) -> TaskRow:
    """A case in which both assessors are asked; answers the task of the first."""
    case_id = house.open().case_id
    house.write(case_id)
    return house.task(case_id, "judge_1")


def complete(house: House, who: Actor, task: TaskRow, seen: int | None) -> None:
    complete_task(house.desk, who, CompleteTask(task.id, {"level": "7"}, seen), house.now)


def claim(house: House, who: Actor, task: TaskRow) -> None:
    claim_task(house.desk, who, ClaimTask(task.id), house.now + timedelta(minutes=5))


def release(house: House, who: Actor, task: TaskRow) -> None:
    release_task(house.desk, who, ReleaseTask(task.id), house.now + timedelta(minutes=5))


def test_of_two_blind_assessors_with_open_forms_both_are_heard(any_house: House) -> None:
    house = any_house
    first = judging(house)
    second = house.task(first.case_id, "judge_2")
    claim(house, house.people.suzuki, first)
    seen_by_suzuki = house.case(first.case_id).revision
    claim(house, house.people.takahashi, second)
    seen_by_takahashi = house.case(first.case_id).revision

    complete(house, house.people.takahashi, second, seen_by_takahashi)
    complete(house, house.people.suzuki, first, seen_by_suzuki)

    assert house.task(first.case_id, "approve")


def test_forms_of_two_branches_sent_at_once_are_both_accepted(any_house: House) -> None:
    house = any_house
    for _ in range(5):
        first = judging(house)
        seen = house.case(first.case_id).revision
        sent = ((house.people.suzuki, first), (house.people.takahashi, house.task(first.case_id, "judge_2")))
        at_once(2, lambda n, sent=sent, seen=seen: complete(house, *sent[n], seen))
        assert house.task(first.case_id, "approve")


def _claimed_and_released(house: House, task: TaskRow) -> None:
    claim(house, house.people.takahashi, task)
    release(house, house.people.takahashi, task)


def _reassigned(house: House, task: TaskRow) -> None:
    command = ReassignTask(task.id, house.people.suzuki.id, "急ぎ")
    reassign_task(house.desk, house.people.sasaki, command, house.now + timedelta(minutes=5))


def _typed_into(house: House, task: TaskRow) -> None:
    command = SaveTyped(task.id, {"level": "3"})
    save_typed(house.desk, house.people.takahashi, command, house.now + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("deed", "by"),
    [(_claimed_and_released, "高橋 葵"), (_reassigned, "佐々木 悠"), (_typed_into, "高橋 葵")],
)
def test_what_somebody_else_did_to_the_task_makes_its_form_stale(any_house: House, deed: Deed, by: str) -> None:
    house = any_house
    task = judging(house)
    seen = house.case(task.case_id).revision
    deed(house, task)
    before = (house.case(task.case_id), house.tasks(task.case_id), house.history(task.case_id))

    with pytest.raises(StaleRevision) as refused:
        complete(house, house.people.suzuki, task, seen)

    assert (refused.value.facts["by"], refused.value.facts["at"]) == (by, "2026-11-20 12:05")
    assert (house.case(task.case_id), house.tasks(task.case_id), house.history(task.case_id)) == before
    complete(house, house.people.suzuki, task, house.case(task.case_id).revision)


@pytest.mark.parametrize("deed", [_claimed_and_released, _reassigned, _typed_into])
def test_a_task_in_another_branch_is_none_of_its_business(house: House, deed: Deed) -> None:
    task = judging(house)
    seen = house.case(task.case_id).revision
    deed(house, house.task(task.case_id, "judge_2"))
    complete(house, house.people.suzuki, task, seen)


def test_ones_own_deeds_make_nothing_stale(any_house: House) -> None:
    house = any_house
    task, suzuki = judging(house), house.people.suzuki
    seen = house.case(task.case_id).revision
    save_typed(house.desk, suzuki, SaveTyped(task.id, {"level": "6"}), house.now)
    claim(house, suzuki, task)
    release(house, suzuki, task)
    claim(house, suzuki, task)
    save_typed(house.desk, suzuki, SaveTyped(task.id, {"level": "7"}), house.now)
    complete(house, suzuki, task, seen)


def test_ones_own_deed_does_not_hide_what_another_did_before(house: House) -> None:
    """The form is in another tab: the draft that it saves by itself says nothing of having seen the reassignment."""
    task, suzuki = judging(house), house.people.suzuki
    claim(house, suzuki, task)
    seen = house.case(task.case_id).revision
    _reassigned(house, task)
    save_typed(house.desk, suzuki, SaveTyped(task.id, {"level": "7"}), house.now)
    release(house, suzuki, task)
    claim(house, suzuki, task)
    with pytest.raises(StaleRevision, match="佐々木 悠"):
        complete(house, suzuki, task, seen)


def test_a_draft_in_ones_own_task_leaves_the_revision_alone(house: House) -> None:
    """A form saves itself every few seconds."""
    task = judging(house)
    claim(house, house.people.suzuki, task)
    before = house.case(task.case_id).revision
    save_typed(house.desk, house.people.suzuki, SaveTyped(task.id, {"level": "7"}), house.now)
    assert house.case(task.case_id).revision == before


def test_what_a_fault_keeps_of_another_person_is_a_change(house: House) -> None:
    task = judging(house)
    house.complete(task.case_id, "judge_2", house.people.takahashi, level="7")
    seen = house.case(task.case_id).revision
    house.grading.mode = "raises"
    with pytest.raises(CaseFaulted):
        complete(house, house.people.tanaka, task, seen)
    house.grading.mode = "well"
    with pytest.raises(StaleRevision, match="田中 健"):
        complete(house, house.people.suzuki, task, seen)


def test_a_revision_from_before_a_restore_is_stale(house: House) -> None:
    task = judging(house)
    with pytest.raises(StaleRevision, match="佐藤 花"):
        complete(house, house.people.suzuki, task, house.case(task.case_id).revision + 5)


def test_of_a_change_and_a_completion_at_once_either_comes_first(any_house: House) -> None:
    """Whatever the order: the form is accepted before the change, or refused after it."""
    house = any_house
    for _ in range(10):
        task = judging(house)
        seen = house.case(task.case_id).revision

        def one(number: int, task: TaskRow = task, seen: int = seen) -> str:
            try:
                if number:
                    _typed_into(house, task)
                else:
                    complete(house, house.people.suzuki, task, seen)
            except Refusal as refused:
                return type(refused).__name__
            return "done"

        assert at_once(2, one) in (["done", "TaskClosed"], ["StaleRevision", "done"])
