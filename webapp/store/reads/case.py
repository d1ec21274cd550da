"""One case with everything that its page tells: where it stands, what was answered and decided, who did what.

Must not know names of steps or labels of answers: they are in the bundle of the case's version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select

from webapp.model.may import Reach
from webapp.model.refusals import DeclareFirst
from webapp.model.text import Text
from webapp.store.grants import stands
from webapp.store.history import recomputed_in
from webapp.store.reads.people import names_of
from webapp.store.reads.visible import hidden, opened, within
from webapp.store.rows.case import Answer, Case, DeterminationRow, Fault, History, Task, Waiting
from webapp.store.rows.design import Version
from webapp.store.rows.registers import Operator, Service, Status
from webapp.store.rows.work import Letter
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class CaseHead:
    """`service_status` is the one in force on the day of reading, `expired` where the term of a grant is over; None where
    there is none; `judged_as`: the same whatever a measure of the case itself has made of it, by which it is judged.
    `performers`: step -> who has done it, or had a hand in a correction of it."""

    id: str
    number: str
    process: str
    version_id: str
    version_number: int
    title: str
    operator: Text | None
    service: Text | None
    service_status: str | None
    judged_as: str | None
    state: str
    end_event: str | None
    revision: int
    opened_by: str
    opened_at: datetime
    ended_at: datetime | None
    performers: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class TaskOf:
    """A task of the case. `state`: open | done | withdrawn; `laid_aside_by`: the correction for which the case went back
    behind it."""

    id: str
    step: str
    role: str
    state: str
    assignee_id: str | None
    opened_at: datetime
    claimed_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    laid_aside_by: str | None = None


@dataclass(frozen=True, slots=True)
class WaitOf:
    """What the case waits for besides people. `kind`: timer | message | join."""

    kind: str
    step: str
    since: datetime
    due_at: datetime | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """The answers of one step, given at once, as they stand after corrections. `task_id` is None for the start form;
    `aside`: the case went back behind them; `corrected`: the fields that were put right."""

    step: str
    task_id: str | None
    who: str
    at: datetime
    answers: Mapping[str, Any]
    aside: bool = False
    corrected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decided:
    """A handler's answer; the lists as `Determination.as_json` makes them."""

    id: str
    seq: int
    step: str
    handler: str
    outcome: str | None
    value: Any
    because: list[Any]
    cites: list[Any]
    inputs: Mapping[str, Any]
    parameters: Mapping[str, Any]
    edition: str | None
    decided_on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class LetterOf:
    """A letter of the case. `state`: prepared | approved | dispatched."""

    id: str
    step: str
    state: str
    title: Text
    body: Text
    addressee: str
    prepared_by: str
    prepared_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    dispatched_on: date | None
    channel: str | None
    proof: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history."""

    seq: int
    at: datetime
    actor: str
    verb: str
    step: str | None
    task_id: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FaultOf:
    """A fault that is open, or was."""

    id: str
    kind: str
    task_id: str | None
    step: str | None
    message: Text
    at: datetime
    attempts: int
    resolved_at: datetime | None
    resolved_by: str | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """`people`: the names of everybody named on the page, by id."""

    head: CaseHead
    tasks: tuple[TaskOf, ...]
    waits: tuple[WaitOf, ...]
    given: tuple[Given, ...]
    decided: tuple[Decided, ...]
    letters: tuple[LetterOf, ...]
    history: tuple[Line, ...]
    faults: tuple[FaultOf, ...]
    people: Mapping[str, Text]

    @property
    def records(self) -> dict[str, Mapping[str, Any]]:
        """The latest answers by step, as conditions of forms look at them."""
        return {given.step: given.answers for given in self.given if not given.aside}


def case_page(unit: Unit, reach: Reach, case_id: str, today: date) -> CasePage | None:
    """The page of a case, or None where there is none that this person may read. `today` is the day in Tokyo.
    Raises DeclareFirst."""
    head = _head(unit, reach, case_id, today)
    if head is None:
        return None
    if reach.declares and not unit.execute(select(exists().where(Case.id == case_id, opened(reach)))).scalar_one():
        raise DeclareFirst(case=case_id, number=head.number)
    tasks, given = _tasks(unit, case_id), _given(unit, case_id)
    letters, history, faults = _letters(unit, case_id), _history(unit, reach, case_id), _faults(unit, case_id)
    named = {
        head.opened_by,
        *(who for task in tasks for who in (task.assignee_id, task.closed_by)),
        *(step.who for step in given),
        *(who for step in given for value in step.answers.values() if isinstance(value, list) for who in value),
        *(who for letter in letters for who in (letter.prepared_by, letter.approved_by)),
        *(who for line in history for who in (line.actor, *(line.detail.get(name) for name in ("by", "from", "to")))),
        *(fault.resolved_by for fault in faults),
    }
    return CasePage(
        head=head,
        tasks=tasks,
        waits=_waits(unit, case_id),
        given=given,
        decided=_decided(unit, case_id),
        letters=letters,
        history=history,
        faults=faults,
        people=names_of(unit, {who for who in named if isinstance(who, str)}),
    )


def _head(unit: Unit, reach: Reach, case_id: str, today: date) -> CaseHead | None:
    in_force = (
        select(Status.status)
        .where(Status.service_id == Case.service_id, Status.corrected_by.is_(None), Status.valid_from <= today)
        .order_by(Status.valid_from.desc(), Status.entered_at.desc(), Status.id.desc())
        .limit(1)
    )
    status = in_force.scalar_subquery()
    last_day = in_force.with_only_columns(Status.last_day).scalar_subquery()
    apart = in_force.where(Status.case_id.is_distinct_from(Case.id)).scalar_subquery()
    row = unit.execute(
        select(
            Case.id,
            Case.number,
            Case.process,
            Case.version_id,
            Version.number.label("version_number"),
            Case.title,
            Operator.name.label("operator"),
            Operator.name_en.label("operator_en"),
            Service.name.label("service"),
            Service.name_en.label("service_en"),
            stands(status, last_day, Case.service_id, today).label("service_status"),
            apart.label("judged_as"),
            Case.state,
            Case.end_event,
            Case.revision,
            Case.opened_by,
            Case.opened_at,
            Case.ended_at,
            Case.performers,
        )
        .join(Version, Version.id == Case.version_id)
        .outerjoin(Operator, Operator.id == Case.operator_id)
        .outerjoin(Service, Service.id == Case.service_id)
        .where(Case.id == case_id, within(reach))
    ).one_or_none()
    if row is None:
        return None
    return CaseHead(
        id=row.id,
        number=row.number,
        process=row.process,
        version_id=row.version_id,
        version_number=row.version_number,
        title=row.title,
        operator=None if row.operator is None else Text(row.operator, row.operator_en),
        service=None if row.service is None else Text(row.service, row.service_en),
        service_status=row.service_status,
        judged_as=row.judged_as,
        state=row.state,
        end_event=row.end_event,
        revision=row.revision,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        performers=row.performers,
    )


def _tasks(unit: Unit, case_id: str) -> tuple[TaskOf, ...]:
    t = Task
    rows = unit.execute(
        select(
            t.id,
            t.step,
            t.role,
            t.state,
            t.assignee_id,
            t.opened_at,
            t.claimed_at,
            t.due_at,
            t.closed_at,
            t.closed_by,
            t.laid_aside_by,
        )
        .where(t.case_id == case_id)
        .order_by(t.opened_at, t.id)
    )
    return tuple(TaskOf(**row) for row in rows.mappings())


def _waits(unit: Unit, case_id: str) -> tuple[WaitOf, ...]:
    rows = unit.execute(
        select(Waiting.kind, Waiting.step, Waiting.since, Waiting.due_at, Waiting.missing)
        .where(Waiting.case_id == case_id)
        .order_by(Waiting.since, Waiting.engine_id)
    )
    return tuple(WaitOf(row.kind, row.step, row.since, row.due_at, tuple(row.missing)) for row in rows)


def _given(unit: Unit, case_id: str) -> tuple[Given, ...]:
    rows = unit.execute(
        select(
            Answer.step,
            Answer.task_id,
            Answer.field,
            Answer.value,
            Answer.who,
            Answer.entered_at,
            Answer.corrected_by,
            Answer.laid_aside_by,
        )
        .where(Answer.case_id == case_id)
        .order_by(Answer.seq, Answer.step, Answer.entered_at, Answer.id)
    )
    found: dict[tuple[str, str | None], Given] = {}
    for row in rows:
        key = (row.step, row.task_id)
        known = found.get(key) or Given(
            row.step, row.task_id, row.who, row.entered_at, {}, aside=row.laid_aside_by is not None
        )
        if row.corrected_by is not None:
            known = replace(known, corrected=known.corrected | {row.field})
        elif row.value is not None:
            known = replace(known, answers={**known.answers, row.field: row.value})
        found[key] = known
    return tuple(found.values())


def _decided(unit: Unit, case_id: str) -> tuple[Decided, ...]:
    d = DeterminationRow
    rows = unit.execute(
        select(
            d.id,
            d.seq,
            d.step,
            d.handler,
            d.outcome,
            d.value,
            d.because,
            d.cites,
            d.inputs,
            d.parameters,
            d.edition,
            d.decided_on,
            d.at,
        )
        .where(d.case_id == case_id, d.laid_aside_by.is_(None))
        .order_by(d.seq)
    )
    again = recomputed_in(unit, case_id)
    return tuple(Decided(**{**row, **again.get(row["id"], {})}) for row in rows.mappings())


def _letters(unit: Unit, case_id: str) -> tuple[LetterOf, ...]:
    rows = unit.execute(
        select(*Letter.__table__.columns).where(Letter.case_id == case_id).order_by(Letter.prepared_at, Letter.id)
    )
    return tuple(
        LetterOf(
            id=row.id,
            step=row.step,
            state=row.state,
            title=Text(row.title_ja, row.title_en),
            body=Text(row.body_ja, row.body_en),
            addressee=row.addressee,
            prepared_by=row.prepared_by,
            prepared_at=row.prepared_at,
            approved_by=row.approved_by,
            approved_at=row.approved_at,
            dispatched_on=row.dispatched_on,
            channel=row.channel,
            proof=row.proof,
        )
        for row in rows
    )


OF_OTHERS = ("linked", "told")
"""Lines that tell of another case."""


def _history(unit: Unit, reach: Reach, case_id: str) -> tuple[Line, ...]:
    """Without the lines that tell of a case from which the reader keeps away."""
    h = History
    rows = unit.execute(
        select(h.seq, h.at, h.actor, h.verb, h.step, h.task_id, h.detail).where(h.case_id == case_id).order_by(h.seq)
    )
    lines = tuple(Line(**row) for row in rows.mappings())
    others = any(line.verb in OF_OTHERS for line in lines)
    secret = hidden(unit, reach, ended=True) if others and reach.person else ()
    return tuple(line for line in lines if line.verb not in OF_OTHERS or line.detail["case"] not in secret)


def _faults(unit: Unit, case_id: str) -> tuple[FaultOf, ...]:
    rows = unit.execute(select(*Fault.__table__.columns).where(Fault.case_id == case_id).order_by(Fault.at, Fault.id))
    return tuple(
        FaultOf(
            id=row.id,
            kind=row.kind,
            task_id=row.task_id,
            step=row.step,
            message=Text(row.message_ja, row.message_en),
            at=row.at,
            attempts=row.attempts,
            resolved_at=row.resolved_at,
            resolved_by=row.resolved_by,
        )
        for row in rows
    )
