"""Process owners before the editor, in a house of the test's own in which the shipped process is live."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from casework import House
from editing import EDITOR, READY, Open
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from webapp.design.open_draft import OpenDraft, open_draft
from webapp.design.publish import publish_shelf
from webapp.model.actor import Actor
from webapp.model.settings import Settings
from webapp.people.sessions import create_session
from webapp.web import register

PATIENCE = 20_000  # ms: how long something may take beside other work
expect.set_options(timeout=PATIENCE)
SHELF = Path(__file__).resolve().parents[3] / "processes"


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """The pages over a house in which the shipped process is live, served on a free port."""
    publish_shelf(house.desk, SHELF, house.now)
    app = Flask("webapp.web", static_folder="static", template_folder="templates")
    register(app, house.desk, Settings())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sign_in_as(browser: Browser, house: House, address: str) -> Iterator[Open]:
    """A page of somebody's own; `wrong` collects what the browser complains of."""
    contexts: list[BrowserContext] = []

    def opened(actor: Actor, width: int = 1440, language: str = "ja") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="ja-JP", timezone_id="Asia/Tokyo", base_url=address
        )
        contexts.append(context)
        token = create_session(house.store, actor.id, datetime.now(UTC))
        cookies = {"nintei": token, "nintei_language": language}
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
        context.add_init_script(
            "window.__csp = []; document.addEventListener('securitypolicyviolation', e => "
            "__csp.push(`${e.effectiveDirective} ${e.blockedURI}`))"
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def editor(sign_in_as: Open, house: House) -> Page:
    """Yoshida before the editor of the draft of the shipped process."""
    open_draft(house.desk, house.people.yoshida, OpenDraft("incident"), house.now)
    page = sign_in_as(house.people.yoshida)
    page.goto(EDITOR)
    page.wait_for_selector(READY)
    return page
