"""What is blind stays blind until every member of the group has matched it, also when a step is done again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.model.blind import Closed, still_blind
from webapp.model.bundle import Step
from webapp.model.text import Text


def step(step_id: str, blind: str | None) -> Step:
    return Step(step_id, "userTask", Text(step_id), None, "assessor", None, None, (), blind, None)


STEPS = {
    s.id: s for s in (step("a", "pair"), step("b", "pair"), step("c", None), step("d", "other"), step("e", "other"))
}


def closed(order: str) -> list[Closed]:
    return [Closed(f"{name}{place}", name) for place, name in enumerate(order)]


def test_the_first_of_two_is_blind_until_the_second_is_done() -> None:
    assert still_blind(STEPS, closed("a")) == {"a0"}
    assert still_blind(STEPS, closed("ab")) == frozenset()


def test_after_a_loop_the_new_round_is_blind_and_the_old_one_open() -> None:
    assert still_blind(STEPS, closed("aba")) == {"a2"}
    assert still_blind(STEPS, closed("abab")) == frozenset()


def test_groups_and_other_steps_do_not_touch_each_other() -> None:
    assert still_blind(STEPS, closed("acd")) == {"a0", "d2"}
    assert still_blind(STEPS, closed("abcd")) == {"d3"}


def test_a_step_that_the_version_does_not_know_is_never_blind() -> None:
    assert still_blind(STEPS, [Closed("x", "gone")]) == frozenset()


@given(st.text("abcde", max_size=20))
def test_a_member_is_blind_exactly_where_the_others_are_behind(order: str) -> None:
    hidden = still_blind(STEPS, closed(order))
    for place, name in enumerate(order):
        group = {"a": "ab", "b": "ab", "d": "de", "e": "de"}.get(name, name)
        nth = order[: place + 1].count(name)
        behind = any(order.count(other) < nth for other in group)
        assert (f"{name}{place}" in hidden) == (behind and name != "c")
