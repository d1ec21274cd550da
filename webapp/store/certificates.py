"""Rows of certificates, and the grant that one speaks of. Must not know what stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from webapp.model.text import Text
from webapp.store.reads.services import in_force
from webapp.store.rows.base import new_id
from webapp.store.rows.body import Certificate
from webapp.store.rows.registers import Operator, Service
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """`hash`: SHA-256 of the sheet. It is a draft until somebody else has approved it."""

    id: str
    service_id: str
    number: str
    as_of: date
    sheet: Mapping[str, Any]
    hash: str
    prepared_by: str
    prepared_at: datetime
    approved_by: str | None
    approved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Grant:
    """A service as it stands on a day. `status`: `expired` where the term of its grant is over, None where it has none;
    `first_day`, `last_day`: of that status."""

    operator_id: str
    operator: Text
    service: Text
    status: str | None
    first_day: date | None
    last_day: date | None


_CERTIFICATE = tuple(getattr(Certificate, name) for name in CertificateRow.__slots__)


def grant_on(unit: Unit, service_id: str, on: date) -> Grant | None:
    """None for a service that there is not."""
    newest = in_force(on)
    row = unit.execute(
        select(
            Operator.id,
            Operator.name.label("operator"),
            Operator.name_en.label("operator_en"),
            Service.name,
            Service.name_en,
            newest.c.status,
            newest.c.valid_from,
            newest.c.last_day,
        )
        .select_from(Service)
        .join(Operator, Operator.id == Service.operator_id)
        .outerjoin(newest, newest.c.service_id == Service.id)
        .where(Service.id == service_id)
    ).one_or_none()
    if row is None:
        return None
    operator, service = Text(row.operator, row.operator_en), Text(row.name, row.name_en)
    return Grant(row.id, operator, service, row.status, row.valid_from, row.last_day)


def insert_certificate(
    unit: Unit, service_id: str, number: str, as_of: date, sheet: Mapping[str, Any], hash_: str, by: str, now: datetime
) -> str:
    certificate_id = new_id()
    row = {"service_id": service_id, "number": number, "as_of": as_of, "sheet": dict(sheet), "hash": hash_}
    unit.execute(insert(Certificate).values(id=certificate_id, **row, prepared_by=by, prepared_at=now))
    return certificate_id


def certificate(unit: Unit, certificate_id: str) -> CertificateRow | None:
    row = unit.execute(select(*_CERTIFICATE).where(Certificate.id == certificate_id)).mappings().one_or_none()
    return None if row is None else CertificateRow(**row)


def certificates_of(unit: Unit, service_id: str) -> tuple[CertificateRow, ...]:
    """Those of a service, the one prepared last first."""
    rows = unit.execute(
        select(*_CERTIFICATE)
        .where(Certificate.service_id == service_id)
        .order_by(Certificate.prepared_at.desc(), Certificate.id.desc())
    )
    return tuple(CertificateRow(**row) for row in rows.mappings())


def approve(unit: Unit, certificate_id: str, by: str, now: datetime) -> bool:
    """False where it is approved already."""
    waiting = update(Certificate).where(Certificate.id == certificate_id, Certificate.approved_by.is_(None))
    return unit.execute(waiting.values(approved_by=by, approved_at=now)).rowcount == 1
