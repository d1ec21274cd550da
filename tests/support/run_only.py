"""Makes this Python a machine on which nothing is installed but what requirements.lock names: the rest cannot be found.

For a process of its own, before anything of Nintei is imported.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType
from typing import ClassVar

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"


def hide_the_rest() -> None:
    """From here on an import of anything else fails, and `find_spec` answers None, as where it was never installed."""
    known = {*_locked(), "nintei"}
    hidden = frozenset(
        package for package, owners in packages_distributions().items() if known.isdisjoint(map(_normal, owners))
    )
    assert {"pytest", "psycopg"} <= hidden, "the tests' own environment has what the application must not need"
    for name in [name for name in sys.modules if _top(name) in hidden]:
        del sys.modules[name]
    _RunOnly.hidden = hidden
    sys.meta_path[:] = [_RunOnly if finder is PathFinder else finder for finder in sys.meta_path]


class _RunOnly(PathFinder):
    """The finder of what is installed, blind for some of it."""

    hidden: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return None if _top(fullname) in cls.hidden else super().find_spec(fullname, path, target)


def _locked() -> set[str]:
    return {_normal(name) for name in re.findall(r"^([A-Za-z0-9_.-]+)==", LOCK.read_text(), re.MULTILINE)}


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _top(name: str) -> str:
    return name.partition(".")[0]
