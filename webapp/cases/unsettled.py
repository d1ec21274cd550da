"""While a correction waits for a person, the work goes on, but nothing final is done on what may be wrong.

Must not know how a correction is decided.
"""

from __future__ import annotations

from typing import Final

from webapp.model.advance import Advance
from webapp.model.refusals import CorrectionWaits
from webapp.store import corrections
from webapp.store.unit import Unit

FINAL: Final = frozenset(
    {
        "effect.dispatch_letter",
        "effect.change_status",
        "effect.restore_status",
        "effect.publish_measure",
        "effect.open_related",
    }
)
"""What cannot be taken back once it is done: it leaves the house, changes a grant, makes it
public, or opens another case."""


def refuse_unsettled(unit: Unit, case_id: str, advance: Advance) -> None:
    """Raises CorrectionWaits where the advance would do something final, or end the case, before a person has
    confirmed or decided a correction in it."""
    final = advance.ended or any(effect.name in FINAL for effect in advance.effects)
    if final and corrections.open_correction(unit, case_id) is not None:
        raise CorrectionWaits
