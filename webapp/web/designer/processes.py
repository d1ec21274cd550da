"""The processes that are live, and their versions."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.bundle.pack import unpack
from webapp.design.compare_draft import compare_draft
from webapp.design.compare_forms import KINDS
from webapp.design.open_draft import OpenDraft, open_draft
from webapp.model.purpose import PURPOSES
from webapp.model.refusals import NotFound
from webapp.store.reads.designer import shelf, version_files
from webapp.web.actor import current_actor, desk, now, require
from webapp.web.designer.approval import marks_of
from webapp.web.designer.catalogue import known_words
from webapp.web.designer.drawing import draw, xml_of
from webapp.web.designer.found import the_process
from webapp.web.designer.routes import blueprint


@blueprint.get("")
@require("process_owner")
def processes() -> ResponseReturnValue:
    with desk().store.read() as unit:
        lines = shelf(unit)
    titles = {line.process: desk().bundle(line.live.id).title for line in lines}
    return render_template("designer/processes.html", lines=lines, titles=titles)


@blueprint.get("/<process>")
@require("process_owner")
def process(process: str) -> ResponseReturnValue:
    page = the_process(process)
    bundle = desk().bundle(page.live.id)
    return render_template(
        "designer/process.html",
        page=page,
        bundle=bundle,
        purpose=PURPOSES.get(bundle.purpose),
        drawing=draw(page.files),
        known=known_words(desk().rules),
    )


@blueprint.get("/<process>/versions/<int:number>")
@require("process_owner")
def version(process: str, number: int) -> ResponseReturnValue:
    """A version as it was, and what has changed since; nothing of it can be changed."""
    page = the_process(process)
    found = next((each for each in page.versions if each.number == number), None)
    if found is None:
        raise NotFound
    with desk().store.read() as unit:
        packed = version_files(unit, process, number) or b""
    compared = compare_draft(unpack(packed), unpack(page.files))
    return render_template(
        "designer/version.html",
        page=page,
        version=found,
        bundle=desk().bundle(page.live.id),
        drawing=draw(packed),
        known=known_words(desk().rules),
        kinds=KINDS,
        compared=compared,
        **marks_of(compared),
    )


@blueprint.get("/<process>/versions/<int:number>.bpmn")
@require("process_owner")
def version_xml(process: str, number: int) -> ResponseReturnValue:
    with desk().store.read() as unit:
        packed = version_files(unit, process, number)
    if packed is None:
        raise NotFound
    return xml_of(packed)


@blueprint.post("/<process>/draft/open")
@require("process_owner")
def open_(process: str) -> ResponseReturnValue:
    open_draft(desk(), current_actor(), OpenDraft(process), now())
    return redirect(url_for("designer.draft", process=process), 303)
