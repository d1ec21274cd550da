"""Steps in the order of the flow: of the process that ships, and of flows that go back."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from webapp.diagram.graph import read_diagram
from webapp.diagram.order import in_flow_order

INCIDENT = Path(__file__).resolve().parents[2] / "processes" / "incident" / "process.bpmn"
LOOP = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
<endEvent id="end"/><task id="b"/><exclusiveGateway id="back"/><task id="a"/><task id="alone"/><startEvent id="begin"/>
<sequenceFlow id="1" sourceRef="begin" targetRef="a"/><sequenceFlow id="2" sourceRef="a" targetRef="b"/>
<sequenceFlow id="3" sourceRef="b" targetRef="back"/><sequenceFlow id="4" sourceRef="back" targetRef="a"/>
<sequenceFlow id="5" sourceRef="back" targetRef="end"/><sequenceFlow id="6" sourceRef="back" targetRef="nowhere"/>
</process></definitions>"""


def order(xml: bytes) -> list[str]:
    return [node.id for node in in_flow_order(read_diagram(etree.fromstring(xml)))]


def test_a_flow_that_goes_back_ends_and_what_nothing_leads_to_comes_last() -> None:
    assert order(LOOP) == ["begin", "a", "b", "back", "end", "alone"]


def test_the_incident_is_told_as_it_goes() -> None:
    found = order(INCIDENT.read_bytes())
    told = [
        "check_completeness",
        "judge_cause_1",
        "agree_cause",
        "score_1",
        "level_by_scores",
        "measure",
        "organs",
        "subcommittee_report",
        "committee_deliberation",
        "hearing_need",
        "hearing_choice",
        "hearing_record",
        "chair_report",
        "decide",
        "set_period",
        "prepare_letter",
        "approve_letter",
        "dispatch",
        "change_status",
    ]
    assert [step for step in found if step in told] == told


def test_every_node_stands_there_once() -> None:
    diagram = read_diagram(etree.fromstring(INCIDENT.read_bytes()))
    found = [node.id for node in in_flow_order(diagram)]
    assert sorted(found) == sorted(diagram.nodes)


def test_an_id_that_stands_twice_neither_loses_a_node_nor_goes_round_for_ever() -> None:
    twice = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="a"/>
    <subProcess id="b"><subProcess id="p"><task id="b"/></subProcess></subProcess></process></definitions>"""
    assert sorted(order(twice)) == ["a", "b", "p"]
