"""A case done again beside itself. Must not know which case."""

from __future__ import annotations

from datetime import date

from webapp.cases.desk import Desk
from webapp.cases.replay import moves_of, replayed
from webapp.cases.state import opened_state
from webapp.model.advance import Snapshot
from webapp.store.cases import hold_case


def both(desk: Desk, case_id: str) -> tuple[Snapshot, Snapshot]:
    """The state of a case, and what a replay comes to."""
    with desk.store.write() as unit:
        held = hold_case(unit, case_id, date(2026, 11, 20))
        assert held is not None and held.state is not None
        stored = opened_state(desk.keys, held.case, held.state)
        return stored, replayed(desk, held.case, moves_of(unit, case_id))
