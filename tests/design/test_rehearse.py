"""How the stories of a draft went is kept for those very files, and for no others."""

from __future__ import annotations

from datetime import datetime

import pytest
from casework import People
from drafting import broken, renamed

from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.rehearse import Rehearse, last_rehearsal, rehearse
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.design.submit_draft import SubmitDraft, submit_draft
from webapp.model.refusals import CheckFailed, NotAllowed, StaleRevision
from webapp.store.design import DraftRow

KEPT = "supplement_never_came"


def with_one_story(house: Desk, people: People, draft: DraftRow, now: datetime, wrong: bool = False) -> DraftRow:
    """The draft with one story only, which takes no time; `wrong`: it expects what does not come."""
    files = unpack(draft.files)
    name = f"scenarios/{KEPT}.yaml"
    others = frozenset(path for path in files if path.startswith("scenarios/") and path != name)
    text = files[name].decode()
    assert "\n  end: " in text
    end = text[text.index("\n  end: ") :].split("\n")[1]
    story = text.replace(end, "  end: nowhere") if wrong else text
    return save_draft(house, people.yoshida, SaveDraft(draft.id, draft.revision, {name: story.encode()}, others), now)


def test_what_was_played_is_kept_with_the_flows_that_no_story_takes(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    assert last_rehearsal(house, people.yoshida, draft.id) is None
    draft = with_one_story(house, people, draft, now)
    played = rehearse(house, people.yoshida, Rehearse(draft.id, draft.revision), now)
    assert [(story.name, story.ok) for story in played.stories] == [(KEPT, True)]
    assert played.ok
    assert len(played.uncovered) > 10
    assert all(flow.source.ja and flow.target.ja for flow in played.uncovered)
    assert last_rehearsal(house, people.yamada, draft.id) == played


def test_a_story_that_does_not_come_true_says_what_was_expected_and_does_not_block(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    draft = with_one_story(house, people, draft, now, wrong=True)
    played = rehearse(house, people.yoshida, Rehearse(draft.id, draft.revision), now)
    assert (played.ok, played.failed) == (False, 1)
    (found,) = played.stories[0].mismatches
    assert "nowhere" in found.message.ja
    assert found.line is not None
    submit_draft(house, people.yoshida, SubmitDraft(draft.id, draft.revision, "試す"), now)
    assert last_rehearsal(house, people.yamada, draft.id) == played  # the approver sees it


def test_a_change_makes_it_old_and_taking_it_back_makes_it_true_again(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    draft = with_one_story(house, people, draft, now)
    played = rehearse(house, people.yoshida, Rehearse(draft.id, draft.revision), now)
    before = unpack(draft.files)["process.bpmn"]
    changed = save_draft(house, people.yoshida, SaveDraft(draft.id, draft.revision, renamed(draft)), now)
    assert last_rehearsal(house, people.yoshida, draft.id) is None
    save_draft(house, people.yoshida, SaveDraft(draft.id, changed.revision, {"process.bpmn": before}), now)
    assert last_rehearsal(house, people.yoshida, draft.id) == played


def test_what_cannot_run_or_was_changed_meanwhile_is_not_played(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    saved = save_draft(house, people.yoshida, SaveDraft(draft.id, draft.revision, broken(draft)), now)
    with pytest.raises(StaleRevision):
        rehearse(house, people.yoshida, Rehearse(draft.id, draft.revision), now)
    with pytest.raises(CheckFailed):
        rehearse(house, people.yoshida, Rehearse(saved.id, saved.revision), now)
    with pytest.raises(NotAllowed):
        rehearse(house, people.sato, Rehearse(saved.id, saved.revision), now)
    assert last_rehearsal(house, people.yoshida, draft.id) is None
