"""The files of the cases that a person may read: their metadata for lists, and one file with its bytes.

Must not know what is still blind: that is in the bundle of the case's version.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from sqlalchemy import exists, or_, select

from webapp.model.may import Reach
from webapp.model.refusals import FileChanged
from webapp.model.text import Text
from webapp.store import files
from webapp.store.body_records import KeptFile
from webapp.store.reads.people import names_of
from webapp.store.reads.visible import opened
from webapp.store.rows.body import BodyFile
from webapp.store.rows.case import Case, Task
from webapp.store.rows.files import CaseFile, File
from webapp.store.unit import Unit

IN_MEMORY = 1 << 20


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a case. `step` None: uploaded to the case itself, under `title`."""

    id: str
    case_id: str
    step: str | None
    field: str | None
    task_id: str | None
    title: str | None
    name: str
    media: str
    size: int
    hash: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that has not been handed in; only whoever uploaded it may see it."""

    id: str
    name: str
    media: str
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """`people`: the names of those who handed them in, by id."""

    lines: tuple[FileLine, ...]
    people: Mapping[str, Text]

    @property
    def names(self) -> dict[str, str]:
        """The names of the files, by id."""
        return {line.id: line.name for line in self.lines}


_LINE = (
    File.id,
    CaseFile.case_id,
    CaseFile.step,
    CaseFile.field,
    CaseFile.task_id,
    CaseFile.title,
    File.name,
    File.media,
    File.size,
    File.hash,
    CaseFile.by,
    CaseFile.at,
)


def files_of_case(unit: Unit, reach: Reach, case_id: str) -> CaseFiles:
    """The files of a case in the order of handing in; none where the person may not read
    what is in the case."""
    rows = unit.execute(
        select(*_LINE)
        .join(CaseFile, CaseFile.file_id == File.id)
        .join(Case, Case.id == CaseFile.case_id)
        .where(CaseFile.case_id == case_id, opened(reach))
        .order_by(CaseFile.seq, CaseFile.at, File.id)
    )
    lines = tuple(FileLine(**row) for row in rows.mappings())
    return CaseFiles(lines, names_of(unit, {line.by for line in lines}))


def file_line(unit: Unit, reach: Reach, file_id: str) -> FileLine | None:
    """One file that was handed in, if the person may read what is in its case."""
    row = unit.execute(
        select(*_LINE)
        .join(CaseFile, CaseFile.file_id == File.id)
        .join(Case, Case.id == CaseFile.case_id)
        .where(File.id == file_id, opened(reach))
    ).mappings()
    found = row.one_or_none()
    return None if found is None else FileLine(**found)


def waiting_file(unit: Unit, reach: Reach, file_id: str) -> WaitingFile | None:
    """A file that this person has uploaded and nobody has handed in; one that waits in a task only while they may look
    into its case."""
    row = unit.execute(
        select(File.id, File.name, File.media, File.size, File.hash)
        .outerjoin(CaseFile, CaseFile.file_id == File.id)
        .outerjoin(Task, Task.id == File.task_id)
        .outerjoin(Case, Case.id == Task.case_id)
        .where(File.id == file_id, File.uploaded_by == reach.person, CaseFile.file_id.is_(None))
        .where(~exists().where(BodyFile.file_id == File.id))
        .where(or_(File.task_id.is_(None), opened(reach)))
    ).mappings()
    found = row.one_or_none()
    return None if found is None else WaitingFile(**found)


def content_of(unit: Unit, file: FileLine | WaitingFile | KeptFile) -> IO[bytes]:
    """The bytes of a file, at their beginning. Raises FileChanged where they are not those that came in."""
    copy: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # whoever sends it closes it
    digest = hashlib.sha256()
    for part in files.content(unit, file.id):
        digest.update(part)
        copy.write(part)
    if digest.hexdigest() != file.hash:
        copy.close()
        raise FileChanged(file=file.id)
    copy.seek(0)
    return copy
