"""The engine's state between two steps: sealed when written, trusted only when the seal holds. Must not know verbs."""

from __future__ import annotations

from webapp.crypto.keys import Keyring
from webapp.crypto.seal import Sealed, seal, unbroken
from webapp.engine import FORMAT
from webapp.model.advance import Snapshot
from webapp.store.cases import CaseRow, StateRow


class BrokenState(Exception):
    """The stored state is not one that this house wrote for this case. `cause` is technical and free of case data."""

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(cause)


def sealed_state(keys: Keyring, case: CaseRow, snapshot: Snapshot) -> StateRow:
    """The row of a snapshot, with its seal."""
    covered = Sealed(case.id, case.version_id, snapshot.order, FORMAT, snapshot.state)
    return StateRow(FORMAT, snapshot.order, snapshot.state, keys.key_id, seal(keys, covered))


def opened_state(keys: Keyring, case: CaseRow, row: StateRow) -> Snapshot:
    """The snapshot of a row. Raises BrokenState before a byte of it is read as a state."""
    if row.format != FORMAT:
        raise BrokenState(f"state format {row.format}, expected {FORMAT}")
    if row.key_id != keys.key_id:
        raise BrokenState(f"state sealed with key {row.key_id}, the key in use is {keys.key_id}")
    covered = Sealed(case.id, case.version_id, row.order, row.format, row.state)
    if not unbroken(keys, covered, row.seal):
        raise BrokenState("the seal of the state does not hold")
    return Snapshot(row.state, row.order)
