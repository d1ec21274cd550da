"""Which business may use what another has learnt: every pair as the rule purpose.use answers it (the Act, articles 49 (iii)
and 55). Must not know which business the body has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from webapp.cases.ask_rule import ask_often
from webapp.cases.desk import Desk
from webapp.model.purpose import PURPOSES
from webapp.model.text import Text

RULE: Final = "purpose.use"


@dataclass(frozen=True, slots=True)
class Matrix:
    """`answers`: (learnt in, used for) -> outcome; `words`: what the rule calls its outcomes."""

    purposes: Mapping[str, Text]
    answers: Mapping[tuple[str, str], str]
    words: Mapping[str, Text]


def conflict_matrix(desk: Desk, on: date) -> Matrix | None:
    """None where the house has no such rule."""
    rule = desk.rules.get(RULE)
    if rule is None:
        return None
    pairs = [(learnt, used) for learnt in PURPOSES for used in PURPOSES]
    found = ask_often(desk, RULE, [{"learnt_in": learnt, "used_for": used} for learnt, used in pairs], on)
    answers = {pair: str(answer.outcome) for pair, answer in zip(pairs, found, strict=True)}
    return Matrix(PURPOSES, answers, {one.value: Text(one.ja, one.en) for one in rule.outcomes})
