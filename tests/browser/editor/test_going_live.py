"""From a drawing to a live version: compared by a second person, with a form for what is new."""

from __future__ import annotations

import json

import pytest
from casework import House
from editing import EDITOR, READY, Open, do, saved, select, the_draft
from playwright.sync_api import Page, expect

from webapp.bundle.pack import unpack
from webapp.design.check_draft import check_draft
from webapp.store import design

pytestmark = pytest.mark.browser


def test_a_second_person_sees_what_changed_and_jumps_to_it(editor: Page, house: House, sign_in_as: Open) -> None:
    do(editor, "get('modeling').updateProperties(element('hearing_need') ?? element('measure'), {name: '別の名'})")
    saved(editor)
    editor.fill("#reason", "呼び名を改める")
    editor.get_by_role("button", name="提出する").click()
    expect(editor.locator("h1")).to_contain_text("承認")
    page = sign_in_as(house.people.yamada)
    page.goto(EDITOR)
    for viewer in page.locator("[data-bpmn-viewer]").all():
        viewer.and_(page.locator("[data-ready=true]")).wait_for()
    expect(page.locator("[data-bpmn-viewer] .djs-element.is-changed")).to_have_count(2)
    page.locator("a[data-show]").first.click()
    page.get_by_role("button", name="承認して発効する").click()
    expect(page.locator("main")).to_contain_text("版数2")


def test_a_process_with_a_new_task_and_without_an_old_one_goes_live(
    editor: Page, house: House, sign_in_as: Open
) -> None:
    """A task is appended and asks something on the pages of forms, another is deleted with its form; a second person
    lets it go live."""
    do(
        editor,
        """const old = element('note_no_supplement'), {x, y, width} = old;
        const [into] = old.incoming, [out] = old.outgoing, from = into.source, to = out.target;
        get('modeling').removeShape(old);
        for (const flow of [into, out]) if (element(flow.id)) get('modeling').removeConnection(element(flow.id));
        const task = get('modeling').appendShape(from, {type: 'bpmn:UserTask'}, {x: x + width / 2, y: y + 40}, from.parent);
        get('modeling').updateProperties(task, {id: 'ask_again', name: '聞き直す', 'nintei:name_en': 'Ask again'});
        const [led] = task.incoming;
        get('modeling').updateProperties(led, {id: 'flow_ask_again', name: '聞き直す', 'nintei:name_en': 'Ask again'});
        get('modeling').connect(task, to);""",
    )
    select(editor, "ask_again")
    editor.get_by_role("link", name="この作業のフォームを作る").click()
    editor.get_by_role("button", name="この作業のフォームを作る").click()
    editor.get_by_label("加える項目の種類").select_option("textarea")
    editor.get_by_role("button", name="項目を加える").click()
    editor.get_by_label("見出し", exact=False).first.fill("聞いたこと")
    editor.get_by_label("見出し（英語）").fill("What was asked")
    editor.get_by_label("項目のid").fill("heard")
    editor.get_by_role("button", name="保存する").last.click()
    expect(editor.locator(".form-preview")).to_contain_text("聞いたこと")
    editor.goto("/design/incident/forms/note_no_supplement")
    editor.get_by_role("button", name="フォームを取り除く").click()
    expect(editor.get_by_text("フォームを取り除きました")).to_be_visible()
    editor.goto(EDITOR)
    editor.wait_for_selector(READY)
    editor.fill("#reason", "記録の代わりに聞き直す")
    editor.get_by_role("button", name="提出する").click()
    expect(editor.locator("h1")).to_contain_text("承認")

    page = sign_in_as(house.people.yamada)
    page.goto(EDITOR)
    expect(page.locator(".changes")).to_contain_text("聞き直す")
    page.get_by_role("button", name="承認して発効する").click()
    expect(page.locator("main")).to_contain_text("版数2")
    with house.store.read() as unit:
        live = design.live_version(unit, "incident")
    assert live is not None
    bundle = house.desk.bundle(live.id)
    assert "ask_again" in bundle.steps
    assert [field.id for field in bundle.forms["ask_again"].fields] == ["heard"]
    assert "note_no_supplement" not in bundle.steps
    assert "note_no_supplement" not in bundle.forms


def test_a_task_that_is_drawn_gets_its_form_and_can_be_submitted(editor: Page, house: House) -> None:
    """From the canvas through the panel to the page of the form, nothing drawn is lost on the way."""
    do(
        editor,
        """const task = get('modeling').appendShape(element('check_completeness'), {type: 'bpmn:UserTask'}, undefined, element('check_completeness').parent);
        get('modeling').updateProperties(task, {id: 'ask_again', name: '聞き直す', 'nintei:name_en': 'Ask again'})""",
    )
    select(editor, "ask_again")
    editor.get_by_role("link", name="この作業のフォームを作る").click()
    editor.get_by_role("button", name="この作業のフォームを作る").click()
    expect(editor.locator("h1")).to_have_text("聞き直す")
    editor.get_by_label("加える項目の種類").select_option("textarea")
    editor.get_by_role("button", name="項目を加える").click()
    editor.get_by_label("見出し", exact=False).first.fill("聞いたこと")
    editor.get_by_label("項目のid").fill("heard")
    editor.get_by_role("button", name="保存する").last.click()
    expect(editor.locator(".form-preview")).to_contain_text("聞いたこと")
    form = json.loads(unpack(the_draft(house).files)["forms/ask_again.json"])
    assert [field["id"] for field in form["fields"]] == ["heard"]
    problems = {problem.code for problem in check_draft(house.desk, house.people.yoshida, the_draft(house).id)}
    assert "form-missing" not in problems
