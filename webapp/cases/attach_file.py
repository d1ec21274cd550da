"""Put a file into a case itself, under a title: what came beside the forms. Must not know any process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from webapp.cases.desk import Desk
from webapp.cases.holding import hold_visible
from webapp.cases.proceedings import Proceedings, proceedings_of
from webapp.cases.refusing import refuse_for_role
from webapp.cases.upload_file import Uploaded, in_parts, judged_or_refused
from webapp.files.judge import Judged
from webapp.model.actor import STAFF_ROLES, Actor
from webapp.model.bundle import Field, Form
from webapp.model.catalogue import Catalogue
from webapp.model.clock import local_date
from webapp.model.forms import validate
from webapp.model.may import may
from webapp.model.text import Text
from webapp.store import files
from webapp.store.files import HandedIn, NewFile, Place

FILE: Final = "file"
TITLE: Final = Form(
    "attach",
    Text("ファイルの添付", "Attach a file"),
    None,
    (Field("title", "text", Text("題名", "Title"), required=True),),
)


@dataclass(frozen=True, slots=True)
class AttachFile:
    """`stream` can be sought; `name`: what the sender calls it; `title`: what it is."""

    case_id: str
    title: str
    stream: BinaryIO
    name: str


def attach_file(desk: Desk, actor: Actor, command: AttachFile, now: datetime) -> Uploaded:
    """Raises NotFound, NotAllowed; InvalidAnswers for the `title` or the `file`, FileTooLarge among them. A case that
    has ended takes files too: what comes late belongs to it."""
    title = validate(TITLE, {"title": command.title}, {}, local_date(now), Catalogue())["title"]
    judged = judged_or_refused(command.stream, command.name, FILE)
    with desk.store.write() as unit:
        held, facts = hold_visible(unit, actor, command.case_id, now)
        if not may(actor, "attach", "case", facts):
            refuse_for_role(*STAFF_ROLES)
        proceedings = proceedings_of(desk, unit, actor, now, held)
        uploaded = put_in(proceedings, title, judged, command.stream)
        proceedings.write("attach_file")
    return uploaded


def put_in(proceedings: Proceedings, title: str, judged: Judged, stream: BinaryIO) -> Uploaded:
    """The same inside an open transaction, for a file that was judged: what comes with a deed on the case."""
    unit, case, by, now = proceedings.unit, proceedings.case, proceedings.actor.id, proceedings.now
    new = NewFile(Place(case.process, None, None), None, judged.name, judged.media, judged.size, judged.hash)
    file_id = files.insert_file(unit, new, in_parts(stream), by, now)
    belongs = [HandedIn(file_id, proceedings.note("attached", detail={"file": file_id}), title=title)]
    proceedings.handed_in |= files.hand_in(unit, case.id, belongs, by, now)
    return Uploaded(file_id, judged.name, judged.media, judged.size, judged.hash)
