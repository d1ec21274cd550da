"""Whatever the bytes: an answer in located problems, never a traceback; and what has no error is made ready to run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from handlers.registry import RULES
from tests.engine.drawing import bundle, end, path, start, user
from webapp.bundle.read import read_folder
from webapp.engine import Engine
from webapp.engine.check import check_bundle, check_diagram
from webapp.model.bundle import Bundle

ROOT = Path(__file__).parents[3]
SHIPPED = (ROOT / "processes" / "incident" / "process.bpmn").read_bytes()
WORDS = [
    "",
    "x",
    "case",
    "1",
    "-1",
    "P1D",
    "R/PT0S",
    "true",
    "false",
    "Start",
    "measure",
    "${a}",
    "\U0001f600",
    "a" * 300,
]


@pytest.mark.parametrize(
    ("code", "raw"),
    [
        ("xml-malformed", b""),
        ("xml-malformed", b"\x00\xff"),
        ("xml-malformed", b"<a><b></a>"),
        ("not-bpmn", b"<html/>"),
        ("not-bpmn", b'<definitions xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/"/>'),
        ("xml-doctype", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'),
        ("xml-doctype", '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16")),
        ("xml-encoding", '<?xml version="1.0" encoding="Shift_JIS"?><a>図</a>'.encode("shift_jis")),
        ("xml-too-large", b"<a>" + b" " * 2_000_001 + b"</a>"),
        ("xml-malformed", b"<a>" * 5_000),
    ],
)
def test_the_door_says_what_it_will_not_read(code: str, raw: bytes) -> None:
    problems = check_diagram(raw, {})
    assert [problem.code for problem in problems] == [code]
    assert problems[0].severity == "error"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("id-duplicate", (b'<bpmn:endEvent id="done">', b'<bpmn:endEvent id="a">')),
        ("id-unusable", (b'id="p"', b'id=""')),
        ("text-too-long", (b'id="a">', b'id="a" name="' + b"x" * 20_001 + b'">')),
    ],
)
def test_the_door_names_ids_and_texts(code: str, change: tuple[bytes, bytes]) -> None:
    xml = bundle(start(), user("a"), end(), path("begin", "a", "done")).diagram
    assert code in {problem.code for problem in check_diagram(xml.replace(*change), {})}


def test_too_many_elements() -> None:
    xml = bundle(start(), end(), *["<bpmn:documentation/>"] * 20_001).diagram
    assert [problem.code for problem in check_diagram(xml, {})] == ["xml-too-many-elements"]


@given(st.binary(max_size=300))
def test_any_bytes(raw: bytes) -> None:
    assert any(problem.severity == "error" for problem in check_diagram(raw, RULES))


def mutated(data: st.DataObject, raw: bytes) -> bytes:
    """A few wrongs done to a sound diagram: elements removed, doubled, moved, renamed; attributes changed or gone."""
    root = etree.fromstring(raw)
    for _ in range(data.draw(st.integers(1, 6))):
        elements = [element for element in root.iter() if element is not root]
        if not elements:
            break
        element = data.draw(st.sampled_from(elements))
        parent = element.getparent()
        deed = data.draw(st.sampled_from(["remove", "attribute", "drop", "text", "rename", "move"]))
        if deed == "remove":
            parent.remove(element)
        elif deed == "attribute" and element.attrib:
            name = data.draw(st.sampled_from(sorted(element.attrib)))
            others = [value for other in elements for value in other.attrib.values()]
            element.set(name, data.draw(st.sampled_from(WORDS + others)))
        elif deed == "drop" and element.attrib:
            del element.attrib[data.draw(st.sampled_from(sorted(element.attrib)))]
        elif deed == "text":
            element.text = data.draw(st.sampled_from(WORDS))
        elif deed == "rename":
            element.tag = data.draw(st.sampled_from(sorted({other.tag for other in elements})))
        elif deed == "move":
            target = data.draw(st.sampled_from(elements))
            if element not in target.iterancestors() and target is not element:
                target.append(element)
    return etree.tostring(root)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_wrong_done_to_a_sound_diagram(data: st.DataObject) -> None:
    problems = check_diagram(mutated(data, SHIPPED), RULES)
    for problem in problems:
        assert problem.message.ja and problem.message.en and problem.remedy.ja and problem.remedy.en
        assert problem.line is None or problem.line > 0


SMALL = (ROOT / "tests" / "engine" / "check" / "small.bpmn").read_bytes()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_what_has_no_error_is_made_ready_to_run(data: st.DataObject) -> None:
    xml = mutated(data, SMALL)
    if any(problem.severity == "error" for problem in check_diagram(xml, RULES)):
        return
    process = next(p for p in etree.fromstring(xml).iter("{*}process"))
    Engine().compile(_alone(process.get("id", ""), xml), RULES)


def _alone(id: str, xml: bytes) -> Bundle:
    made = bundle()
    return Bundle(
        **{
            **{name: getattr(made, name) for name in made.__dataclass_fields__},
            "id": id,
            "files": {"process.bpmn": xml},
        }
    )


def test_the_shipped_processes_are_clean() -> None:
    folders = [path.parent for path in (ROOT / "processes").glob("*/process.bpmn")]
    assert folders
    for folder in folders:
        assert check_bundle(read_folder(folder), RULES) == ()
