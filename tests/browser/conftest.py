"""The product as people meet it: the real command serving the demo, and headless Chromium before it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import AXE, ComeBack, ServeDemo, SignIn, Visit, opened_in
from once import made_once
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Collected before any script of a page runs, so that no violation is missed.
LISTEN = """window.__csp = [];
document.addEventListener('securitypolicyviolation', e => window.__csp.push(`${e.effectiveDirective} ${e.blockedURI}`))"""


# The shell is the same engine without the windows of a browser, which take more of the processor than the pages.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program; without it the tests are skipped before anything is made ready for them."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium-headless-shell)")
    return found


@pytest.fixture(scope="session")
def filled_demo(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo as its first start leaves it, to copy; nobody serves it."""

    def start_and_stop(data: Path) -> None:
        with _serving(data):
            pass

    return made_once(tmp_path_factory, "demo", start_and_stop)


@pytest.fixture(scope="session")
def serve_demo(filled_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> ServeDemo:
    """`with serve_demo() as address:` serves a copy of the demo that nobody else sees."""

    @contextmanager
    def serve() -> Iterator[str]:
        data = tmp_path_factory.mktemp("demo") / "data"
        shutil.copytree(filled_demo, data)
        with _serving(data) as address:
            yield address
        shutil.rmtree(data)

    return serve


@pytest.fixture(scope="module")
def demo_address(serve_demo: ServeDemo) -> Iterator[str]:
    """The demo that the tests of one file share; where they would see what another one did, the file has a fixture of
    this name for each test."""
    with serve_demo() as address:
        yield address


@contextmanager
def _serving(data: Path) -> Iterator[str]:
    """`nintei serve --demo` on a free port, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = data.with_name(f"{data.name}.log")
    command = [str(Path(sys.executable).parent / "nintei"), "serve", "--demo", "--port", str(port), "--data", str(data)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("NINTEI_")}
    with (
        log.open("wb") as said,
        subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said, env=environment) as server,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1800):  # how long it may take alone is measured elsewhere; beside other work it takes longer
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the demo did not start:\n{log.read_text('utf-8')}")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(chromium: str, playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=chromium, headless=True, args=list(QUIET))
    yield started
    started.close()


@pytest.fixture
def sign_in(browser: Browser, demo_address: str) -> Iterator[SignIn]:
    """`sign_in("uketsuke", width=1440, language="ja")` answers a Visit in a browser that nobody has used."""
    contexts: list[BrowserContext] = []

    def visit(
        login: str | None, *, width: int = 1440, height: int = 900, language: str = "ja", script: bool = True
    ) -> Visit:
        contexts.append(_context(browser, width, height, language, script))
        opened = opened_in(contexts[-1], demo_address)
        if login is not None:
            _sign_in(opened, login, language)
        return opened

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, demo_address: str) -> Iterator[Callable[[str, str], BrowserContext]]:
    """The browser of somebody of the demo who has signed in already, in a language; the same one each time."""
    contexts: dict[tuple[str, str], BrowserContext] = {}

    def context(login: str, language: str) -> BrowserContext:
        if (login, language) not in contexts:
            contexts[login, language] = _context(browser, 1440, 900, language, True)
            contexts[login, language].add_init_script(path=AXE)  # sent to the browser once, not to every page
            first = opened_in(contexts[login, language], demo_address)
            _sign_in(first, login, language)
            first.page.close()
        return contexts[login, language]

    yield context
    for each in contexts.values():
        each.close()


@pytest.fixture
def come_back(signed_in: Callable[[str, str], BrowserContext], demo_address: str) -> Iterator[ComeBack]:
    """`come_back("gyomu", "/cases", language="ja")`: somebody who has signed in before comes to a page. Signing in and
    loading styles and scripts anew takes longer than most pages."""
    pages: list[Page] = []

    def visit(login: str, path: str, *, language: str = "ja") -> Visit:
        opened = opened_in(signed_in(login, language), demo_address)
        pages.append(opened.page)
        opened.go(path)
        _speak(opened.page, language)
        return opened

    yield visit
    for page in pages:
        page.close()


def _context(browser: Browser, width: int, height: int, language: str, script: bool) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="ja-JP" if language == "ja" else "en-US",
        timezone_id="Asia/Tokyo",
        java_script_enabled=script,
    )
    context.add_init_script(LISTEN)
    return context


def _sign_in(visit: Visit, login: str, language: str) -> None:
    from webapp.demo.people import DEMO_PASSWORD

    page = visit.go("/sign-in")
    page.fill("#login", login)
    page.fill("#password", DEMO_PASSWORD)
    page.click(".signin__form button")
    page.wait_for_url(lambda url: "sign-in" not in url)
    _speak(page, language)


def _speak(page: Page, language: str) -> None:
    """The language belongs to the person, who may have chosen another one before."""
    if page.locator("html").get_attribute("lang") != language:
        page.get_by_text("English" if language == "en" else "日本語", exact=True).click()
        page.locator(f"html[lang={language}]").wait_for()
