"""Play the stories of a draft and keep how they went, for whoever submits and approves it. The draft does not change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.draft import find, refuse_stale
from webapp.design.run_scenario import run_scenario
from webapp.design.scenario import Mismatch, Performance, Played
from webapp.diagram.door import open_diagram
from webapp.diagram.graph import Diagram, read_diagram
from webapp.model.actor import Actor
from webapp.model.bundle import bundle_hash
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.store import design
from webapp.store.design import RehearsalRow


@dataclass(frozen=True, slots=True)
class Rehearse:
    """`revision`: the one that the person saw."""

    draft_id: str
    revision: int


@dataclass(frozen=True, slots=True)
class UncoveredFlow:
    """A sequence flow that no story goes over, with the names of what it leaves and reaches."""

    id: str
    name: str
    source: Text
    target: Text


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How the stories of the draft as it is now went. `uncovered`: in the order of the drawing."""

    stories: tuple[Played, ...]
    uncovered: tuple[UncoveredFlow, ...]
    played_at: datetime

    @property
    def failed(self) -> int:
        return sum(not story.ok for story in self.stories)

    @property
    def ok(self) -> bool:
        return self.failed == 0


def rehearse(desk: Desk, actor: Actor, command: Rehearse, now: datetime) -> Rehearsal:
    """Takes seconds. Raises NotAllowed, NotFound, CheckFailed for a draft that cannot run, StaleRevision where it changed
    before or meanwhile."""
    require(actor, "process_owner")
    with desk.store.read() as unit:
        refuse_stale(unit, find(unit, command.draft_id), command.revision)
    performance = run_scenario(desk, actor, command.draft_id)
    with desk.store.write() as unit:
        draft = find(unit, command.draft_id)
        refuse_stale(unit, draft, command.revision)
        files = unpack(draft.files)
        row = RehearsalRow(draft.id, bundle_hash(files), _as_json(performance), actor.id, now)
        design.replace_rehearsal(unit, row)
    return _rehearsal(row, files)


def last_rehearsal(desk: Desk, actor: Actor, draft_id: str) -> Rehearsal | None:
    """How the stories went when these very files were played; None where they never were. Raises NotAllowed, NotFound."""
    require(actor, "process_owner")
    with desk.store.read() as unit:
        files = unpack(find(unit, draft_id).files)
        row = design.rehearsal(unit, draft_id)
    if row is None or row.hash != bundle_hash(files):
        return None
    return _rehearsal(row, files)


def _as_json(performance: Performance) -> dict[str, Any]:
    return {
        "stories": [story.as_json() for story in performance.stories],
        "uncovered": list(performance.uncovered),
    }


def _rehearsal(row: RehearsalRow, files: dict[str, bytes]) -> Rehearsal:
    diagram = read_diagram(open_diagram(files["process.bpmn"]))  # it could be read when it was played
    stories = tuple(_played(story) for story in row.result["stories"])
    return Rehearsal(stories, tuple(_flow(diagram, flow) for flow in row.result["uncovered"]), row.played_at)


def _played(story: dict[str, Any]) -> Played:
    mismatches = tuple(
        Mismatch(found["file"], found["line"], Text(found["message_ja"], found["message_en"]))
        for found in story["mismatches"]
    )
    title = Text(story["title_ja"], story["title_en"])
    return Played(story["process"], story["story"], title, mismatches, frozenset())


def _flow(diagram: Diagram, id: str) -> UncoveredFlow:
    flow = diagram.flows[id]
    return UncoveredFlow(id, flow.name, _name(diagram, flow.source), _name(diagram, flow.target))


def _name(diagram: Diagram, id: str) -> Text:
    node = diagram.nodes.get(id)
    return Text(id) if node is None else Text(node.name or id, node.name_en)
