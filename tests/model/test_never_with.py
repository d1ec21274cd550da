"""Steps that one person does not both do in a case: whichever of the two comes first."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from webapp.model.actor import Actor
from webapp.model.bundle import Bundle, Step
from webapp.model.facts import CaseFacts, TaskFacts
from webapp.model.may import may
from webapp.model.text import Text

STEPS = ("a", "b", "c", "d")
ANYONE = Actor("one", "一", frozenset({"assessor"}))
PLAIN = Step("", "userTask", Text("工程", "Step"), None, "assessor", None, None, (), None, None)


def drawn(excludes: dict[str, list[str]]) -> Bundle:
    steps = {step: replace(PLAIN, id=step, excludes=tuple(excludes.get(step, ()))) for step in STEPS}
    return Bundle("small", PLAIN.name, "SML", "process_owner", (), (), (), {}, steps=steps)


@given(
    st.dictionaries(st.sampled_from(STEPS), st.lists(st.sampled_from(STEPS), unique=True)),
    st.sampled_from(STEPS),
    st.sampled_from(STEPS),
)
def test_nobody_does_both_whichever_is_drawn_to_exclude_the_other(
    excludes: dict[str, list[str]], first: str, then: str
) -> None:
    bundle = drawn(excludes)
    apart = then in excludes.get(first, ()) or first in excludes.get(then, ())
    assert (first in bundle.never_with(then)) is apart
    assert (then in bundle.never_with(first)) is apart
    assert len(set(bundle.never_with(then))) == len(bundle.never_with(then))
    excluded = frozenset({ANYONE.id} if first in bundle.never_with(then) else ())
    assert may(ANYONE, "complete", "task", TaskFacts(CaseFacts("x"), "assessor", excluded=excluded)) is not apart


def test_a_step_that_is_not_drawn_keeps_nobody_away() -> None:
    assert drawn({"a": ["b"]}).never_with("gone") == ()
