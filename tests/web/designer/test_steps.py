"""A step of a draft, changed by a plain form: without a script, with what is wrong beside its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from casework import House
from web.designer.drawing import diagram, renamed, send, the_draft
from web.visiting import Clock, Visitor

from webapp.model.actor import Actor

Visit = Callable[[Actor], Visitor]


def test_a_step_is_changed_by_a_plain_form(house: House, owner: Visitor) -> None:
    page = "/design/review/steps/write"
    form = {"revision": the_draft(house).revision, "name": "まとめる", "name_en": "Sum up", "due": "4", "due_unit": "W"}
    saved = owner.post(page, form)
    assert saved.location == "/design/review/steps?saved=write#step-write", "back at the row, not at the top"
    assert 'name="まとめる"' in diagram(house)
    assert 'nintei:due="P4W"' in diagram(house)
    steps = owner.follow(saved).text
    assert "4週" in steps
    row = steps[steps.index('id="step-write"') :].split("</th>")[0]
    assert 'aria-describedby="saved"' in row and "保存しました" in row and steps.count("保存しました") == 1


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("due", "soon"), ("due", "0"), ("role", "king"), ("name_en", "x" * 201)]
)
def test_a_wrong_value_is_refused_at_its_place_and_what_was_typed_stays(
    house: House, owner: Visitor, field: str, value: str
) -> None:
    page, before = "/design/review/steps/write", the_draft(house)
    form = {"revision": before.revision, "name": "まとめる", "name_en": "", "due": "", "due_unit": "D", field: value}
    answer = owner.post(page, form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert value in answer.text or field == "role"  # a list shows only what can be chosen
    assert the_draft(house) == before


def test_another_rule_is_asked_for_its_own_inputs(house: House, owner: Visitor) -> None:
    step = next(
        id
        for id, found in house.desk.bundle(the_draft(house).base_version or "").steps.items()
        if found.handler == "test.grade"
    )
    page = f"/design/review/steps/{step}"
    shown = owner.get(page).text
    assert 'name="input.level"' in shown
    form = {
        "revision": the_draft(house).revision,
        "name": "発信",
        "name_en": "Dispatch",
        "handler": "effect.dispatch_letter",
    }
    answer = owner.post(page, {**form, "input.level": "judge_1.level"})
    assert answer.headers["Location"].endswith(page)
    assert 'name="input.proof"' in owner.get(page).text


def test_a_first_rule_is_asked_for_its_inputs_at_once(house: House, owner: Visitor) -> None:
    """Given a step whose rule was taken away, when a rule is chosen again, then the page that follows asks for its inputs."""
    found = house.desk.bundle(the_draft(house).base_version or "").steps
    page = f"/design/review/steps/{next(id for id, step in found.items() if step.handler == 'test.grade')}"
    form = {"name": "等級", "name_en": ""}
    owner.post(page, {**form, "revision": the_draft(house).revision, "handler": ""})
    answer = owner.post(page, {**form, "revision": the_draft(house).revision, "handler": "test.grade"})
    assert answer.headers["Location"].endswith(page)
    assert 'name="input.level"' in owner.get(page).text


def test_a_step_that_does_not_exist_is_not_found(owner: Visitor) -> None:
    assert owner.get("/design/review/steps/nowhere").status_code == 404


def test_a_stale_form_of_a_step_is_refused(house: House, owner: Visitor, visit: Visit, clock: Clock) -> None:
    page, revision = "/design/review/steps/write", the_draft(house).revision
    send(owner, {"xml": renamed(house), "revision": revision})
    clock.pass_by(minutes=1)
    answer = visit(house.people.yamada).post(page, {"revision": revision, "name": "古い", "name_en": ""})
    assert answer.status_code == 409
    assert "吉田 湊" in answer.text
