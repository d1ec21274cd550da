"""Correcting answers of finished steps: what stays, what is computed again, who decides, and every refusal."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from casework import BUNDLES, House, at_once
from sqlalchemy import select

from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.correct_answer import (
    ConfirmCorrection,
    CorrectAnswer,
    Corrected,
    confirm_correction,
    correct_answer,
)
from webapp.cases.decide_correction import CorrectionDecided, DecideCorrection, decide_correction
from webapp.cases.replay import moves_of, replayed
from webapp.cases.state import opened_state
from webapp.model.actor import Actor
from webapp.model.refusals import (
    CannotCorrect,
    CannotGoBack,
    CorrectionSettled,
    CorrectionWaits,
    InvalidAnswers,
    NotAllowed,
    NotFound,
    NothingCorrected,
    ReasonNeeded,
    Refusal,
    StaleRevision,
)
from webapp.store import answers, corrections, history, letters
from webapp.store.cases import Held, hold_case
from webapp.store.corrections import CorrectionRow, Recomputed
from webapp.store.letters import Behind
from webapp.store.rows.audit import AuditRow
from webapp.store.rows.case import Answer, History
from webapp.store.verify import verify

SECRET = "訂正のカナリア"


def task_done(house: House, case_id: str, step: str) -> str:
    """The id of the latest finished task of a step that counts."""
    found = [t for t in house.tasks(case_id) if t.step == step and t.state == "done" and t.laid_aside_by is None]
    return found[-1].id


def correct(
    house: House, case_id: str, step: str, who: Actor, values: Mapping[str, Any], reason: str = "聞き違い", **more: Any
) -> Corrected:
    task_id = None if step == "start" else task_done(house, case_id, step)
    return correct_answer(house.desk, who, CorrectAnswer(case_id, task_id, values, reason, **more), house.now)


def decide(house: House, corrected: Corrected, choice: Any, who: Actor | None = None, **more: Any) -> CorrectionDecided:
    command = DecideCorrection(corrected.correction_id, choice, more.pop("reason", "判断の理由"), **more)
    return decide_correction(house.desk, who or house.people.sasaki, command, house.now)


def row_of(house: House, corrected: Corrected) -> CorrectionRow:
    with house.store.read() as unit:
        row = corrections.correction(unit, corrected.correction_id)
    assert row is not None
    return row


def recomputed(house: House, corrected: Corrected) -> tuple[Recomputed, ...]:
    with house.store.read() as unit:
        return corrections.recomputed_by(unit, corrected.correction_id)


def held(house: House, case_id: str) -> Held:
    with house.store.write() as unit:
        found = hold_case(unit, case_id, date(2026, 11, 20))
    assert found is not None and found.state is not None
    return found


def stands_as_replayed(house: House, case_id: str) -> None:
    """The state is what doing the case again comes to, and the chains of the audit hold."""
    found = held(house, case_id)
    assert found.state is not None
    with house.store.read() as unit:
        again = replayed(house.desk, found.case, moves_of(unit, case_id))
        assert verify(unit, house.desk.keys) == []
    assert opened_state(house.desk.keys, found.case, found.state) == again


def variant(
    house: House,
    tmp_path: Path,
    *changes: tuple[str, str],
    forms: Mapping[str, list[Any]] | None = None,
    new_forms: Mapping[str, Any] | None = None,
) -> None:
    """The process `review` with changes in its diagram, more fields in its forms, and more forms."""
    folder = tmp_path / "review"
    shutil.copytree(BUNDLES / "review", folder)
    diagram = (folder / "process.bpmn").read_text()
    for old, new in changes:
        assert old in diagram
        diagram = diagram.replace(old, new, 1)
    (folder / "process.bpmn").write_text(diagram)
    for name, fields in (forms or {}).items():
        path = folder / "forms" / f"{name}.json"
        form = json.loads(path.read_text())
        path.write_text(json.dumps({**form, "fields": [*form["fields"], *fields]}, ensure_ascii=False))
    for name, form in (new_forms or {}).items():
        (folder / "forms" / f"{name}.json").write_text(json.dumps(form, ensure_ascii=False))
    house.publish(folder)


# What changes nothing downstream


def test_what_nothing_reads_is_put_right_and_the_old_answer_stays(any_house: House) -> None:
    house = any_house
    case_id = house.to_approval()
    before = held(house, case_id)

    corrected = correct(house, case_id, "write", house.people.sato, {"summary": SECRET})

    assert corrected.standing == "taken"
    after = held(house, case_id)
    assert after.state == before.state
    assert after.case.revision == before.case.revision + 1 == corrected.revision
    with house.store.read() as unit:
        assert answers.records_of(unit, case_id)["write"] == {"summary": SECRET, "urgent": "no"}
        rows = list(unit.execute(select(Answer.id, Answer.value, Answer.corrected_by).where(Answer.field == "summary")))
    old, new = sorted(rows, key=lambda row: row.corrected_by is None)
    assert (old.value, old.corrected_by, new.value) == ("何が起きたか", new.id, SECRET)
    stands_as_replayed(house, case_id)


def test_history_and_audit_say_who_and_which_field_and_never_the_value(house: House) -> None:
    case_id = house.to_approval()

    corrected = correct(house, case_id, "write", house.people.sato, {"summary": SECRET})

    line = house.history(case_id)[-1]
    assert (line.verb, line.step, line.actor) == ("corrected", "write", house.people.sato.id)
    assert line.detail == {"correction": corrected.correction_id, "fields": ["summary"], "reason": "聞き違い"}
    with house.store.read() as unit:
        told = [str(row) for row in unit.execute(select(History.detail))]
        told += [str(tuple(row)) for row in unit.execute(select(*AuditRow.__table__.columns))]
    assert told and not any(SECRET in one for one in told)


def test_the_title_of_the_case_follows_its_start_form(house: House) -> None:
    case_id = house.open().case_id
    correct(house, case_id, "start", house.people.sato, {"title": "正しい件名"})
    assert house.case(case_id).title == "正しい件名"
    stands_as_replayed(house, case_id)


def test_a_rule_that_says_the_same_with_another_value_goes_on_with_it(house: House) -> None:
    """The outcome is the same, so the way is; what the letter will say is what the rule says now."""
    case_id = house.to_approval()

    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "8"})

    assert corrected.standing == "taken"
    (again,) = recomputed(house, corrected)
    assert (again.outcome, again.value, again.inputs["level"]) == ("good", {"level": 8}, 8)
    assert again.because and again.cites
    with house.store.read() as unit:
        (grade,) = history.determined_in(unit, case_id)
    assert grade.value == {"level": 8}
    stands_as_replayed(house, case_id)
    house.approve(case_id)
    assert house.case(case_id).state == "ended"


def test_it_is_asked_under_the_law_of_the_day_it_was_asked_first(house: House) -> None:
    case_id = house.to_approval()
    house.grading.laws.clear()
    command = CorrectAnswer(case_id, task_done(house, case_id, "judge_1"), {"level": "8"}, "誤記")
    correct_answer(house.desk, house.people.suzuki, command, house.now + timedelta(days=400))
    assert {law.on for law in house.grading.laws} == {date(2026, 11, 20)}


# What changes the way


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


def test_a_case_that_has_ended_is_only_recorded(any_house: House) -> None:
    house = any_house
    case_id = house.to_approval()
    house.approve(case_id)
    before = held(house, case_id)

    corrected = correct(house, case_id, "approve", house.people.kato, {"on": "2026-11-19"})

    assert corrected.standing == "recorded"
    after = held(house, case_id)
    assert (after.state, after.case.state) == (before.state, "ended")
    row = row_of(house, corrected)
    assert ("letter", "make", "2026-11-20", "2026-11-19") in [
        (day["kind"], day["step"], day["old"], day["new"]) for day in row.deadlines
    ]
    with pytest.raises(CorrectionSettled):
        decide(house, corrected, "go_back")
    stands_as_replayed(house, case_id)


# A second person


@pytest.fixture
def strict(house: House, tmp_path: Path) -> House:
    variant(
        house, tmp_path, ('<bpmn:userTask id="write"', '<bpmn:userTask id="write" nintei:correction="second_person"')
    )
    return house


def test_a_step_may_demand_a_second_person(strict: House) -> None:
    house = strict
    case_id = house.to_approval()
    proposed = correct(house, case_id, "write", house.people.sato, {"summary": SECRET})
    assert proposed.standing == "proposed"
    with house.store.read() as unit:
        assert answers.records_of(unit, case_id)["write"]["summary"] == "何が起きたか"
    command = ConfirmCorrection(proposed.correction_id, True)
    for who in (house.people.sato, house.people.ito):
        with pytest.raises((NotAllowed, NotFound)):
            confirm_correction(house.desk, who, command, house.now)

    confirmed = confirm_correction(house.desk, house.people.hayashi, command, house.now)

    assert confirmed.standing == "taken"
    with house.store.read() as unit:
        assert answers.records_of(unit, case_id)["write"]["summary"] == SECRET
    assert row_of(house, confirmed).confirmed_by == house.people.hayashi.id
    with pytest.raises(CorrectionSettled):
        confirm_correction(house.desk, house.people.hayashi, command, house.now)
    stands_as_replayed(house, case_id)


def test_a_second_person_refuses_with_a_reason(strict: House) -> None:
    house = strict
    case_id = house.to_approval()
    proposed = correct(house, case_id, "write", house.people.sato, {"summary": SECRET})
    with pytest.raises(ReasonNeeded):
        confirm_correction(house.desk, house.people.sasaki, ConfirmCorrection(proposed.correction_id, False), house.now)
    command = ConfirmCorrection(proposed.correction_id, False, "根拠がない")
    refused = confirm_correction(house.desk, house.people.sasaki, command, house.now)
    assert refused.standing == "refused"
    with house.store.read() as unit:
        assert answers.records_of(unit, case_id)["write"]["summary"] == "何が起きたか"
    assert correct(house, case_id, "write", house.people.sato, {"summary": "別"}).standing == "proposed"


# Refusals


def test_whoever_did_not_do_the_step_is_refused_but_the_manager_is_not(house: House) -> None:
    case_id = house.to_approval()
    with pytest.raises(NotAllowed):
        correct(house, case_id, "write", house.people.hayashi, {"summary": "x"})
    with pytest.raises(NotFound):
        correct(house, case_id, "write", house.people.ito, {"summary": "x"})
    with pytest.raises(NotAllowed):
        correct(house, case_id, "write", house.people.matsumoto, {"summary": "x"})
    assert correct(house, case_id, "write", house.people.sasaki, {"summary": "x"}).standing == "taken"


def test_a_manager_puts_nobodys_judgement_right(house: House) -> None:
    case_id = house.to_approval()
    with pytest.raises(NotAllowed):
        correct(house, case_id, "judge_1", house.people.sasaki, {"level": "8"})


def test_a_blind_answer_waits_for_the_others(house: House) -> None:
    case_id = house.open().case_id
    house.write(case_id)
    house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    with pytest.raises(CannotCorrect):
        correct(house, case_id, "judge_1", house.people.suzuki, {"level": "8"})
    with pytest.raises(NotFound):
        correct(house, case_id, "judge_1", house.people.sasaki, {"level": "8"})
    house.complete(case_id, "judge_2", house.people.takahashi, level="7")
    assert correct(house, case_id, "judge_1", house.people.suzuki, {"level": "8"}).standing == "taken"


@pytest.mark.parametrize(
    ("values", "reason", "refusal"),
    [
        ({"summary": "何が起きたか"}, "x", NothingCorrected),
        ({}, "x", NothingCorrected),
        ({"summary": "y"}, "  ", ReasonNeeded),
        ({"summary": ""}, "x", InvalidAnswers),
        ({"urgent": "maybe"}, "x", InvalidAnswers),
        ({"unheard_of": "y"}, "x", InvalidAnswers),
    ],
)
def test_what_is_no_correction_is_refused_and_changes_nothing(
    house: House, values: Mapping[str, Any], reason: str, refusal: type[Refusal]
) -> None:
    case_id = house.to_approval()
    before = house.case(case_id)
    with pytest.raises(refusal):
        correct(house, case_id, "write", house.people.sato, values, reason)
    assert house.case(case_id) == before


def test_a_correction_of_what_was_not_seen_is_refused(house: House) -> None:
    case_id = house.to_approval()
    seen = house.case(case_id).revision
    correct(house, case_id, "write", house.people.sato, {"summary": "一度目"}, expected_revision=seen)
    with pytest.raises(StaleRevision):
        correct(house, case_id, "write", house.people.sato, {"summary": "二度目"}, expected_revision=seen)


def test_the_service_of_a_case_is_not_exchanged_under_it(house: House) -> None:
    case_id = house.to_approval()
    with pytest.raises(CannotCorrect):
        correct(house, case_id, "start", house.people.sato, {"service": house.service_id})


def test_what_is_open_is_not_corrected(house: House) -> None:
    case_id = house.to_approval()
    command = CorrectAnswer(case_id, house.task(case_id, "approve").id, {"result": "ok"}, "x")
    with pytest.raises(NotFound):
        correct_answer(house.desk, house.people.sasaki, command, house.now)
    with pytest.raises(NotFound):
        correct_answer(house.desk, house.people.sasaki, CorrectAnswer("no such case", None, {}, "x"), house.now)


def test_who_may_decide(house: House) -> None:
    case_id = house.to_approval()
    corrected = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})
    with pytest.raises(NotAllowed):
        decide(house, corrected, "keep", house.people.sato)
    with pytest.raises(ReasonNeeded):
        decide(house, corrected, "keep", reason=" ")
    with pytest.raises(StaleRevision):
        decide(house, corrected, "keep", expected_revision=1)
    decide(house, corrected, "keep", house.people.takahashi)
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


# At once


def test_correcting_while_somebody_completes(any_house: House) -> None:
    """Whoever comes second acts on what the first has done, or is told; the state is what the record comes to."""
    house = any_house
    seen: Counter[str] = Counter()
    for _ in range(6):
        case_id = house.open().case_id
        house.write(case_id)
        house.complete(case_id, "judge_1", house.people.suzuki, level="7")
        revision = house.case(case_id).revision
        written, judge_2 = task_done(house, case_id, "write"), house.task(case_id, "judge_2").id

        def one(
            number: int,
            case_id: str = case_id,
            written: str = written,
            judge_2: str = judge_2,
            revision: int = revision,
        ) -> str:
            try:
                if number:
                    command = CorrectAnswer(case_id, written, {"summary": "訂正"}, "x", revision)
                    correct_answer(house.desk, house.people.sato, command, house.now)
                    return "corrected"
                complete_task(
                    house.desk, house.people.takahashi, CompleteTask(judge_2, {"level": "7"}, revision), house.now
                )
            except StaleRevision:
                return "stale"
            return "completed"

        said = at_once(2, one)
        seen.update(said)
        assert said[0] == "completed"
        assert house.task(case_id, "approve")
        stands_as_replayed(house, case_id)
    assert seen["completed"] == 6 and seen["corrected"] + seen["stale"] == 6


# Letters, when the case goes back


def user_task(name: str, comes: str, goes: str) -> str:
    flows = f"<bpmn:incoming>{comes}</bpmn:incoming><bpmn:outgoing>{goes}</bpmn:outgoing>"
    return f'<bpmn:userTask id="{name}" name="{name}">{flows}</bpmn:userTask>'


@pytest.fixture
def checked(house: House, tmp_path: Path) -> House:
    """The review, in which the decider says how the letter goes before it is approved, and waits after it is sent."""
    in_lane, flow = (
        "<bpmn:flowNodeRef>{}</bpmn:flowNodeRef>",
        '<bpmn:sequenceFlow id="{}_to_{}" sourceRef="{}" targetRef="{}" />',
    )
    seal, change = in_lane.format("seal"), flow.format("send", "change", "send", "change")
    form = {"title": {"ja": "確認", "en": "Check"}, "guidance": None}
    form["fields"] = [{"id": "how", "kind": "text", "label": {"ja": "方法", "en": "How"}, "required": True}]
    variant(
        house,
        tmp_path,
        (seal, seal + in_lane.format("check") + in_lane.format("wait")),
        ("<bpmn:incoming>make_to_seal</bpmn:incoming>", "<bpmn:incoming>check_to_seal</bpmn:incoming>"),
        ("<bpmn:incoming>send_to_change</bpmn:incoming>", "<bpmn:incoming>wait_to_change</bpmn:incoming>"),
        (
            '<bpmn:serviceTask id="seal"',
            user_task("check", "make_to_seal", "check_to_seal") + '<bpmn:serviceTask id="seal"',
        ),
        (
            '<bpmn:serviceTask id="send"',
            user_task("wait", "send_to_change", "wait_to_change") + '<bpmn:serviceTask id="send"',
        ),
        (
            flow.format("make", "seal", "make", "seal"),
            flow.format("make", "seal", "make", "check") + flow.format("check", "seal", "check", "seal"),
        ),
        (change, flow.format("send", "change", "send", "wait") + flow.format("wait", "change", "wait", "change")),
        ("value='\"post\"'", "value='check.how'"),
        new_forms={"check": form},
    )
    return house


def test_a_letter_that_was_not_sent_is_laid_aside_and_never_approved_by_another_way(checked: House) -> None:
    case_id = checked.to_approval()
    checked.approve(case_id)
    with checked.store.read() as unit:
        (first,) = letters.letters_of(unit, case_id)
        assert letters.latest(unit, case_id, "prepared") == first

    decide(checked, correct(checked, case_id, "judge_1", checked.people.suzuki, {"level": "2"}), "go_back")

    with checked.store.read() as unit:
        assert letters.latest(unit, case_id, "prepared") is None
    checked.complete(case_id, "judge_1", checked.people.suzuki, level="8")
    still = {task.step for task in checked.tasks(case_id) if task.state == "open"}
    if "judge_2" in still:
        checked.complete(case_id, "judge_2", checked.people.takahashi, level="8")
    checked.approve(case_id)
    checked.complete(case_id, "check", checked.people.kato, how="郵便")
    with checked.store.read() as unit:
        was, sent = letters.letters_of(unit, case_id)
        assert (was.id, was.state, sent.state) == (first.id, "prepared", "dispatched")
    stands_as_replayed(checked, case_id)


def test_a_case_does_not_go_back_to_where_a_letter_that_has_gone_out_would_go_out_again(checked: House) -> None:
    case_id = checked.to_approval()
    checked.approve(case_id)
    checked.complete(case_id, "check", checked.people.kato, how="郵便")
    corrected = correct(checked, case_id, "check", checked.people.kato, {"how": "メール"})
    assert corrected.standing == "undecided"

    with pytest.raises(CannotGoBack, match="gone out") as refused:
        decide(checked, corrected, "go_back")

    assert "通告" in str(refused.value.facts["why_ja"])
    assert [task.step for task in checked.tasks(case_id) if task.state == "open"] == ["wait"]
    decide(checked, corrected, "keep")
    checked.complete(case_id, "wait", checked.people.kato)
    assert checked.case(case_id).state == "ended"


def test_a_letter_that_was_only_approved_since_is_approved_again(checked: House) -> None:
    """Prepared before the step, approved behind it, sent by nobody: as in a process that sends later."""
    case_id = checked.to_approval()
    checked.approve(case_id)
    with checked.store.write() as unit:
        (letter,) = letters.letters_of(unit, case_id)
        letters.approve(unit, letter.id, checked.people.kato.id, checked.now)
        letters.go_back_behind(unit, Behind(frozenset(), frozenset({letter.id}), frozenset()), "a correction")
        assert letters.latest(unit, case_id, "prepared") == letter
