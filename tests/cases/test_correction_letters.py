"""What becomes of the letters of a case that goes back behind a correction."""

from __future__ import annotations

from pathlib import Path

import pytest
from casework import House
from correcting import correct, decide, stands_as_replayed, variant

from webapp.model.refusals import (
    CannotGoBack,
)
from webapp.store import letters
from webapp.store.letters import Behind


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
