"""The README's five minutes, walked in a real browser. Given the demo, when somebody does what the README says, then
it comes true. The words that the README sets in 「」 are what the walk clicks and reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import ServeDemo, SignIn, follow
from playwright.sync_api import Page, expect

README = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
pytestmark = pytest.mark.browser
TITLE = "入館証の控えを入れた鞄の置き忘れ"


@pytest.fixture
def demo_address(serve_demo: ServeDemo) -> Iterator[str]:
    """A demo for each walk: it does in it what another one would stumble over."""
    with serve_demo() as address:
        yield address


def words_of(heading: str) -> list[str]:
    """What a section of the README sets in 「」, in order."""
    section = README.split(f"### {heading}\n", 1)[1].split("\n### ", 1)[0].split("\n## ", 1)[0]
    steps = "\n".join(line for line in section.splitlines() if re.match(r"\d+\. ", line))
    return re.findall(r"「([^」]+)」", steps)


@pytest.fixture
def said() -> Iterator[list[str]]:
    """The words used by a walk; compared with the README at its end."""
    yield []


def answer(page: Page, question: str, option: str) -> None:
    page.get_by_role("group", name=re.compile(f"^{re.escape(question)}")).get_by_label(
        option, exact=False
    ).first.check()


def open_task(page: Page, step: str, number: str) -> None:
    follow(page.get_by_role("row", name=re.compile(number)).get_by_role("link", name=step, exact=True))
    follow(page.get_by_role("button", name="引き受ける"))


def finish(page: Page) -> None:
    follow(page.get_by_role("button", name="この作業を終える"))


def test_staff(sign_in: SignIn, said: list[str]) -> None:
    visit = sign_in("uketsuke")
    page = visit.page
    follow(page.get_by_role("link", name="新規案件").first)
    follow(page.get_by_role("link", name="事故等の審査"))
    page.get_by_label(re.compile("^件名")).fill(TITLE)
    service = page.get_by_label(re.compile("^事業者のサービス"))
    service.select_option(label=service.locator("option", has_text="付与").first.inner_text())
    answer(page, "どのように分かったか", "事業者の報告（確報）")
    for day in ("事業者が知った日", "報告を受けた日"):
        page.get_by_label(re.compile(f"^{day}")).fill(page.evaluate("new Date().toLocaleDateString('sv')"))
    answer(page, "届いた方法", "電子メール")
    answer(page, "確報の期限", "知った日から30日")
    answer(page, "事故等の種類", "滅失（紛失）・き損")
    answer(page, "どこで起きたか", "事業者の中")
    page.get_by_label(re.compile("^何が起きたか")).fill("鞄を駅に置き忘れ、翌日に見つかった。")
    follow(page.get_by_role("button", name="案件を開く"))
    number = re.search(r"INC-\d{4}-\d{4}", page.content())
    assert number, "the case has a number"
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.locator("[data-bpmn-viewer][data-ready]")).to_be_visible()
    said += ["新規案件", "事故等の審査", "件名", "事業者のサービス", "案件を開く"]
    visit.assert_clean()

    visit = sign_in("jimu1")
    page = visit.page
    follow(page.get_by_role("link", name="受信箱").first)
    open_task(page, "報告を確かめる", number[0])
    answer(page, "報告は揃っているか", "揃っている")
    finish(page)
    said += ["受信箱", "報告を確かめる", "引き受ける", "揃っている", "この作業を終える"]
    visit.assert_clean()

    for login, step in (("hyoka1", "原因の判断①"), ("hyoka2", "原因の判断②")):
        visit = sign_in(login)
        open_task(visit.page, step, number[0])
        _judge(visit.page)
        said.append(step)
    said.append("不可抗力")

    visit = sign_in("hyoka1")
    page = visit.page
    open_task(page, "判断の突合せ", number[0])
    _judge(page)
    page.goto(visit.address + "/cases")
    page.get_by_role("link", name=number[0]).first.click()
    decisions = page.locator("section", has=page.get_by_role("heading", name="判定とその理由"))
    expect(decisions).to_contain_text("欠格レベル0")
    expect(decisions).to_contain_text("TPDMS-2210")
    expect(decisions).to_contain_text("不可抗力")
    said += ["判断の突合せ", "判定とその理由"]
    visit.assert_clean()
    assert said == words_of("職員として")


def _judge(page: Page) -> None:
    answer(page, "発生原因", "不可抗力")
    page.get_by_label(re.compile("^そう判断した理由")).fill("地震で車両が止まり、避けられなかった。")
    answer(page, "認定基準の準拠に問題はないか", "はい")
    page.get_by_label(re.compile("^準拠についての理由")).fill("手順は定められ、守られていた。")
    finish(page)


def test_process_owner(sign_in: SignIn, said: list[str]) -> None:
    visit = sign_in("zu1")
    page = visit.page
    follow(page.get_by_role("link", name="設計").first)
    follow(page.get_by_role("link", name="事故等の審査").first)
    follow(page.get_by_role("button", name="下書きを始める"))
    page.locator("[data-bpmn-editor][data-ready]").wait_for()
    said += ["設計", "事故等の審査", "下書きを始める"]
    page.locator("[data-element-id=own_action] .djs-hit").first.click()
    name = page.locator("[data-editor-panel] [data-entry-id=name] textarea")
    name.fill("よく考えて独自の行動を決める")
    page.keyboard.press("Tab")
    status = page.locator("[data-editor-status]")
    expect(status).to_have_attribute("data-state", "saved", timeout=10_000)
    page.wait_for_timeout(2500)
    expect(status).to_have_attribute("data-state", "saved", timeout=10_000)
    said.append("独自の行動を決める")
    page.get_by_label(re.compile("^何をなぜ変えたか")).fill("急いで読まれがちなので、名前で注意を促す。")
    follow(page.get_by_role("button", name="提出する"))
    expect(page.get_by_role("button", name="承認して発効する")).to_have_count(0)
    said += ["何をなぜ変えたか", "提出する"]
    visit.assert_clean()

    visit = sign_in("zu2")
    page = visit.page
    follow(page.get_by_role("link", name="設計").first)
    follow(page.get_by_role("link", name="事故等の審査").first)
    follow(page.get_by_role("link", name="承認の画面へ"))
    expect(page.locator(".changes")).to_contain_text("よく考えて独自の行動を決める")
    follow(page.get_by_role("button", name="承認して発効する"))
    said += ["設計", "事故等の審査", "承認の画面へ", "承認して発効する"]
    visit.assert_clean()
    assert said == words_of("プロセス責任者として")


def test_manager(sign_in: SignIn, said: list[str]) -> None:
    visit = sign_in("gyomu")
    page = visit.page
    follow(page.get_by_role("link", name="管理").first)
    follow(page.get_by_role("link", name="事故等の審査").first)
    page.locator("[data-bpmn-viewer][data-ready]").wait_for()
    said += ["管理", "事故等の審査"]
    follow(page.get_by_role("link", name="待ちの一覧").first)
    expect(page.get_by_role("cell", name=re.compile("^障害")).first).to_be_visible()
    expect(page.get_by_role("cell", name=re.compile("まだ届かないもの")).first).to_be_visible()
    said.append("待ちの一覧")
    follow(page.get_by_role("link", name="担当を変える").first)
    person = page.get_by_role("group", name="だれに任せるか").get_by_role("radio").first
    person.check()
    page.get_by_label(re.compile("^理由")).fill("期限を過ぎているため。")
    follow(page.get_by_role("button", name="担当を変える"))
    said += ["担当を変える", "理由", "担当を変える"]
    visit.assert_clean()
    assert said == words_of("管理者として")
