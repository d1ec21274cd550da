"""Open the draft of a process: the one that is being written, or a new one from what is live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from webapp.bundle.pack import pack, unpack
from webapp.bundle.read import DIAGRAM
from webapp.cases.desk import Desk
from webapp.design.chain import record
from webapp.diagram.layout import has_picture, lay_out
from webapp.model.actor import Actor
from webapp.model.refusals import UnknownProcess
from webapp.people.allowed import require
from webapp.store import design
from webapp.store.design import DraftRow


@dataclass(frozen=True, slots=True)
class OpenDraft:
    process: str


def open_draft(desk: Desk, actor: Actor, command: OpenDraft, now: datetime) -> DraftRow:
    """Raises NotAllowed, UnknownProcess. A process has one open draft at most."""
    require(actor, "process_owner")
    with desk.store.write() as unit:
        draft = design.open_draft(unit, command.process)
        if draft is not None:
            return draft
        live = None if command.process == "body" else design.live_version(unit, command.process)
        if live is None:
            raise UnknownProcess(process=command.process)
        files = _with_picture(design.version_files(unit, live.id))
        draft = design.insert_draft(unit, command.process, live.id, files, actor.id, now)
        if draft is not None:
            record(unit, desk.keys, actor, "open_draft", now, draft=draft.id, process=draft.process, base=live.id)
            return draft
        first = design.open_draft(unit, command.process)
        assert first is not None
        return first


def _with_picture(files: bytes) -> bytes:
    """The same bundle, its diagram laid out where nobody has drawn it: an editor would show an empty canvas."""
    unpacked = unpack(files)
    if has_picture(unpacked[DIAGRAM]):
        return files
    return pack(unpacked | {DIAGRAM: lay_out(unpacked[DIAGRAM])})
