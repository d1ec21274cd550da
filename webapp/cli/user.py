"""`nintei user add|list|disable`."""

from __future__ import annotations

import argparse
import getpass
import sys

from webapp.cases.desk import Desk
from webapp.cases.let_go import let_go
from webapp.cli.failure import Failure
from webapp.cli.house import administrator, opened
from webapp.model.clock import wall_clock
from webapp.model.refusals import InvalidAnswers
from webapp.model.settings import Settings
from webapp.people.add_user import AddUser, add_user
from webapp.people.directory import find_by_login, list_people
from webapp.people.disable_user import DisableUser


def command(options: argparse.Namespace, settings: Settings) -> int:
    with opened(options, settings) as desk:
        {"add": _add, "list": _list, "disable": _disable}[options.action](desk, options)
    return 0


def _add(desk: Desk, options: argparse.Namespace) -> None:
    wish = AddUser(options.login, options.display_name, _password(), frozenset(options.roles))
    try:
        add_user(desk.store, desk.keys, administrator(), wish, wall_clock())
    except InvalidAnswers as refused:
        raise Failure(" ".join(problem.en for problem in refused.problems.values())) from None
    print(f"{options.login} was added")


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


def _list(desk: Desk, _options: argparse.Namespace) -> None:
    for person in list_people(desk.store):
        state = "disabled" if person.disabled_at else ", ".join(sorted(person.roles)) or "no role"
        print(f"{person.login:<20} {person.name:<20} {state}")


def _disable(desk: Desk, options: argparse.Namespace) -> None:
    person = find_by_login(desk.store, options.login)
    if person is None:
        raise Failure(f"nobody signs in as '{options.login}'; see 'nintei user list'")
    let_go(desk, administrator(), DisableUser(person.id), wall_clock())
    print(f"{options.login} is disabled")
