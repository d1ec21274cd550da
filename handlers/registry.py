"""The names used in diagrams and by `nintei rule`, and the rule behind each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from handlers import act_articles, conflict, coverage, purpose, rules
from handlers.application import bars, correction, eligibility, termination
from handlers.complaint import closure, deadlines, refusal, scope
from handlers.determination import Rule
from handlers.incident import (
    after_hearing,
    deviation,
    hearing,
    history,
    level,
    measure,
    organs,
    points,
    quorum,
    reinstatement,
    reports,
    response,
)
from handlers.incident import scope as incident_scope
from handlers.periods import bar, breach_report, hearing_request, officer, suspension
from handlers.periods import correction as correction_period
from handlers.regulator import answer as regulator_answer
from handlers.regulator import order as regulator_order

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            bar.RULE,
            officer.RULE,
            correction_period.RULE,
            suspension.RULE,
            hearing_request.RULE,
            breach_report.RULE,
            eligibility.RULE,
            bars.RULE,
            correction.RULE,
            termination.RULE,
            incident_scope.RULE,
            reports.RULE,
            history.RULE,
            response.RULE,
            level.RULE,
            points.RULE,
            measure.RULE,
            organs.RULE,
            quorum.RULE,
            hearing.RULE,
            after_hearing.RULE,
            deviation.RULE,
            reinstatement.RULE,
            scope.RULE,
            refusal.RULE,
            closure.RULE,
            deadlines.RULE,
            conflict.RULE,
            coverage.RULE,
            regulator_order.RULE,
            regulator_answer.RULE,
            purpose.RULE,
            rules.RULE,
            act_articles.RULE,
        )
    }
)
