"""A browser without a screen: somebody before the pages, with the tokens that the pages carry; and a clock."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from casework import NOON
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "a long enough password"
TOKEN = re.compile(r'name="(csrf_token|written_by)" value="([^"]+)"')


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)


@dataclass
class Visitor:
    """Somebody before the pages; `tokens` are those of the last page with a form."""

    client: FlaskClient
    tokens: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **more: Any) -> TestResponse:
        response = self.client.get(path, **more)
        self._note(response)
        return response

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Sends a form as the last page would have."""
        if not self.tokens:
            self.get("/welcome")
        response = self.client.post(path, data={**self.tokens, **(data or {})}, **more)
        self._note(response)
        return response

    def follow(self, response: TestResponse) -> TestResponse:
        assert response.status_code in (302, 303), response.status_code
        return self.get(response.headers["Location"])

    def _note(self, response: TestResponse) -> None:
        found = dict(TOKEN.findall(response.text)) if response.mimetype == "text/html" else {}
        self.tokens = found or self.tokens
