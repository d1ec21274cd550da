"""Every page in both languages, wide and narrow: accessible, within its width, without a complaint of the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from browsing import ComeBack, SignIn, Visit, follow
from looks import BAR, LOOKS, Look
from playwright.sync_api import Page
from werkzeug.routing import Map

from webapp.app import create_app, open_desk
from webapp.model.settings import Settings

pytestmark = pytest.mark.browser

WIDTHS = (1440, 320)
in_both_languages = pytest.mark.parametrize(
    "language",
    [pytest.param(language, marks=pytest.mark.xdist_group(f"pages in {language}")) for language in ("ja", "en")],
)


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> Map:
    """Which address belongs to which view."""
    settings = Settings(data=Path(tmp_path_factory.mktemp("views")))
    return create_app(settings, open_desk(settings)).url_map


@pytest.mark.parametrize("look", LOOKS, ids=str)
@in_both_languages
def test_page(sign_in: SignIn, come_back: ComeBack, views: Map, look: Look, language: str) -> None:
    """Given a page of the demo, when it is shown, then axe finds nothing, nothing is cut off and nothing is blocked."""
    if look.login is None:
        visit = sign_in(None, width=WIDTHS[0], language=language)
        visit.go(look.path)
    else:
        visit = come_back(look.login, look.path, language=language)
    page = visit.page
    for selector in look.follow:
        follow(page.locator(selector).first)
    view = views.bind("127.0.0.1")

    def shown() -> str:
        return str(view.match(page.url.removeprefix(visit.address).partition("?")[0])[0])

    if shown() != look.endpoint:
        FIRST[look.endpoint](page)
    refusals = [line for line in visit.wrong if look.refused and ("404" in line or "403" in line)]

    assert shown() == look.endpoint
    assert bool(refusals) == look.refused
    look_at(visit, language)
    visit.wrong[:] = [line for line in visit.wrong if line not in refusals]
    visit.assert_clean()


@in_both_languages
def test_the_page_of_approval(sign_in: SignIn, language: str) -> None:
    """Given a changed diagram that zu1 has submitted, when both process owners look at it, then it is a page like all
    others, and only the other one may approve. It goes back afterwards."""
    first = sign_in("zu1", width=WIDTHS[0], language=language)
    page = first.go("/design/incident")
    follow(page.locator("main form[action$='/draft/open'] button, main a[href$='/draft']").first)
    follow(page.locator("main a[href$='/steps']").first)
    follow(page.locator("main a[href*='/steps/']").first)
    page.fill("#name_en", f"Seen in {language}")
    follow(page.locator("main button.button--primary"))
    follow(page.locator("main a[href$='/draft']").first)
    page.locator("[data-bpmn-editor][data-ready=true]").wait_for()
    page.fill("#reason", "A name that says more")
    follow(page.locator("form[action$='/submit'] button"))

    second = sign_in("zu2", width=WIDTHS[0], language=language)
    for visit in (first, second):
        approval = visit.go("/design/incident/draft")
        look_at(visit, language)
        assert approval.locator("button[formaction$='/approve']").count() == (visit is second)
        visit.assert_clean()
    second.page.fill("#comment", "Once more, please")
    follow(second.page.locator("form[action$='/return'] button:not([formaction])"))


def look_at(visit: Visit, language: str) -> None:
    for diagram in visit.page.locator("[data-bpmn-viewer]").all():
        diagram.and_(visit.page.locator("[data-ready]")).wait_for()
    assert visit.page.locator("html").get_attribute("lang") == language
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        # No color depends on the language.
        assert (width, visit.axe(colors=language == "ja")) == (width, [])
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def correct(page: Page) -> None:
    """Puts another text into the last answer that takes one, and says why."""
    answer = page.locator("main form textarea[name^='a-'], main form input[type=text][name^='a-']").last
    answer.fill(f"{answer.input_value()}!")
    page.fill("main form [name=reason]", "!")
    follow(page.locator("main form button.button--primary"))


def enter_bar(page: Page) -> None:
    """Enters a bar by hand, and comes to where it is corrected."""
    page.locator("main form input[type=radio]").first.check()
    page.fill("main form input[type=date]", "2026-11-01")
    page.locator("main form input[type=text]").last.fill("A letter of 1 November 2026")
    follow(page.locator("main form button.button--primary"))
    follow(page.locator(BAR).first)


FIRST: Mapping[str, Callable[[Page], None]] = {"corrections.correction": correct, "registers.bar": enter_bar}
"""What has to be done first, where nobody has done it yet."""
