"""Forms, letters, roles and answers of a whole bundle: a sound one with one thing wrong at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.check.asking import RULES
from webapp.bundle.read import folder_files, read_files
from webapp.bundle.shape import BundleProblems
from webapp.engine import Engine, Program
from webapp.engine.check import check_bundle
from webapp.model.advance import EngineFault
from webapp.model.problem import Problem
from webapp.model.text import Text

WORDS = st.sampled_from(
    ["values", "editions", "profiles", "from", "value", "source", "grantee", "C", "grades", "id", "points", "ja"]
)
FILES = folder_files(Path(__file__).parent / "sound")


def check(changes: Mapping[str, bytes | None]) -> tuple[Problem, ...]:
    files = {path: raw for path, raw in {**FILES, **changes}.items() if raw is not None}
    return check_bundle(read_files(files, "sound"), RULES)


def redrawn(old: str, new: str) -> tuple[Problem, ...]:
    xml = FILES["process.bpmn"].decode()
    assert old in xml
    return check({"process.bpmn": xml.replace(old, new, 1).encode()})


def form(id: str, at: int = 0, /, **changes: Any) -> dict[str, bytes | None]:
    """The form with one field changed."""
    content = json.loads(FILES[f"forms/{id}.json"])
    content["fields"][at].update(changes)
    return {f"forms/{id}.json": json.dumps(content).encode()}


def letter(fields: str) -> dict[str, bytes | None]:
    """The letter `no` with other fields."""
    words = 'title = {ja = "x", en = "x"}\nparagraphs = []\nfields = '
    return {"letters/no.toml": f"{words}{fields}\n".encode()}


def said(problems: tuple[Problem, ...]) -> set[tuple[str, str, str | None, str | None]]:
    return {(p.severity, p.code, p.file, p.element) for p in problems}


def test_a_sound_bundle_has_no_problems() -> None:
    assert check({}) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"forms/answer.json": None}, ("error", "form-missing", "process.bpmn", "answer")),
        ({"forms/start.json": None}, ("error", "form-missing", "process.bpmn", None)),
        ({"forms/ghost.json": FILES["forms/start.json"]}, ("error", "form-without-task", "forms/ghost.json", None)),
        ({"letters/no.toml": None}, ("error", "letter-missing", "process.bpmn", "letter")),
        (
            {"letters/no.toml": b'title = {ja = "x", en = "x"}\nfields = ["colour"]\nparagraphs = []\n'},
            ("error", "letter-field-unknown", "letters/no.toml", None),
        ),
        ({"tables/scale.toml": None}, ("error", "grade-item-unknown", "forms/review.json", None)),
        (form("answer", 1, when={"field": "ghost.a", "in": ["x"]}), ("error", "field-unknown", "forms/answer.json", None)),
        (form("answer", 1, when={"field": "case.colour", "in": ["x"]}), ("error", "field-unknown", "forms/answer.json", None)),
        (form("answer", 1, when={"field": "review.colour", "in": ["x"]}), ("error", "field-unknown", "forms/answer.json", None)),
        (form("answer", 1, kind="date", not_before="ghost.a"), ("error", "field-unknown", "forms/answer.json", None)),
        (form("answer", 1, kind="date", not_before="letter.value.sent_on"), ("error", "field-unknown", "forms/answer.json", None)),
        (form("answer", 1, kind="date", not_before="review.level"), ("error", "field-unknown", "forms/answer.json", None)),
        (form("answer", 1, kind="date", proposed="start.received_on ghost.a"), ("error", "field-unknown", "forms/answer.json", None)),
        (form("answer", 1, kind="date", proposed="letter.value.sent_on"), ("error", "field-unknown", "forms/answer.json", None)),
        (form("answer", 1, hint={"ja": "{share}％", "en": "{share} %"}), ("error", "amount-unknown", "forms/answer.json", None)),
        (form("answer", 1, kind="integer", within="ghost.a"), ("error", "field-unknown", "forms/answer.json", None)),
        (form("answer", 1, kind="integer", within="start.received_on"), ("error", "field-unknown", "forms/answer.json", None)),
        (form("answer", label={"ja": "方法"}), ("warning", "name-en-missing", "forms/answer.json", None)),
        ({"letters/ghost.toml": FILES["letters/no.toml"]}, ("error", "letter-unprepared", "letters/ghost.toml", None)),
        (letter('["number", "place"]'), ("error", "letter-field-missing", "process.bpmn", "letter")),
        (letter('["number", "addressee"]'), ("error", "letter-field-missing", "process.bpmn", "letter")),
        (form("start", kind="standings"), ("error", "field-unanswerable", "forms/start.json", None)),
        (form("start", kind="members", organ="committee"), ("error", "field-unanswerable", "forms/start.json", None)),
        (form("answer", 1, kind="standings"), ("error", "field-unanswerable", "forms/answer.json", None)),
        (
            form("answer", 1, kind="standings", required=True) | form("start", kind="operator"),
            ("error", "field-unanswerable", "forms/answer.json", None),
        ),
        (form("answer", 1, when={"field": "manner", "in": ["shout"]}), ("error", "condition-never", "forms/answer.json", None)),
        (form("answer", 1, when={"field": "case.status", "in": ["granted"]}), ("error", "condition-never", "forms/answer.json", None)),
        (form("answer", 1, when={"field": "ask.outcome", "in": ["maybe"]}), ("error", "condition-never", "forms/answer.json", None)),
        (
            form("answer", 1, when={"field": "start.received_on", "in": ["x"]}) | form("start", kind="files"),
            ("error", "condition-never", "forms/answer.json", None),
        ),
        (
            form("answer", 1, kind="date", not_before="start.received_on start.received_on"),
            ("error", "not-before-twice", "forms/answer.json", None),
        ),
    ],
)  # fmt: skip
def test_files_that_do_not_fit_together(changes: dict[str, bytes | None], expected: tuple[str, ...]) -> None:
    assert expected in said(check(changes))


@pytest.mark.parametrize(
    ("old", "new", "code", "element"),
    [
        (' nintei:role="intake"', "", "lane-without-role", "lane"),
        ("<bpmn:flowNodeRef>answer</bpmn:flowNodeRef>", "", "task-without-lane", "answer"),
        ('value="review.level"', 'value="review.colour"', "field-unknown", "ask"),
        ('value="review.level"', 'value="reviews.level"', "name-unknown", "ask"),
        ('value="review.level"', 'value="review.gravity"', "input-of-another-kind", "ask"),
        ('id="test.ask"', 'id="test.asks"', "handler-unknown", "ask"),
        ('id="sound"', 'id="other"', "process-id", "other"),
        ('<spiffworkflow:parameter id="last_day" type="any" value="ask.value.last_day" />', "", "letter-field-missing", "letter"),
        ("answer.manner ==", "answer.manners ==", "field-unknown", "f_attend"),
        ('nintei:outcomes="no"', "", "outcomes-missing", "f_no"),
        ('nintei:excludes="review"', 'nintei:excludes="asked"', "excludes-unknown", "answer"),
        ('"attend"', '"atend"', "value-unknown", "f_attend"),
        ('== "attend"', 'in ["attend", "come"]', "value-unknown", "f_attend"),
        ('answer.manner == "attend"', '"atend" != answer.manner', "value-unknown", "f_attend"),
        ('value="review.level"', 'value="1 if case.status == &quot;granted&quot; else 2"', "value-unknown", "ask"),
        ('value="ask.value.last_day"', 'value="today() if ask.outcome == &quot;maybe&quot; else None"', "value-unknown", "letter"),
    ],
)  # fmt: skip
def test_drawings_that_do_not_fit_the_forms(old: str, new: str, code: str, element: str) -> None:
    found = redrawn(old, new)
    assert (code, element) in {(problem.code, problem.element) for problem in found if problem.severity == "error"}


def test_what_a_case_about_a_service_can_answer() -> None:
    """The same field and the same letter are refused above, where nothing says whose case it is."""
    assert check(form("answer", 1, kind="standings") | form("start", kind="operator")) == ()
    assert check(letter('["number", "addressee"]') | form("start", kind="operator")) == ()


@pytest.mark.parametrize(
    "changes",
    [
        form("answer", 1, when={"field": "manner", "in": ["attend", "writing"]}),
        form("answer", 1, when={"field": "case.status", "in": ["grantee", "prospective"]}),
        form("answer", 1, when={"field": "ask.outcome", "in": ["no"]}),
        form("answer", 1, when={"field": "start.received_on", "in": ["before_today"]}),
        form("answer", 1, kind="date", not_before="start.received_on"),
        form("answer", 1, kind="date", not_before="ask.value.last_day"),
        form("answer", 1, kind="date", proposed="ask.value.last_day start.received_on"),
        form("answer", 1, kind="members", organ="committee"),
        form("start", kind="files"),
        letter('["number", "last_day", "grounds", "citations"]'),
    ],
)
def test_what_fits_together_is_let_alone(changes: dict[str, bytes | None]) -> None:
    assert check(changes) == ()


def test_what_is_compared_with_an_answer_is_among_its_options() -> None:
    """What stands for no answer, and what nobody knows beforehand, is let alone."""
    for condition in (
        'answer.manner != "writing"',
        "answer.manner != None",
        'review.level == "x" or review.level == 3',
    ):
        found = redrawn('answer.manner == "attend"', condition)
        assert "value-unknown" not in {problem.code for problem in found}
    several = {"kind": "choices", "options": [{"value": "a", "label": {"ja": "a", "en": "a"}}]}
    xml = FILES["process.bpmn"].decode()
    for condition, wrong in (('"a" in answer.note', False), ('"b" in answer.note', True)):
        drawn = {"process.bpmn": xml.replace('answer.manner == "attend"', condition, 1).encode()}
        codes = {problem.code for problem in check(form("answer", 1, **several) | drawn)}
        assert ("value-unknown" in codes) is wrong


def test_a_problem_in_a_form_or_letter_has_its_line() -> None:
    (never,) = check(form("answer", 1, when={"field": "manner", "in": ["shout"]}))
    (beside,) = (each for each in check(letter('["colour"]')) if each.code == "letter-field-unknown")
    assert (never.line, beside.line) == (1, 3)  # form() writes the whole form on one line
    assert "shout" in never.message.ja
    assert "attend" in never.remedy.en


def test_an_organ_that_does_not_exist_is_refused_where_the_form_is_read() -> None:
    with pytest.raises(BundleProblems) as refused:
        check(form("answer", 1, kind="members", organ="parliament"))
    (problem,) = refused.value.problems
    assert (problem.severity, problem.code, problem.file) == ("error", "value-wrong", "forms/answer.json")
    assert "committee" in problem.message.en


def test_an_organ_that_does_not_exist_is_refused_where_somebody_is_seated() -> None:
    operator = 'id="effect.prepare_letter"'
    xml = FILES["process.bpmn"].decode()
    a, b = (
        xml.index("<spiffworkflow:parameters>", xml.index(operator)),
        xml.index("</spiffworkflow:parameters>", xml.index(operator)),
    )
    seats = (
        '<spiffworkflow:parameters><spiffworkflow:parameter id="organ" type="any" value="&quot;parliament&quot;" />'
        '<spiffworkflow:parameter id="members" type="any" value="[]" />'
    )
    drawn = (xml[:a] + seats + xml[b:]).replace(operator, 'id="effect.seat_members"')
    found = check({"process.bpmn": drawn.encode(), "letters/no.toml": None, "letters/yes.toml": None})
    assert {(each.code, each.element) for each in found if each.severity == "error"} == {("expression-wrong", "letter")}
    assert "committee" in found[0].message.en


def test_a_role_that_does_not_exist() -> None:
    assert said(redrawn('nintei:role="intake"', 'nintei:role="janitor"')) >= {
        ("error", "role-unknown", "process.bpmn", "lane")
    }


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("&quot;yes&quot; if review.level == 1 else &quot;no&quot;", None),
        ("&quot;yes&quot; if review.level == 1 else &quot;maybe&quot;", "letter-missing"),
        ("&quot;no&quot;", "letter-unprepared"),
        ("review.gravity", None),  # what cannot be seen is not judged
    ],
)
def test_letters_that_a_step_chooses(source: str, code: str | None) -> None:
    found = redrawn('value="ask.outcome"', f'value="{source}"')
    expected = {code} if code else set()
    if code == "letter-missing":
        expected.add("letter-unprepared")
    assert {problem.code for problem in found} == expected


def test_a_letter_that_tells_of_a_determination_needs_one_before_it() -> None:
    """The letter cites; the only rule of the diagram is asked after it is prepared."""
    xml = FILES["process.bpmn"].decode()
    drawn = xml.replace('sourceRef="begin" targetRef="review"', 'sourceRef="begin" targetRef="letter"')
    drawn = drawn.replace('sourceRef="letter" targetRef="done"', 'sourceRef="letter" targetRef="review"')
    drawn = drawn.replace('sourceRef="told" targetRef="letter"', 'sourceRef="told" targetRef="done"')
    drawn = drawn.replace('value="ask.outcome"', 'value="&quot;no&quot;"')
    drawn = drawn.replace(
        'id="last_day" type="any" value="ask.value.last_day"', 'id="text" type="any" value="start.received_on"'
    )
    changes = letter('["number", "grounds"]') | {"process.bpmn": drawn.encode(), "letters/yes.toml": None}
    assert ("error", "letter-field-missing", "process.bpmn", "letter") in said(check(changes))


ASKS = ('<bpmn:userTask id="review"', '<bpmn:userTask id="review" nintei:qualification="研修"')


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"qualifications": ["研修"]}, set()),
        ({"qualifications": ["研修２"]}, {("error", "qualification-unknown", "process.bpmn", "review")}),
        ({"qualifications": []}, {("error", "qualification-unknown", "process.bpmn", "review")}),
        ({}, {("error", "qualification-unknown", "process.bpmn", "review")}),
        (None, {("warning", "qualification-unknown", "process.bpmn", "review")}),
    ],
)
def test_a_qualification_is_one_that_the_body_registers(
    body: dict[str, list[str]] | None, found: set[tuple[str, str, str, str]]
) -> None:
    """Else nobody could ever perform the step. Without the body's file it cannot be known."""
    xml = FILES["process.bpmn"].decode().replace(*ASKS)
    problems = check_bundle(read_files({**FILES, "process.bpmn": xml.encode()}, "sound"), RULES, body)
    assert said(problems) == found


def test_the_start_form_is_read_whatever_the_start_event_is_called() -> None:
    xml = FILES["process.bpmn"].decode().replace('"begin"', '"start"').replace(">begin<", ">start<")
    xml = xml.replace('value="review.level"', 'value="review.level if start.received_on != None else 0"')
    assert check({"process.bpmn": xml.encode()}) == ()


def test_another_name_for_a_result_is_a_warning() -> None:
    assert said(redrawn('resultVariable="ask"', 'resultVariable="level"')) == {
        ("warning", "result-variable", "process.bpmn", "ask")
    }


def test_answers_that_the_form_offers_are_all_tried() -> None:
    """A choice of two, one flow for each, needs no default until the form offers a third."""
    offered = json.loads(FILES["forms/answer.json"])
    offered["fields"][0]["options"].append({"value": "silence", "label": {"ja": "沈黙", "en": "Silence"}})

    (gap,) = check({"forms/answer.json": json.dumps(offered).encode()})

    assert (gap.severity, gap.code, gap.element) == ("error", "decision-gap", "how")
    assert "silence" in gap.message.ja


def test_a_field_that_may_stay_empty_is_a_gap() -> None:
    (gap,) = check(form("answer", required=False))
    assert (gap.code, gap.element) == ("decision-gap", "how")
    assert "None" in gap.message.en


SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(WORDS, SHAPES, max_size=3), st.dictionaries(WORDS, SHAPES, max_size=3))
def test_any_amounts_are_judged(parameters: dict[str, Any], scale: dict[str, Any]) -> None:
    sound = read_files(FILES, "sound")
    check_bundle(replace(sound, parameters=parameters, tables={"scale": scale}), RULES)


def test_the_engine_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """What no rule of check finds, the engine's own refusal does, at its step."""

    def refuse(*_: object) -> Program:
        raise EngineFault("diagram", Text("実行できません。", "It cannot run."), "review")

    monkeypatch.setattr("webapp.engine.engine.compile_program", refuse)
    (problem,) = Engine().check(read_files(FILES, "sound"), RULES)
    assert (problem.severity, problem.code, problem.element, problem.line) == ("error", "cannot-run", "review", 21)
    assert problem.message.en == "It cannot run."


def test_processes_that_nothing_calls() -> None:
    beside = '<bpmn:process id="q" isExecutable="true"><bpmn:startEvent id="qs" name="x" nintei:name_en="x"/><bpmn:endEvent id="qe" name="x" nintei:name_en="x"/><bpmn:sequenceFlow id="qf" sourceRef="qs" targetRef="qe"/></bpmn:process>'
    found = said(redrawn("<bpmndi:BPMNDiagram", beside + "<bpmndi:BPMNDiagram"))
    assert ("warning", "process-unused", "process.bpmn", "q") in found


def test_a_label_without_english_is_named() -> None:
    assert ("warning", "name-en-missing", "process.bpmn", "review") in said(redrawn(' nintei:name_en="Review"', ""))
