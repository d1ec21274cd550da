"""What a rule is asked before an entry is written, and what of its answer stays with the entry. Must not know who asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handlers.determination import Determination
from webapp.model.bundle import Form
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text
from webapp.registers.reading import Values, read_values

REFUSED: Final = "refused"


def inputs_of_coverage(form: Form, typed: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What coverage.entry is asked. Raises InvalidAnswers."""
    values = read_values(form, typed, today)
    left = values["last_day"]
    return {
        "basis": str(values["basis"]).lower(),
        "entered_on": values["first_day"].isoformat(),
        "document": values["evidence"],
        **({} if left is None else {"left_on": left.isoformat()}),
    }


def said_by_rule(determined: Determination | None) -> Values:
    """The columns in which an entry keeps reasons and citations. Raises InvalidAnswers where the rule refuses it."""
    if determined is None:
        return {}
    if determined.outcome == REFUSED:
        last = determined.because[-1]
        raise InvalidAnswers({"basis": Text(last.ja, last.en)})
    plain = determined.as_json()
    return {"because": plain["because"], "cites": plain["cites"]}
