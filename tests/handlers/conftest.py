"""The rules as they are asked in a case: under the law of the shelf that ships, on a fixed day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handlers.determination import Determination, InputRefused, Law
from handlers.registry import RULES
from webapp.bundle.law import law_of_shelf

SHELF = Path(__file__).resolve().parents[2] / "processes"
TODAY = date(2026, 11, 21)

Ask = Callable[..., Determination]
Refuse = Callable[..., InputRefused]


@pytest.fixture(scope="session")
def law() -> Law:
    return law_of_shelf(SHELF, TODAY, "incident")


@pytest.fixture(scope="session")
def ask(law: Law) -> Ask:
    """ask(rule, **inputs): the determination of a rule."""

    def asked(rule: str, **inputs: Any) -> Determination:
        return RULES[rule].function(inputs, law)

    return asked


@pytest.fixture(scope="session")
def refuse(law: Law) -> Refuse:
    """refuse(rule, **inputs): how a rule refuses inputs; fails where it answers."""

    def refused(rule: str, **inputs: Any) -> InputRefused:
        with pytest.raises(InputRefused) as caught:
            RULES[rule].function(inputs, law)
        return caught.value

    return refused
