"""The whole application, to ask it which routes there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from webapp.app import create_app, open_desk
from webapp.model.settings import Settings


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = Settings(data=tmp_path_factory.mktemp("routes"), processes=Path("processes"))
    desk = open_desk(settings)
    yield create_app(settings, desk)
    desk.store.close()
