"""Every page in both languages, wide and narrow: accessible, within its width, without a complaint of the browser."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from browsing import SignIn, follow

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Look:
    """A page as somebody reaches it: an address, then perhaps links followed by selector."""

    login: str | None
    path: str
    follow: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.login or 'nobody'}:{self.path}{'>' * len(self.follow)}"


CASE = "main a[href^='/cases/']:not([href*='new'])"
LOOKS = (
    Look(None, "/sign-in"),
    Look("uketsuke", "/inbox"),
    Look("uketsuke", "/cases/new"),
    Look("uketsuke", "/cases/new/incident"),
    Look("uketsuke", "/cases"),
    Look("uketsuke", "/cases/none"),
    Look("hyoka1", "/inbox", ("main td a[href^='/tasks/'], main th a[href^='/tasks/']",)),
    Look("gyomu", "/cases", (CASE,)),
    Look("gyomu", "/cases?show=ended", (CASE,)),
    Look("uketsuke", "/cases", (CASE, "main a[href$='/attach']")),
    Look("gyomu", "/manage"),
    Look("gyomu", "/manage/incident"),
    Look("gyomu", "/manage/waiting"),
    Look("gyomu", "/manage/waiting", ("main a[href^='/manage/tasks/']",)),
    Look("zu1", "/design"),
    Look("zu1", "/design/incident"),
    Look("kanri", "/users"),
    Look("kansa", "/audit"),
    Look("gyomu", "/post"),
    Look("gyomu", "/registers"),
    Look("jimu1", "/registers", ("main a.table__title",)),
    Look("jimu1", "/registers", ("main a.table__title", "main a[href*='/operator/']")),
    Look("jimu1", "/registers", ("main a.table__title", "main a[href$='/bars/add']")),
    Look("kansa", "/registers/body"),
    Look("kanri", "/organs"),
    Look("iinkai", "/committee"),
    Look("iinkai2", "/me/interests"),
    Look("gyomu", "/manage/people"),
    Look("gyomu", "/cases", (CASE, "main a[href$='/people']")),
    Look("gyomu", "/cases?show=ended", (CASE, ".answers details[open] a[href*='/corrections/new']")),
    Look("jimu1", "/letters", ("main a[href^='/letters/']",)),
    Look("zu1", "/design/incident/versions/1"),
)


WIDTHS = (1440, 320)


@pytest.mark.parametrize(
    "language",
    [pytest.param(language, marks=pytest.mark.xdist_group(f"demo in {language}")) for language in ("ja", "en")],
)
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_page(sign_in: SignIn, look: Look, language: str) -> None:
    """Given a page of the demo, when it is shown, then axe finds nothing, nothing is cut off and nothing is blocked."""
    visit = sign_in(look.login, width=WIDTHS[0], language=language)
    page = visit.go(look.path)
    for selector in look.follow:
        follow(page.locator(selector).first)
    for diagram in page.locator("[data-bpmn-viewer]").all():
        diagram.and_(page.locator("[data-ready]")).wait_for()
    expected_missing = [line for line in visit.wrong if "404" in line]

    assert page.locator("html").get_attribute("lang") == language
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert (width, visit.axe()) == (width, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    if look.path == "/cases/none":
        visit.wrong[:] = [line for line in visit.wrong if line not in expected_missing]
    visit.assert_clean()
