"""The data folder belongs to whoever runs Nintei: cases are personal data."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from webapp.app import open_desk
from webapp.model.settings import Settings


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def opened(folder: Path) -> None:
    desk = open_desk(Settings(data=folder))
    with desk.store.write():
        assert mode(folder / "nintei.sqlite3-wal") == 0o600
    desk.store.close()


@pytest.fixture(autouse=True)
def _open_handed(request: pytest.FixtureRequest) -> None:
    """A process that would let everybody read what it makes."""
    import os

    before = os.umask(0)
    request.addfinalizer(lambda: os.umask(before))


def test_a_new_folder_and_its_database_are_nobody_elses(tmp_path: Path) -> None:
    opened(tmp_path / "data")
    assert mode(tmp_path / "data") == 0o700
    assert {path.name: mode(path) for path in (tmp_path / "data").iterdir() if path.is_file()} == {
        "nintei.sqlite3": 0o600,
        "secret": 0o600,
    }


def test_what_others_could_read_is_closed_at_the_next_start(tmp_path: Path) -> None:
    opened(tmp_path / "data")
    (tmp_path / "data").chmod(0o755)
    (tmp_path / "data" / "nintei.sqlite3").chmod(0o644)
    opened(tmp_path / "data")
    assert (mode(tmp_path / "data"), mode(tmp_path / "data" / "nintei.sqlite3")) == (0o700, 0o600)


def test_a_folder_that_everybody_shares_stays_as_it_is(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    opened(shared)
    assert (shared.stat().st_mode & 0o7777, mode(shared / "nintei.sqlite3")) == (0o1777, 0o600)
