"""The names used in diagrams and by `nintei rule`, and the rule behind each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from handlers.determination import Rule
from handlers.incident import hearing, level, measure, organs, points
from handlers.periods import suspension

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            suspension.RULE,
            level.RULE,
            points.RULE,
            measure.RULE,
            hearing.RULE,
            organs.RULE,
        )
    }
)
