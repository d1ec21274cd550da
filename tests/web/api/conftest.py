"""Programs before the API, each with a token of its user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from casework import House
from flask import Flask
from flask.testing import FlaskClient
from web.visiting import Clock
from werkzeug.test import TestResponse

from webapp.model.actor import ROLES, Actor
from webapp.people.create_token import CreateToken, create_token

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


@pytest.fixture
def token_of(house: House, clock: Clock) -> Callable[[Actor], str]:
    def make(actor: Actor) -> str:
        command = CreateToken(actor.id, "tests", 30)
        return create_token(house.store, house.desk.keys, ADMINISTRATOR, command, clock.now).token

    return make


@pytest.fixture
def program(app: Flask, token_of: Callable[[Actor], str]) -> Programs:
    def make(actor: Actor) -> Program:
        return Program(app.test_client(), token_of(actor))

    return make


def problem(response: TestResponse, status: int, name: str) -> dict[str, Any]:
    """The problem of a refusal, after looking at what every one must have."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    body: dict[str, Any] = response.get_json(force=True)
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status and body["title"] and body["detail"]
    assert body["type"].rpartition(":")[2] == name
    return body
