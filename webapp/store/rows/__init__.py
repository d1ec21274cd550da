"""The rows, by noun. Importing this package makes all of them known to the metadata."""

from webapp.store.rows import (
    api,
    audit,
    base,
    case,
    corrections,
    deadlines,
    design,
    erasures,
    files,
    handovers,
    letters,
    links,
    organs,
    people,
    registers,
    work,
)

__all__ = [
    "api",
    "audit",
    "base",
    "case",
    "corrections",
    "deadlines",
    "design",
    "erasures",
    "files",
    "handovers",
    "letters",
    "links",
    "organs",
    "people",
    "registers",
    "work",
]
