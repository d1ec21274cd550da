"""What a step of the engine costs: load, complete one user task, save; fresh and after many rounds.

The floor in the same run is SpiffWorkflow's own step in memory, without storing anything. The process is: start →
script → A → again? → A … → B → fork → C1, C2 → join → end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from statistics import median
from typing import Any, Final

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from bench.sampling import in_turn, summary, timed
from handlers.determination import Determination
from webapp.engine import Engine, Program
from webapp.model.advance import Advance
from webapp.model.bundle import Bundle
from webapp.model.text import Text

NOW: Final = datetime(2026, 4, 1, tzinfo=UTC)
SAMPLES: Final = 300
ROUNDS: Final = (0, 10, 300, 10_000)

DIAGRAM: Final = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:bench">
<bpmn:process id="bench" isExecutable="true">
<bpmn:startEvent id="begin"/><bpmn:scriptTask id="prepare"><bpmn:script>x = 1</bpmn:script></bpmn:scriptTask>
<bpmn:exclusiveGateway id="round"/><bpmn:userTask id="a"/><bpmn:exclusiveGateway id="again" default="on"/>
<bpmn:userTask id="b"/><bpmn:parallelGateway id="fork"/><bpmn:userTask id="c1"/><bpmn:userTask id="c2"/>
<bpmn:parallelGateway id="join"/><bpmn:endEvent id="done"/>
<bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="prepare"/>
<bpmn:sequenceFlow id="f2" sourceRef="prepare" targetRef="round"/>
<bpmn:sequenceFlow id="f3" sourceRef="round" targetRef="a"/>
<bpmn:sequenceFlow id="f4" sourceRef="a" targetRef="again"/>
<bpmn:sequenceFlow id="back" sourceRef="again" targetRef="round">
<bpmn:conditionExpression>a['again'] == True</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="on" sourceRef="again" targetRef="b"/>
<bpmn:sequenceFlow id="f5" sourceRef="b" targetRef="fork"/>
<bpmn:sequenceFlow id="f6" sourceRef="fork" targetRef="c1"/>
<bpmn:sequenceFlow id="f7" sourceRef="fork" targetRef="c2"/>
<bpmn:sequenceFlow id="f8" sourceRef="c1" targetRef="join"/>
<bpmn:sequenceFlow id="f9" sourceRef="c2" targetRef="join"/>
<bpmn:sequenceFlow id="f10" sourceRef="join" targetRef="done"/>
</bpmn:process></bpmn:definitions>"""

ANSWERS: Final = {"again": True, "grade": "C3", "count": 12, "day": "2026-04-01"}


def measure(rounds: tuple[int, ...] = ROUNDS, samples: int = SAMPLES) -> list[dict[str, Any]]:
    """One record per figure: `name`, `median_us`, `p95_us`, `samples`, and where it applies `rounds`, `bytes`,
    `ratio` to the floor and `growth` against the case of the fewest rounds. The floor and the cases take turns."""
    engine = Engine()
    program = engine.compile(_bundle(), {})
    grown = {number: _grown(engine, program, number) for number in rounds}
    steps = {str(number): partial(timed, partial(_complete, engine, program, case)) for number, case in grown.items()}
    taken = in_turn({"floor": step_in_memory(), **steps}, samples)
    sizes = {number: len(_complete(engine, program, case).snapshot.state) for number, case in grown.items()}
    floor, fresh = median(taken["floor"]), median(taken[str(rounds[0])])
    results = [{"name": "SpiffWorkflow step in memory (floor)", **summary(taken["floor"])}]
    for number in rounds:
        times = taken[str(number)]
        results.append(
            {
                "name": "engine: load, complete, save",
                "rounds": number,
                **summary(times),
                "bytes": sizes[number],
                "ratio": round(median(times) / floor, 2),
                "growth": round(median(times) / fresh, 2),
                "bytes_growth": round(sizes[number] / sizes[rounds[0]], 2),
            }
        )
    return results


def step_in_memory() -> Callable[[], float]:
    """What times the first step of a new case: SpiffWorkflow drops nothing, so that every later one costs more."""
    parser = SpiffBpmnParser()
    parser.add_bpmn_xml(etree.fromstring(DIAGRAM.encode()))
    spec = parser.get_spec("bench")

    def step() -> float:
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
        return timed(partial(_step, workflow, task))

    return step


def _step(workflow: Any, task: Any) -> None:
    task.data["a"] = dict(ANSWERS)
    task.run()
    workflow.do_engine_steps()


def _grown(engine: Engine, program: Program, rounds: int) -> Advance:
    """A case after so many rounds, at the task of the next."""
    advance = engine.start(program, {"case": {"number": "B-1"}}, NOW, _nobody)
    for _round in range(rounds):
        advance = _complete(engine, program, advance)
    return advance


def _complete(engine: Engine, program: Program, case: Advance) -> Advance:
    data = {"a": ANSWERS, "case": {"number": "B-1"}}
    return engine.complete(program, case.snapshot, case.opened[0].id, data, NOW, _nobody)


def _nobody(_handler: str, _inputs: Mapping[str, Any]) -> Determination:
    raise AssertionError("this process asks no rule")


def _bundle() -> Bundle:
    return Bundle(
        id="bench",
        title=Text("計測", "Bench"),
        number="B",
        owner="process_owner",
        start_roles=(),
        legal_basis=(),
        documents=(),
        files={"process.bpmn": DIAGRAM.encode()},
    )
