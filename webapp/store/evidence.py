"""Rows of evidence for the committee's own action: asked for, checked, made or sent back. Must not know who may do that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from webapp.store.rows.base import new_id
from webapp.store.rows.evidence import Evidence
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """`recipients`: [{"kind", "name"}]; `left_out`: what -> ground."""

    case_id: str
    step: str
    recipients: Sequence[Mapping[str, str]]
    reason: str
    parts: Sequence[str]
    left_out: Mapping[str, str]
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """`standing`: asked | made | sent_back."""

    id: str
    case_id: str
    step: str
    standing: str
    recipients: list[dict[str, str]]
    reason: str
    parts: list[str]
    left_out: dict[str, str]
    asked_by: str
    asked_at: datetime
    checked_by: str | None
    checked_at: datetime | None
    check_reason: str | None
    archive_id: str | None


_ROW: tuple[Any, ...] = tuple(getattr(Evidence, name) for name in EvidenceRow.__dataclass_fields__)


def insert_evidence(unit: Unit, new: NewEvidence) -> str:
    """Answers its id."""
    evidence_id = new_id()
    unit.execute(
        insert(Evidence).values(
            id=evidence_id,
            case_id=new.case_id,
            step=new.step,
            standing="asked",
            recipients=[dict(one) for one in new.recipients],
            reason=new.reason,
            parts=list(new.parts),
            left_out=dict(new.left_out),
            asked_by=new.asked_by,
            asked_at=new.asked_at,
        )
    )
    return evidence_id


def evidence_of(unit: Unit, case_id: str) -> tuple[EvidenceRow, ...]:
    """That of a case, the newest first."""
    rows = unit.execute(
        select(*_ROW).where(Evidence.case_id == case_id).order_by(Evidence.asked_at.desc(), Evidence.id)
    )
    return tuple(EvidenceRow(**row) for row in rows.mappings())


def one(unit: Unit, evidence_id: str) -> EvidenceRow | None:
    row = unit.execute(select(*_ROW).where(Evidence.id == evidence_id)).mappings().one_or_none()
    return None if row is None else EvidenceRow(**row)


def made(unit: Unit, evidence_id: str, by: str, now: datetime, left_out: Mapping[str, str], archive_id: str) -> None:
    """It was checked, and its archive is there."""
    unit.execute(
        update(Evidence)
        .where(Evidence.id == evidence_id)
        .values(standing="made", checked_by=by, checked_at=now, left_out=dict(left_out), archive_id=archive_id)
    )


def sent_back(unit: Unit, evidence_id: str, by: str, now: datetime, reason: str) -> None:
    unit.execute(
        update(Evidence)
        .where(Evidence.id == evidence_id)
        .values(standing="sent_back", checked_by=by, checked_at=now, check_reason=reason)
    )
