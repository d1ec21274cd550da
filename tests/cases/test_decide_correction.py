"""A correction with which a case would take another way: what differs, who decides, and what going back does."""

from __future__ import annotations

from pathlib import Path

import pytest
from casework import House
from correcting import correct, decide, held, recomputed, row_of, stands_as_replayed, task_done, variant
from sqlalchemy import select

from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.model.refusals import (
    CannotCorrect,
    CannotGoBack,
    CorrectionSettled,
    CorrectionWaits,
    NotAllowed,
    ReasonNeeded,
    SamePerson,
    StaleRevision,
)
from webapp.store import answers, faults, history, letters
from webapp.store.faults import NewFault
from webapp.store.rows.case import Answer


def test_another_outcome_moves_nothing_until_a_person_decides(any_house: House) -> None:
    house = any_house
    case_id = house.to_approval()
    before = held(house, case_id)

    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})

    assert corrected.standing == "undecided"
    assert held(house, case_id).state == before.state
    assert house.task(case_id, "approve")
    row = row_of(house, corrected)
    assert {one["kind"] for one in row.differs} == {"path", "outcome"}
    path = next(one for one in row.differs if one["kind"] == "path")
    assert (path["step"], path["old"], path["new"]) == ("graded", "approve", "rejected")
    (again,) = recomputed(house, corrected)
    assert again.outcome == "bad"
    with house.store.read() as unit:
        (grade,) = history.determined_in(unit, case_id)
        assert grade.outcome == "good"


def test_while_it_is_undecided_nothing_final_is_done(house: House) -> None:
    case_id = house.to_approval()
    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})
    with pytest.raises(CorrectionWaits):
        house.approve(case_id)
    with house.store.read() as unit:
        assert letters.letters_of(unit, case_id) == ()
    with pytest.raises(CorrectionWaits):
        correct(house, case_id, "write", house.people.sato, {"summary": "別の訂正"})
    decide(house, corrected, "keep")
    house.approve(case_id)
    assert house.case(case_id).state == "ended"


def test_other_work_goes_on_while_it_is_undecided(house: House) -> None:
    """Sent back, the case has gone through the gateway; the correction of the first round waits beside the second."""
    case_id = house.to_approval()
    house.complete(case_id, "approve", house.people.kato, result="again")
    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})
    assert corrected.standing == "undecided"
    house.write(case_id)
    assert house.task(case_id, "judge_1")
    decide(house, corrected, "keep")
    stands_as_replayed(house, case_id)


def test_kept_the_case_goes_on_as_it_was_conducted_and_shows_what_is_right(house: House) -> None:
    case_id = house.to_approval()
    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})

    decide(house, corrected, "keep", reason="助言のとおり")

    row = row_of(house, corrected)
    assert (row.standing, row.decided_by, row.decision_reason) == ("kept", house.people.sasaki.id, "助言のとおり")
    with house.store.read() as unit:
        assert answers.records_of(unit, case_id)["judge_1"] == {"level": 3}
    stands_as_replayed(house, case_id)


def test_going_back_opens_the_step_again_with_the_corrected_answer_in_it(any_house: House) -> None:
    house = any_house
    case_id = house.to_approval()
    was = {task.id: task for task in house.tasks(case_id)}
    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})

    decided = decide(house, corrected, "go_back")

    now = {task.id: task for task in house.tasks(case_id) if task.state == "open"}
    assert set(decided.tasks) == set(now) and set(now).isdisjoint(was)
    assert {task.step for task in now.values()} == {"judge_1", "judge_2"}
    again = next(task for task in now.values() if task.step == "judge_1")
    assert (again.typed, again.assignee_id) == ({"level": 3}, house.people.suzuki.id)
    laid = next(task for task in now.values() if task.step == "judge_2")
    assert laid.typed == {"level": 7}
    approve = next(task for task in house.tasks(case_id) if task.step == "approve")
    assert approve.state == "withdrawn"
    with house.store.read() as unit:
        assert history.determined_in(unit, case_id) == ()
        assert set(answers.records_of(unit, case_id)) == {"start", "write"}
        kept = list(unit.execute(select(Answer.value).where(Answer.laid_aside_by == corrected.correction_id)))
    assert len(kept) == 3  # the level, its correction, and the other assessor's
    stands_as_replayed(house, case_id)


def test_going_back_closes_the_fault_of_a_task_that_nobody_does_any_more(house: House) -> None:
    case_id = house.to_approval()
    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})
    failed = house.task(case_id, "approve")
    with house.store.write() as unit:
        why = {"message_ja": "x", "message_en": "x", "cause": "x", "command": {"verb": "complete_task"}}
        faults.open_fault(unit, NewFault(case_id, failed.id, "rule", "approve", **why), house.now)
        faults.open_fault(unit, NewFault(case_id, None, "timer", None, **why), house.now)

    decide(house, corrected, "go_back")

    with house.store.read() as unit:
        assert [row.task_id for row in faults.faults_of(unit, case_id)] == [None], "what is no task's stays"


def test_after_going_back_the_case_is_done_on_the_other_way(house: House) -> None:
    case_id = house.to_approval()
    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})
    decide(house, corrected, "go_back")
    house.complete(case_id, "judge_1", house.people.suzuki, level="3")
    house.complete(case_id, "judge_2", house.people.takahashi, level="7")
    assert house.case(case_id).state == "ended"
    assert [line.verb for line in house.history(case_id)].count("went_back") == 1
    stands_as_replayed(house, case_id)


def test_what_was_corrected_and_gone_back_from_can_be_corrected_again(house: House) -> None:
    case_id = house.to_approval()
    first = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})
    decide(house, first, "go_back")
    house.complete(case_id, "judge_1", house.people.suzuki, level="9")
    house.complete(case_id, "judge_2", house.people.takahashi, level="7")
    taken = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "8"})
    assert taken.standing == "taken"
    stands_as_replayed(house, case_id)
    second = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "2"})
    assert second.standing == "undecided"
    decide(house, second, "go_back")
    assert {task.step for task in house.tasks(case_id) if task.state == "open"} == {"judge_1", "judge_2"}
    stands_as_replayed(house, case_id)


def test_an_answer_that_was_laid_aside_is_not_corrected(house: House) -> None:
    case_id = house.to_approval()
    aside = task_done(house, case_id, "judge_2")
    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})
    decide(house, corrected, "go_back")
    with pytest.raises(CannotCorrect):
        correct_answer(
            house.desk, house.people.takahashi, CorrectAnswer(case_id, aside, {"level": "1"}, "x"), house.now
        )


CHAIN = (
    (
        '<bpmn:sequenceFlow id="grade_to_graded" sourceRef="grade" targetRef="graded" />',
        '<bpmn:sequenceFlow id="grade_to_graded" sourceRef="grade" targetRef="second" />'
        '<bpmn:sequenceFlow id="second_to_graded" sourceRef="second" targetRef="graded" />',
    ),
    (
        '<bpmn:exclusiveGateway id="graded">\n      <bpmn:incoming>grade_to_graded</bpmn:incoming>',
        '<bpmn:serviceTask id="second" name="二つ目" nintei:name_en="Second"><bpmn:extensionElements>'
        '<spiffworkflow:serviceTaskOperator id="test.grade" resultVariable="second"><spiffworkflow:parameters>'
        '<spiffworkflow:parameter id="level" type="any" value=\'grade.value.level\' />'
        "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></bpmn:extensionElements>"
        "<bpmn:incoming>grade_to_graded</bpmn:incoming><bpmn:outgoing>second_to_graded</bpmn:outgoing>"
        "</bpmn:serviceTask>"
        '<bpmn:exclusiveGateway id="graded">\n      <bpmn:incoming>second_to_graded</bpmn:incoming>',
    ),
    (
        "<bpmn:flowNodeRef>graded</bpmn:flowNodeRef>",
        "<bpmn:flowNodeRef>graded</bpmn:flowNodeRef><bpmn:flowNodeRef>second</bpmn:flowNodeRef>",
    ),
)


def test_what_rests_on_what_is_computed_again_is_computed_again_too(house: House, tmp_path: Path) -> None:
    variant(house, tmp_path, *CHAIN)
    case_id = house.to_approval()

    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "4"})

    assert [(one.outcome, one.value) for one in recomputed(house, corrected)] == [
        ("bad", {"level": 4}),
        ("bad", {"level": 4}),
    ]
    assert corrected.standing == "undecided"


def test_another_day_of_a_timer_is_for_a_person_to_decide(house: House, tmp_path: Path) -> None:
    asked = [{"id": "wait", "kind": "text", "label": {"ja": "待つ長さ", "en": "Wait"}, "required": False}]
    variant(house, tmp_path, ('"P10D"', "write.wait"), forms={"write": asked})
    case_id = house.open().case_id
    house.complete(case_id, "write", house.people.sato, summary="x", urgent="no", wait="P10D")
    house.judge(case_id)

    corrected = correct(house, case_id, "write", house.people.sato, {"wait": "P20D"})

    row = row_of(house, corrected)
    assert [one["kind"] for one in row.differs] == ["timer"]
    (day,) = row.deadlines
    assert (day["kind"], day["step"], day["old"][:10], day["new"][:10]) == ("timer", "late", "2026-11-30", "2026-12-10")
    assert corrected.standing == "undecided"
    decide(house, corrected, "go_back")
    house.complete(case_id, "write", house.people.sato, summary="x", urgent="no", wait="P20D")
    house.judge(case_id)
    stands_as_replayed(house, case_id)


def test_a_value_that_the_rest_cannot_be_done_with_is_for_a_person_to_decide(house: House, tmp_path: Path) -> None:
    asked = [{"id": "wait", "kind": "text", "label": {"ja": "待つ長さ", "en": "Wait"}, "required": False}]
    variant(house, tmp_path, ('"P10D"', "write.wait"), forms={"write": asked})
    case_id = house.open().case_id
    house.complete(case_id, "write", house.people.sato, summary="x", urgent="no", wait="P10D")
    house.judge(case_id)
    corrected = correct(house, case_id, "write", house.people.sato, {"wait": "いつか"})
    assert [one["kind"] for one in row_of(house, corrected).differs] == ["fault"]
    decide(house, corrected, "go_back")
    assert house.task(case_id, "write").typed == {"summary": "x", "urgent": "no", "wait": "いつか"}


def test_who_may_decide(house: House) -> None:
    case_id = house.to_approval()
    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})
    with pytest.raises(NotAllowed):
        decide(house, corrected, "keep", house.people.sato)
    with pytest.raises(ReasonNeeded):
        decide(house, corrected, "keep", reason=" ")
    with pytest.raises(StaleRevision):
        decide(house, corrected, "keep", expected_revision=1)
    with pytest.raises(SamePerson):  # the other of the pair
        decide(house, corrected, "keep", house.people.takahashi)
    decide(house, corrected, "keep", house.people.tanaka)
    with pytest.raises(CorrectionSettled):
        decide(house, corrected, "go_back")


def test_a_case_that_cannot_be_done_again_keeps_its_way(house: House) -> None:
    """The rule has become another since: the replay does not come to where the case stands."""
    case_id = house.to_approval()
    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})
    house.grading.mode = "raises"
    with pytest.raises(CannotGoBack):
        decide(house, corrected, "go_back")
    assert row_of(house, corrected).standing == "undecided"
    assert house.task(case_id, "approve")
    decide(house, corrected, "keep")
