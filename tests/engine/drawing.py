"""Small diagrams for the tests, written as Python. Not for diagrams that people look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from handlers.determination import Determination, Rule
from webapp.engine import Engine, Program
from webapp.model.advance import Advance, Consult, Message
from webapp.model.bundle import Bundle

NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:nintei="urn:nintei:bpmn" '
    'targetNamespace="urn:test">'
)


def element(kind: str, id: str, *inside: str, **attributes: str) -> str:
    written = "".join(f" {name}={quoteattr(value)}" for name, value in {"id": id, **attributes}.items())
    return f"<bpmn:{kind}{written}>{''.join(inside)}</bpmn:{kind}>"


def start(id: str = "begin") -> str:
    return element("startEvent", id)


def end(id: str = "done", *inside: str) -> str:
    return element("endEvent", id, *inside)


def user(id: str, *inside: str) -> str:
    return element("userTask", id, *inside)


def service(id: str, operator: str, **inputs: str) -> str:
    parameters = "".join(
        f'<spiffworkflow:parameter id="{name}" type="any" value={quoteattr(value)}/>' for name, value in inputs.items()
    )
    return element(
        "serviceTask",
        id,
        f'<bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="{operator}" resultVariable="{id}">'
        f"<spiffworkflow:parameters>{parameters}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
        "</bpmn:extensionElements>",
    )


def script(id: str, text: str) -> str:
    return element("scriptTask", id, f"<bpmn:script>{escape(text)}</bpmn:script>")


def choice(id: str, default: str | None = None) -> str:
    return element("exclusiveGateway", id, **({} if default is None else {"default": default}))


def parallel(id: str) -> str:
    return element("parallelGateway", id)


def inclusive(id: str, default: str | None = None) -> str:
    return element("inclusiveGateway", id, **({} if default is None else {"default": default}))


def sub(id: str, *inside: str) -> str:
    return element("subProcess", id, *inside)


def timer(kind: str, text: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(text)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def boundary(id: str, host: str, *inside: str, interrupting: bool = True) -> str:
    return element("boundaryEvent", id, *inside, attachedToRef=host, cancelActivity=str(interrupting).lower())


def catch(id: str, *inside: str) -> str:
    return element("intermediateCatchEvent", id, *inside)


def several(*inside: str, sequential: bool = False) -> str:
    return element("multiInstanceLoopCharacteristics", "several", *inside, isSequential=str(sequential).lower())


def flow(source: str, target: str, when: str | None = None, outcomes: str | None = None, id: str | None = None) -> str:
    inside = "" if when is None else f"<bpmn:conditionExpression>{escape(when)}</bpmn:conditionExpression>"
    extra = "" if outcomes is None else f" nintei:outcomes={quoteattr(outcomes)}"
    id = id or f"from_{source}_to_{target}"
    return f'<bpmn:sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}"{extra}>{inside}</bpmn:sequenceFlow>'


def path(*ids: str) -> str:
    """Flows from each to the next."""
    return "".join(flow(source, target) for source, target in pairwise(ids))


def bundle(*inside: str, also: str = "", process: str = "p", definitions: str = "") -> Bundle:
    """A process with these elements; `also` are further processes, `definitions` messages and errors."""
    xml = f'{HEAD}{definitions}<bpmn:process id="{process}" isExecutable="true">{"".join(inside)}</bpmn:process>{also}</bpmn:definitions>'
    return Bundle(
        id=process,
        title=None,  # type: ignore[arg-type]
        number="T",
        owner="process_owner",
        start_roles=(),
        legal_basis=(),
        documents=(),
        purpose="mark_certification",
        files={"process.bpmn": xml.encode()},
    )


def nobody(handler: str, inputs: Mapping[str, Any]) -> Determination:
    raise AssertionError(f"no rule should be asked, but {handler} was")


def always(outcome: str | None, value: Any = None) -> Consult:
    return lambda _handler, _inputs: Determination(outcome, value, (), ())


def rules(*names: str) -> dict[str, Rule]:
    return {name: Rule(name, name, name, lambda _inputs, _law: Determination(None, None, (), ()), ()) for name in names}


class Run:
    """A case of a diagram, stored and loaded again between any two steps."""

    def __init__(
        self,
        bundle: Bundle,
        consult: Consult = nobody,
        names: tuple[str, ...] = (),
        now: datetime = NOW,
        first: Mapping[str, Any] | None = None,
        case: Mapping[str, Any] | None = None,
    ) -> None:
        self.engine = Engine()
        self.program: Program = self.engine.compile(bundle, rules(*names))
        self.consult = consult
        self.now = now
        self.case = dict(case or {"number": "T-1"})
        self.advances: list[Advance] = []
        self.open: dict[str, str] = {}
        data = {"case": self.case, "start": dict(first or {})}
        self._note(self.engine.start(self.program, data, now, consult))

    @property
    def last(self) -> Advance:
        return self.advances[-1]

    @property
    def steps(self) -> list[str]:
        """The steps of the open tasks, sorted."""
        return sorted(self.open.values())

    def task(self, step: str) -> str:
        return next(id for id, each in self.open.items() if each == step)

    def complete(self, step: str, now: datetime | None = None, **answers: Any) -> Advance:
        return self.complete_id(self.task(step), now, **answers)

    def complete_id(self, task_id: str, now: datetime | None = None, **answers: Any) -> Advance:
        self.now = now or self.now
        data = {self.open[task_id]: answers, "case": self.case}
        return self._note(self.engine.complete(self.program, self.last.snapshot, task_id, data, self.now, self.consult))

    def wake(self, now: datetime) -> Advance:
        self.now = now
        return self._note(self.engine.wake(self.program, self.last.snapshot, {"case": self.case}, now, self.consult))

    def deliver(self, message: Message) -> Advance:
        return self._note(
            self.engine.deliver(self.program, self.last.snapshot, message, {"case": self.case}, self.now, self.consult)
        )

    def _note(self, advance: Advance) -> Advance:
        self.advances.append(advance)
        for id in advance.closed:
            del self.open[id]
        self.open.update({task.id: task.step for task in advance.opened})
        return advance
