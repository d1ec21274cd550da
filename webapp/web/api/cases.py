"""Cases for programs: opened, listed, read with everything that their page tells. What is blind stays blind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from webapp.cases.open_case import OpenCase, Opened, open_case
from webapp.model.actor import STAFF_ROLES
from webapp.model.bundle import Bundle
from webapp.model.may import reach
from webapp.model.text import Text
from webapp.store.reads.case import CasePage, Decided, FaultOf, Given, Line, TaskOf, WaitOf
from webapp.store.reads.cases import CaseLine, case_list
from webapp.web.actor import current_actor, desk, now
from webapp.web.api.common import Answers, PageNumber, Person, Process, Query, person, step_name
from webapp.web.api.once import done_once
from webapp.web.api.operations import Answer, operation
from webapp.web.api.scope import PREFIX
from webapp.web.parts.answers import blind_for
from webapp.web.parts.dossier import withheld
from webapp.web.parts.history import SENTENCES, of_withheld, reason_of
from webapp.web.parts.reading import case_read
from webapp.web.parts.words import Words

READERS = (*STAFF_ROLES, "manager", "auditor")
Show = Literal["open", "ended", "all"]


@dataclass(frozen=True, slots=True)
class CaseQuery:
    show: Show = "open"
    process: Process = ""
    page: PageNumber = 1


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """The filters of the list, and `q`, which is never part of an address."""

    q: Query
    show: Show = "open"
    process: Process = ""
    page: PageNumber = 1


@dataclass(frozen=True, slots=True)
class CaseItem:
    """A case. `state`: open | ended | quarantined; `at`: the steps at which something of it waits."""

    id: str
    number: str
    process: str
    title: str
    operator: Text | None
    service: Text | None
    state: str
    opened_at: datetime
    ended_at: datetime | None
    faulted: bool
    at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """One page of 20, the newest first."""

    cases: tuple[CaseItem, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class CaseTask:
    """A task of the case. `state`: open | done | withdrawn."""

    id: str
    step: str
    step_name: Text
    role: str
    state: str
    assignee: Person | None
    opened_at: datetime
    claimed_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    closed_by: Person | None


@dataclass(frozen=True, slots=True)
class Wait:
    """What the case waits for besides people. `kind`: timer | message | join; `missing`: the steps a join lacks."""

    kind: str
    step: str
    step_name: Text
    since: datetime
    due_at: datetime | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepAnswers:
    """What was answered at one step; nothing where it is still blind for the caller."""

    step: str
    step_name: Text
    task_id: str | None
    who: Person | None
    at: datetime
    blind: bool
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Determined:
    """A rule's answer, with reasons, citations, inputs and the amounts that were used."""

    id: str
    step: str
    step_name: Text
    handler: str
    outcome: str | None
    value: Any
    because: tuple[Any, ...]
    cites: tuple[Any, ...]
    inputs: Mapping[str, Any]
    parameters: Mapping[str, Any]
    edition: str | None
    decided_on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the history, in its order; `reason` is what a person wrote to it."""

    seq: int
    at: datetime
    who: Person | None
    verb: str
    step: str | None
    task_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class OpenFault:
    """Why the case cannot move on; an operator retries it on the pages."""

    id: str
    step: str | None
    message: Text
    at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its tasks, waits, answers, determinations, history and open faults."""

    id: str
    number: str
    process: str
    version: int
    title: str
    operator: Text | None
    service: Text | None
    service_status: str | None
    state: str
    end: str | None
    revision: int
    opened_by: Person | None
    opened_at: datetime
    ended_at: datetime | None
    tasks: tuple[CaseTask, ...]
    waits: tuple[Wait, ...]
    answers: tuple[StepAnswers, ...]
    determinations: tuple[Determined, ...]
    history: tuple[Event, ...]
    faults: tuple[OpenFault, ...]


@dataclass(frozen=True, slots=True)
class OpenBody:
    process: Process
    answers: Answers


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """`tasks`: the ids of the tasks that are open now."""

    id: str
    number: str
    tasks: tuple[str, ...]
    ended: bool


@operation("GET", "/cases", "Cases that the caller may read", roles=READERS, query=CaseQuery, answer=Cases)
def list_cases(query: CaseQuery) -> Cases:
    """The newest first."""
    return _found(query, "")


@operation("POST", "/cases/search", "The same searched by text", roles=READERS, body=CaseSearch, answer=Cases)
def search_cases(body: CaseSearch) -> Cases:
    """Searched by number, title and operator."""
    return _found(body, body.q)


@operation(
    "POST",
    "/cases",
    "Open a case",
    roles=STAFF_ROLES,
    body=OpenBody,
    answer=OpenedCase,
    status=201,
    key=True,
    headers=("Location",),
    refusals=(404, 409),
)
def open_new(body: OpenBody) -> Answer:
    """Judges the start form, gives the number and starts the process. A 409 with a `case` says that the case is open
    and could not be started: do not open it again. With an Idempotency-Key the same request gets its first answer."""
    command = OpenCase(body.process, body.answers)
    opened = done_once(
        ["open", body.process, body.answers],
        lambda also: open_case(desk(), current_actor(), command, now(), also),
        _opened,
    )
    return Answer(opened, {"Location": f"{PREFIX}/cases/{opened['id']}"})


@operation("GET", "/cases/<case_id>", "A case", roles=READERS, answer=Case, headers=("ETag",))
def read_case(case_id: str) -> Answer:
    """The case as its page tells it."""
    page = case_read(case_id)
    return Answer(_case(page, desk().bundle(page.head.version_id)), {"ETag": f'"{page.head.revision}"'})


def _opened(opened: Opened) -> Mapping[str, Any]:
    """As `OpenedCase`."""
    return {"id": opened.case_id, "number": opened.number, "tasks": list(opened.tasks), "ended": opened.ended}


def _found(asked: CaseQuery | CaseSearch, text: str) -> Cases:
    with desk().store.read() as unit:
        found = case_list(unit, reach(current_actor()), asked.show, text, asked.page, asked.process)
    return Cases(tuple(_item(line) for line in found.lines), found.total, found.page, found.pages)


def _item(line: CaseLine) -> CaseItem:
    return CaseItem(
        id=line.id,
        number=line.number,
        process=line.process,
        title=line.title,
        operator=line.operator,
        service=line.service,
        state=line.state,
        opened_at=line.opened_at,
        ended_at=line.ended_at,
        faulted=bool(line.faulted),
        at=line.at,
    )


def _case(page: CasePage, bundle: Bundle) -> Case:
    head, people = page.head, page.people
    hidden, out = blind_for(page, Words(bundle), current_actor()), withheld(page)
    return Case(
        id=head.id,
        number=head.number,
        process=head.process,
        version=head.version_number,
        title=head.title,
        operator=head.operator,
        service=head.service,
        service_status=head.service_status,
        state=head.state,
        end=head.end_event,
        revision=head.revision,
        opened_by=person(people, head.opened_by),
        opened_at=head.opened_at,
        ended_at=head.ended_at,
        tasks=tuple(_task(task, people, bundle) for task in page.tasks),
        waits=tuple(_wait(wait, bundle) for wait in page.waits),
        answers=tuple(
            _given(given, people, bundle, given.task_id in hidden)
            for given in page.given
            if not out.covers(given.step, given.at)
        ),
        determinations=tuple(
            _determined(decided, bundle) for decided in page.decided if not out.covers(decided.step, decided.at)
        ),
        history=tuple(
            _event(line, people, hidden)
            for line in page.history
            if line.verb in SENTENCES and not of_withheld(line, out)
        ),
        faults=tuple(_fault(fault) for fault in page.faults if fault.resolved_at is None),
    )


def _task(task: TaskOf, people: Mapping[str, Text], bundle: Bundle) -> CaseTask:
    return CaseTask(
        id=task.id,
        step=task.step,
        step_name=step_name(bundle, task.step),
        role=task.role,
        state=task.state,
        assignee=person(people, task.assignee_id),
        opened_at=task.opened_at,
        claimed_at=task.claimed_at,
        due_at=task.due_at,
        closed_at=task.closed_at,
        closed_by=person(people, task.closed_by),
    )


def _wait(wait: WaitOf, bundle: Bundle) -> Wait:
    return Wait(wait.kind, wait.step, step_name(bundle, wait.step), wait.since, wait.due_at, wait.missing)


def _given(given: Given, people: Mapping[str, Text], bundle: Bundle, blind: bool) -> StepAnswers:
    return StepAnswers(
        step=given.step,
        step_name=step_name(bundle, given.step),
        task_id=given.task_id,
        who=person(people, given.who),
        at=given.at,
        blind=blind,
        answers={} if blind else given.answers,
    )


def _determined(decided: Decided, bundle: Bundle) -> Determined:
    return Determined(
        id=decided.id,
        step=decided.step,
        step_name=step_name(bundle, decided.step),
        handler=decided.handler,
        outcome=decided.outcome,
        value=decided.value,
        because=tuple(decided.because),
        cites=tuple(decided.cites),
        inputs=decided.inputs,
        parameters=decided.parameters,
        edition=decided.edition,
        decided_on=decided.decided_on,
        at=decided.at,
    )


def _event(line: Line, people: Mapping[str, Text], hidden: frozenset[str]) -> Event:
    # A retry is written down in the name of whoever did it first; "by" pressed the button.
    who = line.detail.get("by", line.actor) if line.verb == "retried" else line.actor
    who_said = person(people, who)
    return Event(line.seq, line.at, who_said, line.verb, line.step, line.task_id, reason_of(line, hidden))


def _fault(fault: FaultOf) -> OpenFault:
    return OpenFault(fault.id, fault.step, fault.message, fault.at, fault.attempts)
