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


def test_what_the_case_went_back_behind_is_blind_until_its_round_has_come_again() -> None:
    both = [Closed("a0", "a", "back"), Closed("b0", "b", "back")]
    assert still_blind(STEPS, both, ["back"]) == {"a0", "b0"}
    assert still_blind(STEPS, [*both, Closed("a1", "a")], ["back"]) == {"a0", "b0", "a1"}
    assert still_blind(STEPS, [*both, Closed("a1", "a"), Closed("b1", "b")], ["back"]) == frozenset()


WAYS = st.lists(st.one_of(st.sampled_from("abcde"), st.integers(0, 6)), max_size=24)
"""What a case went through: a step that is closed, or how many steps of its way a going back leaves."""


@given(WAYS)
def test_the_round_of_a_task_is_the_one_on_the_way_that_the_case_had_come(way: list[str | int]) -> None:
    line: list[str] = []  # ids on the way of the case
    closed: dict[str, Closed] = {}
    rounds: dict[str, int] = {}
    backs: list[str] = []
    for place, deed in enumerate(way):
        if isinstance(deed, str):
            task = f"{deed}{place}"
            line.append(task)
            closed[task] = Closed(task, deed)
            rounds[task] = sum(one[0] == deed for one in line)
        else:
            backs.append(f"back{place}")
            for task in line[deed:]:
                closed[task] = Closed(task, task[0], backs[-1])
            line = line[:deed]

    hidden = still_blind(STEPS, closed.values(), backs)

    groups = {"a": "ab", "b": "ab", "d": "de", "e": "de"}
    said = {name: sum(task[0] == name for task in line) for name in "abde"}
    expected = {
        task
        for task, nth in rounds.items()
        if task[0] in groups and nth > min(said[member] for member in groups[task[0]])
    }
    assert hidden == expected
