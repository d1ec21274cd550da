"""Rows of the public reports. Must not know what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from webapp.store.rows.base import new_id
from webapp.store.rows.body import PublicReport
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class ReportRow:
    """`page` and `csv`: what was prepared, to the letter; `hash`: SHA-256 of both."""

    id: str
    process: str
    fiscal_year: int
    as_of: date
    page: str
    csv: str
    hash: str
    prepared_by: str
    prepared_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    returned_by: str | None
    returned_at: datetime | None
    returned_because: str

    @property
    def waits(self) -> bool:
        return self.approved_by is None and self.returned_by is None


class AlreadyWaits(Exception):
    """A report of the same process and year waits for its approval: it may have come in the same moment."""


_REPORT = tuple(getattr(PublicReport, name) for name in ReportRow.__slots__)


def insert_report(
    unit: Unit, process: str, year: int, as_of: date, page: str, csv: str, hash_: str, by: str, now: datetime
) -> str:
    """Raises AlreadyWaits; nothing else may follow in the transaction then."""
    report_id = new_id()
    row = {"process": process, "fiscal_year": year, "as_of": as_of, "page": page, "csv": csv, "hash": hash_}
    try:
        unit.execute(
            insert(PublicReport).values(id=report_id, **row, prepared_by=by, prepared_at=now, returned_because="")
        )
    except IntegrityError as refused:
        raise AlreadyWaits from refused
    return report_id


def report(unit: Unit, report_id: str) -> ReportRow | None:
    row = unit.execute(select(*_REPORT).where(PublicReport.id == report_id)).mappings().one_or_none()
    return None if row is None else ReportRow(**row)


def reports(unit: Unit) -> tuple[ReportRow, ...]:
    """All of them, the one prepared last first."""
    rows = unit.execute(select(*_REPORT).order_by(PublicReport.prepared_at.desc(), PublicReport.id.desc()))
    return tuple(ReportRow(**row) for row in rows.mappings())


def approve(unit: Unit, report_id: str, by: str, now: datetime) -> bool:
    """False where it has been answered already."""
    return _answer(unit, report_id, approved_by=by, approved_at=now)


def give_back(unit: Unit, report_id: str, by: str, because: str, now: datetime) -> bool:
    """False where it has been answered already."""
    return _answer(unit, report_id, returned_by=by, returned_at=now, returned_because=because)


def _answer(unit: Unit, report_id: str, **values: object) -> bool:
    waiting = update(PublicReport).where(
        PublicReport.id == report_id, PublicReport.approved_by.is_(None), PublicReport.returned_by.is_(None)
    )
    return unit.execute(waiting.values(**values)).rowcount == 1
