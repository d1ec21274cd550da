"""The list of registered operators, as of a day. Must not know officers or what anybody declared."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, exists, func, or_, select

from webapp.model.text import Text
from webapp.store.groups import groups_of
from webapp.store.reads.services import in_force
from webapp.store.rows.registers import Bar, Operator, Service
from webapp.store.unit import Unit

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class ServiceShort:
    """`status` is None where none has begun."""

    name: Text
    status: str | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class OperatorLine:
    """`barred_until`: the last day of its own bar that holds on the day asked for."""

    id: str
    name: Text
    corporate_number: str | None
    services: tuple[ServiceShort, ...]
    barred_until: date | None


@dataclass(frozen=True, slots=True)
class OperatorList:
    lines: tuple[OperatorLine, ...]
    total: int
    page: int
    pages: int


def operator_list(unit: Unit, on: date, text: str, status: str | None, page: int) -> OperatorList:
    """One page by name. `text` is looked for in names, corporate numbers and names of services; `status`: of one of
    the services on the day."""
    where: list[ColumnElement[bool]] = []
    if text.strip():
        where.append(_said(text))
    if status is not None:
        newest = in_force(on)
        where.append(
            Operator.id.in_(
                select(Service.operator_id)
                .join(newest, newest.c.service_id == Service.id)
                .where(newest.c.status == status)
            )
        )
    total = int(unit.execute(select(func.count(Operator.id)).where(*where)).scalar_one())
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = unit.execute(
        select(Operator.id, Operator.name, Operator.name_en, Operator.corporate_number)
        .where(*where)
        .order_by(Operator.name_key, Operator.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    ids = [row.id for row in rows]
    services, barred = _services(unit, ids, on), _barred(unit, ids, on)
    lines = tuple(
        OperatorLine(
            row.id, Text(row.name, row.name_en), row.corporate_number, tuple(services[row.id]), barred.get(row.id)
        )
        for row in rows
    )
    return OperatorList(lines, total, page, pages)


def _said(text: str) -> ColumnElement[bool]:
    key = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return or_(
        Operator.name_key.contains(key, autoescape=True),
        func.lower(Operator.name_en).contains(key, autoescape=True),
        Operator.corporate_number.contains(key.replace("-", "").replace(" ", ""), autoescape=True),
        exists().where(
            Service.operator_id == Operator.id,
            or_(
                func.lower(Service.name).contains(key, autoescape=True),
                func.lower(Service.name_en).contains(key, autoescape=True),
            ),
        ),
    )


def _services(unit: Unit, operator_ids: list[str], on: date) -> dict[str, list[ServiceShort]]:
    newest = in_force(on)
    rows = unit.execute(
        select(Service.operator_id, Service.name, Service.name_en, newest.c.status, newest.c.last_day)
        .outerjoin(newest, newest.c.service_id == Service.id)
        .where(Service.operator_id.in_(operator_ids))
        .order_by(Service.name, Service.id)
    )
    found: dict[str, list[ServiceShort]] = defaultdict(list)
    for row in rows:
        found[row.operator_id].append(ServiceShort(Text(row.name, row.name_en), row.status, row.last_day))
    return found


def _barred(unit: Unit, operator_ids: list[str], on: date) -> dict[str, date]:
    """Until when an operator, or one deemed identical with it, may not apply; only those that may not on the day."""
    groups = groups_of(unit, frozenset(operator_ids), on)
    rows = unit.execute(
        select(Bar.operator_id, func.max(Bar.last_day).label("last_day"))
        .where(
            Bar.operator_id.in_(sorted(frozenset[str]().union(*groups.values()))),
            Bar.struck.is_(False),
            Bar.first_day <= on,
            Bar.last_day >= on,
        )
        .group_by(Bar.operator_id)
    )
    until = {row.operator_id: row.last_day for row in rows}
    barred = {one: [until[other] for other in group if other in until] for one, group in groups.items()}
    return {one: max(days) for one, days in barred.items() if days}
