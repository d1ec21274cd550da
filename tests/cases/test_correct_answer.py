"""Correcting answers of finished steps: what stays, what is computed again, and every refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from casework import House, at_once
from correcting import correct, decide, held, recomputed, row_of, stands_as_replayed, task_done, variant
from sqlalchemy import select

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.confirm_correction import ConfirmCorrection, confirm_correction
from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.cases.declare_for_case import DeclareForCase, declare_for_case
from webapp.cases.reassign_task import ReassignTask, reassign_task, who_may_take
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import (
    CannotCorrect,
    CorrectionSettled,
    DeclareFirst,
    InvalidAnswers,
    NotAllowed,
    NotFound,
    NothingCorrected,
    ReasonNeeded,
    Refusal,
    RolesApart,
    SamePerson,
    StaleRevision,
)
from webapp.store import answers, history
from webapp.store.rows.audit import AuditRow
from webapp.store.rows.case import Answer, History

SECRET = "訂正のカナリア"


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


def test_whoever_may_not_do_a_step_neither_corrects_nor_confirms_nor_decides(any_house: House, tmp_path: Path) -> None:
    """Whoever wrote does not approve; as a manager they have no hand in the correction of the approval either."""
    house = any_house
    task = '<bpmn:userTask id="judge_1"'
    variant(house, tmp_path, (task, f'{task} nintei:correction="second_person"'))
    case_id = house.to_approval()
    wrote = replace(house.people.sato, roles=frozenset({"intake", "manager"}))
    proposed = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})
    before = house.case(case_id)

    for agree in (True, False):
        command = ConfirmCorrection(proposed.correction_id, agree, "x")
        with pytest.raises(SamePerson) as refused:
            confirm_correction(house.desk, wrote, command, house.now)
    assert "起案する" in refused.value.message.ja
    assert house.case(case_id) == before
    command = ConfirmCorrection(proposed.correction_id, True)
    undecided = confirm_correction(house.desk, house.people.sasaki, command, house.now)
    assert undecided.standing == "undecided"
    for choice in ("keep", "go_back"):
        with pytest.raises(SamePerson):
            decide(house, undecided, choice, wrote)
    decide(house, undecided, "keep")
    house.approve(case_id)
    with pytest.raises(SamePerson):
        correct(house, case_id, "approve", wrote, {"on": "2026-11-19"})
    # Nor does the manager who has confirmed an assessment put the decision right.
    with pytest.raises(RolesApart):
        correct(house, case_id, "approve", house.people.sasaki, {"on": "2026-11-19"})
    manager = Actor("another", "別の管理者", frozenset({"manager"}))
    assert correct(house, case_id, "approve", manager, {"on": "2026-11-19"}).standing == "recorded"


# Whoever puts a step right has had a hand in it


def both(house: House) -> Actor:
    """Somebody who manages and decides."""
    return replace(house.people.kato, roles=frozenset({"decider", "manager"}))


def approves(house: House, case_id: str, who: Actor) -> None:
    house.complete(case_id, "approve", who, result="ok", on="2026-11-20", measures=["CAUTION_LETTER"])


def test_whoever_corrected_a_step_does_not_do_one_that_excludes_it(any_house: House) -> None:
    house = any_house
    case_id = house.to_approval()
    assert correct(house, case_id, "write", both(house), {"summary": "x"}).standing == "taken"

    assert house.case(case_id).performers["write"] == sorted([house.people.sato.id, house.people.kato.id])
    with pytest.raises(SamePerson) as refused:
        approves(house, case_id, both(house))
    assert "起案する" in refused.value.message.ja and "“Write”" in refused.value.message.en
    with pytest.raises(SamePerson):
        claim_task(house.desk, both(house), ClaimTask(house.task(case_id, "approve").id), house.now)
    approve = house.task(case_id, "approve").id
    assert house.people.kato.id not in who_may_take(house.desk, approve, local_date(house.now))
    with pytest.raises(SamePerson):
        reassign_task(house.desk, house.people.sasaki, ReassignTask(approve, house.people.kato.id, "急ぎ"), house.now)
    approves(house, case_id, house.people.hayashi)
    assert house.case(case_id).state == "ended"


def test_whoever_confirmed_a_correction_does_not_either_and_whoever_refused_it_may(
    any_house: House, tmp_path: Path
) -> None:
    house = any_house
    task = '<bpmn:userTask id="write"'
    variant(house, tmp_path, (task, f'{task} nintei:correction="second_person"'))
    for agree in (True, False):
        case_id = house.to_approval()
        proposed = correct(house, case_id, "write", house.people.sasaki, {"summary": "x"})
        assert house.case(case_id).performers["write"] == [house.people.sato.id], "nothing is put right yet"
        command = ConfirmCorrection(proposed.correction_id, agree, "根拠がない")
        confirm_correction(house.desk, both(house), command, house.now)
        if not agree:
            assert house.case(case_id).performers["write"] == [house.people.sato.id]
            approves(house, case_id, both(house))
            continue
        hands = {house.people.sato.id, house.people.sasaki.id, house.people.kato.id}
        assert set(house.case(case_id).performers["write"]) == hands
        with pytest.raises(SamePerson):
            approves(house, case_id, both(house))


def test_a_hand_in_a_correction_stays_where_the_case_goes_back(any_house: House) -> None:
    house = any_house
    case_id = house.to_approval()
    correct(house, case_id, "write", both(house), {"summary": "x"})
    undecided = correct(house, case_id, "judge_1", house.people.suzuki, {"level": "3"})
    decide(house, undecided, "go_back")
    assert house.people.kato.id in house.case(case_id).performers["write"]
    assert house.case(case_id).performers["judge_1"] == [house.people.suzuki.id]


def test_who_asked_for_a_correction_and_then_did_what_excludes_the_step_finds_it_turned_down(
    any_house: House, tmp_path: Path
) -> None:
    """The correction waits, the work goes on; with its confirmation one person would have had a hand in both."""
    house = any_house
    task = '<bpmn:userTask id="write"'
    variant(house, tmp_path, (task, f'{task} nintei:correction="second_person"'))
    case_id = house.to_approval()
    proposed = correct(house, case_id, "write", both(house), {"summary": "x"})
    house.complete(case_id, "approve", both(house), result="again", on="2026-11-20", measures=["CAUTION_LETTER"])

    with pytest.raises(CannotCorrect) as refused:
        confirm_correction(house.desk, house.people.sasaki, ConfirmCorrection(proposed.correction_id, True), house.now)

    assert "承認する" in refused.value.message.ja and "“Approve”" in refused.value.message.en
    command = ConfirmCorrection(proposed.correction_id, False, "両方に関わる")
    assert confirm_correction(house.desk, house.people.sasaki, command, house.now).standing == "refused"


def test_the_start_form_keeps_nobody_apart(house: House) -> None:
    case_id = house.to_approval()
    correct(house, case_id, "start", both(house), {"title": "正しい件名"})
    assert "start" not in house.case(case_id).performers
    approves(house, case_id, both(house))


def test_a_member_declares_before_they_put_anything_right(house: House) -> None:
    case_id = house.to_approval()
    member = replace(house.people.nakamura, roles=frozenset({"committee", "manager"}))
    with pytest.raises(DeclareFirst):
        correct(house, case_id, "write", member, {"summary": "x"})
    declare_for_case(house.desk, member, DeclareForCase(case_id, "none"), house.now)
    assert correct(house, case_id, "write", member, {"summary": "x"}).standing == "taken"


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
