"""The pages before the real desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from casework import House
from flask import Flask
from pages import new_app
from web.visiting import PASSWORD, Clock, Visitor

from webapp.crypto.passwords import hash_password
from webapp.model.actor import Actor
from webapp.model.settings import Settings
from webapp.people.sessions import create_session
from webapp.store import people
from webapp.web.signin.demo import DemoSignIn


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_app(house: House, clock: Clock) -> Callable[..., Flask]:
    def make(settings: Settings | None = None, **more: Any) -> Flask:
        return new_app(house.desk, settings, clock=clock, **more)

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def anonymous(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def visit(app: Flask, house: House, clock: Clock) -> Callable[[Actor], Visitor]:
    """A signed-in person at a browser of their own."""

    def signed_in(actor: Actor) -> Visitor:
        client = app.test_client()
        client.set_cookie("nintei", create_session(house.store, actor.id, clock.now))
        return Visitor(client)

    return signed_in


@pytest.fixture
def with_password(house: House) -> Actor:
    """Satou, who can sign in with PASSWORD."""
    with house.store.write() as unit:
        people.update_user(unit, house.people.sato.id, password=hash_password(PASSWORD))
    return house.people.sato


@pytest.fixture
def demo_sign_in() -> DemoSignIn:
    return DemoSignIn("sato", "佐藤 花", ("intake",), PASSWORD)
