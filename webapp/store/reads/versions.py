"""The published versions of processes with the cases that run under each. Must not know what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from webapp.store.rows.case import Case
from webapp.store.rows.design import Version
from webapp.store.unit import Unit

_BODY = "body"


@dataclass(frozen=True, slots=True)
class VersionOf:
    """`running`: cases that began under it and have not ended; they stay with it."""

    id: str
    process: str
    number: int
    live: bool
    published_at: datetime
    running: int


def versions_with_cases(unit: Unit) -> tuple[VersionOf, ...]:
    """By process, the latest version first. The body's own versions are none of a process."""
    running = func.coalesce(func.sum(case((Case.state != "ended", 1), else_=0)), 0).label("running")
    columns = (Version.id, Version.process, Version.number, Version.live, Version.published_at)
    rows = unit.execute(
        select(*columns, running)
        .outerjoin(Case, Case.version_id == Version.id)
        .where(Version.process != _BODY)
        .group_by(*columns)
        .order_by(Version.process, Version.number.desc())
    )
    return tuple(
        VersionOf(row.id, row.process, row.number, row.live, row.published_at, int(row.running)) for row in rows
    )
