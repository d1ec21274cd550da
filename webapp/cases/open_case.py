"""Open a case: judge the start form, give the number, start the process. Must not know what the process is about."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from webapp.cases.asking import case_record, judge
from webapp.cases.capacity import with_capacity
from webapp.cases.carry_out import carry_out, engine_data
from webapp.cases.desk import BODY, Desk
from webapp.cases.earlier import with_earlier
from webapp.cases.faulting import Attempt, put_right, write_fault
from webapp.cases.hand_in import by_content, hand_in
from webapp.cases.law import consult_for
from webapp.cases.proceedings import Proceedings, proceedings_of
from webapp.cases.refusing import refuse_for_role
from webapp.cases.sitting import with_organs
from webapp.cases.upload_file import waiting_for
from webapp.crypto.chain import fingerprint
from webapp.model.actor import Actor
from webapp.model.advance import Advance, EngineFault
from webapp.model.bundle import START, Bundle, Form
from webapp.model.clock import fiscal_year, local_date
from webapp.model.facts import ProcessFacts
from webapp.model.forms import Answers
from webapp.model.may import may
from webapp.model.refusals import AlreadyOpened, CaseFaulted, UnknownProcess
from webapp.model.text import Text
from webapp.registers.status import column_of, row_on
from webapp.store import answers as answer_rows
from webapp.store import cases, design, faults, registers, tasks
from webapp.store.answers import NewAnswer
from webapp.store.audit import EMPTY
from webapp.store.cases import CaseRow, Held
from webapp.store.rows.base import new_id
from webapp.store.unit import Unit

NO_FORM = Form(START, Text("開始", "Start"), None, ())


@dataclass(frozen=True, slots=True)
class OpenCase:
    """`answers`: what was typed into the start form. `key`: the opener's name for the request, made when the form is
    shown; what is sent again under the same key opens no second case."""

    process: str
    answers: Mapping[str, Any]
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """`tasks`: the ids of the tasks that are open now."""

    case_id: str
    number: str
    tasks: tuple[str, ...]
    ended: bool


class _SentTwice(Exception):
    """The key of the request has opened a case before. `answers` are those of this request."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers


def open_case(
    desk: Desk,
    actor: Actor,
    command: OpenCase,
    now: datetime,
    also: Callable[[Unit, Opened], None] | None = None,
) -> Opened:
    """Raises UnknownProcess, NotAllowed, InvalidAnswers; CaseFaulted when the process fails at its start: the case is
    open then, with its number, and starting it can be retried. `also` writes in the same commit.

    A request that was sent before, under the same key, is answered with the case that it opened then; AlreadyOpened
    when other answers are sent under that key."""
    try:
        return _open(desk, actor, command, now, also)
    except _SentTwice as again:
        return _opened_before(desk, actor, command, again.answers, also)


def _open(
    desk: Desk, actor: Actor, command: OpenCase, now: datetime, also: Callable[[Unit, Opened], None] | None
) -> Opened:
    try:
        with desk.store.write() as unit:
            proceedings, answers, status = _register(desk, unit, actor, command, now)
            advance = _start(proceedings, answers, status)
            opened = _write(proceedings, answers, advance)
            if also is not None:
                also(unit, opened)
            return opened
    except EngineFault as failed:
        fault_id, case_id = _keep(desk, actor, command, now, failed)
        raise CaseFaulted(fault=fault_id, case=case_id) from failed


def _opened_before(
    desk: Desk,
    actor: Actor,
    command: OpenCase,
    answers: Answers,
    also: Callable[[Unit, Opened], None] | None,
) -> Opened:
    with desk.store.write() as unit:
        case = cases.opened_with(unit, actor.id, _opening_key(desk, command) or "")
        assert case is not None
        if case.process != command.process or not _opened_with(desk, unit, case, answers):
            raise AlreadyOpened(number=case.number)
        waiting = tuple(task.id for task in tasks.tasks_of(unit, case.id) if task.state == "open")
        found = next((row for row in faults.faults_of(unit, case.id) if row.command["verb"] == "open_case"), None)
        if found is not None:
            raise CaseFaulted(fault=found.id, case=case.id)
        opened = Opened(case.id, case.number, waiting, case.state == "ended")
        if also is not None:
            also(unit, opened)
        return opened


def _opened_with(desk: Desk, unit: Unit, case: CaseRow, answers: Answers) -> bool:
    """Whether a case was opened with these answers. A file that was sent twice is the same file."""
    form = desk.bundle(case.version_id).forms.get(START, NO_FORM)
    recorded = answer_rows.records_of(unit, case.id, [START]).get(START, {})
    return by_content(unit, form, recorded) == by_content(unit, form, answers)


def start_again(desk: Desk, unit: Unit, actor: Actor, held: Held, now: datetime, retried_by: Actor) -> Opened:
    """Start a case that failed at its start, with the answers that it was opened with. Raises EngineFault."""
    proceedings = proceedings_of(desk, unit, actor, now, held)
    proceedings.note("retried", START, None, {"by": retried_by.id})
    answers = answer_rows.records_of(unit, held.case.id, [START]).get(START, {})
    advance = _start(proceedings, answers, held.status)
    carry_out(proceedings, advance, first=True)
    put_right(proceedings, held.open_faults, "open_case")
    _move(proceedings, advance)
    proceedings.write("start", order=advance.snapshot.order)
    return _opened(proceedings, advance)


def _register(
    desk: Desk, unit: Unit, actor: Actor, command: OpenCase, now: datetime
) -> tuple[Proceedings, Answers, str | None]:
    """The new case with its number and its answers, written but not started."""
    live = None if command.process == BODY else design.live_version(unit, command.process)
    if live is None:
        raise UnknownProcess(process=command.process[:60])
    bundle = desk.bundle(live.id)
    if not may(actor, "open_case", "process", ProcessFacts(frozenset(bundle.start_roles))):
        refuse_for_role(*bundle.start_roles)
    today = local_date(now)
    form = bundle.forms.get(START, NO_FORM)
    status = _status(unit, form, command, now)
    told = None if status is None else column_of(status)
    record = {"number": None, "opened_on": today.isoformat(), "status": told}
    waiting = waiting_for(unit, bundle.id, form, None, actor.id)
    answers = judge(unit, bundle, form, command.answers, None, record, today, waiting)
    year = fiscal_year(today)
    number = f"{bundle.number}-{year}-{cases.next_number(unit, bundle.number, year):04d}"
    case = _case_row(unit, bundle, live.id, number, form, answers, actor, now)
    if not cases.insert_case(unit, case, title_key(case.title), _opening_key(desk, command)):
        raise _SentTwice(answers)
    body = design.live_version(unit, BODY)
    proceedings = Proceedings(desk, unit, actor, now, case, case.revision, EMPTY, 0, None if body is None else body.id)
    _insert_answers(proceedings, form, answers, proceedings.note("opened", START))
    return proceedings, answers, status


def _start(proceedings: Proceedings, answers: Mapping[str, Any], status: str | None) -> Advance:
    desk, case, now = proceedings.desk, proceedings.case, proceedings.now
    bundle, program = desk.bundle(case.version_id), desk.program(case.version_id)
    record = with_organs(proceedings.unit, program, case, case_record(case, status), local_date(now))
    record = with_earlier(proceedings.unit, bundle, program, case, record, local_date(now))
    record = with_capacity(desk, proceedings.unit, program, proceedings.body_id, case, record, local_date(now))
    data = engine_data(program, record, START, answers)
    proceedings.was_given(data["case"])
    consult = consult_for(desk, case.version_id, proceedings.body_id, local_date(now))
    return desk.engine.start(program, data, now, consult)


def _write(proceedings: Proceedings, answers: Answers, advance: Advance) -> Opened:
    carry_out(proceedings, advance, first=True)
    if advance.ended:
        _move(proceedings, advance)
    _write_opened(proceedings, answers, order=advance.snapshot.order)
    return _opened(proceedings, advance)


def _write_opened(proceedings: Proceedings, answers: Answers, **more: Any) -> None:
    keys, case = proceedings.desk.keys, proceedings.case
    proceedings.write(
        "open_case",
        number=case.number,
        version=case.version_id,
        answers={name: fingerprint(keys, value) for name, value in answers.items()},
        **more,
    )


def _move(proceedings: Proceedings, advance: Advance) -> None:
    cases.move_case(
        proceedings.unit,
        proceedings.case,
        proceedings.actor.id,
        proceedings.now,
        state="ended" if advance.ended else "open",
        end_event=advance.end,
        ended_at=proceedings.now if advance.ended else None,
    )


def _keep(desk: Desk, actor: Actor, command: OpenCase, now: datetime, failed: EngineFault) -> tuple[str, str]:
    """The case without a state, and the fault: the number is given, the answers are kept, the start can be retried."""
    with desk.store.write() as unit:
        proceedings, answers, _ = _register(desk, unit, actor, command, now)
        _write_opened(proceedings, answers)
        case_id = proceedings.case.id
        held = cases.hold_case(unit, case_id, local_date(now))
        assert held is not None
        proceedings = proceedings_of(desk, unit, actor, now, held)
        fault_id = write_fault(proceedings, Attempt(case_id, {"verb": "open_case", "actor": actor.id}), failed)
    return fault_id, case_id


def _opened(proceedings: Proceedings, advance: Advance) -> Opened:
    case = proceedings.case
    return Opened(case.id, case.number, tuple(task.id for task in advance.opened), advance.ended)


def _case_row(
    unit: Unit,
    bundle: Bundle,
    version_id: str,
    number: str,
    form: Form,
    answers: Answers,
    actor: Actor,
    now: datetime,
) -> CaseRow:
    case = CaseRow(
        id=new_id(),
        number=number,
        process=bundle.id,
        version_id=version_id,
        title=str(answers.get("title") or bundle.title.ja),
        operator_id=None,
        service_id=None,
        state="open",
        revision=1,
        opened_by=actor.id,
        opened_at=now,
        changed_by=actor.id,
        changed_at=now,
    )
    service_id = _service(form, answers)
    service = None if service_id is None else registers.service(unit, service_id)
    return case if service is None else replace(case, service_id=service.id, operator_id=service.operator_id)


def _service(form: Form, answers: Mapping[str, Any]) -> str | None:
    """The answer of the form's field that asks for a registered service."""
    found = (answers.get(field.id) for field in form.fields if field.kind == "operator")
    return next((service_id for service_id in found if isinstance(service_id, str)), None)


def _status(unit: Unit, form: Form, command: OpenCase, now: datetime) -> str | None:
    """The status in force of the service that was typed; None for none."""
    service_id = _service(form, command.answers)
    row = None if service_id is None else row_on(unit, service_id, local_date(now))
    return None if row is None else row.status


def _insert_answers(proceedings: Proceedings, form: Form, answers: Answers, seq: int) -> None:
    purposes = {field.id: field.purpose for field in form.fields}
    new = [NewAnswer(name, value, purposes[name]) for name, value in answers.items()]
    case = proceedings.case
    answer_rows.insert_answers(proceedings.unit, case.id, seq, None, START, case.opened_by, proceedings.now, new)
    hand_in(proceedings, form, answers, seq, None)


def _opening_key(desk: Desk, command: OpenCase) -> str | None:
    return fingerprint(desk.keys, command.key) if command.key else None


def title_key(title: str) -> str:
    """A title as it is searched for."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())
