"""What the decision of an incident opens cannot be stopped or left without an answer (TPDMS-2210 4.1(3), 4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from letterwork import act, incident, walked
from lxml import etree

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.confirm_correction import ConfirmCorrection, confirm_correction
from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.cases.decide_correction import DecideCorrection, decide_correction
from webapp.cases.enter_correction import Corrected
from webapp.cases.reassign_task import ReassignTask, reassign_task
from webapp.cases.release_task import ReleaseTask, release_task
from webapp.design.sandbox import Stage
from webapp.design.story import Act, read_story
from webapp.model.actor import ROLES, Actor
from webapp.model.refusals import CannotGoBack, DeclareFirst, NotAllowed, Refusal, TaskNotClaimed, TaskTaken
from webapp.store.tasks import tasks_of

DIAGRAM = Path(__file__).resolve().parents[2] / "processes" / "incident" / "process.bpmn"
BPMN = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL"}


def after(step: str, without: str = "") -> set[str]:
    """The elements that flows of the same page lead to from a step, not passing through `without`."""
    ways = [(flow.get("sourceRef"), flow.get("targetRef")) for flow in etree.parse(DIAGRAM).iterfind(".//bpmn:*", BPMN)]
    seen: set[str] = set()
    waiting = [step]
    while waiting:
        here = waiting.pop()
        if here in seen or here == without:
            continue
        seen.add(here)
        waiting += [target for source, target in ways if source == here and target is not None]
    return seen


def open_steps(stage: Stage) -> set[str]:
    return {task.step for task in stage.open_tasks()}


def acts(name: str, *steps: str) -> list[Act]:
    told = [entry for entry in read_story(incident(), name).steps if isinstance(entry, Act)]
    return [next(entry for entry in told if entry.step == step) for step in steps]


def test_T43_the_committee_may_act_before_the_body_has_explained_itself() -> None:
    with walked("against_the_advice", "explain_deviation") as (stage, _):
        assert open_steps(stage) == {"explain_deviation", "own_action"}


def test_T43_the_notice_does_not_wait_for_the_committee_nor_the_committee_for_the_notice() -> None:
    with walked("against_the_advice", "own_action") as (stage, own_action):
        for entry in acts("against_the_advice", "prepare_letter", "approve_letter", "dispatch"):
            act(stage, entry)
        assert {"own_action", "send_response", "hearing_request", "corrective_plan"} == open_steps(stage)
        act(stage, own_action, acts("against_the_advice", "dispatch")[0].on)
        assert "own_action" not in open_steps(stage)


def test_T43_nobody_of_the_body_completes_takes_or_moves_the_committees_task() -> None:
    with walked("against_the_advice", "own_action") as (stage, entry):
        desk, now = stage.desk, entry.on
        task = next(task for task in stage.open_tasks() if task.step == "own_action")
        first, second = stage.person("committee", 1), stage.person("committee", 2)
        assert first is not None and second is not None
        for role in sorted(set(ROLES) - {"committee"}):
            staff = Actor(f"staff of {role}", role, frozenset({role}))
            for deed in (
                lambda staff=staff: claim_task(desk, staff, ClaimTask(task.id), now),
                lambda staff=staff: complete_task(desk, staff, CompleteTask(task.id, entry.answers), now),
                lambda staff=staff: reassign_task(desk, staff, ReassignTask(task.id, second.id, "急ぐ"), now),
            ):
                with pytest.raises(Refusal):
                    deed()
        claim_task(desk, first, ClaimTask(task.id), now)
        manager = Actor("manager", "manager", frozenset({"manager"}))
        with pytest.raises(NotAllowed):
            reassign_task(desk, manager, ReassignTask(task.id, None, "急ぐ"), now)
        with pytest.raises((NotAllowed, TaskTaken, TaskNotClaimed)):
            release_task(desk, manager, ReleaseTask(task.id), now)
        act(stage, entry)
        assert "own_action" not in open_steps(stage)


def test_T63_no_way_leads_from_a_later_hearing_past_a_new_decision() -> None:
    ends = {"measure_confirmed", "measure_reopened"}
    assert after("hearing_asked_after") >= {"later_hearing", "new_decision", "decision", "ended_heard"}
    assert not after("hearing_asked_after", without="new_decision") - {"hearing_asked_after", "later_hearing"}
    assert ends <= after("new_decision_begins")
    assert not ends & after("new_decision_begins", without="decide_again")
    assert not ends & after("new_decision_begins", without="hearing_answered")


def test_T63_whoever_decided_assessed_or_chaired_does_not_hear_or_decide_again() -> None:
    steps = incident().steps
    chairs = {step.id for step in steps.values() if step.role == "chair" and step.kind == "userTask"}
    assessors = {step.id for step in steps.values() if step.role == "assessor" and step.kind == "userTask"}
    assert chairs | assessors <= set(steps["decide_again"].excludes)
    for step in ("later_hearing_notice", "send_later_notice", "later_record", "later_report"):
        assert assessors | {"decide", "set_period"} <= set(steps[step].excludes)


@pytest.mark.parametrize(
    ("sends", "prepared"),
    [
        ("approve_reinstatement", "check_conditions"),
        ("approve_result", "prepare_result"),
        ("send_later_notice", "later_hearing_notice"),
        ("send_response", "explain_deviation"),
        ("approve_publication", "publication_choice"),
    ],
)
def test_a_second_person_sends_what_the_first_has_prepared(sends: str, prepared: str) -> None:
    assert prepared in incident().steps[sends].excludes


def corrected_by(stage: Stage, who: Actor, step: str, values: Mapping[str, Any], now: datetime) -> Corrected:
    with stage.desk.store.read() as unit:
        done = [task for task in tasks_of(unit, stage.case_id) if task.step == step and task.state == "done"]
    return correct_answer(stage.desk, who, CorrectAnswer(stage.case_id, done[-1].id, values, "書き違い"), now)


@pytest.mark.parametrize("step", ["open_meeting", "committee_deliberation"])
def test_T42_nobody_of_the_body_puts_right_what_the_committee_has_on_record(step: str) -> None:
    values = {"open_meeting": {"note": "一人は遅れて着いた"}, "committee_deliberation": {"text": "別の理由"}}[step]
    with walked("against_the_advice", "own_action") as (stage, entry):
        for role in sorted(set(ROLES) - {"committee"}):
            staff = Actor(f"staff of {role}", role, frozenset({role, "manager"}))
            with pytest.raises(NotAllowed) as refused:
                corrected_by(stage, staff, step, values, entry.on)
            assert "認定委員会" in refused.value.message.ja
        member = stage.person("committee", 2)
        assert member is not None
        with pytest.raises(DeclareFirst):
            corrected_by(stage, member, step, values, entry.on)
        stage.declare(member, entry.on)
        assert corrected_by(stage, member, step, values, entry.on).standing in {"taken", "undecided"}


def test_T43_going_back_takes_nothing_away_from_the_committee() -> None:
    manager = Actor("manager", "manager", frozenset({"manager"}))
    with walked("against_the_advice", "own_action") as (stage, entry):
        desk, now = stage.desk, entry.on
        proposed = corrected_by(stage, manager, "decide", {"decision": "reassess"}, now)
        assert proposed.standing == "proposed"
        with pytest.raises(NotAllowed):
            confirm_correction(desk, manager, ConfirmCorrection(proposed.correction_id, True), now)
        second = stage.person("decider", 2)
        assert second is not None
        corrected = confirm_correction(desk, second, ConfirmCorrection(proposed.correction_id, True), now)
        assert corrected.standing == "undecided"
        back = DecideCorrection(corrected.correction_id, "go_back", "評価をやり直す")
        with pytest.raises(CannotGoBack) as refused:
            decide_correction(desk, manager, back, now)
        assert "認定委員会" in refused.value.message.ja
        assert "own_action" in open_steps(stage)
        act(stage, entry)
        decide_correction(desk, manager, back, now)
        assert "decide" in open_steps(stage)
