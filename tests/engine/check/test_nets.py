"""Joins that can never be full, and circles that never wait."""

from __future__ import annotations

import pytest

from tests.engine.check.asking import ask, errors
from tests.engine.drawing import (
    boundary,
    choice,
    element,
    end,
    flow,
    inclusive,
    parallel,
    path,
    script,
    start,
    sub,
    timer,
    user,
)


def test_fork_and_join_that_belong_together_are_sound() -> None:
    problems = ask(start(), parallel("f"), user("a"), user("b"), parallel("j"), end(),
                   path("begin", "f", "a", "j", "done"), path("f", "b", "j"))  # fmt: skip
    assert errors(problems) == {}


def test_a_choice_into_a_join_can_never_be_full() -> None:
    problems = ask(start(), user("q"), choice("x", "else"), user("a"), user("b"), parallel("j"), end(),
                   path("begin", "q", "x"), flow("x", "a", "q.yes == True"), flow("x", "b", id="else"),
                   path("a", "j", "done"), path("b", "j"))  # fmt: skip
    assert errors(problems) == {"join-never-full": "j"}


def test_a_branch_that_may_leave_makes_the_join_wait_for_ever() -> None:
    problems = ask(start(), parallel("f"), user("a"), user("b"), choice("x", "on"), parallel("j"), end(), end("away"),
                   path("begin", "f", "a", "j", "done"), path("f", "b", "x"), flow("x", "j", id="on"),
                   flow("x", "away", "b.leave == True"))  # fmt: skip
    assert errors(problems) == {"join-may-wait-forever": "j"}


def test_a_timer_that_takes_a_branch_away_makes_the_join_wait_for_ever() -> None:
    problems = ask(start(), parallel("f"), user("a"), user("b"), boundary("late", "b", timer("timeDuration", "P1D")),
                   parallel("j"), end(), end("away"), path("begin", "f", "a", "j", "done"), path("f", "b", "j"),
                   path("late", "away"))  # fmt: skip
    assert errors(problems) == {"join-may-wait-forever": "j"}


def test_the_same_timer_leading_back_to_the_join_is_sound() -> None:
    problems = ask(start(), parallel("f"), user("a"), user("b"), boundary("late", "b", timer("timeDuration", "P1D")),
                   choice("m"), parallel("j"), end(), path("begin", "f", "a", "j", "done"), path("f", "b", "m", "j"),
                   path("late", "m"))  # fmt: skip
    assert errors(problems) == {}


def test_an_end_that_terminates_leaves_nobody_waiting() -> None:
    kill = element("endEvent", "kill", element("terminateEventDefinition", "t"))
    problems = ask(start(), parallel("f"), user("a"), user("b"), choice("x", "on"), parallel("j"), end(), kill,
                   path("begin", "f", "a", "j", "done"), path("f", "b", "x"), flow("x", "j", id="on"),
                   flow("x", "kill", "b.leave == True"))  # fmt: skip
    assert errors(problems) == {}


def test_a_join_in_a_loop_is_sound() -> None:
    problems = ask(start(), choice("m"), parallel("f"), user("a"), user("b"), parallel("j"), choice("x", "out"), end(),
                   path("begin", "m", "f", "a", "j", "x"), path("f", "b", "j"), flow("x", "done", id="out"),
                   flow("x", "m", "a.again == True"))  # fmt: skip
    assert errors(problems) == {}


def test_an_inclusive_join_takes_what_has_come() -> None:
    problems = ask(start(), user("q"), inclusive("f", "else"), user("a"), user("b"), inclusive("j"), end(),
                   path("begin", "q", "f"), flow("f", "a", "q.a == True"), flow("f", "b", id="else"),
                   path("a", "j", "done"), path("b", "j"))  # fmt: skip
    assert errors(problems) == {}


def test_joins_in_a_sub_process_are_looked_at_too() -> None:
    inside = sub("s", start("i"), user("q"), choice("x", "else"), user("a"), user("b"), parallel("j"), end("o"),
                 path("i", "q", "x"), flow("x", "a", "q.yes == True"), flow("x", "b", id="else"),
                 path("a", "j", "o"), path("b", "j"))  # fmt: skip
    assert errors(ask(start(), inside, end(), path("begin", "s", "done"))) == {"join-never-full": "j"}


@pytest.mark.parametrize(("branches", "length"), [(8, 20), (12, 10)])
def test_wide_forks_do_not_explode(branches: int, length: int) -> None:
    drawn = [start(), parallel("f"), parallel("j"), end(), path("begin", "f"), path("j", "done")]
    for branch in range(branches):
        names = [f"t{branch}_{n}" for n in range(length)]
        drawn += [*map(user, names), path("f", *names, "j")]
    assert errors(ask(*drawn)) == {}


def _circle(*inside: str, through: tuple[str, ...]) -> dict[str, str | None]:
    return errors(ask(start(), choice("m"), *inside, choice("x", "out"), end(), path("begin", "m", *through, "x"),
                      flow("x", "m", "1 == 2"), flow("x", "done", id="out")))  # fmt: skip


def test_a_circle_of_scripts_never_waits() -> None:
    assert _circle(script("a", "n = 1"), through=("a",)) == {"loop-without-wait": "m"}


def test_a_person_or_a_timer_in_the_circle_is_a_wait() -> None:
    assert _circle(user("a"), through=("a",)) == {}
    wait = element("intermediateCatchEvent", "t", timer("timeDuration", "P1D"))
    assert _circle(wait, through=("t",)) == {}


def test_a_sub_process_waits_only_if_every_way_through_it_does() -> None:
    waits = sub("s", start("i"), user("a"), end("o"), path("i", "a", "o"))
    assert _circle(waits, through=("s",)) == {}
    hurries = sub("s", start("i"), user("q"), choice("c", "d"), end("o"), path("i", "c"),
                  flow("c", "q", "1 == 2"), path("q", "o"), flow("c", "o", id="d"))  # fmt: skip
    assert _circle(hurries, through=("s",)) == {"loop-without-wait": "m"}
