"""Sub-processes in diagrams and editor: opened, told apart, turned to."""

from __future__ import annotations

import pytest
from casework import House
from editing import EDITOR, READY, Open, do
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_sub_process_is_opened_and_tells_what_waits_in_it(sign_in_as: Open, house: House) -> None:
    page = sign_in_as(house.people.yoshida)
    page.goto("/design/incident")
    page.wait_for_selector("[data-bpmn-viewer][data-ready=true]")
    page.locator("[data-bpmn-viewer] button.bjs-drilldown").first.click()
    expect(page.locator("[data-bpmn-viewer] .bjs-breadcrumbs")).to_be_visible()
    expect(page.locator("[data-bpmn-viewer] .bjs-breadcrumbs li")).to_have_count(2)


def test_a_place_in_the_address_is_found_in_a_sub_process_too(editor: Page) -> None:
    inner = do(
        editor,
        "return get('elementRegistry').filter(e => e.type === 'bpmn:UserTask' && get('canvas').findRoot(e) !== get('canvas').getRootElement())[0].id",
    )
    assert not do(editor, f"return get('canvas').findRoot(element({inner!r})) === get('canvas').getRootElement()")
    editor.goto(f"{EDITOR}?step={inner}")
    editor.wait_for_selector(READY)
    expect(editor.locator("[data-entry-id=id] input, [data-entry-id=id] textarea")).to_have_value(inner)
    assert do(editor, f"return get('canvas').findRoot(element({inner!r})) === get('canvas').getRootElement()")


def test_a_problem_in_a_sub_process_turns_to_its_page(editor: Page) -> None:
    inner = do(
        editor,
        """const task = get('elementRegistry').filter(e => e.type === 'bpmn:UserTask' && get('canvas').findRoot(e) !== get('canvas').getRootElement())[0];
        get('modeling').updateProperties(task, {name: undefined});
        return task.id""",
    )
    link = editor.locator(f"[data-problems] a[data-element={inner}]").first
    link.click()
    assert do(editor, "return get('selection').get().map(e => e.id)") == [inner]
    assert do(editor, f"return get('canvas').findRoot(element({inner!r})) === get('canvas').getRootElement()")
