"""A program without a network: somebody who asks the API, and what each refusal must have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp.model.actor import ROLES, Actor

ADMINISTRATOR = Actor("cli:test", "test", frozenset(ROLES))


class Program:
    """A program that acts as a user."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.token = token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Sends JSON, or nothing. Underscores of header names stand for hyphens."""
        sent = {"Authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        more: dict[str, Any] = {} if body is None else {"json": body}
        return self.client.open(f"/api/v1{path}", method=method, headers=sent, **more)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.ask("POST", path, body, **headers)


Programs = Callable[[Actor], Program]


def problem(response: TestResponse, status: int, name: str) -> dict[str, Any]:
    """The problem of a refusal, after looking at what every one must have."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    body: dict[str, Any] = response.get_json(force=True)
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status and body["title"] and body["detail"]
    assert body["type"].rpartition(":")[2] == name
    return body
