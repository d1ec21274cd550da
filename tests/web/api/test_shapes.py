"""The law of shapes: what the schema takes, the reader takes, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import jsonschema_rs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webapp.web.api.refusals import BadFields
from webapp.web.api.shapes import Limits, read, schema_of


@dataclass(frozen=True)
class Inner:
    name: Annotated[str, Limits(least=1, most=4, pattern="[a-z]+")]


@dataclass(frozen=True)
class Outer:
    """One of everything."""

    inner: Inner
    kind: Literal["a", "b"]
    count: Annotated[int, Limits(least=-2, most=2)] = 0
    yes: bool = False
    many: Annotated[tuple[Inner, ...], Limits(most=2)] = ()
    named: Annotated[Mapping[str, str | int | list[str] | None], Limits(most=2)] | None = None


def by_schema(value: Any) -> bool:
    components: dict[str, Any] = {}
    schema = schema_of(Outer, components)
    return bool(jsonschema_rs.Draft202012Validator({**schema, "components": {"schemas": components}}).is_valid(value))


def by_reader(value: Any) -> bool:
    try:
        read(Outer, value)
    except BadFields as refused:
        assert refused.wrongs and all(wrong.at.startswith("#") for wrong in refused.wrongs)
        return False
    return True


TEXTS = st.sampled_from(["", "a", "abcd", "abcde", "A", "a\n", "b", "あ"])
ODD = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 1.0]) | TEXTS
LISTS = st.lists(ODD, max_size=3)
INNER = st.fixed_dictionaries({}, optional={"name": TEXTS | ODD, "more": ODD})
OUTER = st.fixed_dictionaries(
    {},
    optional={
        "inner": INNER | ODD,
        "kind": TEXTS | ODD,
        "count": ODD,
        "yes": ODD,
        "many": st.lists(INNER, max_size=3) | ODD,
        "named": st.dictionaries(TEXTS, ODD | LISTS, max_size=3) | ODD,
        "else": ODD,
    },
)
GOOD = {"inner": {"name": "ab"}, "kind": "a"}


@given(OUTER)
@example(GOOD)
@example({**GOOD, "count": 1.0})
@example({**GOOD, "count": True})
@example({**GOOD, "named": {"a": ["b"], "c": None}})
@example({**GOOD, "named": {"a": [1]}})
def test_reader_and_schema_agree(value: Any) -> None:
    assert by_reader(value) == by_schema(value), value


@given(
    st.fixed_dictionaries({"inner": st.just({"name": "ab"}), "kind": st.sampled_from("ab"), "count": ODD, "yes": ODD})
)
def test_they_agree_beside_what_is_good(value: Any) -> None:
    assert by_reader(value) == by_schema(value), value


def test_what_is_read_is_of_the_type() -> None:
    read_ = read(Outer, {**GOOD, "many": [{"name": "x"}], "named": {"a": ["b"]}, "count": 2.0})
    assert read_ == Outer(Inner("ab"), "a", 2, False, (Inner("x"),), {"a": ["b"]})
    assert type(read_.count) is int


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(BadFields) as refused:
        read(Outer, {"inner": {"name": "ABC", "x": 1}, "many": [{"name": "a"}, {}], "count": 9})
    assert {wrong.at for wrong in refused.value.wrongs} == {
        "#/inner/name",
        "#/inner/x",
        "#/many/1/name",
        "#/kind",
        "#/count",
    }
