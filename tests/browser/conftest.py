"""The product as people meet it: the real command serving the demo, and headless Chromium before it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import ServeDemo, SignIn, Visit
from once import made_once
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

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


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program; without it the tests are skipped before anything is made ready for them."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
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
    """`sign_in("uketsuke", width=1440, language="ja")` answers a Visit."""
    from webapp.demo.people import DEMO_PASSWORD

    contexts: list[BrowserContext] = []

    def visit(
        login: str | None, *, width: int = 1440, height: int = 900, language: str = "ja", script: bool = True
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="ja-JP" if language == "ja" else "en-US",
            timezone_id="Asia/Tokyo",
            java_script_enabled=script,
        )
        contexts.append(context)
        context.add_init_script(LISTEN)
        page = context.new_page()
        page.set_default_timeout(15_000)
        opened = Visit(page, demo_address)
        page.on("console", lambda m: opened.wrong.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: opened.wrong.append(str(e)))
        if login is not None:
            opened.go("/sign-in")
            page.fill("#login", login)
            page.fill("#password", DEMO_PASSWORD)
            page.click(".signin__form button")
            page.wait_for_url(lambda url: "sign-in" not in url)
            if page.locator("html").get_attribute("lang") != language:
                page.get_by_text("English" if language == "en" else "日本語", exact=True).click()
                page.locator(f"html[lang={language}]").wait_for()
        return opened

    yield visit
    for context in contexts:
        context.close()
