"""Rows of archives: the metadata, the bytes in parts beside it, and who took them out of the house. Must not know what
is in an archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from webapp.store.rows.base import new_id
from webapp.store.rows.handovers import Archive, ArchivePart, ArchiveTaking
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """`hash`: SHA-256 of the bytes."""

    id: str
    case_id: str
    size: int
    hash: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Taking:
    archive_id: str
    by: str
    at: datetime


def insert_archive(
    unit: Unit, case_id: str, parts: Iterable[bytes], size: int, hash_: str, by: str, now: datetime
) -> str:
    """Answers its id."""
    archive_id = new_id()
    row = {"id": archive_id, "case_id": case_id, "size": size, "hash": hash_, "made_by": by, "made_at": now}
    unit.execute(insert(Archive).values(**row))
    for number, content in enumerate(parts):
        unit.execute(insert(ArchivePart).values(archive_id=archive_id, part=number, content=content))
    return archive_id


def archive(unit: Unit, archive_id: str) -> ArchiveRow | None:
    columns = (Archive.id, Archive.case_id, Archive.size, Archive.hash, Archive.made_by, Archive.made_at)
    row = unit.execute(select(*columns).where(Archive.id == archive_id)).mappings().one_or_none()
    return None if row is None else ArchiveRow(**row)


def content(unit: Unit, archive_id: str) -> Iterator[bytes]:
    """The bytes of an archive, part by part; none once the case was erased."""
    rows = unit.execute(
        select(ArchivePart.content)
        .where(ArchivePart.archive_id == archive_id)
        .order_by(ArchivePart.part)
        .execution_options(yield_per=1)
    )
    for row in rows:
        yield row.content


def insert_taking(unit: Unit, archive_id: str, by: str, now: datetime) -> None:
    unit.execute(insert(ArchiveTaking).values(id=new_id(), archive_id=archive_id, by=by, at=now))


def takings_of(unit: Unit, archive_ids: Iterable[str]) -> tuple[Taking, ...]:
    """Who took these archives, the first first."""
    rows = unit.execute(
        select(ArchiveTaking.archive_id, ArchiveTaking.by, ArchiveTaking.at)
        .where(ArchiveTaking.archive_id.in_(sorted(archive_ids)))
        .order_by(ArchiveTaking.at, ArchiveTaking.id)
    )
    return tuple(Taking(row.archive_id, row.by, row.at) for row in rows)
