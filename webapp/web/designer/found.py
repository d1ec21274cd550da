"""What a request is about: the process, its draft, the revision that the person saw; or a refusal that says what is missing."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import BadRequest

from webapp.model.refusals import NotFound, UnknownProcess
from webapp.store.reads.designer import DraftPage, ProcessPage, draft_page, process_page
from webapp.web.actor import desk


def the_process(process: str) -> ProcessPage:
    """Raises UnknownProcess."""
    with desk().store.read() as unit:
        found = process_page(unit, process)
    if found is None:
        raise UnknownProcess(process=process)
    return found


def the_draft(process: str) -> DraftPage:
    """Raises NotFound: no draft of this process is open."""
    with desk().store.read() as unit:
        found = draft_page(unit, process)
    if found is None:
        raise NotFound
    return found


def seen_revision() -> int:
    """The revision of the draft that the form was made from. Raises BadRequest for a form that is not ours."""
    try:
        return int(request.form.get("revision", ""))
    except ValueError:
        raise BadRequest from None
