"""The law that a case is decided under, and how a rule is asked under it. Must not know any rule or any verb."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.determination import Determination, Law
from webapp.bundle.law import law_from
from webapp.cases.desk import BODY, Desk
from webapp.model.advance import Consult
from webapp.model.bundle import Bundle
from webapp.store import design
from webapp.store.unit import Unit


def consult_for(desk: Desk, unit: Unit, bundle: Bundle, on: date) -> Consult:
    """How the engine asks a rule: under the parameters and tables of the case's version and the body that is live on
    the day `on` (Tokyo). The law is put together at the first question.

    The function answered raises what a rule raises: InputRefused, or LookupError for a name that no rule has.
    """
    found: list[Law] = []

    def consult(handler: str, inputs: Mapping[str, Any]) -> Determination:
        if not found:
            found.append(law_on(desk, unit, bundle, on))
        return desk.rules[handler].function(inputs, found[0])

    return consult


def law_on(desk: Desk, unit: Unit, bundle: Bundle, on: date) -> Law:
    """The law of a process version on a day. A body that is not published yet has no parameters and no calendar."""
    live = design.live_version(unit, BODY)
    body = {} if live is None else desk.body(live.id)
    return law_from(body, bundle.parameters, bundle.tables, on)
