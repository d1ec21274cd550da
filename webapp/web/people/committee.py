"""A member's page: what is put before them, and only that; the next meeting; what they asked for."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.model.actor import ORGANS
from webapp.model.clock import local_date
from webapp.model.facts import MEMBERS
from webapp.model.may import reach
from webapp.people.meetings import coming_meetings
from webapp.store.reads.evidence import to_check
from webapp.store.reads.organs import Dossier, dossiers, requests
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.parts.to_name import to_name
from webapp.web.parts.words import Words
from webapp.web.people.routes import blueprint


@blueprint.get("/committee")
@require(*sorted(MEMBERS))
def committee() -> ResponseReturnValue:
    actor, today = current_actor(), local_date(now())
    organs = actor.roles & MEMBERS
    with desk().store.read() as unit:
        found = dossiers(unit, reach(actor), organs)
        checks = to_check(unit, reach(actor), actor.roles)
        asked = [line for line in requests(unit, reach(actor)) if line.organ in organs]
    meetings = [meeting for meeting in coming_meetings(desk().store, today) if meeting.organ in organs]
    return render_template(
        "people/committee.html",
        organs=[organ for organ in ORGANS if organ in organs],
        undeclared=[line for line in found if not line.declared and line.state != "ended"],
        dossiers=[line for line in found if line.declared or line.state == "ended"],
        asked=asked,
        checks=checks,
        to_name=to_name(),
        meetings=meetings,
        step_name=_step_name,
    )


def _step_name(line: Dossier, step_id: str) -> str:
    return Words(desk().bundle(line.version_id)).step(step_id)
