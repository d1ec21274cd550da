"""The editor of diagrams as a test drives it, and the draft behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casework import House
from playwright.sync_api import Page

from webapp.bundle.pack import unpack
from webapp.store import design
from webapp.store.design import DraftRow

EDITOR = "/design/incident/draft"
READY = "[data-bpmn-editor][data-ready=true]"
EDIT = "document.querySelector('[data-bpmn-editor]').editor"
Open = Callable[..., Page]


def the_draft(house: House) -> DraftRow:
    with house.store.read() as unit:
        found = design.open_draft(unit, "incident")
    assert found is not None
    return found


def drawn(house: House) -> bytes:
    return unpack(the_draft(house).files)["process.bpmn"]


def do(page: Page, script: str) -> Any:
    """A deed by the editor's own services, where a mouse would be needed."""
    return page.evaluate(
        f"(async () => {{ const editor = {EDIT}, get = name => editor.modeler.get(name), "
        f"element = id => get('elementRegistry').get(id); {script} }})()"
    )


def select(page: Page, id: str) -> None:
    """Selects an element and waits until the panel shows it; the panel listens only once it has been drawn."""
    shown = page.locator("[data-entry-id=id] input, [data-entry-id=id] textarea")
    for _ in range(50):
        do(page, f"get('canvas').scrollToElement(element({id!r})); get('selection').select(element({id!r}));")
        page.wait_for_timeout(100)
        if shown.count() and shown.input_value() == id:
            return
    raise AssertionError(f"the panel never showed {id}")


def saved(page: Page) -> None:
    """All that was drawn is on the server; what was typed needs a moment to reach the drawing."""
    page.wait_for_timeout(400)
    assert do(page, "return await editor.saving.flush()")


def in_english(page: Page) -> None:
    page.get_by_role("button", name="English").click()
    page.locator("html[lang=en]").wait_for()
