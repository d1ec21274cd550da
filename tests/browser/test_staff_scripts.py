"""What the pages of staff do in the browser beyond plain forms: save while typing, refresh, search, ask what applies."""

from __future__ import annotations

import re

import pytest
from browsing import SignIn
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo of staff_scripts")]

LONG = "入力の途中の文章。"


def open_a_task(page: Page, step: str) -> None:
    """Claims the first task of a step that nobody has, or opens one's own."""
    page.locator("tbody tr", has_not_text="担当できません").filter(has_text=step).first.locator(".table__title").click()
    claim, finish = (page.get_by_role("button", name=name) for name in ("引き受ける", "この作業を終える"))
    claim.or_(finish).wait_for()  # A click answers before the page that it leads to is there.
    if claim.count():
        claim.click()
    finish.wait_for()


def give_back(page: Page) -> None:
    page.get_by_role("button", name="手放す").click()
    expect(page.get_by_text("手放しました")).to_be_visible()


def test_what_is_typed_saves_itself_and_is_there_after_a_reload(sign_in: SignIn) -> None:
    visit = sign_in("jimu1")
    page = visit.go("/inbox")
    open_a_task(page, "報告を確かめる")
    page.get_by_label("申し送り").fill(LONG)
    expect(page.locator("[data-saved]")).to_have_text(re.compile("に下書きを保存しました"))
    page.reload()
    expect(page.get_by_label("申し送り")).to_have_value(LONG)
    give_back(page)
    visit.assert_clean()


def test_an_address_may_end_in_anything(sign_in: SignIn) -> None:
    """The scripts of the page run all the same."""
    visit = sign_in("uketsuke")
    visit.go("/cases/new/incident#%")
    visit.assert_clean()


def test_a_question_appears_with_the_answer_it_hangs_on(sign_in: SignIn) -> None:
    visit = sign_in("jimu1")
    page = visit.go("/inbox")
    open_a_task(page, "報告を確かめる")
    missing = page.get_by_role("textbox", name="足りない点", include_hidden=True)
    page.get_by_role("radio", name="揃っている").check()
    expect(missing).to_be_hidden()
    page.get_by_role("radio", name="足りない").check()
    expect(missing).to_be_visible()
    give_back(page)
    visit.assert_clean()


def test_a_session_that_ends_while_typing_loses_no_word(sign_in: SignIn) -> None:
    visit = sign_in("jimu2")
    page = visit.go("/inbox")
    open_a_task(page, "報告を確かめる")
    page.get_by_label("申し送り").fill(LONG)
    page.context.clear_cookies()
    page.get_by_role("button", name="この作業を終える").click()
    expect(page.get_by_text("入力した内容は残してあります")).to_be_visible()
    page.locator("form:has(input[value='jimu2']) button").click()
    expect(page.get_by_label("申し送り")).to_have_value(LONG)
    expect(page.get_by_text("まだ送信されていません")).to_be_visible()
    give_back(page)


def test_the_inbox_is_searched_while_typing_and_nothing_shows_in_the_address(sign_in: SignIn) -> None:
    visit = sign_in("jimu1")
    page = visit.go("/inbox")
    number = page.locator("tbody a.number").last.inner_text()
    its_own = page.locator("tbody a.number", has_text=number).count()
    assert page.locator("tbody tr").count() > its_own
    page.get_by_label("番号・件名・事業者名で探す").press_sequentially(number)
    expect(page.locator("tbody tr")).to_have_count(its_own)
    expect(page.locator("tbody a.number")).to_have_text([number] * its_own)
    expect(page.get_by_label("番号・件名・事業者名で探す")).to_be_focused()
    assert number not in page.url
    visit.assert_clean()


def test_a_list_that_is_looked_at_again_is_up_to_date(sign_in: SignIn) -> None:
    first, second = sign_in("jimu1"), sign_in("jimu2")
    watched, working = first.go("/inbox?tab=group"), second.go("/inbox?tab=group")
    expect(watched.locator("tbody tr").first).to_be_visible()
    before = watched.locator("tbody tr").count()
    open_a_task(working, "報告を確かめる")
    watched.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(watched.locator("tbody tr")).to_have_count(before - 1)
    give_back(working)
    first.assert_clean()
