"""`nintei token`, as an administrator types it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from webapp.app import open_desk
from webapp.cli import main
from webapp.cli.house import administrator
from webapp.model.clock import wall_clock
from webapp.model.settings import Settings
from webapp.people.add_user import AddUser, add_user
from webapp.people.tokens import bearer_of


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in which satou may sign in."""
    desk = open_desk(Settings(data=tmp_path))
    command = AddUser("sato", "佐藤 花", "korakuen 73 hato", frozenset({"intake"}))
    add_user(desk.store, desk.keys, administrator(), command, wall_clock())
    desk.store.close()
    return tmp_path


def nintei(data: Path, *arguments: str) -> int:
    return main(["token", *arguments, "--data", str(data)])


def test_a_token_is_shown_once_and_listed_without_what_opens_anything(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert nintei(data, "create", "sato", "--name", "the intake system", "--days", "7") == 0
    told = capsys.readouterr().out
    token = told.splitlines()[0]
    assert nintei(data, "list") == 0
    listed = capsys.readouterr().out
    assert "sato" in listed and "the intake system" in listed and "until 20" in listed
    assert token not in listed and token.startswith("nintei_")
    desk = open_desk(Settings(data=data))
    actor = bearer_of(desk.store, token, wall_clock())
    assert actor is not None and actor.roles == {"intake"}
    assert bearer_of(desk.store, token, wall_clock() + timedelta(days=7)) is None
    desk.store.close()


def test_the_command_that_is_told_revokes_it(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nintei(data, "create", "sato", "--name", "x")
    token, *_, advice = capsys.readouterr().out.splitlines()
    assert nintei(data, *advice.split()[2:]) == 0
    assert "is revoked" in capsys.readouterr().out
    nintei(data, "list")
    assert "revoked 20" in capsys.readouterr().out
    desk = open_desk(Settings(data=data))
    assert bearer_of(desk.store, token, wall_clock()) is None
    desk.store.close()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("create", "nobody", "--name", "x"), "nobody signs in as 'nobody'; see 'nintei user list'"),
        (("create", "sato", "--name", ""), "says what the token is for"),
        (("create", "sato", "--name", "x", "--days", "0"), "1 to 3660 days"),
        (("revoke", "0123"), "there is no token '0123'; see 'nintei token list'"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert nintei(data, *arguments) == 1
    error = capsys.readouterr().err
    assert told in error and error.count("\n") == 1
