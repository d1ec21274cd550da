"""Rows of files: waiting where they were uploaded, then handed in for good. Must not know what may come in.

Lists read the metadata alone; the bytes lie in parts beside them and are read piece by piece.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, select

from webapp.model.refusals import LostUpdate
from webapp.store.rows.base import new_id
from webapp.store.rows.body import BodyFile
from webapp.store.rows.case import Task
from webapp.store.rows.files import CaseFile, File, FilePart
from webapp.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file waits: the form of a task, the start form of a process (`step` "start"), or on its way to a case
    itself (`step` None)."""

    process: str
    step: str | None
    task_id: str | None


@dataclass(frozen=True, slots=True)
class NewFile:
    """`hash`: SHA-256 of the bytes."""

    place: Place
    field: str | None
    name: str
    media: str
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class FileRow:
    id: str
    field: str | None
    name: str
    media: str
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Where a file belongs: to a field of a step, or to the case under a title. `seq`: its line of the history."""

    file_id: str
    seq: int
    step: str | None = None
    field: str | None = None
    task_id: str | None = None
    title: str | None = None


_ROW = (File.id, File.field, File.name, File.media, File.size, File.hash)


def insert_file(unit: Unit, new: NewFile, parts: Iterable[bytes], by: str, now: datetime) -> str:
    """The id of the new file, which waits from now on."""
    file_id, place = new_id(), new.place
    unit.execute(
        insert(File).values(
            id=file_id,
            process=place.process,
            step=place.step,
            field=new.field,
            task_id=place.task_id,
            name=new.name,
            media=new.media,
            size=new.size,
            hash=new.hash,
            uploaded_by=by,
            uploaded_at=now,
        )
    )
    for number, content in enumerate(parts):
        unit.execute(insert(FilePart).values(file_id=file_id, part=number, content=content))
    return file_id


def waiting_in(unit: Unit, place: Place, person_id: str) -> tuple[FileRow, ...]:
    """What a person has uploaded at a place and not handed in, in the order of coming."""
    rows = unit.execute(
        select(*_ROW).where(*_at(place), File.uploaded_by == person_id, _waiting()).order_by(File.uploaded_at, File.id)
    )
    return tuple(FileRow(**row) for row in rows.mappings())


def count_waiting(unit: Unit, person_id: str) -> int:
    """How many files of a person wait anywhere."""
    counted = unit.execute(select(func.count()).select_from(File).where(File.uploaded_by == person_id, _waiting()))
    return int(counted.scalar_one())


def hand_in(unit: Unit, case_id: str, files: Sequence[HandedIn], by: str, now: datetime) -> Mapping[str, str]:
    """Files belong to a case from now on; answers their hashes by id. Raises LostUpdate where one was handed in, or
    swept away, at this moment."""
    ids = [file.file_id for file in files]
    if not ids:
        return {}
    locked = unit.execute(select(File.id, File.hash).where(File.id.in_(ids)).with_for_update())
    hashes = {row.id: row.hash for row in locked}
    taken = unit.execute(select(CaseFile.file_id).where(CaseFile.file_id.in_(ids))).first()
    if taken is not None or len(hashes) < len(set(ids)):
        raise LostUpdate
    unit.execute(insert(CaseFile), [_belongs(file, case_id, by, now) for file in files])
    return hashes


def hashes_of(unit: Unit, file_ids: Collection[str]) -> dict[str, str]:
    """SHA-256 by id, of those that there are."""
    rows = unit.execute(select(File.id, File.hash).where(File.id.in_(sorted(file_ids))))
    return {row.id: row.hash for row in rows}


def content(unit: Unit, file_id: str) -> Iterator[bytes]:
    """The bytes of a file, part by part."""
    rows = unit.execute(
        select(FilePart.content)
        .where(FilePart.file_id == file_id)
        .order_by(FilePart.part)
        .execution_options(yield_per=1)
    )
    for row in rows:
        yield row.content


def remove_waiting(unit: Unit, file_ids: Collection[str]) -> None:
    """Files that wait are gone with their bytes; one that was handed in stays."""
    found = select(File.id).where(File.id.in_(sorted(file_ids)), _waiting()).with_for_update(skip_locked=True)
    ids = list(unit.execute(found).scalars())
    unit.execute(delete(FilePart).where(FilePart.file_id.in_(ids)))
    unit.execute(delete(File).where(File.id.in_(ids)))


def left_over(unit: Unit, person_id: str, before: datetime) -> tuple[str, ...]:
    """A person's files that nobody will hand in any more: their task is closed, or they have waited at a start form
    since before then."""
    closed = exists().where(Task.id == File.task_id, Task.state != "open")
    old = File.task_id.is_(None) & (File.uploaded_at < before)
    return tuple(unit.execute(select(File.id).where(File.uploaded_by == person_id, closed | old, _waiting())).scalars())


def of_task(unit: Unit, task_id: str) -> tuple[str, ...]:
    """The files that wait in the form of a task, whoever uploaded them."""
    return tuple(unit.execute(select(File.id).where(File.task_id == task_id, _waiting())).scalars())


def _at(place: Place) -> tuple[ColumnElement[bool], ...]:
    if place.task_id is not None:
        return (File.task_id == place.task_id,)
    return (File.task_id.is_(None), File.process == place.process, File.step == place.step)


def _waiting() -> ColumnElement[bool]:
    """Belongs neither to a case nor to a record of the body."""
    return ~exists().where(CaseFile.file_id == File.id) & ~exists().where(BodyFile.file_id == File.id)


def _belongs(file: HandedIn, case_id: str, by: str, now: datetime) -> dict[str, Any]:
    return {
        "file_id": file.file_id,
        "case_id": case_id,
        "seq": file.seq,
        "step": file.step,
        "field": file.field,
        "task_id": file.task_id,
        "title": file.title,
        "by": by,
        "at": now,
    }
