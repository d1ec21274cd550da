"""Diagrams as other products write them (written here in their style): judged by element, in both languages, and opened
with a picture that keeps the lanes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from handlers.registry import RULES
from webapp.cli import main
from webapp.diagram.door import open_diagram
from webapp.diagram.graph import read_diagram
from webapp.diagram.layout import has_picture, lay_out
from webapp.diagram.names import DC, DI, bpmn
from webapp.diagram.rename import rename_process
from webapp.engine.check import check_diagram
from webapp.model.problem import Problem

FILES = Path(__file__).parent / "foreign"
ARIS, SIGNAVIO = "-3c5e-11ee-7b0a-0000000000", "-4F2A-4C0B-9D11-0000000000"
BIZAGI = "-91c2-4e57-a3d0-0000000000"

# file -> what keeps it from running: (problem, element).
ERRORS = {
    "aris": {("element-unsupported", f"_000000{id}{ARIS}{id}") for id in ("0c", "0d", "0e")},
    "bizagi": {("condition-missing", f"Id_000000{id}{BIZAGI}{id}") for id in ("0a", "0b")},
    "camunda7": {
        ("handler-missing", "Activity_send"),
        ("script-unreadable", "Activity_count"),
        ("timer-cycle", "Event_late"),
        ("element-unsupported", "Event_reminded"),
        ("expression-unreadable", "Flow_3"),
    },
    "flowable": {("handler-missing", "mail"), ("called-process-missing", "book")},
    "jbpm": {("element-unsupported", "_3"), ("element-vanishes", "_3"), ("element-unsupported", "_6")},
    "signavio": {("not-executable", f"sid-00000061{SIGNAVIO}61"), ("condition-missing", f"sid-0000000D{SIGNAVIO}0D")},
    "visio_pages": {("not-executable", "WFP-6-"), ("message-missing", "_b2")},
    "visio_without_plane": {
        ("not-executable", "Process_Sheet.1"),
        ("not-executable", "Process_Sheet.20"),
        ("instances-unclear", "Sheet.6"),
        ("picture-without-plane", "Diagram_Page-1"),
    },
    "zeebe": {
        ("handler-missing", "Activity_b"),
        ("instances-unclear", "Activity_b"),
        ("element-unsupported", "Event_z"),
        ("dead-end", "Event_z"),
        ("end-missing", "Process_z"),
    },
}
# file -> the product whose settings are not read, and an element that has some.
SETTINGS = {
    "aris": ("ARIS", f"_0000000b{ARIS}0b"),
    "bizagi": ("Bizagi", f"Id_00000003{BIZAGI}03"),
    "camunda7": ("Camunda 7", "Activity_send"),
    "flowable": ("Flowable", "approve"),
    "jbpm": ("jBPM", "_6"),
    "signavio": ("Signavio", f"sid-00000007{SIGNAVIO}07"),
    "visio_pages": ("Visio", "_bb"),
    "visio_without_plane": ("Visio", "Sheet.5"),
    "zeebe": ("Camunda 8 (zeebe)", "Activity_b"),
}
WITHOUT_PICTURE = {"aris", "bizagi", "jbpm", "visio_without_plane", "zeebe"}

every_file = pytest.mark.parametrize("name", sorted(ERRORS))


def raw(name: str) -> bytes:
    return (FILES / f"{name}.bpmn").read_bytes()


def found(name: str) -> tuple[Problem, ...]:
    return check_diagram(raw(name), RULES, f"{name}.bpmn")


def test_every_file_is_looked_at() -> None:
    assert {path.stem for path in FILES.iterdir()} == ERRORS.keys() == SETTINGS.keys()


@every_file
def test_what_cannot_run_is_listed_by_element_with_what_to_do(name: str) -> None:
    problems = found(name)
    assert {(problem.code, problem.element) for problem in problems if problem.severity == "error"} == ERRORS[name]
    for problem in problems:
        assert problem.file == f"{name}.bpmn" and problem.line
        assert problem.message.ja and problem.message.en and problem.message.ja != problem.message.en
        assert problem.remedy.ja and problem.remedy.en and problem.remedy.ja != problem.remedy.en


@every_file
def test_settings_of_another_product_are_named_where_they_stand(name: str) -> None:
    product, element = SETTINGS[name]
    of_it = [each for each in found(name) if each.code == "foreign-extension" and each.element == element]
    assert of_it
    for problem in of_it:
        assert problem.severity == "warning"
        assert product in problem.message.ja and product in problem.message.en


def test_the_command_answers_with_1_and_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json", *(str(FILES / f"{name}.bpmn") for name in sorted(ERRORS))]) == 1
    listed = json.loads(capsys.readouterr().out)
    assert {Path(problem["file"]).stem for problem in listed} == ERRORS.keys()


def box(shape: etree._Element) -> tuple[float, float, float, float]:
    """x, y, width, height."""
    [bounds] = shape.findall(f"{{{DC}}}Bounds")
    x, y, width, height = (float(bounds.get(side, "nan")) for side in ("x", "y", "width", "height"))
    return x, y, width, height


@every_file
def test_it_opens_with_every_step_drawn_in_its_lane(name: str) -> None:
    """As the editor takes it in: called as the draft, laid out where it has no picture."""
    taken, _ = rename_process(raw(name), "incident")
    assert has_picture(taken) == (name not in WITHOUT_PICTURE)
    root = open_diagram(taken if has_picture(taken) else lay_out(taken))
    boxes = {shape.get("bpmnElement", ""): box(shape) for shape in root.iter(f"{{{DI}}}BPMNShape")}
    assert {node.id for node in read_diagram(root).nodes.values()} <= boxes.keys()
    for lane in root.iter(bpmn("lane")):
        x, y, width, height = boxes[lane.get("id", "")]
        for reference in lane.findall(bpmn("flowNodeRef")):
            left, top, across, down = boxes[reference.text or ""]
            assert x <= left and left + across <= x + width, reference.text
            assert y <= top and top + down <= y + height, reference.text
    pictures = {"picture-missing", "picture-without-plane", "shape-missing", "shape-without-bounds", "drawn-twice"}
    left_over = {problem.code for problem in check_diagram(lay_out(taken), RULES)}
    assert not left_over & pictures
