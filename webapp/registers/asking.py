"""What a rule is asked before an entry is written, and what of its answer stays with the entry. Must not know who asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handlers.determination import Determination
from webapp.model.bundle import Form
from webapp.model.refusals import InvalidAnswers
from webapp.model.text import Text
from webapp.registers.capacities import ACCREDITED, is_accredited
from webapp.registers.reading import Values, read_values

REFUSED: Final = "refused"


def inputs_of_coverage(form: Form, typed: Mapping[str, Any], today: date, body: Mapping[str, Any]) -> dict[str, Any]:
    """What coverage.entry is asked. `body`: body.toml; where it tells of no accreditation, nothing is asked about it.
    Raises InvalidAnswers."""
    values = read_values(form, typed, today)
    left = values["last_day"]
    return {
        "basis": str(values["basis"]).lower(),
        "entered_on": values["first_day"].isoformat(),
        "document": values["evidence"],
        "within_field": values["within_field"],
        **_accredited(body, values["first_day"]),
        **({} if left is None else {"left_on": left.isoformat()}),
    }


def _accredited(body: Mapping[str, Any], day: date) -> dict[str, bool]:
    return {"accreditation_active": is_accredited(body, day)} if ACCREDITED in body.get("capacities", {}) else {}


def said_by_rule(determined: Determination | None) -> Values:
    """The columns in which an entry keeps reasons and citations. Raises InvalidAnswers where the rule refuses it."""
    if determined is None:
        return {}
    if determined.outcome == REFUSED:
        last = determined.because[-1]
        raise InvalidAnswers({_about(determined): Text(last.ja, last.en)})
    plain = determined.as_json()
    return {"because": plain["because"], "cites": plain["cites"]}


def _about(determined: Determination) -> str:
    """The field that the refusal is about."""
    return {"not_accredited": "first_day", "outside_field": "within_field"}.get(
        str(determined.value.get("bar")), "basis"
    )
