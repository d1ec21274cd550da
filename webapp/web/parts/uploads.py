"""Files that a browser sends with a form: taken in one by one, before the form itself is judged, so that what came in
stays attached whatever becomes of the form. Must not know what may come in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from werkzeug.datastructures import FileStorage, MultiDict

from webapp.cases.upload_file import UploadFile, upload_file
from webapp.files.names import clean
from webapp.model.bundle import Form
from webapp.model.refusals import FileTooLarge, InvalidAnswers
from webapp.model.text import Text
from webapp.store.reads.files import FileLine
from webapp.web.actor import current_actor, desk, now
from webapp.web.forms import FILE_PREFIX


@dataclass(frozen=True, slots=True)
class Came:
    """`typed`: what was typed, with the ids of what came in. `stored`: something came in. `refusal`: what did not."""

    typed: dict[str, Any]
    stored: bool
    refusal: InvalidAnswers | None


def take_in(
    form: Form,
    typed: Mapping[str, Any],
    sent: MultiDict[str, FileStorage],
    *,
    task_id: str | None = None,
    process: str | None = None,
) -> Came:
    """Raises what `upload_file` raises for the form as a whole (TaskClosed, NotAllowed …)."""
    kept, problems = dict(typed), dict[str, Text]()
    too_large = stored = False
    for field in form.fields:
        if field.kind != "files":
            continue
        for file in sent.getlist(FILE_PREFIX + field.id):
            name = file.filename or ""
            if not name:
                continue  # a browser sends an empty file where none was chosen
            command = UploadFile(cast(BinaryIO, file.stream), name, field.id, task_id, process)
            try:
                uploaded = upload_file(desk(), current_actor(), command, now())
            except InvalidAnswers as refused:
                too_large = too_large or isinstance(refused, FileTooLarge)
                problems[field.id] = _both(problems.get(field.id), _of_file(name, refused.problems[field.id]))
                continue
            stored = True
            kept[field.id] = [*(one for one in kept.get(field.id, ()) if one != uploaded.id), uploaded.id]
    refusal = (FileTooLarge if too_large else InvalidAnswers)(problems) if problems else None
    return Came(kept, stored, refusal)


def as_handed_in(
    form: Form, typed: Mapping[str, Any], sent: MultiDict[str, FileStorage], files: Iterable[FileLine]
) -> dict[str, Any]:
    """What was typed, with each file that was sent along named as the one of the same bytes that was handed in; one
    that was not is named by its hash, which is no file's name."""
    ids = {(line.field, line.hash): line.id for line in files}
    named = dict(typed)
    for field in form.fields:
        chosen = [file for file in sent.getlist(FILE_PREFIX + field.id) if file.filename]
        if field.kind != "files" or not chosen:
            continue
        hashes = [_hash(file) for file in chosen]
        named[field.id] = [*named.get(field.id, ()), *(ids.get((field.id, hash_), hash_) for hash_ in hashes)]
    return named


def _hash(file: FileStorage) -> str:
    file.stream.seek(0)
    return hashlib.file_digest(cast(Any, file.stream), "sha256").hexdigest()


def _of_file(name: str, why: Text) -> Text:
    shown = clean(name)
    return Text(f"「{shown}」：{why.ja}", f"“{shown}”: {why.pick('en')}")


def _both(before: Text | None, more: Text) -> Text:
    return more if before is None else Text(f"{before.ja} {more.ja}", f"{before.pick('en')} {more.pick('en')}")
