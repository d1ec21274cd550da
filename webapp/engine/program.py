"""A bundle's diagram, made ready to run: parsed once per version, shared by all threads.

Must not know any case.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from handlers.determination import Rule
from webapp.diagram.door import DiagramRefused, open_diagram
from webapp.diagram.graph import Diagram, Flow, read_diagram
from webapp.diagram.names import SPIFF, bpmn
from webapp.engine.faults import bad_diagram
from webapp.engine.reading import Reading, prepare
from webapp.engine.scripts import EFFECT
from webapp.engine.sources import sources
from webapp.engine.supported import unsupported
from webapp.model.bundle import Bundle, Step, bundle_hash

CASE: Final = "case"
_PICTURES: Final = (
    *map(bpmn, ("dataInputAssociation", "dataOutputAssociation", "ioSpecification", "dataStore")),
    *map(bpmn, ("correlationKey", "correlationProperty", "correlationSubscription")),
    *(f"{{{SPIFF}}}{name}" for name in ("payloadExpression", "variableName", "messageVariable")),
)
"""Elements that mean nothing here: data are the records of the steps, cases are found by whoever delivers."""


@dataclass(frozen=True)
class Program:
    """One version of a process. `needs`: step -> the fields of its record that expressions name, "*" for all; `of_case`:
    those of the case's own record."""

    id: str
    hash: str
    needs: Mapping[str, frozenset[str]]
    of_case: frozenset[str]
    steps: Mapping[str, Step]
    spec: Any = field(repr=False)
    subprocesses: Mapping[str, Any] = field(repr=False)
    inputs: Mapping[str, Mapping[str, str]] = field(repr=False)  # service task -> parameter -> expression
    records: frozenset[str] = field(repr=False)  # names that expressions may use before the step was gone through


def compile_program(bundle: Bundle, rules: Mapping[str, Rule]) -> Program:
    """Raises EngineFault ("diagram") where the diagram cannot run as it is drawn."""
    try:
        root = open_diagram(bundle.diagram)
    except DiagramRefused as refused:
        first = refused.problems[0]
        raise bad_diagram(first.element, first.message.ja, first.message.en, first.code) from refused
    diagram = read_diagram(root)
    if bundle.id not in diagram.scopes:
        raise bad_diagram(
            None, f"プロセス「{bundle.id}」が図にありません。", f"There is no process “{bundle.id}” in the diagram."
        )
    running = tuple(_scopes(diagram, bundle.id))
    _refuse_unsupported(diagram, running, rules)
    _prepare_xml(diagram, running)
    needs = _needs(diagram, running)
    of_case = needs.pop(CASE, frozenset())
    spec, subprocesses = _parse(root, bundle.id)
    _refuse_vanished(diagram, running, {bundle.id: spec, **subprocesses})
    for each in (spec, *subprocesses.values()):
        prepare(each)
    return Program(
        id=bundle.id,
        hash=bundle.hash or bundle_hash(bundle.files),
        needs=MappingProxyType(needs),
        of_case=of_case,
        steps=bundle.steps,
        spec=spec,
        subprocesses=MappingProxyType(subprocesses),
        inputs=MappingProxyType(
            {
                node.id: node.operator.parameters
                for scope in running
                for node in diagram.within(scope)
                if node.operator is not None
            }
        ),
        records=frozenset(node.id for scope in running for node in diagram.within(scope)) | {"start"},
    )


def _scopes(diagram: Diagram, process: str) -> Iterator[str]:
    """The process, its sub-processes and whatever they call, each once."""
    seen: set[str] = set()
    waiting = [process]
    while waiting:
        scope = waiting.pop()
        if scope in seen:
            continue
        seen.add(scope)
        yield scope
        for node in diagram.within(scope):
            if node.id in diagram.scopes:
                waiting.append(node.id)
            if node.kind != "callActivity":
                continue
            called = node.element.get("calledElement", "")
            if called not in diagram.scopes:
                raise bad_diagram(
                    node.id,
                    f"「{node.id}」が呼び出すプロセス「{called}」が図にありません。",
                    f"The process “{called}” that “{node.id}” calls is not in the diagram.",
                )
            waiting.append(called)


def _refuse_unsupported(diagram: Diagram, running: tuple[str, ...], rules: Mapping[str, Rule]) -> None:
    for scope in running:
        starts = [node for node in diagram.within(scope) if node.kind == "startEvent"]
        if len(starts) != 1:
            raise bad_diagram(
                scope, f"「{scope}」の開始イベントは1つにしてください。", f"“{scope}” needs exactly one start event."
            )
        for node in diagram.within(scope):
            for why in unsupported(diagram, node):
                raise bad_diagram(node.id, f"「{node.id}」：{why.ja}", f"“{node.id}”: {why.en}")
            if node.kind != "serviceTask":
                continue
            name = "" if node.operator is None else node.operator.name
            if not name.startswith(EFFECT) and name not in rules:
                raise bad_diagram(
                    node.id,
                    f"「{node.id}」の規則「{name}」は登録されていません。",
                    f"The rule “{name}” at “{node.id}” is not registered.",
                )


def _prepare_xml(diagram: Diagram, running: tuple[str, ...]) -> None:
    """Rewrites the tree in memory: decisions become conditions, results go to their own step, pictures go."""
    for flow in diagram.flows.values():
        if flow.scope in running and flow.outcomes is not None:
            _decide(diagram, flow)
    for scope in running:
        for node in diagram.within(scope):
            if node.operator is not None:
                for operator in node.element.iter(f"{{{SPIFF}}}serviceTaskOperator"):
                    operator.set("resultVariable", node.id)
                for parameter in node.element.iter(f"{{{SPIFF}}}parameter"):
                    parameter.set("type", parameter.get("type", "any"))
    for name in _PICTURES:
        for element in list(diagram.root.iter(name)):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)


def _decide(diagram: Diagram, flow: Flow) -> None:
    """Gives a flow with outcomes its condition on the decision in front of the gateway."""
    deciding = [
        node.id
        for into in diagram.into(flow.source)
        if (node := diagram.nodes.get(into.source)) is not None
        and node.operator is not None
        and not node.operator.name.startswith(EFFECT)
    ]
    gateway = diagram.nodes.get(flow.source)
    if gateway is None or gateway.kind != "exclusiveGateway" or len(deciding) != 1 or not deciding[0].isidentifier():
        raise bad_diagram(
            flow.id,
            f"「{flow.id}」に結果が書かれていますが、規則を呼び出すサービスタスクの直後の排他ゲートウェイから出ていません。",
            f"“{flow.id}” carries outcomes but does not leave an exclusive gateway directly after one rule's service task.",
        )
    outcomes = json.dumps(list(flow.outcomes or ()), ensure_ascii=False)
    for element in diagram.root.iter(bpmn("sequenceFlow")):
        if element.get("id") != flow.id:
            continue
        for old in element.findall(bpmn("conditionExpression")):
            element.remove(old)
        etree.SubElement(element, bpmn("conditionExpression")).text = f"{deciding[0]}.outcome in {outcomes}"
    if "default" in gateway.element.attrib:
        del gateway.element.attrib["default"]


def _needs(diagram: Diagram, running: tuple[str, ...]) -> dict[str, frozenset[str]]:
    needs: dict[str, frozenset[str]] = {}
    for scope in running:
        for source in sources(diagram, scope):
            for name, fields in source.names().items():
                needs[name] = needs.get(name, frozenset()) | fields
    return needs


def _parse(root: etree._Element, process: str) -> tuple[Any, dict[str, Any]]:
    reading = Reading()
    try:
        reading.add_bpmn_xml(root)
        return reading.get_spec(process), reading.get_subprocess_specs(process)
    except ValidationException as problem:
        where = None if problem.id is None else str(problem.id)
        raise bad_diagram(
            where,
            f"図を実行できません（{where or process}）。",
            f"The diagram cannot run ({where or process}).",
            str(problem),
        ) from problem
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as problem:
        raise bad_diagram(
            None, "図を実行できません。", "The diagram cannot run.", f"{type(problem).__name__}: {problem}"
        ) from problem


def _refuse_vanished(diagram: Diagram, running: tuple[str, ...], specs: Mapping[str, Any]) -> None:
    """Whatever is drawn must have been parsed, with the kind of event that is drawn."""
    for scope in running:
        parsed = {spec.bpmn_id for spec in specs[scope].task_specs.values()} if scope in specs else set()
        for node in diagram.within(scope):
            if node.id not in parsed:
                raise bad_diagram(
                    node.id,
                    f"「{node.id}」へは開始から行き着けません。つなぐか取り除いてください。",
                    f"“{node.id}” is not reached from the start. Connect it or remove it.",
                )
