"""Rows of what the body keeps about itself, with their history and files. Must not know what the kinds ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from webapp.model.text import Text
from webapp.store.rows.base import new_id
from webapp.store.rows.body import BodyChange, BodyFile, BodyRecord
from webapp.store.rows.files import File
from webapp.store.rows.people import User
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a record. `hash`: SHA-256 of its bytes."""

    id: str
    name: str
    media: str
    size: int
    hash: str
    by: Text
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """`content`: field -> value as JSON keeps it (dates as ISO texts)."""

    id: str
    kind: str
    content: Mapping[str, Any]
    revision: int
    struck: bool
    entered_by: str
    entered_at: datetime
    files: tuple[KeptFile, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptChange:
    """One line of the history: `deed` is added, corrected or struck."""

    deed: str
    changes: Mapping[str, Any]
    reason: str
    by: Text
    at: datetime


_RECORD = tuple(getattr(BodyRecord, name) for name in KeptRecord.__slots__ if name != "files")


def insert_record(unit: Unit, kind: str, content: Mapping[str, Any], by: str, now: datetime) -> str:
    record_id = new_id()
    row = {"id": record_id, "kind": kind, "content": dict(content), "revision": 1, "struck": False}
    unit.execute(insert(BodyRecord).values(**row, entered_by=by, entered_at=now))
    insert_change(unit, record_id, "added", {}, "", by, now)
    return record_id


def update_record(unit: Unit, record_id: str, seen: int, content: Mapping[str, Any], struck: bool = False) -> bool:
    """Write the record anew, if it still has the revision that was seen."""
    known = update(BodyRecord).where(BodyRecord.id == record_id, BodyRecord.revision == seen)
    return unit.execute(known.values(content=dict(content), struck=struck, revision=seen + 1)).rowcount == 1


def insert_change(
    unit: Unit, record_id: str, deed: str, changes: Mapping[str, Any], reason: str, by: str, now: datetime
) -> None:
    known = select(func.coalesce(func.max(BodyChange.seq), 0)).where(BodyChange.record_id == record_id)
    seq = unit.execute(known).scalar_one() + 1
    row = {"record_id": record_id, "seq": seq, "deed": deed, "changes": dict(changes), "reason": reason}
    unit.execute(insert(BodyChange).values(id=new_id(), **row, by=by, at=now))


def insert_file(unit: Unit, record_id: str, file_id: str, by: str, now: datetime) -> None:
    """The file belongs to the record from now on."""
    unit.execute(insert(BodyFile).values(file_id=file_id, record_id=record_id, by=by, at=now))


def record(unit: Unit, kind: str, record_id: str) -> KeptRecord | None:
    """One that is not struck, with its files."""
    found = unit.execute(
        select(*_RECORD).where(BodyRecord.id == record_id, BodyRecord.kind == kind, BodyRecord.struck.is_(False))
    )
    row = found.mappings().one_or_none()
    return None if row is None else KeptRecord(**row, files=_files(unit, [record_id]).get(record_id, ()))


def records(unit: Unit, kind: str) -> tuple[KeptRecord, ...]:
    """Those of a kind that are not struck, the one entered last first, with their files."""
    rows = unit.execute(
        select(*_RECORD)
        .where(BodyRecord.kind == kind, BodyRecord.struck.is_(False))
        .order_by(BodyRecord.entered_at.desc(), BodyRecord.id.desc())
    ).mappings()
    found = [dict(row) for row in rows]
    files = _files(unit, [row["id"] for row in found])
    return tuple(KeptRecord(**row, files=files.get(row["id"], ())) for row in found)


def counts(unit: Unit) -> dict[str, int]:
    """Kind -> records that are not struck."""
    counted = func.count().label("n")
    rows = unit.execute(select(BodyRecord.kind, counted).where(BodyRecord.struck.is_(False)).group_by(BodyRecord.kind))
    return {row.kind: row.n for row in rows}


def changes_of(unit: Unit, record_id: str) -> tuple[KeptChange, ...]:
    """The history of a record, the latest first."""
    rows = unit.execute(
        select(BodyChange.deed, BodyChange.changes, BodyChange.reason, BodyChange.at, User.name, User.name_en)
        .outerjoin(User, User.id == BodyChange.by)
        .where(BodyChange.record_id == record_id)
        .order_by(BodyChange.seq.desc())
    )
    return tuple(
        KeptChange(row.deed, row.changes, row.reason, Text(row.name or "—", row.name_en or ""), row.at) for row in rows
    )


def last_change(unit: Unit, record_id: str) -> tuple[str, datetime] | None:
    """Who wrote a record last, and when."""
    row = unit.execute(
        select(BodyChange.by, BodyChange.at)
        .where(BodyChange.record_id == record_id)
        .order_by(BodyChange.seq.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.by, row.at)


def kept_file(unit: Unit, file_id: str) -> KeptFile | None:
    """A file of a record, whatever has become of the record."""
    found = _of(unit, BodyFile.file_id == file_id)
    return found[0][1] if found else None


def _files(unit: Unit, record_ids: list[str]) -> dict[str, tuple[KeptFile, ...]]:
    files: dict[str, tuple[KeptFile, ...]] = {}
    for record_id, file in _of(unit, BodyFile.record_id.in_(record_ids)) if record_ids else ():
        files[record_id] = (*files.get(record_id, ()), file)
    return files


def _of(unit: Unit, which: Any) -> list[tuple[str, KeptFile]]:
    rows = unit.execute(
        select(
            BodyFile.record_id, File.id, File.name, File.media, File.size, File.hash, BodyFile.at,
            User.name.label("who"), User.name_en.label("who_en"),
        )
        .join(File, File.id == BodyFile.file_id)
        .outerjoin(User, User.id == BodyFile.by)
        .where(which)
        .order_by(BodyFile.at, File.id)
    )  # fmt: skip
    return [
        (
            row.record_id,
            KeptFile(row.id, row.name, row.media, row.size, row.hash, Text(row.who or "—", row.who_en or ""), row.at),
        )
        for row in rows
    ]
