"""`nintei user add|list|disable`."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import date
from typing import Final

from webapp.cases.desk import Desk
from webapp.cases.emptied import Leaving, emptied_by
from webapp.cases.let_go import let_go
from webapp.cli.failure import Failure
from webapp.cli.house import administrator, opened
from webapp.model.actor import ORGANS, ROLE_TITLES
from webapp.model.clock import local_date, wall_clock
from webapp.model.may import Reach
from webapp.model.refusals import InvalidAnswers
from webapp.model.settings import Settings
from webapp.people.add_user import AddUser, add_user
from webapp.people.directory import find_by_login, list_people
from webapp.people.disable_user import DisableUser
from webapp.store.reads.organs import known_of

EVERYTHING: Final = Reach(everything=True)
"""Whoever holds this machine's command line reads the database anyway."""


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
    now = wall_clock()
    if not options.despite:
        _refuse_emptying(desk, person.id, local_date(now))
    let_go(desk, administrator(), DisableUser(person.id), now)
    print(f"{options.login} is disabled")


def _refuse_emptying(desk: Desk, user_id: str, today: date) -> None:
    """Raises Failure where somebody is the last one of an organ who is able for what is open: as the pages ask first."""
    leaving = Leaving(user_id, frozenset(ORGANS), today, seats=True)
    with desk.store.read() as unit:
        found = [
            f"{ROLE_TITLES[one.organ].pick('en')} in {', '.join(number for _, number in known)}"
            for one in emptied_by(desk, unit, leaving)
            if (known := known_of(unit, EVERYTHING, one.case_ids))
        ]
    if found:
        raise Failure(
            f"nobody else would be able for what is open: {'; '.join(found)}. Disable them all the same with --despite"
        )
