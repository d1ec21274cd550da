"""What the editor says of saving and of problems: nothing that was drawn is lost."""

from __future__ import annotations

import pytest
from casework import House
from editing import READY, do, drawn, select, the_draft
from playwright.sync_api import Page, expect

from webapp.design.save_draft import SaveDraft, save_draft

pytestmark = pytest.mark.browser


def test_problems_come_from_the_server_and_select_their_element(editor: Page) -> None:
    expect(editor.locator("[data-problems]")).to_contain_text("問題点はありません")
    do(
        editor,
        "get('modeling').removeConnection(element('decide_measure')?.outgoing[0] ?? element('measure').outgoing[0])",
    )
    problem = editor.locator("[data-problems] a[data-element][data-severity=error]").first
    expected = problem.get_attribute("data-element")
    problem.click()
    assert do(editor, "return get('selection').get().map(e => e.id)") == [expected]


def test_a_save_that_comes_second_says_who_was_first_and_keeps_a_copy(editor: Page, house: House) -> None:
    draft = the_draft(house)
    others = drawn(house).replace("補正を求める".encode(), "補正を頼む".encode())
    save_draft(
        house.desk, house.people.yamada, SaveDraft(draft.id, draft.revision, {"process.bpmn": others}), house.now
    )
    do(editor, "get('modeling').updateProperties(element('check_completeness'), {name: 'わたしの名前'})")
    dialog = editor.locator("dialog[open]")
    expect(dialog).to_contain_text("山田 杏")
    with editor.expect_navigation(), editor.expect_download() as download:
        dialog.get_by_role("button", name="手元の図を残して最新を開く").click()
    assert "わたしの名前" in download.value.path().read_text("utf-8")
    editor.wait_for_selector(READY)
    assert do(editor, "return element('request_supplement').businessObject.name") == "補正を頼む"


def test_without_the_server_nothing_is_lost_and_saving_goes_on(editor: Page, house: House) -> None:
    editor.context.set_offline(True)
    do(editor, "get('modeling').updateProperties(element('check_completeness'), {name: '圏外で付けた名前'})")
    expect(editor.locator("[data-editor-status]")).to_contain_text("つながり次第")
    editor.context.set_offline(False)
    expect(editor.locator("[data-editor-status]")).to_contain_text("に保存しました")
    assert "圏外で付けた名前" in drawn(house).decode()


def test_a_lost_session_is_said_and_the_drawing_stays(editor: Page) -> None:
    editor.context.clear_cookies()
    do(editor, "get('modeling').updateProperties(element('check_completeness'), {name: '締め出された'})")
    expect(editor.locator("[data-editor-status]")).to_contain_text("サインインが切れました")
    assert do(editor, "return editor.saving.dirty")


def test_the_last_field_is_saved_before_the_draft_is_submitted(editor: Page, house: House) -> None:
    """The panel writes a moment after the last key; who presses at once loses nothing."""
    select(editor, "check_completeness")
    editor.fill("#reason", "期限を改める")
    editor.fill("[data-entry-id=nintei-due] input", "8")
    editor.evaluate("document.querySelector('form[action$=submit]').requestSubmit()")
    expect(editor.locator("h1")).to_contain_text("承認")
    assert the_draft(house).state == "submitted"
    assert 'nintei:due="P8D"' in drawn(house).decode()
