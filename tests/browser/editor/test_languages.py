"""What the editor and the diagrams look like: in both languages, with the mark of bpmn.io, in time."""

from __future__ import annotations

import pytest
from casework import House
from editing import EDITOR, READY, Open, do, drawn, in_english
from playwright.sync_api import Page, expect

from webapp.design.open_draft import OpenDraft, open_draft
from webapp.diagram.compare import compare
from webapp.diagram.door import open_diagram

pytestmark = pytest.mark.browser


def test_the_editor_speaks_japanese_all_over(editor: Page) -> None:
    """Every kind of element is selected and every menu opened; what has no translation is named."""
    kinds = do(
        editor,
        """const kinds = new Map(get('elementRegistry').getAll().map(e => [e.type + (e.businessObject.eventDefinitions?.[0]?.$type ?? ''), e]));
        for (const e of kinds.values()) {
          get('selection').select(e);
          await new Promise(r => setTimeout(r, 60));
          for (const menu of ['bpmn-replace', 'align-elements']) { try { get('popupMenu').open(e, menu, {x: 10, y: 10}); get('popupMenu').close(); } catch {} }
          get('contextPad').open(e, true);
        }
        return kinds.size""",
    )
    assert kinds > 10
    assert do(editor, "return [...editor.missing]") == []


def test_the_mark_of_bpmn_io_is_visible_and_uncovered(editor: Page) -> None:
    assert editor.evaluate(
        """() => { const mark = document.querySelector('.bjs-powered-by'); mark.scrollIntoView({block: 'center'});
        const box = mark.getBoundingClientRect(); const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return box.width > 0 && getComputedStyle(mark).visibility === 'visible' && mark.contains(top); }"""
    )


def test_the_editor_is_ready_in_time_and_nothing_was_blocked(editor: Page) -> None:
    """From the navigation to the drawn diagram: the quickest of three, since other tests share the machine."""
    took = []
    for _ in range(3):
        editor.reload()
        editor.wait_for_selector(READY)
        took.append(editor.evaluate("performance.getEntriesByName('editor-ready')[0].startTime"))
        assert editor.evaluate("__csp") == []
    assert min(took) <= 1500, f"{min(took):.0f} ms"


def test_names_are_english_for_an_english_reader(sign_in_as: Open, house: House) -> None:
    page = sign_in_as(house.people.yoshida)
    page.goto("/design/incident")
    in_english(page)
    page.goto("/design/incident")
    page.wait_for_selector("[data-bpmn-viewer][data-ready=true]")
    expect(page.locator("[data-bpmn-viewer] text", has_text="Secretariat").first).to_be_visible()
    expect(page.locator("[data-bpmn-viewer] text", has_text="事務局")).to_have_count(0)


def test_an_english_reader_sees_english_names_and_saves_the_japanese_ones(sign_in_as: Open, house: House) -> None:
    open_draft(house.desk, house.people.yoshida, OpenDraft("incident"), house.now)
    before = drawn(house)
    page = sign_in_as(house.people.yoshida)
    page.goto("/design/incident")
    in_english(page)
    page.goto(EDITOR)
    page.wait_for_selector(READY)
    canvas = page.locator("[data-editor-canvas]")
    expect(canvas.locator("text", has_text="Secretariat").first).to_be_visible()
    expect(canvas.locator("text", has_text="事務局")).to_have_count(0)
    again = do(page, "return (await editor.modeler.saveXML({format: true})).xml").encode()
    assert compare(open_diagram(before), open_diagram(again)) == ()
