"""The engine room: the only package that knows SpiffWorkflow. A snapshot goes in, an Advance comes out.

What runs is loaded when it is first asked for: `nintei check` reads diagrams without SpiffWorkflow and starts at once.
Must not know the database, the web or people; see docs/architecture.md, "The engine".
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from webapp.engine.durations import due_at
    from webapp.engine.engine import Engine
    from webapp.engine.program import Program
    from webapp.engine.state import FORMAT

# SpiffWorkflow writes the data of a case into its log at lower levels.
logging.getLogger("spiff").setLevel(logging.WARNING)

__all__ = ["FORMAT", "Engine", "Program", "due_at"]

_MODULES: Final = {"FORMAT": "state", "Engine": "engine", "Program": "program", "due_at": "durations"}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
