"""What one engine of a run has compiled, all others of the same kind of database use: each test has an engine of its
own, and would otherwise spend a third of its time on the statements of the tests before. Must not know the statements.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Dialect

from webapp.store.unit import Store

_LEARNT: Final[dict[str, tuple[Dialect, Any]]] = {}


def sharing(store: Store) -> Store:
    """The store, with the dialect and the compiled statements of the first one; a statement is kept by its dialect."""
    engine = store.engine
    if engine.dialect.name not in _LEARNT:
        with store.read():  # the dialect learns of its database with the first connection
            _LEARNT[engine.dialect.name] = engine.dialect, engine._compiled_cache
    engine.dialect, engine._compiled_cache = _LEARNT[engine.dialect.name]
    return store
