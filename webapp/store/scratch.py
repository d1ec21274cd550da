"""Databases for a moment: a migrated template, copied for each sandbox. Must not know what is tried in them.

They are thrown away, so nothing waits for the disk.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import event

from webapp.store.migrate import upgrade
from webapp.store.unit import Store


class Template:
    """A migrated SQLite file. `prepare` what every copy shall have in it, then take copies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.copies = 0
        self.store = self._open(folder / "template.sqlite3")
        upgrade(self.store)

    def copy(self) -> Store:
        """A store of its own with everything that the template holds; the caller closes it."""
        self.store.close()
        self.copies += 1
        path = self.folder / f"copy-{self.copies}.sqlite3"
        shutil.copyfile(self.folder / "template.sqlite3", path)
        return self._open(path)

    def close(self) -> None:
        self.store.close()

    def _open(self, path: Path) -> Store:
        store = Store(f"sqlite:///{path}")

        @event.listens_for(store.engine, "connect")
        def _careless(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA synchronous=OFF")

        return store
