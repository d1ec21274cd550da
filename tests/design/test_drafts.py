"""A draft: opened, saved, checked, submitted, returned, approved, discarded; and everything that is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from casework import People
from drafting import DIAGRAM, NEW_NAME, SHELF, broken, renamed
from sqlalchemy import select

from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.cases.open_case import OpenCase, open_case
from webapp.design.approve_draft import ApproveDraft, approve_draft
from webapp.design.check_draft import check_draft
from webapp.design.discard_draft import DiscardDraft, discard_draft
from webapp.design.open_draft import OpenDraft, open_draft
from webapp.design.publish import Publish, publish
from webapp.design.return_draft import ReturnDraft, return_draft
from webapp.design.run_scenario import run_scenario
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.design.shelf import read_shelf
from webapp.design.submit_draft import SubmitDraft, submit_draft
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import (
    CheckFailed,
    DraftState,
    FourEyes,
    InvalidAnswers,
    NotAllowed,
    NotFound,
    ReasonNeeded,
    ResolutionNeeded,
    StaleRevision,
    UnknownProcess,
)
from webapp.model.resolution import Resolution
from webapp.model.retention import NEVER_DUE
from webapp.registers.add_operator import AddOperator, add_operator
from webapp.registers.add_service import AddService, add_service
from webapp.store import cases, design
from webapp.store.design import DraftRow
from webapp.store.rows.audit import AuditRow

REASON = "窓口の言い方に合わせる"
LATER = timedelta(minutes=5)


def find(desk: Desk, draft: DraftRow) -> DraftRow:
    with desk.store.read() as unit:
        found = design.draft(unit, draft.id)
    assert found is not None
    return found


def live(desk: Desk) -> Any:
    with desk.store.read() as unit:
        return design.live_version(unit, "incident")


def submitted(desk: Desk, people: People, draft: DraftRow, now: datetime) -> DraftRow:
    saved = save_draft(desk, people.yoshida, SaveDraft(draft.id, draft.revision, renamed(draft)), now)
    return submit_draft(desk, people.yoshida, SubmitDraft(saved.id, saved.revision, REASON), now)


def open_one(desk: Desk, people: People, now: datetime) -> str:
    office = people.having("secretariat")
    operator = add_operator(
        desk.store, desk.keys, office, AddOperator(f"協議会 {now:%H%M}", representative="岸 洋"), now
    )
    service = add_service(desk.store, desk.keys, office, AddService(operator, "市民ポケット"), now)
    answers = {
        "title": "名簿の誤送信",
        "service": service,
        "received_on": "2026-11-20",
        "channel": "email",
        "how_known": "operator_report",
        "operator_knew_on": "2026-11-20",
        "final_within": "30",
        "types": ["leak"],
        "location": "own",
        "description": "名簿を別の宛先に送った。",
    }
    opened = open_case(desk, people.having("intake"), OpenCase("incident", answers), now)
    with desk.store.read() as unit:
        case = cases.case(unit, opened.case_id)
    assert case is not None
    return case.version_id


def test_a_draft_begins_as_what_is_live_and_there_is_one(house: Desk, people: People, draft: DraftRow) -> None:
    again = open_draft(house, people.yamada, OpenDraft("incident"), draft.created_at + LATER)

    assert again == draft
    assert draft.base_version == live(house).id
    assert unpack(draft.files) == read_shelf(SHELF)["incident"]
    assert (draft.state, draft.revision, draft.editors) == ("draft", 1, (people.yoshida.id,))


@pytest.mark.parametrize("process", ["nothing", "body", ""])
def test_only_a_live_process_can_be_drafted(house: Desk, people: People, now: datetime, process: str) -> None:
    with pytest.raises(UnknownProcess):
        open_draft(house, people.yoshida, OpenDraft(process), now)


def test_only_process_owners_draft(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    for actor in (people.sato, people.sasaki, people.yamaguchi, people.matsumoto):
        for attempt in (
            lambda actor: open_draft(house, actor, OpenDraft("incident"), now),
            lambda actor: save_draft(house, actor, SaveDraft(draft.id, 1, renamed(draft)), now),
            lambda actor: check_draft(house, actor, draft.id),
            lambda actor: run_scenario(house, actor, draft.id),
            lambda actor: submit_draft(house, actor, SubmitDraft(draft.id, 1, REASON), now),
            lambda actor: return_draft(house, actor, ReturnDraft(draft.id, 1, "x"), now),
            lambda actor: approve_draft(house, actor, ApproveDraft(draft.id, 1), now),
            lambda actor: discard_draft(house, actor, DiscardDraft(draft.id, 1), now),
        ):
            with pytest.raises(NotAllowed):
                attempt(actor)
    assert find(house, draft) == draft


def test_saving_keeps_the_rest_and_counts_the_revision(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    saved = save_draft(house, people.yamada, SaveDraft(draft.id, 1, renamed(draft)), now + LATER)

    assert saved.revision == 2
    assert (saved.changed_by, saved.changed_at) == (people.yamada.id, now + LATER)
    assert set(saved.editors) == {people.yoshida.id, people.yamada.id}
    before, after = unpack(draft.files), unpack(saved.files)
    assert NEW_NAME.encode() in after[DIAGRAM]
    assert {path for path in before if before[path] != after[path]} == {DIAGRAM}


def test_saving_what_is_there_changes_nothing(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    same = {DIAGRAM: unpack(draft.files)[DIAGRAM]}

    assert save_draft(house, people.yamada, SaveDraft(draft.id, 1, same), now + LATER) == draft


def test_a_file_can_be_taken_away(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    saved = save_draft(house, people.yoshida, SaveDraft(draft.id, 1, {}, frozenset({"forms/set_period.json"})), now)

    assert "forms/set_period.json" not in unpack(saved.files)


def test_a_stale_save_says_who_was_first_and_when(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    first = save_draft(house, people.yamada, SaveDraft(draft.id, 1, renamed(draft)), now + LATER)

    with pytest.raises(StaleRevision) as refusal:
        save_draft(house, people.yoshida, SaveDraft(draft.id, 1, {DIAGRAM: b"<x/>"}), now + 2 * LATER)
    assert people.yamada.name in refusal.value.message.ja
    assert "2026-11-20 12:05" in refusal.value.message.en
    assert find(house, draft) == first


def test_a_draft_with_problems_is_saved_all_the_same(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    for content in (b"", b"no XML at all", broken(draft)[DIAGRAM]):
        current = find(house, draft)
        saved = save_draft(house, people.yoshida, SaveDraft(draft.id, current.revision, {DIAGRAM: content}), now)
        assert unpack(saved.files)[DIAGRAM] == content
        assert any(problem.severity == "error" for problem in check_draft(house, people.yoshida, draft.id))


def test_names_that_lead_out_of_the_bundle_are_refused(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    for path in ("../outside.toml", "/etc/passwd", "forms/a/b/c/d/e.json", ""):
        with pytest.raises(CheckFailed):
            save_draft(house, people.yoshida, SaveDraft(draft.id, 1, {path: b"x"}), now)
    assert find(house, draft) == draft


def test_what_is_live_has_no_problems(house: Desk, people: People, draft: DraftRow) -> None:
    assert check_draft(house, people.yoshida, draft.id) == ()


def test_a_problem_is_located(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    save_draft(house, people.yoshida, SaveDraft(draft.id, 1, broken(draft)), now)

    problems = [problem for problem in check_draft(house, people.yoshida, draft.id) if problem.element == "measure"]
    assert problems
    assert problems[0].line


def test_a_draft_with_errors_cannot_be_submitted(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    saved = save_draft(house, people.yoshida, SaveDraft(draft.id, 1, broken(draft)), now)

    with pytest.raises(CheckFailed) as refusal:
        submit_draft(house, people.yoshida, SubmitDraft(saved.id, saved.revision, REASON), now)
    assert refusal.value.problems
    assert find(house, draft) == saved


def test_submitting_needs_a_reason_and_the_revision_seen(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    with pytest.raises(ReasonNeeded):
        submit_draft(house, people.yoshida, SubmitDraft(draft.id, 1, " \n"), now)
    with pytest.raises(StaleRevision):
        submit_draft(house, people.yoshida, SubmitDraft(draft.id, 2, REASON), now)
    with pytest.raises(NotFound):
        submit_draft(house, people.yoshida, SubmitDraft("nothing", 1, REASON), now)


def test_a_submitted_draft_is_not_changed_any_more(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    sent = submitted(house, people, draft, now)

    assert (sent.state, sent.reason, sent.submitted_by) == ("submitted", REASON, people.yoshida.id)
    for attempt in (
        lambda: save_draft(house, people.yoshida, SaveDraft(sent.id, sent.revision, {DIAGRAM: b""}), now),
        lambda: submit_draft(house, people.yoshida, SubmitDraft(sent.id, sent.revision, REASON), now),
    ):
        with pytest.raises(DraftState) as refusal:
            attempt()
        assert "提出済み" in refusal.value.message.ja


def test_a_second_person_approves_and_the_next_case_runs_it(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    before = live(house)
    running = open_one(house, people, now)
    sent = submitted(house, people, draft, now)

    version = approve_draft(house, people.yamada, ApproveDraft(sent.id, sent.revision, "よい"), now + LATER)

    assert version == live(house)
    assert version.number == before.number + 1
    assert (version.drafted_by, version.published_by) == (people.yoshida.id, people.yamada.id)
    assert version.reason == REASON
    assert house.bundle(version.id).steps["request_supplement"].name.ja == NEW_NAME
    assert house.bundle(version.id).retention == house.bundle(before.id).retention != NEVER_DUE
    assert find(house, draft).state == "published"
    assert running == before.id
    assert open_one(house, people, now + LATER) == version.id
    with house.store.read() as unit:
        assert [row.live for row in design.versions_of(unit, "incident")] == [True, False]


def test_nobody_approves_what_they_drafted_changed_or_submitted(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    third = Actor("third", "第三 者", frozenset({"process_owner"}))
    saved = save_draft(house, people.yamada, SaveDraft(draft.id, 1, renamed(draft)), now)
    back = {DIAGRAM: unpack(draft.files)[DIAGRAM]}
    saved = save_draft(house, people.yoshida, SaveDraft(draft.id, saved.revision, back), now)
    sent = submit_draft(house, third, SubmitDraft(saved.id, saved.revision, REASON), now)

    for actor in (people.yoshida, people.yamada, third):
        with pytest.raises(FourEyes):
            approve_draft(house, actor, ApproveDraft(sent.id, sent.revision), now)
    assert live(house).number == 1


def test_the_approver_approves_what_they_saw(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    sent = submitted(house, people, draft, now)

    with pytest.raises(StaleRevision):
        approve_draft(house, people.yamada, ApproveDraft(sent.id, sent.revision - 1), now)
    with pytest.raises(NotFound):
        approve_draft(house, people.yamada, ApproveDraft("nothing", 1), now)
    assert live(house).number == 1


def test_a_draft_is_approved_once_and_not_before_it_is_submitted(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    with pytest.raises(DraftState):
        approve_draft(house, people.yamada, ApproveDraft(draft.id, 1), now)
    sent = submitted(house, people, draft, now)
    approve_draft(house, people.yamada, ApproveDraft(sent.id, sent.revision), now)

    with pytest.raises(DraftState):
        approve_draft(house, people.yamada, ApproveDraft(sent.id, sent.revision + 1), now)
    assert live(house).number == 2


def with_changed_rules(house: Desk, people: People, draft: DraftRow, now: datetime) -> DraftRow:
    amounts = unpack(draft.files)["parameters.toml"].replace(b"value = 2\n", b"value = 3\n", 1)
    assert amounts != unpack(draft.files)["parameters.toml"]
    return save_draft(house, people.yoshida, SaveDraft(draft.id, draft.revision, {"parameters.toml": amounts}), now)


def test_T74_rules_are_changed_only_by_a_resolution_that_stays_with_the_version(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    saved = with_changed_rules(house, people, draft, now)

    def submit(resolution: Resolution | None) -> DraftRow:
        return submit_draft(house, people.yoshida, SubmitDraft(saved.id, saved.revision, REASON, resolution), now)

    with pytest.raises(ResolutionNeeded) as refused:
        submit(None)
    assert "parameters.toml" in refused.value.message.ja and "TPDMS-2210 6" in refused.value.message.en
    today = local_date(now)
    for resolution, field in (
        (Resolution(today, " "), "resolution"),
        (Resolution(today, "長" * 201), "resolution"),
        (Resolution(today + timedelta(days=1), "決議3号"), "resolved_on"),
    ):
        with pytest.raises(InvalidAnswers) as wrong:
            submit(resolution)
        assert set(wrong.value.problems) == {field}
    sent = submit(Resolution(today, "第12回 決議3号"))

    version = approve_draft(house, people.yamada, ApproveDraft(sent.id, sent.revision), now)

    assert version.resolution == Resolution(today, "第12回 決議3号", "subcommittee")
    with house.store.read() as unit:
        assert design.live_version(unit, "incident") == version
        detail = unit.execute(select(AuditRow.detail).where(AuditRow.verb == "approve_draft")).scalar_one()
    assert detail["resolution"] == {"organ": "subcommittee", "on": today.isoformat(), "document": "第12回 決議3号"}


def test_a_draft_that_was_submitted_without_a_resolution_is_not_approved(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    """As drafts that were submitted before the resolution was asked for."""
    saved = with_changed_rules(house, people, draft, now)
    with house.store.write() as unit:
        design.update_draft(unit, saved.id, saved.revision, state="submitted", submitted_by=people.yoshida.id)
    with pytest.raises(ResolutionNeeded):
        approve_draft(house, people.yamada, ApproveDraft(saved.id, saved.revision + 1), now)
    assert live(house).number == 1


def test_a_draft_whose_ground_has_moved_is_not_approved(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    sent = submitted(house, people, draft, now)
    other = {**unpack(draft.files), "tables/note.toml": b"# looked through\n"}
    publish(house, people.yamaguchi, Publish({"incident": other}, "急ぎの修正"), now)

    with pytest.raises(StaleRevision) as refusal:
        approve_draft(house, people.yamada, ApproveDraft(sent.id, sent.revision), now)
    assert people.yamaguchi.name in refusal.value.message.ja
    assert live(house).number == 2


def test_rules_that_are_gone_by_the_approval_stop_it(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    sent = submitted(house, people, draft, now)
    poorer = replace(house, rules={name: rule for name, rule in house.rules.items() if name != "incident.measure"})

    with pytest.raises(CheckFailed):
        approve_draft(poorer, people.yamada, ApproveDraft(sent.id, sent.revision), now)
    assert find(house, draft) == sent


def test_a_returned_draft_is_drawn_on(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    sent = submitted(house, people, draft, now)
    with pytest.raises(ReasonNeeded):
        return_draft(house, people.yamada, ReturnDraft(sent.id, sent.revision, ""), now)

    back = return_draft(house, people.yamada, ReturnDraft(sent.id, sent.revision, "期限も直してください"), now)

    assert (back.state, back.answer, back.answered_by) == ("draft", "期限も直してください", people.yamada.id)
    with pytest.raises(DraftState):
        return_draft(house, people.yamada, ReturnDraft(back.id, back.revision, "x"), now)
    again = submit_draft(house, people.yoshida, SubmitDraft(back.id, back.revision, REASON), now)
    assert (again.state, again.answer) == ("submitted", "")


def test_a_discarded_draft_makes_room_for_a_new_one(
    house: Desk, people: People, draft: DraftRow, now: datetime
) -> None:
    discard_draft(house, people.yoshida, DiscardDraft(draft.id, 1), now)

    assert find(house, draft).state == "discarded"
    with pytest.raises(DraftState):
        discard_draft(house, people.yoshida, DiscardDraft(draft.id, 2), now)
    assert open_draft(house, people.yamada, OpenDraft("incident"), now).id != draft.id


def test_every_deed_is_in_the_audit(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    sent = submitted(house, people, draft, now)
    back = return_draft(house, people.yamada, ReturnDraft(sent.id, sent.revision, "もう一度"), now)
    sent = submit_draft(house, people.yoshida, SubmitDraft(back.id, back.revision, REASON), now)
    approve_draft(house, people.yamada, ApproveDraft(sent.id, sent.revision), now)

    with house.store.read() as unit:
        table = AuditRow.__table__
        rows = (
            unit.execute(select(*table.columns).where(table.c.chain == "processes").order_by(table.c.seq))
            .mappings()
            .all()
        )
    assert [row["verb"] for row in rows if row["verb"] != "publish"] == [
        "open_draft",
        "save_draft",
        "submit_draft",
        "return_draft",
        "submit_draft",
        "approve_draft",
    ]
    assert not any(REASON in str(row["detail"]) for row in rows)


def test_of_two_approvals_at_once_one_succeeds(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    sent = submitted(house, people, draft, now)
    approvers = [Actor(f"owner{n}", f"責任者{n}", frozenset({"process_owner"})) for n in range(4)]

    def approve(actor: Actor) -> str:
        try:
            return str(approve_draft(house, actor, ApproveDraft(sent.id, sent.revision), now).number)
        except (DraftState, StaleRevision) as refusal:
            return type(refusal).__name__

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(approve, approvers))

    assert answers.count("2") == 1
    assert live(house).number == 2


def test_of_two_who_open_at_once_both_get_the_same_draft(house: Desk, people: People, now: datetime) -> None:
    owners = [people.yoshida, people.yamada] * 3

    with ThreadPoolExecutor(6) as pool:
        drafts = list(pool.map(lambda actor: open_draft(house, actor, OpenDraft("incident"), now).id, owners))

    assert len(set(drafts)) == 1


def test_the_stale_are_told_who_submitted(house: Desk, people: People, draft: DraftRow, now: datetime) -> None:
    sent = submitted(house, people, draft, now)
    back = return_draft(house, people.yamada, ReturnDraft(sent.id, sent.revision, "もう一度"), now + LATER)

    with pytest.raises(StaleRevision) as refusal:
        save_draft(house, people.yoshida, SaveDraft(draft.id, back.revision - 1, {DIAGRAM: b""}), now + 2 * LATER)
    assert people.yamada.name in refusal.value.message.ja
