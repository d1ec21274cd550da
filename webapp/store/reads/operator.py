"""One operator with everything that its page in the registers tells, and the history of it all.

Must not know what an officer declared: that is never part of this page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from webapp.model.grants import OF_A_GRANT, Renewal, renewing, stands
from webapp.model.may import Reach
from webapp.model.text import Text
from webapp.store.grants import RENEWAL
from webapp.store.reads.people import names_of
from webapp.store.reads.visible import within
from webapp.store.registers import OperatorRow, operator, statuses
from webapp.store.rows.case import Case
from webapp.store.rows.registers import (
    Application,
    Bar,
    Correction,
    Coverage,
    Identity,
    Officer,
    Operator,
    Partner,
    Service,
)
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class CaseOf:
    """A case that the reader may read."""

    id: str
    number: str
    title: str
    state: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A status of the history. `case` is None where none changed it or where the reader may not read that one:
    `by_case` tells these apart. `corrected`: another row stands in its place."""

    id: str
    status: str
    valid_from: date
    last_day: date | None
    how: str
    by_case: bool
    case: CaseOf | None
    reason: str
    entered_by: str
    entered_at: datetime
    corrected: bool


@dataclass(frozen=True, slots=True)
class PartnerOf:
    id: str
    kind: str
    name: str
    corporate_number: str | None
    purpose: str
    first_day: date
    last_day: date | None
    review: str
    reviewed_on: date | None


@dataclass(frozen=True, slots=True)
class ApplicationOf:
    id: str
    kind: str
    first_day: date
    last_day: date | None
    result: str
    note: str


@dataclass(frozen=True, slots=True)
class ServiceOf:
    """`current`: what is in force on the day asked for; `stands`: as what it is shown, `expired` where the term of a
    grant (`term`, its last day) is over; `renewing`: the grant is in force because its renewal is being reviewed;
    `history`: the latest beginning first."""

    id: str
    name: Text
    current: StatusLine | None
    stands: str | None
    term: date | None
    renewing: bool
    history: tuple[StatusLine, ...]
    partners: tuple[PartnerOf, ...]
    applications: tuple[ApplicationOf, ...]


@dataclass(frozen=True, slots=True)
class OfficerOf:
    id: str
    name: Text
    position: str
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class CoverageOf:
    id: str
    basis: str
    evidence: str
    first_day: date
    last_day: date | None
    ended_because: str
    publish: bool
    because: list[Any]
    cites: list[Any]


@dataclass(frozen=True, slots=True)
class BarOf:
    """`of_measure`: it came with a status and is corrected with that."""

    id: str
    ground: str
    event_date: date
    first_day: date
    last_day: date
    evidence: str
    because: list[Any]
    cites: list[Any]
    of_measure: bool


@dataclass(frozen=True, slots=True)
class IdentityOf:
    """A decision about this operator and another one."""

    other_id: str
    other: Text
    outcome: str
    grounds: list[str]
    since: date
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history. `about`: the present name of what was changed; `changes`: field -> [old, new]."""

    kind: str
    about: str
    deed: str
    changes: Mapping[str, Any]
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OperatorPage:
    """`people`: the names of everybody named on the page, by id."""

    head: OperatorRow
    services: tuple[ServiceOf, ...]
    officers: tuple[OfficerOf, ...]
    coverages: tuple[CoverageOf, ...]
    bars: tuple[BarOf, ...]
    identities: tuple[IdentityOf, ...]
    cases: tuple[CaseOf, ...]
    changes: tuple[Change, ...]
    people: Mapping[str, Text]


def operator_page(
    unit: Unit, reach: Reach, operator_id: str, on: date, without: Collection[str] = ()
) -> OperatorPage | None:
    """The page of an operator as of a day, None where there is none. `without`: processes whose cases are not
    listed."""
    head = operator(unit, operator_id)
    if head is None:
        return None
    cases = _cases(unit, reach, operator_id, without)
    services, changes = _services(unit, operator_id, cases, on), _changes(unit, operator_id)
    identities = _identities(unit, operator_id)
    named = {
        *(line.entered_by for service in services for line in service.history),
        *(change.by for change in changes),
        *(decision.decided_by for decision in identities),
    }
    return OperatorPage(
        head=head,
        services=services,
        officers=_officers(unit, operator_id),
        coverages=_coverages(unit, operator_id),
        bars=_bars(unit, operator_id),
        identities=identities,
        cases=cases,
        changes=changes,
        people=names_of(unit, named),
    )


def operator_names(unit: Unit, ids: Iterable[str]) -> dict[str, Text]:
    rows = unit.execute(select(Operator.id, Operator.name, Operator.name_en).where(Operator.id.in_(sorted(ids))))
    return {row.id: Text(row.name, row.name_en) for row in rows}


def _cases(unit: Unit, reach: Reach, operator_id: str, without: Collection[str]) -> tuple[CaseOf, ...]:
    rows = unit.execute(
        select(Case.id, Case.number, Case.title, Case.state, Case.opened_at)
        .where(Case.operator_id == operator_id, within(reach), Case.process.not_in(sorted(without)))
        .order_by(Case.opened_at.desc(), Case.number.desc())
    )
    return tuple(CaseOf(**row) for row in rows.mappings())


def cases_open_for(
    unit: Unit, reach: Reach, operator_ids: Iterable[str], without: Collection[str] = ()
) -> tuple[CaseOf, ...]:
    """The open cases of these operators that the reader may read; none of the processes `without`."""
    rows = unit.execute(
        select(Case.id, Case.number, Case.title, Case.state, Case.opened_at)
        .where(
            Case.operator_id.in_(sorted(operator_ids)),
            Case.state != "ended",
            within(reach),
            Case.process.not_in(sorted(without)),
        )
        .order_by(Case.number)
    )
    return tuple(CaseOf(**row) for row in rows.mappings())


def _services(unit: Unit, operator_id: str, cases: tuple[CaseOf, ...], on: date) -> tuple[ServiceOf, ...]:
    rows = unit.execute(
        select(Service.id, Service.name, Service.name_en)
        .where(Service.operator_id == operator_id)
        .order_by(Service.name, Service.id)
    ).all()
    readable = {case.id: case for case in cases}
    partners = _partners(unit, [row.id for row in rows])
    found = []
    for row in rows:
        history = _history(unit, row.id, readable)
        current = next((line for line in history if line.valid_from <= on and not line.corrected), None)
        filed = _applications(unit, row.id)
        term = _term(current, history, on)
        renewals = [Renewal(one.first_day, one.last_day) for one in filed if one.kind == RENEWAL]
        found.append(
            ServiceOf(
                id=row.id,
                name=Text(row.name, row.name_en),
                current=current,
                stands=None if current is None else stands(current.status, term, renewals, on, current.last_day),
                term=term,
                renewing=term is not None and term < on and renewing(term, renewals, on),
                history=history,
                partners=tuple(partners[row.id]),
                applications=filed,
            )
        )
    return tuple(found)


def _term(current: StatusLine | None, history: tuple[StatusLine, ...], on: date) -> date | None:
    """The last day of the newest grant, while there is one."""
    if current is None or current.status not in OF_A_GRANT:
        return None
    begun = (line for line in history if line.valid_from <= on and not line.corrected and line.status == "grantee")
    return next((line.last_day for line in begun), None)


def _history(unit: Unit, service_id: str, readable: Mapping[str, CaseOf]) -> tuple[StatusLine, ...]:
    return tuple(
        StatusLine(
            id=row.id,
            status=row.status,
            valid_from=row.valid_from,
            last_day=row.last_day,
            how=row.how,
            by_case=row.case_id is not None,
            case=readable.get(row.case_id or ""),
            reason=row.reason,
            entered_by=row.entered_by,
            entered_at=row.entered_at,
            corrected=row.corrected_by is not None,
        )
        for row in statuses(unit, service_id)
    )


def _applications(unit: Unit, service_id: str) -> tuple[ApplicationOf, ...]:
    columns = [getattr(Application, name) for name in ApplicationOf.__slots__]
    rows = unit.execute(
        select(*columns)
        .where(Application.service_id == service_id, Application.struck.is_(False))
        .order_by(Application.first_day.desc(), Application.id)
    )
    return tuple(ApplicationOf(**row) for row in rows.mappings())


def _partners(unit: Unit, service_ids: list[str]) -> dict[str, list[PartnerOf]]:
    columns = [getattr(Partner, name) for name in PartnerOf.__slots__]
    rows = unit.execute(
        select(Partner.service_id, *columns)
        .where(Partner.service_id.in_(service_ids), Partner.struck.is_(False))
        .order_by(Partner.kind.desc(), Partner.first_day.desc(), Partner.id)
    )
    found: dict[str, list[PartnerOf]] = defaultdict(list)
    for row in rows.mappings():
        found[row["service_id"]].append(PartnerOf(**{name: row[name] for name in PartnerOf.__slots__}))
    return found


def _officers(unit: Unit, operator_id: str) -> tuple[OfficerOf, ...]:
    rows = unit.execute(
        select(Officer.id, Officer.name, Officer.name_en, Officer.position, Officer.first_day, Officer.last_day)
        .where(Officer.operator_id == operator_id, Officer.struck.is_(False))
        .order_by(
            Officer.last_day.is_not(None), Officer.position != "representative", Officer.first_day, Officer.created_at
        )
    )
    return tuple(
        OfficerOf(row.id, Text(row.name, row.name_en), row.position, row.first_day, row.last_day) for row in rows
    )


def _coverages(unit: Unit, operator_id: str) -> tuple[CoverageOf, ...]:
    columns = [getattr(Coverage, name) for name in CoverageOf.__slots__]
    rows = unit.execute(
        select(*columns)
        .where(Coverage.operator_id == operator_id, Coverage.struck.is_(False))
        .order_by(Coverage.first_day.desc(), Coverage.id)
    )
    return tuple(CoverageOf(**row) for row in rows.mappings())


def _bars(unit: Unit, operator_id: str) -> tuple[BarOf, ...]:
    columns = [getattr(Bar, name) for name in BarOf.__slots__ if name != "of_measure"]
    rows = unit.execute(
        select(*columns, Bar.status_id.is_not(None).label("of_measure"))
        .where(Bar.operator_id == operator_id, Bar.struck.is_(False))
        .order_by(Bar.last_day.desc(), Bar.id)
    )
    return tuple(BarOf(**row) for row in rows.mappings())


def _identities(unit: Unit, operator_id: str) -> tuple[IdentityOf, ...]:
    rows = unit.execute(
        select(*Identity.__table__.columns)
        .where((Identity.operator_id == operator_id) | (Identity.other_id == operator_id))
        .order_by(Identity.since.desc(), Identity.decided_at.desc(), Identity.id.desc())
    ).all()
    others = {row.id: row.other_id if row.operator_id == operator_id else row.operator_id for row in rows}
    names = operator_names(unit, others.values())
    return tuple(
        IdentityOf(
            other_id=others[row.id],
            other=names[others[row.id]],
            outcome=row.outcome,
            grounds=row.grounds,
            since=row.since,
            reason=row.reason,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
        )
        for row in rows
    )


def _changes(unit: Unit, operator_id: str) -> tuple[Change, ...]:
    rows = unit.execute(
        select(*Correction.__table__.columns)
        .where(Correction.operator_id == operator_id)
        .order_by(Correction.seq.desc(), Correction.id.desc())
    ).all()
    names = _names(unit, {row.record_id for row in rows})
    return tuple(
        Change(row.kind, names.get(row.record_id, ""), row.deed, row.changes, row.reason, row.by, row.at)
        for row in rows
    )


def _names(unit: Unit, ids: set[str]) -> dict[str, str]:
    """What the entries are called now, of those that have a name."""
    found: dict[str, str] = {}
    for table in (Service, Officer, Partner):
        rows = unit.execute(select(table.id, table.name).where(table.id.in_(sorted(ids))))
        found |= {row.id: row.name for row in rows}
    return found
