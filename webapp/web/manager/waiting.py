"""Every open case: what it waits for, from whom, since when."""

from __future__ import annotations

from typing import Final, cast, get_args

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.cases.quorums import out_of_reach
from webapp.cases.unmanned import NAMED_BY, SEATED, unmanned
from webapp.model.actor import STAFF_ROLES
from webapp.model.clock import local_date
from webapp.model.may import reach
from webapp.model.text import Text
from webapp.store.reads import designer as processes
from webapp.store.reads.corrections import waiting_corrections
from webapp.store.reads.manager import Filter, Kind, Sort, people, waits
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.i18n import pick
from webapp.web.manager.names import fault_said, moved_by_manager, process_title, step_name
from webapp.web.manager.routes import blueprint

KINDS: Final[dict[Kind, Text]] = {
    "task": Text("作業", "Task"),
    "timer": Text("時刻", "Time"),
    "message": Text("連絡", "Message"),
    "join": Text("合流", "Join"),
    "fault": Text("障害", "Fault"),
}


# Where a case can stand: for a person, a time, a message, a join, or by a fault.
WAITING_KINDS: Final = frozenset(
    {
        "userTask",
        "serviceTask",
        "receiveTask",
        "intermediateCatchEvent",
        "boundaryEvent",
        "parallelGateway",
        "inclusiveGateway",
    }
)


@blueprint.get("/waiting")
@require("manager")
def waiting() -> ResponseReturnValue:
    chosen = _chosen()
    with desk().store.read() as unit:
        page = waits(unit, chosen, now(), local_date(now()), reach(current_actor()))
        live = processes.shelf(unit)
        everybody = people(unit, local_date(now()), reach(current_actor()))
        corrections = waiting_corrections(unit, reach(current_actor()))
        lost = out_of_reach(desk(), unit, {line.case_id: line.version_id for line in page.lines}, local_date(now()))
        shown = {line.case_id for line in page.lines}
        empty = unmanned(desk(), unit, local_date(now()), shown, among=(*SEATED, NAMED_BY))
    versions = {line.process: line.live.id for line in live}
    only = chosen.process if chosen.process in versions else next(iter(versions), "") if len(versions) == 1 else ""
    return render_template(
        "manager/waiting.html",
        page=page,
        corrections=corrections,
        lost=lost,
        unmanned={(one.case.id, one.organ): one for one in empty},
        chosen=chosen,
        titles={process: process_title(version) for process, version in versions.items()},
        parts=_parts(versions[only]) if only else {},
        everybody=[person for person in everybody if not person.roles.isdisjoint(STAFF_ROLES)],
        roles=STAFF_ROLES,
        kinds=KINDS,
        step_name=step_name,
        moves=moved_by_manager,
        fault_said=fault_said,
        missing=lambda line: [step_name(line.version_id, step) for step in line.missing],
    )


def _parts(version_id: str) -> dict[str, list[tuple[str, Text]]]:
    """Where a case can wait, by the part of the diagram: many parts have a step of the same name. "" holds those that are
    in no part."""
    steps = desk().bundle(version_id).steps
    found: dict[str, list[tuple[str, Text]]] = {"": []}
    for id, step in steps.items():
        if step.kind in WAITING_KINDS:
            part = "" if step.parent is None else pick(step_name(version_id, step.parent))
            found.setdefault(part, []).append((id, step_name(version_id, id)))
    return found


def _chosen() -> Filter:
    """The filter in the address; what it does not know is left out."""
    given = request.args
    kind = given.get("kind", "")
    sort = given.get("sort", "age")
    return Filter(
        process=given.get("process", ""),
        step=given.get("step", ""),
        person=given.get("person", ""),
        kind=kind if kind in KINDS else "",
        overdue=given.get("overdue") == "1",
        sort=cast(Sort, sort) if sort in get_args(Sort) else "age",
        page=given.get("page", 1, int),
    )
