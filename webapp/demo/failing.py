"""A desk one of whose rules fails, so that the demo has a true fault in it. A retry at the real desk puts it right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from handlers.determination import Determination, Law
from webapp.cases.desk import Desk

FAILING_RULE: Final = "incident.hearing_required"


class OutOfOrder(Exception):
    """What the failing rule raises."""


def failing_desk(desk: Desk) -> Desk:
    """The same house, in which the rule FAILING_RULE is out of order."""
    rule = desk.rules[FAILING_RULE]
    return Desk(desk.store, desk.engine, {**desk.rules, FAILING_RULE: replace(rule, function=_fail)}, desk.keys)


def _fail(_inputs: Mapping[str, Any], _law: Law) -> Determination:
    raise OutOfOrder("this rule was out of order when the demo was filled; it works again, so retry")
