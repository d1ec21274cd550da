"""One step changed without drawing: that step and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.diagram.compare import compare
from webapp.diagram.door import DiagramRefused, open_diagram
from webapp.diagram.edit import StepEdit, edit_step
from webapp.diagram.graph import Diagram, read_diagram

SHIPPED = (Path(__file__).resolve().parents[2] / "processes" / "incident" / "process.bpmn").read_bytes()
BARE = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="bare"><laneSet><lane id="lane">
<flowNodeRef>part</flowNodeRef></lane></laneSet><subProcess id="part"><serviceTask id="ask"><documentation/></serviceTask>
<userTask id="alone"/></subProcess><userTask id="nowhere"/></process></definitions>"""

words = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=40).map(str.strip).filter(bool)


def graph(raw: bytes) -> Diagram:
    return read_diagram(open_diagram(raw))


@settings(deadline=None, max_examples=40)
@given(name=words, name_en=words, days=st.integers(1, 400))
def test_only_what_is_asked_for_changes(name: str, name_en: str, days: int) -> None:
    after = edit_step(SHIPPED, "check_completeness", StepEdit(name, name_en, due=f"P{days}D"))
    node = graph(after).nodes["check_completeness"]
    assert (node.name, node.name_en, node.due) == (name, name_en, f"P{days}D")
    assert {change.element for change in compare(open_diagram(SHIPPED), open_diagram(after))} <= {"check_completeness"}


def test_an_edit_that_says_the_same_changes_nothing() -> None:
    node = graph(SHIPPED).nodes["measure"]
    assert node.operator
    edit = StepEdit(node.name, node.name_en, handler=node.operator.name, parameters=node.operator.parameters)
    assert compare(open_diagram(SHIPPED), open_diagram(edit_step(SHIPPED, "measure", edit))) == ()


def test_what_is_empty_is_taken_away() -> None:
    after = edit_step(SHIPPED, "check_completeness", StepEdit("x", "", due=""))
    node = graph(after).nodes["check_completeness"]
    assert (node.name_en, node.due) == ("", None)


def test_the_role_is_that_of_the_lane_around_the_sub_process() -> None:
    after = graph(edit_step(BARE, "alone", StepEdit("x", "", role="assessor")))
    assert after.lanes["lane"].role == "assessor"


def test_a_rule_is_put_on_a_step_that_had_none() -> None:
    after = edit_step(
        BARE, "ask", StepEdit("x", "", handler="incident.level", parameters={"status": "case.status", "a": ""})
    )
    operator = graph(after).nodes["ask"].operator
    assert operator
    assert (operator.name, operator.result, dict(operator.parameters)) == (
        "incident.level",
        "ask",
        {"status": "case.status"},
    )
    assert b'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"' in after
    gone = edit_step(after, "ask", StepEdit("x", "", handler=""))
    assert graph(gone).nodes["ask"].operator is None


def test_a_parameter_that_is_emptied_goes_and_the_others_stay_in_their_order() -> None:
    before = graph(SHIPPED).nodes["make_letter"].operator
    assert before
    names = list(before.parameters)
    after = edit_step(
        SHIPPED,
        "make_letter",
        StepEdit("x", "", handler=before.name, parameters={**before.parameters, names[1]: ""}),
    )
    found = graph(after).nodes["make_letter"].operator
    assert found
    assert list(found.parameters) == [names[0], *names[2:]]


@pytest.mark.parametrize(
    ("step", "edit"), [("nobody", StepEdit("x", "")), ("nowhere", StepEdit("x", "", role="intake"))]
)
def test_a_step_or_a_lane_that_is_not_there_is_refused(step: str, edit: StepEdit) -> None:
    with pytest.raises(LookupError):
        edit_step(BARE, step, edit)


def test_a_diagram_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(DiagramRefused):
        edit_step(b"<x", "a", StepEdit("x", ""))
