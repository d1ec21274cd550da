"""A person before a browser: the page, what went wrong on it, and how somebody signs in. Must not know any page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from playwright.sync_api import BrowserContext, Locator, Page

AXE = Path(__file__).resolve().parents[2] / "webapp" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

ServeDemo = Callable[[], AbstractContextManager[str]]


@dataclass
class Visit:
    """A page of a signed-in person, with everything that went wrong on it so far."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def assert_clean(self) -> None:
        """No console error, no script error, no violation of the content security policy."""
        assert self.page.evaluate("window.__csp") == []
        assert self.wrong == []

    def axe(self, *, colors: bool = True) -> list[str]:
        """What axe finds against WCAG 2.2 AA, one line each. Without `colors` it does not compare text with what is
        behind it, which takes half of its time."""
        if self.page.evaluate("typeof window.axe") == "undefined":
            self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate(
            """async (colors) => (await axe.run(document, {
                runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa'],
                rules: {'color-contrast': {enabled: colors}},
                resultTypes: ['violations'],
                preload: false,
            })).violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).slice(0, 5).join(', ')}`)""",
            colors,
        )
        return [str(line) for line in found]


class SignIn(Protocol):
    """Somebody of the demo signs in; `login=None` stays outside, `script=False` has no JavaScript."""

    def __call__(
        self, login: str | None, *, width: int = 1440, height: int = 900, language: str = "ja", script: bool = True
    ) -> Visit: ...


class ComeBack(Protocol):
    """Somebody of the demo who has signed in before comes to a page, in the browser that they used then."""

    def __call__(self, login: str, path: str, *, language: str = "ja") -> Visit: ...


def opened_in(context: BrowserContext, address: str) -> Visit:
    """A new page of a browser, with an ear for what goes wrong on it."""
    page = context.new_page()
    page.set_default_timeout(15_000)
    opened = Visit(page, address)
    page.on("console", lambda m: opened.wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: opened.wrong.append(str(e)))
    return opened


def follow(target: Locator) -> None:
    """Clicks what leads to another page and comes back once that page is there; a click alone answers before."""
    with target.page.expect_navigation():
        target.click()
