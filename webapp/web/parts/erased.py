"""A case that was erased, as whoever may know of it is told: by whom, when and why, and nothing else. Must not know how."""

from __future__ import annotations

from flask import render_template, request

from webapp.model.clock import local_date
from webapp.model.may import reach
from webapp.model.refusals import CaseErased
from webapp.model.retention import GROUND_TITLES
from webapp.store.reads.retention import ErasedCase, erased_case, erased_case_of_task
from webapp.web.actor import current_actor, desk
from webapp.web.parts.measures import measure_words
from webapp.web.parts.words import Words


def erased_here() -> ErasedCase | None:
    """The erased case in which this request's address leads, for a person who may know of it."""
    named = request.view_args or {}
    with desk().store.read() as unit:
        if "case_id" in named:
            return erased_case(unit, reach(current_actor()), str(named["case_id"]))
        if "task_id" in named:
            return erased_case_of_task(unit, reach(current_actor()), str(named["task_id"]))
    return None


def refusal_of(found: ErasedCase) -> CaseErased:
    return CaseErased(number=found.number, at=local_date(found.answered_at).isoformat(), case=found.id)


def erased_page(found: ErasedCase) -> str:
    words = Words(desk().bundle(found.version_id))
    return render_template(
        "retention/erased.html",
        found=found,
        process=words.process,
        end=words.step(found.end_event),
        measures="" if found.measures is None else measure_words(found.measures),
        ground=GROUND_TITLES[found.ground],
    )
