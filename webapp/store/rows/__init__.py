"""The rows, by noun. Importing this package makes all of them known to the metadata."""

from webapp.store.rows import audit, base, case, design, people, registers, work

__all__ = ["audit", "base", "case", "design", "people", "registers", "work"]
