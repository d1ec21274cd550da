"""Whatever is handed to a rule, it answers or refuses: it never fails in another way."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.determination import Input, InputRefused, Law
from handlers.registry import RULES
from tests.handlers.conftest import SHELF, TODAY
from tests.handlers.test_registry import ANSWERED
from webapp.bundle.law import law_of_shelf

LAW = law_of_shelf(SHELF, TODAY, "incident")

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
ANY_DAY = st.dates(date(1, 1, 1), date(9899, 12, 31)).map(date.isoformat)


def plausible(asked: Input) -> st.SearchStrategy[Any]:
    """Values that a rule reads further than a wrong type, and wrong ones."""
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "date": ANY_DAY,
        "integer": st.integers(-2, 70),
        "boolean": st.booleans(),
        "text": st.text(max_size=5),
    }
    values = [ANYTHING, by_type.get(asked.type, ANYTHING)]
    if asked.choices:
        one = st.sampled_from(asked.choices)
        values.append(st.lists(one, max_size=3) if asked.type.startswith("list") else one)
    recorded = [line["inputs"][asked.name] for line in ANSWERED if line["inputs"].get(asked.name) is not None]
    if recorded:
        values.append(st.sampled_from(recorded))
    return st.one_of(values)


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_answers_or_refuses_whatever_it_is_asked(name: str) -> None:
    rule = RULES[name]
    outcomes = {outcome.value for outcome in rule.outcomes} or {None}

    @settings(max_examples=60, deadline=None)
    @given(st.fixed_dictionaries({}, optional={asked.name: plausible(asked) for asked in rule.inputs}))
    def ask(inputs: dict[str, Any]) -> None:
        try:
            found = rule.function(inputs, LAW)
        except InputRefused as refused:
            assert refused.field
            assert json.dumps(refused.as_json())
        else:
            assert found.outcome in outcomes
            assert json.dumps(found.as_json())

    ask()


def every_place(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every value inside a nested value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, inner in items for place in every_place(inner, (*at, key)))]


SCALE = LAW.tables["scale"]
PLACES = [place for place in every_place(SCALE) if place[:1] == ("editions",) and len(place) > 2 and place[2] != "from"]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PLACES), ANYTHING)
def test_a_scale_is_used_or_refused_whatever_stands_in_it(place: tuple[Any, ...], value: Any) -> None:
    scale = deepcopy(dict(SCALE))
    inner: Any = scale
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    law: Law = replace(LAW, tables={"scale": scale})
    examine = RULES["incident.level"].examine
    assert examine is not None
    try:
        examine(law)
    except InputRefused as refused:
        assert refused.field.startswith("tables.scale")


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(LAW.parameters)), ANYTHING)
def test_an_amount_is_used_or_refused_whatever_it_is(name: str, value: Any) -> None:
    entry = {"values": [{"from": date(2019, 6, 26), "value": value}]}
    law = replace(LAW, parameters={**LAW.parameters, name: entry})
    for rule in RULES.values():
        if rule.examine is not None:
            try:
                rule.examine(law)
            except InputRefused as refused:
                assert refused.field.startswith("parameters.")
