"""The audit as a page reads it: deeds, newest first. Must not know whether the chains hold; `verify` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select

from webapp.model.text import Text
from webapp.store.rows.audit import AuditRow
from webapp.store.rows.case import Case
from webapp.store.rows.people import User
from webapp.store.unit import Unit

PAGE = 50


@dataclass(frozen=True, slots=True)
class Deed:
    """One row of a chain. `actor` is None where the house itself did it; `case_number` where the chain is a case's."""

    chain: str
    seq: int
    at: datetime
    actor: Text | None
    verb: str
    detail: Mapping[str, Any]
    case_id: str | None
    case_number: str | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    deeds: tuple[Deed, ...]
    total: int
    page: int
    pages: int


def audit_page(unit: Unit, kind: str | None, page: int) -> AuditPage:
    """One page of deeds; `kind` is the beginning of the chains' names ("case", "people", …), None for all."""
    where = () if kind is None else (AuditRow.chain.startswith(kind, autoescape=True),)
    total = int(unit.execute(select(func.count()).select_from(AuditRow).where(*where)).scalar_one())
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = unit.execute(
        select(
            AuditRow.chain,
            AuditRow.seq,
            AuditRow.at,
            AuditRow.verb,
            AuditRow.detail,
            User.name,
            User.name_en,
            Case.id.label("case_id"),
            Case.number,
        )
        .outerjoin(User, User.id == AuditRow.actor)
        .outerjoin(Case, AuditRow.chain == literal("case:").concat(Case.id))
        .where(*where)
        .order_by(AuditRow.at.desc(), AuditRow.chain, AuditRow.seq.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    deeds = tuple(
        Deed(
            chain=row.chain,
            seq=row.seq,
            at=row.at,
            actor=None if row.name is None else Text(row.name, row.name_en),
            verb=row.verb,
            detail=row.detail,
            case_id=row.case_id,
            case_number=row.number,
        )
        for row in rows
    )
    return AuditPage(deeds, total, page, pages)
