"""What several commands share: the house of --data or the environment, opened without the web."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from webapp.cases.desk import Desk
from webapp.cli.failure import Failure
from webapp.model.actor import ROLES, Actor
from webapp.model.settings import Settings


@contextmanager
def opened(options: argparse.Namespace, settings: Settings) -> Iterator[Desk]:
    """The desk of an installation that exists. Raises Failure when there is none, so that no command starts one by
    a mistyped folder."""
    settings = in_folder(options, settings)
    if not settings.database_url and not (settings.data / "nintei.sqlite3").is_file():
        raise Failure(f"no database in '{settings.data}'; start one with 'nintei serve --data {settings.data}'")
    from webapp.app import open_desk  # what refuses does not wait for it

    desk = open_desk(settings)
    try:
        yield desk
    finally:
        desk.store.close()


def in_folder(options: argparse.Namespace, settings: Settings) -> Settings:
    """The settings with the folder that --data names."""
    return replace(settings, data=options.data or settings.data)


def administrator() -> Actor:
    """Whoever may use this machine's command line holds every door of the house; the log names the account."""
    return Actor(id=f"cli:{getpass.getuser()}", name=getpass.getuser(), roles=frozenset(ROLES))
