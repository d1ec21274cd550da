"""Judgements and decisions of an incident are put right by two people; by nobody who is kept apart from the step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from letterwork import incident, walked

from webapp.cases.confirm_correction import ConfirmCorrection, confirm_correction
from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.cases.enter_correction import Corrected
from webapp.design.sandbox import Stage
from webapp.design.story import Act
from webapp.model.actor import Actor
from webapp.model.bundle import SECOND_PERSON
from webapp.model.refusals import NotAllowed, RolesApart, SamePerson
from webapp.store.tasks import tasks_of

MANAGER = Actor("manager", "manager", frozenset({"manager"}))


def test_what_decides_a_case_is_put_right_by_two_people() -> None:
    steps = incident().steps.values()
    assert {step.id for step in steps if step.correction == SECOND_PERSON} == {
        "agree_cause",
        "agree_scores",
        "chair_report",
        "decide",
        "set_period",
        "approve_letter",
        "later_report",
        "decide_again",
    }


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Stage, Act]]:
    """A hearing was held, the measure is decided, its notice is about to be prepared."""
    with walked("grantee_8_9_suspension", "prepare_letter") as found:
        yield found


def corrected(place: tuple[Stage, Act], who: Actor, step: str, **values: Any) -> Corrected:
    stage, entry = place
    with stage.desk.store.read() as unit:
        done = [task for task in tasks_of(unit, stage.case_id) if task.step == step and task.state == "done"]
    return correct_answer(stage.desk, who, CorrectAnswer(stage.case_id, done[-1].id, values, "書き違い"), entry.on)


def answered(place: tuple[Stage, Act], who: Actor, asked: Corrected, agree: bool) -> Corrected:
    stage, entry = place
    command = ConfirmCorrection(asked.correction_id, agree, "根拠がない")
    return confirm_correction(stage.desk, who, command, entry.on)


def person(place: tuple[Stage, Act], role: str, number: int, *more: str) -> Actor:
    found = place[0].person(role, number)
    assert found is not None
    return Actor(found.id, found.name, frozenset({role, *more}))


def test_a_manager_alone_changes_no_decision(place: tuple[Stage, Act]) -> None:
    asked = corrected(place, MANAGER, "decide", reasons="別の理由")
    assert asked.standing == "proposed"
    with pytest.raises(NotAllowed):
        answered(place, MANAGER, asked, True)
    assert answered(place, person(place, "decider", 2), asked, False).standing == "refused"


def test_a_manager_does_not_write_the_finding_of_the_chair_but_may_confirm_what_the_chair_puts_right(
    place: tuple[Stage, Act],
) -> None:
    with pytest.raises(NotAllowed) as refused:
        corrected(place, MANAGER, "chair_report", opinion="別の意見")
    assert "聴聞主宰者" in refused.value.message.ja
    asked = corrected(place, person(place, "chair", 1), "chair_report", opinion="別の意見")
    assert asked.standing == "proposed"
    assert answered(place, MANAGER, asked, False).standing == "refused"


def test_whoever_assessed_has_no_hand_in_the_correction_of_the_decision(place: tuple[Stage, Act]) -> None:
    assessor = person(place, "assessor", 1, "manager")
    with pytest.raises((SamePerson, RolesApart)):
        corrected(place, assessor, "decide", reasons="別の理由")
    asked = corrected(place, MANAGER, "decide", reasons="別の理由")
    with pytest.raises((SamePerson, RolesApart)):
        answered(place, assessor, asked, True)
    with pytest.raises((SamePerson, RolesApart)):
        answered(place, person(place, "chair", 1, "manager"), asked, False)
    assert answered(place, person(place, "decider", 2), asked, False).standing == "refused"
