"""Take in a file for a field of a form that is being filled in: it waits there until the form is handed in.

No deed: what waits is a draft. Must not know what may come in (`files/judge.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, Final

from webapp.cases.desk import BODY, Desk
from webapp.cases.refusing import (
    refuse_closed,
    refuse_for_role,
    refuse_invisible,
    refuse_same_person,
    refuse_undeclared,
    refuse_unfit,
)
from webapp.files.judge import CHUNK, Judged, judge
from webapp.files.reasons import Refused
from webapp.model.actor import Actor
from webapp.model.bundle import START, Bundle, Form, Option
from webapp.model.clock import local_date
from webapp.model.facts import ProcessFacts
from webapp.model.may import may
from webapp.model.refusals import FileTooLarge, InvalidAnswers, NotFound, TooManyWaiting, UnknownProcess
from webapp.model.text import Text
from webapp.store import cases, design, files
from webapp.store.files import NewFile, Place
from webapp.store.unit import Unit

MOST_WAITING: Final = 60
"""Files of one person that wait anywhere."""
KEPT: Final = timedelta(days=30)
"""How long a file waits at a start form that nobody sends."""


@dataclass(frozen=True, slots=True)
class UploadFile:
    """`stream` can be sought; `name`: what the sender calls it. For a task (`task_id`), or for the start form of a
    process."""

    stream: BinaryIO
    name: str
    field: str
    task_id: str | None = None
    process: str | None = None


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that waits. `hash`: SHA-256."""

    id: str
    name: str
    media: str
    size: int
    hash: str


def upload_file(desk: Desk, actor: Actor, command: UploadFile, now: datetime) -> Uploaded:
    """The same file sent twice waits once. Raises InvalidAnswers for a field that takes no files and for a file that
    may not come in, FileTooLarge among them; TooManyWaiting; for a task NotFound, DeclareFirst, TaskClosed, TaskTaken,
    NotAllowed, SamePerson; for a process UnknownProcess, NotAllowed."""
    judged = judged_or_refused(command.stream, command.name, command.field)
    with desk.store.write() as unit:
        place, form = _place(desk, unit, actor, command, now)
        if form is None or not any(each.id == command.field and each.kind == "files" for each in form.fields):
            raise InvalidAnswers({command.field: _NO_FILES})
        files.remove_waiting(unit, files.left_over(unit, actor.id, now - KEPT))
        again = next(
            (row for row in files.waiting_in(unit, place, actor.id) if _same(row, command.field, judged)), None
        )
        if again is not None:
            return Uploaded(again.id, again.name, again.media, again.size, again.hash)
        count = files.count_waiting(unit, actor.id)
        if count >= MOST_WAITING:
            raise TooManyWaiting(count=count)
        new = NewFile(place, command.field, judged.name, judged.media, judged.size, judged.hash)
        file_id = files.insert_file(unit, new, in_parts(command.stream), actor.id, now)
    return Uploaded(file_id, judged.name, judged.media, judged.size, judged.hash)


def judged_or_refused(stream: BinaryIO, name: str, field: str) -> Judged:
    """Raises InvalidAnswers, FileTooLarge, for the field."""
    try:
        return judge(stream, name)
    except Refused as refused:
        refusal = FileTooLarge if refused.too_large else InvalidAnswers
        raise refusal({field: refused.message}) from refused


def in_parts(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes from the beginning, a part at a time."""
    stream.seek(0)
    while part := stream.read(CHUNK):
        yield part


def waiting_for(
    unit: Unit, process: str, form: Form, task_id: str | None, person_id: str
) -> Mapping[str, tuple[Option, ...]]:
    """The files that a person may hand in with the form of a task, or the start form (`task_id` None): field -> id and
    name. Nothing is asked for a form that takes none."""
    if all(field.kind != "files" for field in form.fields):
        return {}
    found: dict[str, tuple[Option, ...]] = {}
    for row in files.waiting_in(unit, Place(process, form.id, task_id), person_id):
        found[row.field or ""] = (*found.get(row.field or "", ()), Option(row.id, Text(row.name, row.name)))
    return found


def _place(desk: Desk, unit: Unit, actor: Actor, command: UploadFile, now: datetime) -> tuple[Place, Form | None]:
    if command.task_id is not None:
        return _task(desk, unit, actor, command.task_id, now)
    bundle = _startable(desk, unit, actor, command.process or "")
    return Place(bundle.id, START, None), bundle.forms.get(START)


def _task(desk: Desk, unit: Unit, actor: Actor, task_id: str, now: datetime) -> tuple[Place, Form | None]:
    held = cases.hold_task(unit, task_id, local_date(now), actor.id)
    if held is None or held.task is None:
        raise NotFound
    task, bundle = held.task, desk.bundle(held.case.version_id)
    refuse_invisible(unit, actor, held.case, local_date(now), task.role, clear=held.clear)
    refuse_undeclared(actor, held.case, held.declared)
    refuse_closed(unit, task)
    refuse_unfit(unit, actor, "save_typed", held, task)
    refuse_same_person(actor, bundle, held.case, task.step)
    return Place(bundle.id, task.step, task.id), bundle.forms.get(task.step)


def _startable(desk: Desk, unit: Unit, actor: Actor, process: str) -> Bundle:
    live = None if process == BODY else design.live_version(unit, process)
    if live is None:
        raise UnknownProcess(process=process[:60])
    bundle = desk.bundle(live.id)
    if not may(actor, "open_case", "process", ProcessFacts(frozenset(bundle.start_roles))):
        refuse_for_role(*bundle.start_roles)
    return bundle


def _same(row: files.FileRow, field: str, judged: Judged) -> bool:
    return (row.field, row.hash, row.name) == (field, judged.hash, judged.name)


_NO_FILES: Final = Text(
    "この項目にはファイルを添付できません。ページを開き直してください。",
    "No file can be attached to this field. Open the page again.",
)
