"""create_app(): the only place where all parts meet. Must not know what any of them does."""

from __future__ import annotations

import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from handlers.registry import RULES
from webapp.cases.desk import Desk
from webapp.cases.erase_again import erase_again
from webapp.crypto.keys import open_keyring
from webapp.demo.people import DEMO_PEOPLE
from webapp.engine import Engine
from webapp.model.clock import wall_clock
from webapp.model.settings import Settings
from webapp.store.audit import key_ids
from webapp.store.backup import LIST
from webapp.store.migrate import upgrade
from webapp.store.unit import Store, sqlite_path, sqlite_url

if TYPE_CHECKING:  # most commands open the house without the web, and start in two thirds of the time
    from flask import Flask

    from webapp.web.signin.demo import DemoSignIn


def open_desk(settings: Settings) -> Desk:
    """The house made ready: data folder, tables, secret. Raises KeyRefused, NewerDatabase, BackupRefused for a
    list of erasures that is not ours, or what the database says."""
    settings.data.mkdir(parents=True, exist_ok=True)
    if not settings.database_url:
        sqlite_path(settings.data).touch(0o600)
    _close_to_others(settings.data)
    store = Store(settings.database_url or sqlite_url(settings.data))
    upgrade(store)
    with store.read() as unit:
        signed_with = key_ids(unit)
    keys = open_keyring(settings.data, settings.secret, signed_with)
    desk = Desk(store=store, engine=Engine(), rules=RULES, keys=keys)
    _keep_erased(desk, settings.data / LIST)
    return desk


def _keep_erased(desk: Desk, listed: Path) -> None:
    """A backup was restored: what had been erased since is erased again before anybody sees it."""
    if listed.exists():
        erase_again(desk, listed.read_bytes(), wall_clock())
        listed.unlink(missing_ok=True)


def _close_to_others(folder: Path) -> None:
    """Folder and database belong to whoever runs Nintei, and to nobody else: cases are personal. A folder that others
    share (/tmp), or that is somebody else's, is left as it is; the database file is closed all the same."""
    with suppress(PermissionError):
        if not folder.stat().st_mode & stat.S_ISVTX:
            folder.chmod(0o700)
    database = sqlite_path(folder)
    for path in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
        if path.exists():
            path.chmod(0o600)


def create_app(settings: Settings, desk: Desk) -> Flask:
    """The web application over an open house."""
    from flask import Flask

    from webapp.web import register

    app = Flask("webapp.web", static_folder="static", template_folder="templates")
    register(app, desk, settings, demo_sign_ins=demo_sign_ins() if settings.demo else ())
    return app


def demo_sign_ins() -> tuple[DemoSignIn, ...]:
    """What the sign-in page of a demo shows to everybody."""
    from webapp.web.signin.demo import DemoSignIn

    return tuple(
        DemoSignIn(person.login, person.name, person.roles, person.password, person.name_en) for person in DEMO_PEOPLE
    )
