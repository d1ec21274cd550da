"""Programs before the API, each with a token of its user."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from casework import House
from flask import Flask
from web.api.asking import ADMINISTRATOR, Program, Programs
from web.visiting import Clock

from webapp.model.actor import Actor
from webapp.people.create_token import CreateToken, create_token


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
