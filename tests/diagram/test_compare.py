"""Two diagrams compared: what changed is found however deep it lies, and said in words of both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from webapp.diagram.compare import Change, compare
from webapp.diagram.door import open_diagram

SHIPPED = (Path(__file__).resolve().parents[2] / "processes" / "incident" / "process.bpmn").read_bytes()
SMALL = (Path(__file__).resolve().parents[1] / "bundles" / "review" / "process.bpmn").read_bytes()


def changes(old: bytes, new: bytes) -> tuple[Change, ...]:
    return compare(open_diagram(old), open_diagram(new))


def replaced(old: str, new: str, count: int = 1) -> bytes:
    text = SMALL.decode()
    assert old in text
    return text.replace(old, new, count).encode()


@pytest.mark.parametrize("diagram", [SHIPPED, SMALL])
def test_a_diagram_does_not_differ_from_itself(diagram: bytes) -> None:
    assert changes(diagram, diagram) == ()


@pytest.mark.parametrize("diagram", [SHIPPED, SMALL])
def test_another_way_of_writing_the_same_is_no_change(diagram: bytes) -> None:
    """Order of elements, spaces, prefixes of namespaces: what another editor does when it saves."""
    root = open_diagram(diagram)
    for process in root.iter("{*}process"):
        process[:] = sorted(process, key=lambda child: child.get("id") or "")
    rewritten = etree.tostring(root, pretty_print=True).replace(b" nintei:", b" own:").replace(b":nintei=", b":own=")
    assert changes(diagram, rewritten) == ()


def test_a_name_is_told_once_and_not_on_the_flows_around_it() -> None:
    [change] = changes(SMALL, replaced('name="起案する"', 'name="まとめる"'))
    assert (change.kind, change.element) == ("changed", "write")
    assert change.what.ja == "作業「まとめる」"
    assert [detail.ja for detail in change.details] == ["名前：起案する → まとめる"]


@pytest.mark.parametrize(
    ("old", "new", "element", "ja", "en"),
    [
        ('nintei:due="P3D"', 'nintei:due="P5D"', "write", "期限：3日 → 5日", "Due: 3 days → 5 days"),
        ('nintei:due="P3D"', "", "write", "期限：3日 → （なし）", "Due: 3 days → (none)"),
        (
            'nintei:excludes="judge_2 write"',
            'nintei:excludes="write"',
            "judge_1",
            "行えない人（工程）：評価2・起案する → 起案する",
            "Excludes performers of: Judge 2, Write → Write",
        ),
        ('id="test.grade"', 'id="incident.level"', "grade", "規則または効果：test.grade → incident.level", None),
        ('nintei:role="assessor"', 'nintei:role="decider"', "lane_assessor", "役割：assessor → decider", None),
    ],
)
def test_what_changed_is_said_in_words(old: str, new: str, element: str, ja: str, en: str | None) -> None:
    [change] = changes(SMALL, replaced(old, new))
    assert change.element == element
    assert [detail.ja for detail in change.details] == [ja]
    assert en is None or change.details[0].en == en


def test_a_value_deep_in_a_step_is_found() -> None:
    """An expression handed to a rule lies four levels down."""
    expression = next(open_diagram(SMALL).iter("{*}parameter")).get("value")
    name = next(open_diagram(SMALL).iter("{*}parameter")).get("id")
    [change] = changes(SMALL, replaced(f"value='{expression}'", "value='7'"))
    assert [detail.ja for detail in change.details] == [f"渡す値 {name}：{expression} → 7"]


def test_parameters_in_another_order_are_the_same() -> None:
    root = open_diagram(SHIPPED)
    for holder in root.iter("{*}parameters"):
        holder[:] = list(reversed(holder))
    assert changes(SHIPPED, etree.tostring(root)) == ()


def test_what_was_added_and_removed_is_told_with_its_kind() -> None:
    root = open_diagram(SMALL)
    gone = next(element for element in root.iter("{*}userTask") if element.get("id") == "note_late")
    parent = gone.getparent()
    assert parent is not None
    parent.remove(gone)
    etree.SubElement(parent, gone.tag, id="new_task", name="電話する")
    found = changes(SMALL, etree.tostring(root))
    assert [(each.kind, each.element, each.what.ja) for each in found if each.kind != "changed"] == [
        ("added", "new_task", "作業「電話する」"),
        ("removed", "note_late", "作業「遅れを記録する」"),
    ]


def test_a_flow_that_leads_elsewhere_is_told_by_the_names_of_its_ends() -> None:
    root = open_diagram(SMALL)
    flow = next(element for element in root.iter("{*}sequenceFlow") if element.get("targetRef") == "approve")
    flow.set("targetRef", "note_late")
    [change] = changes(SMALL, etree.tostring(root))
    assert "先：承認する → 遅れを記録する" in [detail.ja for detail in change.details]


def test_what_only_stands_elsewhere_is_moved_not_changed() -> None:
    root = open_diagram(SHIPPED)
    shape = next(each for each in root.iter("{*}BPMNShape") if each.get("bpmnElement") == "check_completeness")
    bounds = next(iter(shape))
    bounds.set("x", str(float(bounds.get("x") or 0) + 10))
    [change] = changes(SHIPPED, etree.tostring(root))
    assert (change.kind, change.element) == ("moved", "check_completeness")


def test_a_task_that_becomes_another_kind_is_told() -> None:
    root = open_diagram(SMALL)
    task = next(element for element in root.iter("{*}userTask") if element.get("id") == "note_late")
    task.tag = task.tag.replace("userTask", "manualTask")
    [change] = changes(SMALL, etree.tostring(root))
    assert "種類：作業 → 手作業" in [detail.ja for detail in change.details]


def test_a_step_in_another_lane_is_told() -> None:
    root = open_diagram(SMALL)
    lanes = {lane.get("id"): lane for lane in root.iter("{*}lane")}
    moved = next(ref for ref in lanes["lane_secretariat"] if ref.text == "note_late")
    lanes["lane_decider"].append(moved)
    [change] = changes(SMALL, etree.tostring(root))
    assert [detail.ja for detail in change.details] == ["レーン：secretariat → decider"]
