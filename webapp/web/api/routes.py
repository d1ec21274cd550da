"""All operations of the API on their blueprint. Importing this module declares them, in the order of the description."""

from __future__ import annotations

from webapp.web.api import cases, corrections, deadlines, files, handovers, letters, openapi, processes, tasks
from webapp.web.api.operations import blueprint

__all__ = [
    "blueprint",
    "cases",
    "corrections",
    "deadlines",
    "files",
    "handovers",
    "letters",
    "openapi",
    "processes",
    "tasks",
]
