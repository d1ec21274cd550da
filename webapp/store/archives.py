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
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """An archive, and who took it, the first first."""

    archive: ArchiveRow
    takings: tuple[Taking, ...]


_ARCHIVE = tuple(getattr(Archive, name) for name in ArchiveRow.__slots__)


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
    row = unit.execute(select(*_ARCHIVE).where(Archive.id == archive_id)).mappings().one_or_none()
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


def made_in(unit: Unit, case_id: str) -> dict[str | None, Made]:
    """The archives of a case by their ids."""
    rows = unit.execute(select(*_ARCHIVE).where(Archive.case_id == case_id)).mappings()
    found = [ArchiveRow(**row) for row in rows]
    taken = unit.execute(
        select(ArchiveTaking.archive_id, ArchiveTaking.by, ArchiveTaking.at)
        .where(ArchiveTaking.archive_id.in_([one.id for one in found]))
        .order_by(ArchiveTaking.at, ArchiveTaking.id)
    ).all()
    return {
        one.id: Made(one, tuple(Taking(row.by, row.at) for row in taken if row.archive_id == one.id)) for one in found
    }
