"""How long the pages of the demo take to answer, in process: median and 95th percentile of each."""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from flask.testing import FlaskClient

from webapp.app import create_app, open_desk
from webapp.demo.fill import fill
from webapp.demo.people import DEMO_PASSWORD
from webapp.design.publish import publish_shelf
from webapp.model.clock import wall_clock
from webapp.model.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
ASKED = 40
PAGES = {
    "uketsuke": ("/inbox", "/cases", "/cases/new/incident"),
    "hyoka1": ("/inbox",),
    "gyomu": ("/manage", "/manage/incident", "/manage/waiting"),
    "zu1": ("/design", "/design/incident"),
}


def measure(asked: int = ASKED) -> list[dict[str, Any]]:
    """{"name", "median_ms", "p95_ms", "n"} of each page, and the seconds that filling the demo took."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), processes=ROOT / "processes", demo=True)
        desk = open_desk(settings)
        try:
            publish_shelf(desk, settings.processes, wall_clock())
            started = time.perf_counter()
            fill(desk, wall_clock())
            filled = {"name": "fill the demo", "median_ms": (time.perf_counter() - started) * 1_000, "n": 1}
            app = create_app(settings, desk)
            return [filled, *(line for login in PAGES for line in _of(app.test_client(), login, asked))]
        finally:
            desk.store.close()


def _of(client: FlaskClient, login: str, asked: int) -> list[dict[str, Any]]:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    if token is None:
        raise LookupError("the sign-in page has no token")
    form = {"login": login, "password": DEMO_PASSWORD, "csrf_token": token[1]}
    client.post("/sign-in", data=form, headers={"Origin": "http://localhost"})
    paths = list(PAGES[login])
    case = re.search(r'href="(/cases/[0-9a-f]{32})"', client.get("/cases").text)
    if case is not None:
        paths.append(case[1])
    return [_measured(client, path, f"{login} {re.sub('[0-9a-f]{32}', '…', path)}", asked) for path in paths]


def _measured(client: FlaskClient, path: str, name: str, asked: int) -> dict[str, Any]:
    times = []
    for _ in range(asked):
        started = time.perf_counter()
        response = client.get(path)
        times.append((time.perf_counter() - started) * 1_000)
        if response.status_code != 200:
            raise LookupError(f"{path} answered {response.status_code}")
    return {"name": name, "median_ms": median(times), "p95_ms": quantiles(times, n=20)[-1], "n": asked}
