"""Processes for programs: what is live, and a draft handed in. Publishing is for a second person, on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from webapp.cases.open_case import NO_FORM
from webapp.design.open_draft import OpenDraft, open_draft
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.design.submit_draft import SubmitDraft, submit_draft
from webapp.diagram.door import DiagramRefused, open_diagram
from webapp.model.actor import STAFF_ROLES, Actor
from webapp.model.bundle import START, Bundle
from webapp.model.dates import read_date
from webapp.model.refusals import CheckFailed, ReasonNeeded, StaleRevision
from webapp.model.resolution import LONGEST, Resolution
from webapp.model.text import Text
from webapp.store.reads.api import OpenDraft as Found
from webapp.store.reads.api import open_drafts
from webapp.store.reads.processes import LiveProcess
from webapp.web.actor import current_actor, desk, now
from webapp.web.api.common import FormAsked, Person, Process, form_asked
from webapp.web.api.operations import Answer, operation, seen_revision
from webapp.web.api.refusals import BadFields, Wrong
from webapp.web.api.shapes import Limits
from webapp.web.parts.days import NO_DATE
from webapp.web.parts.starting import live_bundles, may_start

DIAGRAM = "process.bpmn"
MOST_TEXT = 900_000
FileText = Annotated[str, Limits(most=MOST_TEXT)]


@dataclass(frozen=True, slots=True)
class Draft:
    """An open draft. `state`: draft | submitted."""

    id: str
    process: str
    state: str
    revision: int
    changed_by: Person
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ProcessLine:
    """A live process. `start_form` is there for whoever may open a case, `draft` for process owners."""

    id: Process
    title: Text
    version: int
    published_at: datetime
    may_open: bool
    start_form: FormAsked | None
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class Processes:
    processes: tuple[ProcessLine, ...]


@dataclass(frozen=True, slots=True)
class Submitted:
    """A draft that waits for the approval of a second process owner."""

    id: str
    process: str
    state: str
    revision: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """The sub-committee's resolution. `on`: its day (2026-12-01); `document`: its number, or the minutes that hold it."""

    on: str
    document: Annotated[str, Limits(least=1, most=LONGEST)]


@dataclass(frozen=True, slots=True)
class SubmitBody:
    """`bpmn`: the diagram; `files`: other files of the bundle by their path in it. What is not named stays as it is.
    `resolution` where tables or amounts change (TPDMS-2210 6)."""

    reason: Annotated[str, Limits(least=1, most=4_000, about="What was changed, and why.")]
    bpmn: FileText | None = None
    files: Annotated[Mapping[str, FileText], Limits(most=200)] | None = None
    resolution: Resolved | None = None


@operation(
    "GET",
    "/processes",
    "The live processes",
    roles=(*STAFF_ROLES, "manager", "auditor", "process_owner"),
    answer=Processes,
)
def list_processes() -> Processes:
    """Every live process with the form that opens a case."""
    actor = current_actor()
    with desk().store.read() as unit:
        drafts = open_drafts(unit) if actor.has("process_owner") else {}
    return Processes(tuple(_line(actor, live, bundle, drafts.get(live.process)) for live, bundle in live_bundles()))


@operation(
    "POST",
    "/processes/<process>/drafts",
    "Submit a draft",
    roles=("process_owner",),
    body=SubmitBody,
    answer=Submitted,
    status=201,
    headers=("Location",),
    revision="accepted",
    refusals=(409,),
)
def submit(process: str, body: SubmitBody) -> Answer:
    """Opens the draft of a process, puts the files into it and submits it; a second process owner approves it on the
    pages. Where a draft is open already, If-Match names its revision. If check finds errors, the draft stays saved and
    open, and the problems are answered."""
    files = _files(body)
    if not body.reason.strip():
        raise ReasonNeeded
    resolution = None if body.resolution is None else _resolution(body.resolution)
    draft_id, revision = _draft_to_write(process)
    saved = save_draft(desk(), current_actor(), SaveDraft(draft_id, revision, files), now())
    command = SubmitDraft(saved.id, saved.revision, body.reason, resolution)
    done = submit_draft(desk(), current_actor(), command, now())
    return Answer(Submitted(done.id, done.process, done.state, done.revision), {"Location": f"/design/{process}/draft"})


def _resolution(said: Resolved) -> Resolution:
    on = read_date(said.on)
    if on is None:
        raise BadFields([Wrong("#/resolution/on", NO_DATE)])
    return Resolution(on, said.document.strip())


def _files(body: SubmitBody) -> dict[str, bytes]:
    files = {path: text.encode() for path, text in (body.files or {}).items()}
    if body.bpmn is not None:
        if DIAGRAM in files:
            raise BadFields([Wrong("#/bpmn", _TWICE)])
        files[DIAGRAM] = body.bpmn.encode()
    if not files:
        raise BadFields([Wrong("#/bpmn", _NOTHING)])
    if DIAGRAM in files:
        try:
            open_diagram(files[DIAGRAM])
        except DiagramRefused as refused:
            raise CheckFailed(refused.problems) from None
    return files


def _draft_to_write(process: str) -> tuple[str, int]:
    """The draft's id and the revision that the caller saw. Raises UnknownProcess, StaleRevision."""
    seen = seen_revision()
    with desk().store.read() as unit:
        found = open_drafts(unit).get(process)
    if found is not None:
        if seen != found.revision:
            raise StaleRevision(by=found.changed_by, at=found.changed_at)
        return found.id, seen
    opened = open_draft(desk(), current_actor(), OpenDraft(process), now())
    if opened.created_by != current_actor().id:
        raise StaleRevision(by=_SOMEBODY, at=opened.changed_at)
    return opened.id, opened.revision


def _line(actor: Actor, live: LiveProcess, bundle: Bundle, draft: Found | None) -> ProcessLine:
    may_open = may_start(actor, bundle)
    return ProcessLine(
        id=live.process,
        title=bundle.title,
        version=live.number,
        published_at=live.published_at,
        may_open=may_open,
        start_form=form_asked(bundle, bundle.forms.get(START, NO_FORM), {"case": {}}) if may_open else None,
        draft=None if draft is None else _draft(draft),
    )


def _draft(found: Found) -> Draft:
    changed_by = Person(found.changed_by_id, found.changed_by)
    return Draft(found.id, found.process, found.state, found.revision, changed_by, found.changed_at)


_NOTHING = Text("図（bpmn）かファイル（files）を付けてください。", "Send a diagram (bpmn) or files.")
_TWICE = Text("図はbpmnかfilesのどちらか一方で送ってください。", "Send the diagram in bpmn or in files, not in both.")
_SOMEBODY = Text("ほかのプロセス責任者", "Another process owner")
