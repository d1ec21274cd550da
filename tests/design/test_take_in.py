"""Files of other editors: whatever they are called and however bare they are, they open, or are refused whole."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from casework import People
from drafting import SHELF

from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.check_draft import check_draft
from webapp.design.open_draft import OpenDraft, open_draft
from webapp.design.publish import Publish, publish
from webapp.design.shelf import read_shelf
from webapp.design.take_in import TakeIn, Taken, take_in
from webapp.diagram.door import open_diagram
from webapp.diagram.graph import read_diagram
from webapp.diagram.layout import has_picture
from webapp.model.refusals import CheckFailed, NotAllowed, StaleRevision
from webapp.store.design import DraftRow

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BARE = f"""<definitions xmlns="{BPMN}" id="d" targetNamespace="x"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
  <process id="Process_1" isExecutable="true">
    <startEvent id="begin" name="始まり" />
    <userTask id="look" name="見る" camunda:assignee="demo">
      <extensionElements><zeebe:formDefinition formKey="look" /></extensionElements>
    </userTask>
    <businessRuleTask id="rate" name="評価する" camunda:decisionRef="rate" />
    <endEvent id="over" name="終わり" />
    <sequenceFlow id="f1" sourceRef="begin" targetRef="look" />
    <sequenceFlow id="f2" sourceRef="look" targetRef="rate" />
    <sequenceFlow id="f3" sourceRef="rate" targetRef="over" />
  </process>
</definitions>"""


def taken(house: Desk, people: People, draft: DraftRow, now: datetime, diagram: str) -> Taken:
    return take_in(house, people.yoshida, TakeIn(draft.id, draft.revision, diagram.encode()), now)


def drawn(draft: DraftRow) -> bytes:
    return unpack(draft.files)["process.bpmn"]


def test_a_bare_foreign_file_is_laid_out_and_called_as_the_draft(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    result = taken(house, people, draft, now, BARE)
    assert (result.renamed, result.laid_out) == ("Process_1", True)
    graph = read_diagram(open_diagram(drawn(result.draft)))
    assert [process.id for process in graph.processes] == ["incident"]
    assert has_picture(drawn(result.draft))


def test_what_cannot_run_in_it_is_named_by_element_with_what_to_do(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    taken(house, people, draft, now, BARE)
    found = check_draft(house, people.yoshida, draft.id)
    by_element = {problem.element for problem in found}
    assert {"look", "rate"} <= by_element
    foreign = [problem for problem in found if problem.code == "foreign-extension"]
    assert {problem.element for problem in foreign} == {"look", "rate"}
    assert all(problem.remedy.ja and problem.remedy.en for problem in found)


def test_a_file_that_fits_is_taken_as_it_is(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    result = taken(house, people, draft, now, drawn(draft).decode())
    assert (result.renamed, result.laid_out) == (None, False)
    assert drawn(result.draft) == drawn(draft)


def test_pools_flows_and_pages_follow_the_new_id(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    other = re.sub(r'(?<=["])incident(?=["])', "Process_9", drawn(draft).decode())
    assert "Process_9" in other
    result = taken(house, people, draft, now, other)
    assert result.renamed == "Process_9"
    assert b"Process_9" not in drawn(result.draft)


@pytest.mark.parametrize(
    "diagram",
    [
        BARE.replace("Process_1", "Process_2").replace(
            "</definitions>", '<process id="second" isExecutable="true" /></definitions>'
        ),
        BARE.replace('id="look"', 'id="incident"').replace('"look"', '"incident"'),
    ],
    ids=["two", "taken"],
)
def test_a_process_is_not_renamed_where_it_is_not_clear_what_to_call_it(
    house: Desk, people: People, draft: DraftRow, now: datetime, diagram: str
) -> None:
    assert taken(house, people, draft, now, diagram).renamed is None
    assert any(problem.severity == "error" for problem in check_draft(house, people.yoshida, draft.id))


def test_no_diagram_a_stale_page_and_strangers_are_refused(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    with pytest.raises(CheckFailed):
        taken(house, people, draft, now, "<x/>")
    with pytest.raises(NotAllowed):
        take_in(house, people.sato, TakeIn(draft.id, draft.revision, BARE.encode()), now)
    with pytest.raises(StaleRevision):
        take_in(house, people.yoshida, TakeIn(draft.id, draft.revision + 1, BARE.encode()), now)


def test_a_draft_of_a_version_without_a_picture_opens_with_one(house: Desk, people: People, now: datetime) -> None:
    files = read_shelf(SHELF)["incident"]
    bare = re.sub(rb"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", b"", files["process.bpmn"], flags=re.S)
    assert not has_picture(bare)
    command = Publish({"incident": {**files, "process.bpmn": bare}}, "図のない版")
    publish(house, people.having("administrator"), command, now)
    draft = open_draft(house, people.yoshida, OpenDraft("incident"), now)
    assert has_picture(drawn(draft))
    assert unpack(draft.files).keys() == files.keys()
