"""How long the pages of the demo take to answer, in process: median and 95th percentile of each."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from bench.sampling import in_turn, summary, timed
from webapp.app import create_app, open_desk
from webapp.demo.fill import fill
from webapp.demo.people import DEMO_PASSWORD
from webapp.design.publish import publish_shelf
from webapp.model.clock import wall_clock
from webapp.model.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
ASKED = 50
PAGES = {
    "uketsuke": ("/inbox", "/cases", "/cases/new/incident"),
    "hyoka1": ("/inbox",),
    "gyomu": ("/manage", "/manage/incident", "/manage/waiting"),
    "zu1": ("/design", "/design/incident"),
}


def measure(asked: int = ASKED) -> list[dict[str, Any]]:
    """{"name", "median_us", "p95_us", "samples"} of each page, asked in turn, and how long filling the demo took."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), processes=ROOT / "processes", demo=True)
        desk = open_desk(settings)
        try:
            publish_shelf(desk, settings.processes, wall_clock())
            filled = {"name": "fill the demo", "median_ms": timed(lambda: fill(desk, wall_clock())) / 1_000, "n": 1}
            app = create_app(settings, desk)
            pages = {name: page for login in PAGES for name, page in _of(app.test_client(), login).items()}
            taken = in_turn(pages, asked)
            return [filled, *({"name": name, **summary(times)} for name, times in taken.items())]
        finally:
            desk.store.close()


def _of(client: FlaskClient, login: str) -> dict[str, Callable[[], float]]:
    """The pages of somebody who has signed in, with the first case that they may read, by name."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    if token is None:
        raise LookupError("the sign-in page has no token")
    form = {"login": login, "password": DEMO_PASSWORD, "csrf_token": token[1]}
    client.post("/sign-in", data=form, headers={"Origin": "http://localhost"})
    paths = list(PAGES[login])
    case = re.search(r'href="(/cases/[0-9a-f]{32})"', client.get("/cases").text)
    if case is not None:
        paths.append(case[1])
    asked = {f"{login} {re.sub('[0-9a-f]{32}', '…', path)}": partial(_ask, client, path) for path in paths}
    return {name: partial(timed, ask) for name, ask in asked.items()}


def _ask(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    if response.status_code != 200:
        raise LookupError(f"{path} answered {response.status_code}")
