"""Reading a folder: what is there, what is refused, and where."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.bundle.read import folder_files, read_files, read_folder
from webapp.bundle.shape import BundleProblems
from webapp.model.bundle import bundle_hash
from webapp.model.problem import Problem
from webapp.model.text import Text

SHIPPED = Path(__file__).parents[2] / "processes" / "incident"

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:nintei="urn:nintei:bpmn" id="d">
  <bpmn:process id="small" isExecutable="true">
    <bpmn:laneSet id="ls">
      <bpmn:lane id="outer" name="事務局" nintei:name_en="Secretariat" nintei:role="secretariat">
        <bpmn:flowNodeRef>begin</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>part</bpmn:flowNodeRef>
        <bpmn:childLaneSet id="cs">
          <bpmn:lane id="inner" name="受付"><bpmn:flowNodeRef>look</bpmn:flowNodeRef></bpmn:lane>
        </bpmn:childLaneSet>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="begin" />
    <bpmn:userTask id="look" name=" 確かめる " nintei:name_en="Look" nintei:due="P3D" nintei:excludes="again  other" nintei:blind="pair" />
    <bpmn:boundaryEvent id="late" attachedToRef="look"><bpmn:timerEventDefinition id="t" /></bpmn:boundaryEvent>
    <bpmn:subProcess id="part">
      <bpmn:userTask id="again" />
      <bpmn:serviceTask id="ask"><bpmn:extensionElements>
        <spiffworkflow:serviceTaskOperator id="incident.level" resultVariable="ask" />
      </bpmn:extensionElements></bpmn:serviceTask>
    </bpmn:subProcess>
  </bpmn:process>
</bpmn:definitions>
"""
ABOUT = """title = { ja = "小さな手続", en = "Small" }
number = "SML"
purpose = "complaints"
owner = "process_owner"
start_roles = ["intake"]
legal_basis = ["A"]
documents = ["B"]
"""
FORM = {
    "title": {"ja": "確かめる", "en": "Look"},
    "guidance": {"ja": "よく見る", "en": "Look well"},
    "fields": [
        {"id": "kind", "kind": "choice", "label": {"ja": "種類", "en": "Kind"}, "required": True,
         "options": [{"value": "a", "label": {"ja": "あ", "en": "A"}, "guidance": {"ja": "第一", "en": "first"}},
                     {"value": "b", "label": {"ja": "い", "en": "B"}}]},
        {"id": "why", "kind": "textarea", "label": {"ja": "理由", "en": "Why"}, "maximum": 500, "personal": True,
         "purpose": "audit", "when": {"field": "kind", "in": ["b"]}},
    ],
}  # fmt: skip
LETTER = """title = { ja = "通告{number}", en = "Notice {number}" }
fields = ["number", "date"]
[[paragraphs]]
ja = "{date}に通告します。"
en = "Given on {date}."
"""
FILES: Mapping[str, bytes] = {
    "process.bpmn": DIAGRAM.encode(),
    "process.toml": ABOUT.encode(),
    "parameters.toml": b'[limit]\nja = "x"\n[[limit.values]]\nfrom = 2019-06-26\nvalue = 1\n',
    "tables/scale.toml": b'ja = "x"\n',
    "forms/look.json": json.dumps(FORM).encode(),
    "letters/notice.toml": LETTER.encode(),
    "scenarios/plain.yaml": "title: 平凡\nsteps: []\n".encode(),
}


def refused(changes: Mapping[str, bytes | None], name: str = "small") -> tuple[Problem, ...]:
    with pytest.raises(BundleProblems) as caught:
        read_files({path: raw for path, raw in {**FILES, **changes}.items() if raw is not None}, name)
    assert caught.value.problems
    assert all(problem.message.ja and problem.message.en and problem.remedy.ja for problem in caught.value.problems)
    return caught.value.problems


def form_with(**field: object) -> dict[str, bytes | None]:
    first, *others = FORM["fields"]  # type: ignore[misc]  # a list
    return {"forms/look.json": json.dumps({**FORM, "fields": [{**first, **field}, *others]}).encode()}


def test_everything_in_a_folder_becomes_one_bundle() -> None:
    bundle = read_files(FILES, "small")

    assert (bundle.id, bundle.title, bundle.number, bundle.owner) == (
        "small",
        Text("小さな手続", "Small"),
        "SML",
        "process_owner",
    )
    assert (bundle.start_roles, bundle.legal_basis, bundle.documents) == (("intake",), ("A",), ("B",))
    assert bundle.diagram == DIAGRAM.encode()
    assert bundle.parameters["limit"]["values"][0]["value"] == 1
    assert bundle.tables["scale"] == {"ja": "x"}
    assert bundle.scenarios["plain"]["title"] == "平凡"
    assert bundle.hash == bundle_hash(FILES)


def test_steps_as_people_see_them() -> None:
    bundle = read_files(FILES, "small")

    look = bundle.steps["look"]
    assert (look.kind, look.name, look.due, look.blind) == ("userTask", Text("確かめる", "Look"), "P3D", "pair")
    assert (look.lane, look.role, look.excludes, look.parent) == ("inner", "secretariat", ("again", "other"), None)
    assert look.line == 15
    assert bundle.steps["late"].role == "secretariat"  # stands where its task stands
    assert (bundle.steps["again"].parent, bundle.steps["again"].lane) == ("part", "outer")
    assert bundle.steps["ask"].handler == "incident.level"
    assert bundle.steps["begin"].name == Text("begin")  # nobody has named it
    assert bundle.lanes["inner"].role == "secretariat"


def test_forms_and_letters() -> None:
    bundle = read_files(FILES, "small")

    kind, why = bundle.forms["look"].fields
    assert [option.value for option in kind.options] == ["a", "b"]
    assert kind.options[0].guidance == Text("第一", "first")
    assert (why.personal, why.purpose, why.maximum) == (True, "audit", 500)
    assert why.when is not None
    assert (why.when.field, why.when.values) == ("kind", ("b",))
    letter = bundle.letters["notice"]
    assert (letter.name, letter.fields, letter.paragraphs[0].en) == ("notice", ("number", "date"), "Given on {date}.")


@pytest.mark.parametrize("missing", ["process.bpmn", "process.toml"])
def test_what_a_bundle_cannot_do_without(missing: str) -> None:
    assert [(p.code, p.file) for p in refused({missing: None})] == [("file-missing", missing)]


@pytest.mark.parametrize(
    ("file", "raw", "line"),
    [
        ("forms/look.json", b'{\n"title": ,\n}', 2),
        ("forms/look.json", b'{"a": 1, "a": 2}', None),
        ("forms/look.json", b'{"title": {"ja": "\\ud800"}}', None),
        ("process.toml", b'title = {ja = "x"}\nnumber = \n', 2),
        ("letters/notice.toml", b'\n\n= "x"', 3),
        ("scenarios/plain.yaml", b"title: x\nsteps: [\n", 3),
        ("scenarios/plain.yaml", b"a: &a [x]\nb: *a\n", None),
        ("scenarios/plain.yaml", b"- x\n", 1),
        ("scenarios/plain.yaml", b"!!python/object/apply:os.system ['id']\n", 1),
        ("tables/scale.toml", b"\xff\xfe", 1),
    ],
)
def test_files_that_are_not_what_they_should_be(file: str, raw: bytes, line: int | None) -> None:
    assert [(p.code, p.file, p.line) for p in refused({file: raw})] == [("file-malformed", file, line)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (form_with(kind="colour"), "kind"),
        (form_with(id="two words"), "id"),
        (form_with(label="plain"), "label"),
        (form_with(required="yes"), "required"),
        (form_with(maximum="many"), "maximum"),
        (form_with(minimum=3, maximum=2), "minimum"),
        (form_with(options=[]), "options"),
        (form_with(kind="date"), "options"),
        (form_with(kind="grade", options=None), "item"),
        (form_with(colour="red"), "colour"),
        (form_with(id="why"), "why"),
        (form_with(when={"field": "later", "in": ["x"]}), "when"),
        (form_with(kind="date", options=None, not_before="later"), "not_before"),
        (form_with(kind="text", options=None, not_before="case.opened_on"), "not_before"),
        (form_with(kind="members", options=None, organ="committee", proposed="start.who"), "proposed"),
        ({"process.toml": ABOUT.replace("SML", "small").encode()}, "number"),
        ({"process.toml": ABOUT.replace("intake", "wizard").encode()}, "start_roles"),
        ({"process.toml": ABOUT.replace("process_owner", "").encode()}, "owner"),
        ({"process.toml": (ABOUT + "colour = 1\n").encode()}, "colour"),
        ({"process.toml": ABOUT.replace("complaints", "gossip").encode()}, "purpose"),
        ({"letters/notice.toml": LETTER.replace('"date"]', '"day"]').encode()}, "date"),
        ({"letters/notice.toml": LETTER.replace("on {date}", "on {date").encode()}, "{"),
        ({"letters/notice.toml": f'series = "sus1"\n{LETTER}'.encode()}, "series"),
        ({"letters/notice.toml": f'layout = "poster"\n{LETTER}'.encode()}, "layout"),
        ({"letters/notice.toml": f'organ = "x"\n{LETTER}'.encode()}, "organ"),
    ],
)
def test_values_that_are_wrong_are_named(changes: dict[str, bytes | None], words: str) -> None:
    problems = refused(changes)
    assert any(words in problem.message.en and words in problem.message.ja for problem in problems)
    assert {problem.file for problem in problems} == set(changes)


def test_one_reading_names_everything() -> None:
    problems = refused(
        {"process.toml": b"=", "forms/look.json": b"{", "letters/notice.toml": b"=", "process.bpmn": b"<"}
    )
    assert {p.file for p in problems} == {"process.toml", "forms/look.json", "letters/notice.toml", "process.bpmn"}


@pytest.mark.parametrize("name", ["Small", "1st", "a-b", "", "../up", "a" * 61])
def test_folder_names_that_cannot_be_ids(name: str) -> None:
    assert "bundle-id" in {problem.code for problem in refused({}, name)}


@pytest.mark.parametrize(
    "path", ["../up.toml", "/etc/passwd", "forms/../x.json", "a\\b", "", "a/b/c/d/e", "x\0y", ".hidden"]
)
def test_paths_that_lead_elsewhere(path: str) -> None:
    assert {problem.code for problem in refused({path: b""})} == {"file-name"}


def test_too_much() -> None:
    assert {p.code for p in refused({f"notes/n{n}.txt": b"" for n in range(600)})} == {"too-many-files"}
    assert {p.code for p in refused({"notes/big.txt": b"x" * 2_000_001})} == {"file-too-large"}


def test_a_folder_on_disk(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    for path, raw in {**FILES, ".DS_Store": b"x", "forms/.swp": b"x", "__pycache__/a.pyc": b"x"}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)

    assert folder_files(folder) == dict(FILES)
    assert read_folder(folder) == read_files(FILES, "small")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BundleProblems) as caught:
        read_folder(tmp_path / "nowhere")
    assert [problem.code for problem in caught.value.problems] == ["file-missing"]


def test_the_shipped_processes_are_read() -> None:
    assert read_folder(SHIPPED).forms["start"].fields


@given(st.sampled_from(list(FILES)), st.binary(max_size=200))
def test_any_bytes_in_any_file_are_read_or_refused(path: str, raw: bytes) -> None:
    try:
        read_files({**FILES, path: raw}, "small")
    except BundleProblems as refusal:
        assert all(problem.file for problem in refusal.problems)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["ja", "id", "kind", "options", "in"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.sampled_from(["title", "guidance", "fields"]), JSON)
def test_any_json_in_a_form_is_read_or_refused(key: str, value: object) -> None:
    try:
        read_files({**FILES, "forms/look.json": json.dumps({**FORM, key: value}).encode()}, "small")
    except BundleProblems as refusal:
        assert {problem.file for problem in refusal.problems} == {"forms/look.json"}


@given(st.sampled_from([*FORM["fields"][0], "when", "item", "hint", "minimum"]), JSON)  # type: ignore[misc]
def test_any_json_in_a_field_is_read_or_refused(key: str, value: object) -> None:
    try:
        read_files({**FILES, **form_with(**{key: value})}, "small")  # type: ignore[arg-type]
    except BundleProblems as refusal:
        assert {problem.file for problem in refusal.problems} == {"forms/look.json"}
