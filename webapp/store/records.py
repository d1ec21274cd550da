"""Rows that hang on operators and services, and their history: one set of statements for all kinds of them.

Must not know what the fields mean or who may write them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import CursorResult, Executable, Table, bindparam, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from webapp.store.rows.base import Base, new_id
from webapp.store.rows.registers import (
    Application,
    Bar,
    Correction,
    Coverage,
    Identity,
    Officer,
    OfficerDeclaration,
    Operator,
    Partner,
    Publication,
    Service,
)
from webapp.store.unit import Unit

_ROWS: Final[Mapping[str, type[Base]]] = {
    "application": Application,
    "operator": Operator,
    "service": Service,
    "officer": Officer,
    "partner": Partner,
    "coverage": Coverage,
    "bar": Bar,
    "publication": Publication,
}


@dataclass(frozen=True, slots=True)
class Record:
    """A row of one of the tables with the operator it belongs to; `values` are all its columns."""

    id: str
    operator_id: str
    revision: int
    struck: bool
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BarRow:
    id: str
    operator_id: str
    service_id: str | None
    ground: str
    event_date: date
    level: int | None
    months: int | None
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class IdentityRow:
    id: str
    operator_id: str
    other_id: str
    outcome: str
    grounds: list[str]
    since: date
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class DeclarationRow:
    id: str
    officer_id: str
    kind: str
    law: str
    ended_on: date | None
    suspended_until: date | None
    declared_on: date
    document: str
    reason: str
    entered_by: str
    entered_at: datetime


class NumberTaken(Exception):
    """Another operator has this corporate number: it may have come in the same moment."""


def insert_record(unit: Unit, table: str, values: Mapping[str, Any], now: datetime) -> str:
    """Raises NumberTaken; nothing else may follow in the transaction then."""
    record_id = new_id()
    more = {} if table in ("operator", "service") else {"struck": False}
    row = {"id": record_id, "revision": 1, "created_at": now, **more, **values}
    _execute(unit, table, insert(_ROWS[table]).values(**row))
    return record_id


def record(unit: Unit, table: str, record_id: str) -> Record | None:
    columns = _table(table).c
    row = unit.execute(select(*columns).where(columns.id == record_id)).mappings().one_or_none()
    if row is None:
        return None
    return Record(record_id, _operator_of(unit, table, row), row["revision"], row.get("struck", False), dict(row))


def update_record(unit: Unit, table: str, record_id: str, seen: int, values: Mapping[str, Any]) -> bool:
    """Write new values, if the row still has the revision that was seen. Raises NumberTaken."""
    columns = _table(table).c
    known = update(_table(table)).where(columns.id == record_id, columns.revision == seen)
    return _execute(unit, table, known.values(**values, revision=seen + 1)).rowcount == 1


def insert_correction(
    unit: Unit,
    operator_id: str,
    kind: str,
    record_id: str,
    deed: str,
    changes: Mapping[str, Any],
    reason: str,
    by: str,
    at: datetime,
) -> None:
    known = select(func.coalesce(func.max(Correction.seq), 0)).where(Correction.operator_id == operator_id)
    unit.execute(
        insert(Correction).values(
            operator_id=operator_id,
            kind=kind,
            seq=unit.execute(known).scalar_one() + 1,
            record_id=record_id,
            deed=deed,
            changes=dict(changes),
            reason=reason,
            by=by,
            at=at,
        )
    )


def last_change(unit: Unit, record_id: str) -> tuple[str, datetime] | None:
    """Who wrote a row last, and when."""
    row = unit.execute(
        select(Correction.by, Correction.at)
        .where(Correction.record_id == record_id)
        .order_by(Correction.seq.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.by, row.at)


def bars_of(unit: Unit, operator_ids: frozenset[str]) -> tuple[BarRow, ...]:
    """The bars of these operators that are not struck, the one that ends last first."""
    columns = [getattr(Bar, name) for name in BarRow.__slots__]
    rows = unit.execute(
        select(*columns)
        .where(Bar.operator_id.in_(sorted(operator_ids)), Bar.struck.is_(False))
        .order_by(Bar.last_day.desc(), Bar.id)
    )
    return tuple(BarRow(**row) for row in rows.mappings())


def bar_of_status(unit: Unit, status_id: str) -> Record | None:
    """The bar that came with a status, unless it is struck."""
    found = _bar_of(unit, status_id)
    return None if found is None else record(unit, "bar", found)


def strike_bar_of(unit: Unit, status_id: str) -> str | None:
    """Strike the bar that came with a status; answers its id, None where none did."""
    found = _bar_of(unit, status_id)
    if found is not None:
        unit.execute(update(Bar).where(Bar.id == found).values(struck=True, revision=Bar.revision + 1))
    return found


def _bar_of(unit: Unit, status_id: str) -> str | None:
    found: str | None = unit.execute(
        select(Bar.id).where(Bar.status_id == status_id, Bar.struck.is_(False))
    ).scalar_one_or_none()
    return found


def insert_identity(
    unit: Unit,
    pair: tuple[str, str],
    outcome: str,
    grounds: list[str],
    since: date,
    reason: str,
    by: str,
    at: datetime,
) -> str:
    identity_id = new_id()
    unit.execute(
        insert(Identity).values(
            id=identity_id,
            operator_id=pair[0],
            other_id=pair[1],
            outcome=outcome,
            grounds=grounds,
            since=since,
            reason=reason,
            decided_by=by,
            decided_at=at,
        )
    )
    return identity_id


_OPERATORS: Final = bindparam("operators", type_=Identity.operator_id.type, expanding=True)
_CONCERNING = (
    select(*(getattr(Identity, name) for name in IdentityRow.__slots__))
    .where(or_(Identity.operator_id.in_(_OPERATORS), Identity.other_id.in_(_OPERATORS)))
    .order_by(Identity.since.desc(), Identity.decided_at.desc(), Identity.id.desc())
)


def identities_of(unit: Unit, operator_ids: frozenset[str]) -> tuple[IdentityRow, ...]:
    """Every decision that concerns one of these operators, the latest first: by the day it counts from, then by when
    it was taken."""
    rows = unit.execute(_CONCERNING, {"operators": sorted(operator_ids)}).mappings()
    return tuple(IdentityRow(**row) for row in rows)


def insert_declaration(unit: Unit, officer_id: str, values: Mapping[str, Any], by: str, at: datetime) -> str:
    declaration_id = new_id()
    row = {"id": declaration_id, "officer_id": officer_id, "entered_by": by, "entered_at": at, **values}
    unit.execute(insert(OfficerDeclaration).values(**row))
    return declaration_id


def declarations(unit: Unit, officer_id: str) -> tuple[DeclarationRow, ...]:
    """What an officer declared, the newest first. Criminal data: ask only for somebody who may see it."""
    columns = [getattr(OfficerDeclaration, name) for name in DeclarationRow.__slots__]
    rows = unit.execute(
        select(*columns)
        .where(OfficerDeclaration.officer_id == officer_id)
        .order_by(OfficerDeclaration.entered_at.desc(), OfficerDeclaration.id.desc())
    )
    return tuple(DeclarationRow(**row) for row in rows.mappings())


def _execute(unit: Unit, table: str, statement: Executable) -> CursorResult[Any]:
    try:
        return unit.execute(statement)
    except IntegrityError as refused:
        if table != "operator":
            raise
        raise NumberTaken from refused


def _table(name: str) -> Table:
    table = _ROWS[name].__table__
    assert isinstance(table, Table)
    return table


def _operator_of(unit: Unit, table: str, row: Mapping[Any, Any]) -> str:
    if table == "operator":
        return str(row["id"])
    if "operator_id" in row:
        return str(row["operator_id"])
    owner = select(Service.operator_id).where(Service.id == row["service_id"])
    return str(unit.execute(owner).scalar_one())
