"""What every verb of casework is given: the store, the engine, the rules, the keys, and the published versions.

Must not know any verb.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from handlers.determination import Law, Rule
from webapp.bundle.formats import read_toml
from webapp.bundle.law import law_from
from webapp.bundle.pack import unpack
from webapp.bundle.read import read_files
from webapp.crypto.keys import Keyring
from webapp.engine import Engine, Program
from webapp.letters import press
from webapp.letters.sheet import Sheet
from webapp.model.bundle import Bundle
from webapp.store import design
from webapp.store.unit import Store

BODY = "body"
BODY_FILE = "body.toml"
MOST_KEPT = 200  # versions; a case in work keeps its own warm

_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")


@dataclass(slots=True)
class Desk:
    """One per process, shared by its threads. Versions never change once published, so what is read stays read."""

    store: Store
    engine: Engine
    rules: Mapping[str, Rule]
    keys: Keyring
    paper: Callable[[Sheet, str], press.Paper] = field(default=press.paper, repr=False)
    _bundles: dict[str, Bundle] = field(default_factory=dict, repr=False)
    _programs: dict[str, Program] = field(default_factory=dict, repr=False)
    _bodies: dict[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    _laws: dict[tuple[str, str | None, date], Law] = field(default_factory=dict, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def on_copy(self, store: Store, engine: Engine, paper: Callable[[Sheet, str], press.Paper]) -> Desk:
        """A desk on a copy of this one's store: whatever one of them has read of a version, the other need not."""
        return Desk(
            store, engine, self.rules, self.keys, paper, self._bundles, self._programs, self._bodies, self._laws
        )

    def bundle(self, version_id: str) -> Bundle:
        """The bundle of a published version. Raises LookupError when there is no such version."""
        return self._keep(self._bundles, version_id, lambda: self._read_bundle(version_id))

    def program(self, version_id: str) -> Program:
        """The program of a published version. Raises LookupError; EngineFault when it cannot be compiled."""
        return self._keep(self._programs, version_id, lambda: self.engine.compile(self.bundle(version_id), self.rules))

    def body(self, version_id: str) -> Mapping[str, Any]:
        """body.toml of a version of the body. Raises LookupError when there is no such version."""
        return self._keep(self._bodies, version_id, lambda: self._read_body(version_id))

    def law(self, version_id: str, body_id: str | None, on: date) -> Law:
        """The law of a process version on a day (Tokyo). Without a body (None) it has no calendar of the body's own.

        Raises LookupError for an unknown version, BundleProblems for a body or parameters that cannot be read.
        """
        return self._keep(self._laws, (version_id, body_id, on), lambda: self._read_law(version_id, body_id, on))

    def _keep(self, shelf: dict[_Key, _Kept], key: _Key, make: Callable[[], _Kept]) -> _Kept:
        kept = shelf.get(key)
        if kept is not None:
            return kept
        with self._lock:
            if key not in shelf:
                if len(shelf) >= MOST_KEPT:
                    shelf.pop(next(iter(shelf)))
                shelf[key] = make()
            return shelf[key]

    def _read_law(self, version_id: str, body_id: str | None, on: date) -> Law:
        bundle = self.bundle(version_id)
        body = {} if body_id is None else self.body(body_id)
        return law_from(body, bundle.parameters, bundle.tables, on)

    def _files(self, version_id: str) -> tuple[str, dict[str, bytes]]:
        with self.store.read() as unit:
            version = design.version(unit, version_id)
            if version is None:
                raise LookupError(version_id)
            return version.process, unpack(design.version_files(unit, version_id))

    def _read_bundle(self, version_id: str) -> Bundle:
        process, files = self._files(version_id)
        return read_files(files, process)

    def _read_body(self, version_id: str) -> Mapping[str, Any]:
        _, files = self._files(version_id)
        return read_toml(files[BODY_FILE], BODY_FILE)
