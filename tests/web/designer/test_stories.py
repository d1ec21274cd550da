"""The stories of a draft: played from its page, the result kept with it."""

from __future__ import annotations

from collections.abc import Callable

from casework import House
from web.designer.drawing import DRAFT, diagram, send, submitted, the_draft
from web.visiting import Visitor

from webapp.design.save_draft import SaveDraft, save_draft
from webapp.model.actor import Actor

Visit = Callable[[Actor], Visitor]


def test_the_stories_are_played_and_the_result_stays_with_the_draft(house: House, owner: Visitor, visit: Visit) -> None:
    assert "まだシナリオを試していません" in owner.get(DRAFT).text
    put_story(house)
    page = owner.follow(owner.post(f"{DRAFT}/stories", {"revision": the_draft(house).revision})).text
    assert "1本のうち1本のシナリオが期待と違いました" in page
    assert "期待は「" in page  # what was expected and what came
    assert "どのシナリオも通らない流れ" in page
    assert "期待と違っても提出できます" in owner.get(DRAFT).text
    submitted(house, owner)
    assert "まだシナリオを試していません" in owner.get(DRAFT).text  # other files than those that were played
    second = visit(house.people.yamada)
    second.get(DRAFT)
    second.post(f"{DRAFT}/stories", {"revision": the_draft(house).revision})
    assert "期待は「" in second.get(DRAFT).text


def test_a_draft_that_cannot_run_is_not_played_and_says_why(house: House, owner: Visitor) -> None:
    broken = diagram(house).replace('id="test.grade"', 'id="test.grad"')
    send(owner, {"xml": broken, "revision": the_draft(house).revision})
    answer = owner.post(f"{DRAFT}/stories", {"revision": the_draft(house).revision})
    assert answer.status_code == 422
    assert "test.grad" in answer.text


def put_story(house: House) -> None:
    """A story of the process review that expects another end than comes."""
    story = """title: {ja: 起案まで, en: Until it is written}
status: grantee
start:
  on: 2026-04-03 10:00
  who: intake
  answers: {title: 試し, received_on: 2026-04-03}
expect:
  end: nowhere
"""
    draft = the_draft(house)
    save_draft(
        house.desk,
        house.people.yoshida,
        SaveDraft(draft.id, draft.revision, {"scenarios/begin.yaml": story.encode()}),
        house.now,
    )
