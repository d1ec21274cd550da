"""Claiming, releasing, reassigning, and keeping what is typed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from casework import House

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.reassign_task import ReassignTask, reassign_task
from webapp.cases.release_task import ReleaseTask, release_task
from webapp.cases.save_typed import SaveTyped, save_typed
from webapp.model.refusals import (
    InvalidAnswers,
    NotAllowed,
    NotFound,
    ReasonNeeded,
    SamePerson,
    TaskClosed,
    TaskNotClaimed,
    TaskTaken,
)
from webapp.store import people
from webapp.store.verify import verify


def judging(house: House) -> str:
    case_id = house.open().case_id
    house.write(case_id)
    return case_id


def test_a_claimed_task_is_one_persons(any_house: House) -> None:
    house = any_house
    task = house.task(judging(house), "judge_1")
    claim_task(house.desk, house.people.suzuki, ClaimTask(task.id), house.now)
    claimed = house.task(task.case_id, "judge_1")
    assert (claimed.assignee_id, claimed.claimed_at) == (house.people.suzuki.id, house.now)
    with pytest.raises(TaskTaken) as refused:
        claim_task(house.desk, house.people.takahashi, ClaimTask(task.id), house.now)
    assert refused.value.facts["by"] == "鈴木 一"
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []


def test_claiming_twice_changes_nothing(house: House) -> None:
    task = house.task(judging(house), "judge_1")
    for minutes in (0, 5):
        claim_task(house.desk, house.people.suzuki, ClaimTask(task.id), house.now + timedelta(minutes=minutes))
    assert [e.verb for e in house.history(task.case_id)].count("claimed") == 1
    assert house.task(task.case_id, "judge_1").claimed_at == house.now


def test_whoever_may_not_do_it_may_not_claim_it(house: House) -> None:
    case_id = house.open().case_id
    house.complete(case_id, "write", house.people.tanaka, summary="x", urgent="no")
    task = house.task(case_id, "judge_1")
    with pytest.raises(SamePerson):
        claim_task(house.desk, house.people.tanaka, ClaimTask(task.id), house.now)
    with pytest.raises(NotAllowed):
        claim_task(house.desk, house.people.sasaki, ClaimTask(task.id), house.now)
    with pytest.raises(NotFound):
        claim_task(house.desk, house.people.kato, ClaimTask(task.id), house.now)
    house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    with pytest.raises(TaskClosed):
        claim_task(house.desk, house.people.suzuki, ClaimTask(task.id), house.now)


def test_whoever_stands_in_takes_over_from_the_absent(house: House) -> None:
    task = house.task(judging(house), "judge_1")
    claim_task(house.desk, house.people.suzuki, ClaimTask(task.id), house.now)
    with house.store.write() as unit:
        people.insert_absence(
            unit,
            house.people.suzuki.id,
            house.people.takahashi.id,
            date(2026, 11, 21),
            date(2026, 11, 22),
            house.people.sasaki.id,
            house.now,
        )
    for early_or_late in (house.now, house.now + timedelta(days=3)):
        with pytest.raises(TaskTaken):
            claim_task(house.desk, house.people.takahashi, ClaimTask(task.id), early_or_late)
    during = house.now + timedelta(days=1)
    with pytest.raises(TaskTaken):
        claim_task(house.desk, house.people.tanaka, ClaimTask(task.id), during)
    claim_task(house.desk, house.people.takahashi, ClaimTask(task.id), during)
    assert house.task(task.case_id, "judge_1").assignee_id == house.people.takahashi.id
    assert house.history(task.case_id)[-1].detail == {"from": house.people.suzuki.id}


def test_a_released_task_is_everybodys_again(house: House) -> None:
    task = house.task(judging(house), "judge_1")
    with pytest.raises(TaskNotClaimed):
        release_task(house.desk, house.people.suzuki, ReleaseTask(task.id), house.now)
    claim_task(house.desk, house.people.suzuki, ClaimTask(task.id), house.now)
    with pytest.raises(TaskTaken):
        release_task(house.desk, house.people.takahashi, ReleaseTask(task.id), house.now)
    release_task(house.desk, house.people.suzuki, ReleaseTask(task.id), house.now)
    assert house.task(task.case_id, "judge_1").assignee_id is None
    claim_task(house.desk, house.people.takahashi, ClaimTask(task.id), house.now)
    release_task(house.desk, house.people.sasaki, ReleaseTask(task.id), house.now)  # the manager
    assert house.task(task.case_id, "judge_1").assignee_id is None


def test_what_is_typed_is_kept_even_when_it_is_no_answer(any_house: House) -> None:
    house = any_house
    task = house.task(judging(house), "judge_1")
    typed = {"level": "twelve", "odd": ["日本", None]}
    save_typed(house.desk, house.people.suzuki, SaveTyped(task.id, typed), house.now)
    kept = house.task(task.case_id, "judge_1")
    assert (kept.typed, kept.typed_by, kept.assignee_id) == (typed, house.people.suzuki.id, None)


def test_typing_is_refused_like_completing(house: House) -> None:
    case_id = judging(house)
    task = house.task(case_id, "judge_1")
    with pytest.raises(NotFound):
        save_typed(house.desk, house.people.kato, SaveTyped(task.id, {}), house.now)
    with pytest.raises(NotAllowed):
        save_typed(house.desk, house.people.sasaki, SaveTyped(task.id, {}), house.now)
    with pytest.raises(InvalidAnswers):
        save_typed(house.desk, house.people.suzuki, SaveTyped(task.id, {"level": "x" * 200_001}), house.now)
    claim_task(house.desk, house.people.suzuki, ClaimTask(task.id), house.now)
    with pytest.raises(TaskTaken):
        save_typed(house.desk, house.people.takahashi, SaveTyped(task.id, {}), house.now)
    house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    with pytest.raises(TaskClosed):
        save_typed(house.desk, house.people.suzuki, SaveTyped(task.id, {"level": "1"}), house.now)


def test_a_manager_reassigns_with_a_reason(any_house: House) -> None:
    house = any_house
    case_id = judging(house)
    task = house.task(case_id, "judge_1")
    claim_task(house.desk, house.people.suzuki, ClaimTask(task.id), house.now)
    command = ReassignTask(task.id, house.people.takahashi.id, "出張のため")
    reassign_task(house.desk, house.people.sasaki, command, house.now)
    assert house.task(case_id, "judge_1").assignee_id == house.people.takahashi.id
    assert house.history(case_id)[-1].detail == {
        "from": house.people.suzuki.id,
        "to": house.people.takahashi.id,
        "reason": "出張のため",
    }
    with pytest.raises(TaskTaken):
        house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    reassign_task(house.desk, house.people.sasaki, ReassignTask(task.id, None, "班に戻す"), house.now)
    assert house.task(case_id, "judge_1").assignee_id is None


def test_reassigning_is_refused(house: House) -> None:
    case_id = house.open().case_id
    house.complete(case_id, "write", house.people.tanaka, summary="x", urgent="no")
    task = house.task(case_id, "judge_1")

    def reassign(who: str, to: str | None, reason: str = "理由") -> None:
        reassign_task(house.desk, getattr(house.people, who), ReassignTask(task.id, to, reason), house.now)

    with pytest.raises(NotAllowed, match="manager"):
        reassign("suzuki", house.people.takahashi.id)
    with pytest.raises(NotFound):
        reassign("yamaguchi", house.people.takahashi.id)
    with pytest.raises(ReasonNeeded):
        reassign("sasaki", house.people.suzuki.id, "  ")
    with pytest.raises(NotAllowed, match="assessor"):
        reassign("sasaki", house.people.kato.id)
    with pytest.raises(SamePerson):
        reassign("sasaki", house.people.tanaka.id)
    with pytest.raises(NotFound):
        reassign("sasaki", "nobody")
    with house.store.write() as unit:
        people.update_user(unit, house.people.suzuki.id, disabled_at=house.now)
    with pytest.raises(NotFound):
        reassign("sasaki", house.people.suzuki.id)
    assert house.task(case_id, "judge_1").assignee_id is None
