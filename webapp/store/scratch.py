"""A database for a moment: a migrated template, and a copy of it that is made anew for each thing tried.
Must not know what is tried in it.

It is thrown away, so nothing waits for the disk.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import event

from webapp.store.migrate import upgrade
from webapp.store.unit import Store


class Template:
    """A migrated SQLite file. Write into `store` what every copy shall have in it, then take copies, one at a
    time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = self._open(folder / "template.sqlite3")
        self._copy = self._open(folder / "copy.sqlite3")
        upgrade(self.store)

    def copy(self) -> Store:
        """Everything that the template holds and nothing else. What was in the copy before is gone; it is the same
        store, which has learnt its statements."""
        self.store.close()
        self._copy.close()
        shutil.copyfile(self.folder / "template.sqlite3", self.folder / "copy.sqlite3")
        return self._copy

    def close(self) -> None:
        self.store.close()
        self._copy.close()

    def _open(self, path: Path) -> Store:
        store = Store(f"sqlite:///{path}")

        @event.listens_for(store.engine, "connect")
        def _careless(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA synchronous=OFF")

        return store
