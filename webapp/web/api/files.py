"""Files for programs: those of a case, one of them, and new ones for a form or for a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, BinaryIO, cast

from flask import Response
from werkzeug.datastructures import FileStorage

from webapp.cases.attach_file import AttachFile, attach_file
from webapp.cases.upload_file import Uploaded, UploadFile, upload_file
from webapp.model.actor import STAFF_ROLES
from webapp.model.forms import TEXT_LIMIT
from webapp.model.may import reach
from webapp.store.reads.files import files_of_case
from webapp.web.actor import current_actor, desk, now
from webapp.web.api.common import Person, person
from webapp.web.api.operations import BYTES, PLACES, Answer, View, operation
from webapp.web.api.scope import PREFIX
from webapp.web.api.shapes import Limits
from webapp.web.parts.filed import download_of, visible
from webapp.web.parts.reading import case_read
from webapp.web.parts.words import Words

READERS = (*STAFF_ROLES, "manager", "auditor")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a case: handed in with the answer to `field` at `step` (and `task_id` unless that is the start form),
    or attached to the case under `title`. `hash`: SHA-256."""

    id: str
    name: str
    media: str
    size: int
    hash: str
    step: str | None
    field: str | None
    task_id: str | None
    title: str | None
    who: Person | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Files:
    """In the order in which they were handed in."""

    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that came in. `hash`: SHA-256."""

    id: str
    name: str
    media: str
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class ForField:
    field: Annotated[str, Limits(pattern=PLACES["process"], about="The id of a field of the kind files.")]


@dataclass(frozen=True, slots=True)
class Titled:
    title: Annotated[str, Limits(least=1, most=TEXT_LIMIT, about="What the file is.")]


@operation("GET", "/cases/<case_id>/files", "The files of a case", roles=READERS, answer=Files)
def list_files(case_id: str) -> Files:
    """Without those of answers that are still blind for the caller."""
    page = case_read(case_id)
    with desk().store.read() as unit:
        found = files_of_case(unit, reach(current_actor()), case_id)
    lines = visible(found, page, Words(desk().bundle(page.head.version_id)), current_actor())
    return Files(
        tuple(
            File(
                id=line.id,
                name=line.name,
                media=line.media,
                size=line.size,
                hash=line.hash,
                step=line.step,
                field=line.field,
                task_id=line.task_id,
                title=line.title,
                who=person(found.people, line.by),
                at=line.at,
            )
            for line in lines
        )
    )


def takes_file(path: str, summary: str, upload: type, refusals: tuple[int, ...] = ()) -> Callable[[View], View]:
    """An operation that takes a file in and answers where it is."""
    return operation(
        "POST",
        path,
        summary,
        roles=STAFF_ROLES,
        upload=upload,
        answer=NewFile,
        status=201,
        headers=("Location",),
        refusals=refusals,
    )


@takes_file("/cases/<case_id>/files", "Attach a file to a case", Titled)
def attach(case_id: str, upload: Titled, file: FileStorage) -> Answer:
    """It belongs to the case at once, and stays."""
    command = AttachFile(case_id, upload.title, cast(BinaryIO, file.stream), file.filename or "")
    return _made(attach_file(desk(), current_actor(), command, now()))


@takes_file("/tasks/<task_id>/files", "Upload a file for a task", ForField, refusals=(409,))
def upload_for_task(task_id: str, upload: ForField, file: FileStorage) -> Answer:
    """It waits, seen by the caller alone, until the task is completed with its id in the array that answers the field.
    The same file sent again keeps its id."""
    return _uploaded(upload, file, task_id=task_id)


@takes_file("/processes/<process>/files", "Upload a file for a case to be opened", ForField, refusals=(409,))
def upload_for_start(process: str, upload: ForField, file: FileStorage) -> Answer:
    """It waits until a case is opened with its id among the answers; 30 days at most."""
    return _uploaded(upload, file, process=process)


@operation(
    "GET",
    "/files/<file_id>",
    "Download a file",
    roles=READERS,
    answer=BYTES,
    headers=("Content-Disposition",),
    refusals=(409,),
)
def download(file_id: str) -> Response:
    """The bytes as they came in. 409 says that what is kept is not that any more."""
    return download_of(file_id)


def _uploaded(upload: ForField, file: FileStorage, **place: str) -> Answer:
    command = UploadFile(cast(BinaryIO, file.stream), file.filename or "", upload.field, **place)
    return _made(upload_file(desk(), current_actor(), command, now()))


def _made(made: Uploaded) -> Answer:
    value = NewFile(made.id, made.name, made.media, made.size, made.hash)
    return Answer(value, {"Location": f"{PREFIX}/files/{made.id}"})
