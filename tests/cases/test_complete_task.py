"""Completing a task: what is written, and every way of being refused."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from casework import BUNDLES, NOON, House
from sqlalchemy import event, select

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.open_case import OpenCase, open_case
from webapp.cases.reassign_task import ReassignTask, kept_apart, reassign_task, who_may_take
from webapp.model.actor import Actor
from webapp.model.clock import local_date
from webapp.model.refusals import (
    InvalidAnswers,
    NotAllowed,
    NotFound,
    SamePerson,
    TaskClosed,
    TaskTaken,
    UnknownProcess,
)
from webapp.store import answers, due, history, letters, outbox, registers
from webapp.store.cases import hold_case
from webapp.store.rows.case import Answer
from webapp.store.unit import Unit, Write
from webapp.store.verify import verify


def test_the_answers_become_rows_and_the_case_moves_on(any_house: House) -> None:
    house = any_house
    case_id = house.open().case_id

    done = house.write(case_id)

    assert {task.step for task in house.tasks(case_id) if task.state == "open"} == {"judge_1", "judge_2"}
    assert set(done.tasks) == {task.id for task in house.tasks(case_id) if task.state == "open"}
    with house.store.read() as unit:
        assert answers.records_of(unit, case_id)["write"] == {"summary": "何が起きたか", "urgent": "no"}
        given = select(Answer.who).where(Answer.case_id == case_id, Answer.step == "write").distinct()
        assert unit.execute(given).scalars().all() == [house.people.sato.id]
        assert verify(unit, house.desk.keys) == []


def test_a_task_that_is_done_names_who_did_it_and_forgets_the_draft(house: House) -> None:
    case_id = house.open().case_id
    house.write(case_id)
    task = next(task for task in house.tasks(case_id) if task.step == "write")
    assert (task.state, task.closed_by, task.typed) == ("done", house.people.sato.id, None)
    assert task.closed_at == house.now


def test_only_what_an_expression_names_reaches_the_engine(house: House) -> None:
    """The state is free of personal data: the summary is a row and nothing else."""
    case_id = house.open().case_id
    house.complete(case_id, "write", house.people.sato, summary="カナリア-4711", urgent="no")
    with house.store.write() as unit:
        held = hold_case(unit, case_id, date(2026, 11, 20))
    assert held is not None and held.state is not None
    assert "カナリア-4711".encode() not in held.state.state
    assert b"4711" not in held.state.state


def test_the_history_says_who_did_what_in_order(house: House) -> None:
    case_id = house.to_approval()
    verbs = [(entry.verb, entry.step) for entry in house.history(case_id)]
    told = [pair for pair in verbs if pair[0] != "passed"]
    assert told == [
        ("opened", "start"),
        ("completed", "write"),
        ("completed", "judge_1"),
        ("completed", "judge_2"),
        ("determined", "grade"),
    ]
    assert [entry.seq for entry in house.history(case_id)] == list(range(1, len(verbs) + 1))
    assert verbs.index(("determined", "grade")) < verbs.index(("passed", "graded"))


def test_a_determination_is_kept_with_everything_needed_to_see_why(house: House) -> None:
    case_id = house.to_approval()
    with house.store.read() as unit:
        (row,) = history.determined_in(unit, case_id)
    assert (row.step, row.handler, row.outcome, row.value) == ("grade", "test.grade", "good", {"level": 7})
    assert row.inputs == {"level": 7, "status": "grantee"}
    assert row.because[0]["en"] == "The level decides."
    assert row.cites[0]["clause"] == "1"
    assert row.parameters["threshold"]["ours"] is True
    assert row.decided_on == date(2026, 11, 20)


def test_the_status_is_read_at_every_advance(house: House) -> None:
    case_id = house.open().case_id
    house.write(case_id)
    with house.store.write() as unit:
        registers.insert_status(
            unit, house.service_id, "suspended", date(2026, 11, 20), None, None, "x", "system", house.now
        )
    house.judge(case_id)
    assert house.grading.asked == [{"level": 7, "status": "grantee"}]  # a suspended grant is a grantee's
    with house.store.write() as unit:
        registers.insert_status(
            unit, house.service_id, "revoked", date(2026, 11, 21), None, None, "x", "system", house.now
        )
    other = house.open(now=house.now + timedelta(days=1)).case_id
    house.write(other, house.now + timedelta(days=1))
    house.judge(other, now=house.now + timedelta(days=1))
    assert house.grading.asked[-1] == {"level": 7, "status": "prospective"}


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        # Whole days end with the last day in Tokyo, whatever the hour.
        (datetime(2026, 11, 20, 3, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 20, 14, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 20, 15, 0, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 12, 30, 3, 0, tzinfo=UTC), date(2027, 1, 2)),
    ],
)
def test_a_due_time_in_days_is_the_end_of_the_day_in_tokyo(house: House, opened: datetime, due: date) -> None:
    case_id = house.open(now=opened).case_id
    found = house.task(case_id, "write").due_at
    assert found is not None
    assert found + timedelta(microseconds=1) == datetime(due.year, due.month, due.day, 15, tzinfo=UTC)


def test_a_due_time_in_hours_is_exact(house: House) -> None:
    assert house.task(house.to_approval(), "approve").due_at == house.now + timedelta(hours=36)


def test_wrong_answers_are_named_by_field_and_nothing_changes(any_house: House) -> None:
    house = any_house
    case_id = house.open().case_id
    before = (house.case(case_id), house.tasks(case_id), house.history(case_id))
    with pytest.raises(InvalidAnswers) as refused:
        house.complete(case_id, "write", house.people.sato, summary="", urgent="perhaps", extra="x")
    assert set(refused.value.problems) == {"summary", "urgent", "extra"}
    assert (house.case(case_id), house.tasks(case_id), house.history(case_id)) == before


def test_a_field_that_depends_on_an_earlier_step_is_asked_when_that_says_so(house: House) -> None:
    case_id = house.open().case_id
    house.write(case_id, urgent="yes")
    with pytest.raises(InvalidAnswers) as refused:
        house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    assert set(refused.value.problems) == {"why_urgent"}
    house.complete(case_id, "judge_1", house.people.suzuki, level="7", why_urgent="期限が近い")


def test_a_second_submission_says_who_was_first_and_when(any_house: House) -> None:
    house = any_house
    case_id = house.open().case_id
    task = house.task(case_id, "write")
    house.write(case_id)
    command = CompleteTask(task.id, {"summary": "二度目", "urgent": "no"})
    for again in (house.people.sato, house.people.tanaka):
        with pytest.raises(TaskClosed) as refused:
            complete_task(house.desk, again, command, house.now)
        assert refused.value.facts["by"] == "佐藤 花"
        assert refused.value.facts["at"] == "2026-11-20 12:00"
        assert refused.value.facts["who"] == house.people.sato.id
    with house.store.read() as unit:
        assert answers.records_of(unit, case_id)["write"]["summary"] == "何が起きたか"


def test_a_foreign_case_is_not_found(house: House) -> None:
    case_id = house.open().case_id
    task = house.task(case_id, "write")
    for stranger in ("suzuki", "kato", "yoshida", "yamaguchi"):
        with pytest.raises(NotFound):
            complete_task(house.desk, getattr(house.people, stranger), CompleteTask(task.id, {}), house.now)
    with pytest.raises(NotFound):
        complete_task(house.desk, house.people.sato, CompleteTask("no such task", {}), house.now)


def test_whoever_sees_the_case_but_lacks_the_role_is_told_which(house: House) -> None:
    case_id = house.open().case_id
    house.write(case_id)
    task = house.task(case_id, "judge_1")
    for actor in (house.people.sato, house.people.sasaki, house.people.matsumoto):
        with pytest.raises(NotAllowed, match="assessor"):
            complete_task(house.desk, actor, CompleteTask(task.id, {"level": "7"}), house.now)


def test_another_persons_task_is_taken(house: House) -> None:
    case_id = house.open().case_id
    house.write(case_id)
    task = house.task(case_id, "judge_1")
    claim_task(house.desk, house.people.suzuki, ClaimTask(task.id), house.now)
    with pytest.raises(TaskTaken) as refused:
        complete_task(house.desk, house.people.takahashi, CompleteTask(task.id, {"level": "7"}), house.now)
    assert refused.value.facts["by"] == "鈴木 一"


def test_nobody_judges_twice_or_what_they_wrote(house: House) -> None:
    """`excludes` holds at completion too, however the task came to its performer."""
    case_id = house.open().case_id
    house.write(case_id)
    house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    with pytest.raises(SamePerson) as refused:
        house.complete(case_id, "judge_2", house.people.suzuki, level="7")
    assert refused.value.facts["step"] == "評価1"

    other = house.open().case_id
    house.complete(other, "write", house.people.tanaka, summary="x", urgent="no")
    with pytest.raises(SamePerson) as refused:
        house.complete(other, "judge_1", house.people.tanaka, level="7")
    assert refused.value.facts["step"] == "起案する"


def test_whoever_did_what_excludes_a_step_does_not_do_that_one_either(any_house: House) -> None:
    """`approve` excludes `write`; the case comes round to `write` again after it was approved."""
    house = any_house
    case_id = house.to_approval()
    approver = house.people.hayashi
    house.complete(case_id, "approve", approver, result="again", on="2026-11-20", measures=["CAUTION_LETTER"])
    task = house.task(case_id, "write")
    for deed in (
        lambda: claim_task(house.desk, approver, ClaimTask(task.id), NOON),
        lambda: house.complete(case_id, "write", approver, summary="x", urgent="no"),
        lambda: reassign_task(house.desk, house.people.sasaki, ReassignTask(task.id, approver.id, "試す"), NOON),
    ):
        with pytest.raises(SamePerson) as refused:
            deed()
        assert refused.value.facts["step"] == "承認する"
    free = {house.people.sato.id, house.people.tanaka.id}
    assert who_may_take(house.desk, task.id, local_date(NOON)) == free, "the third of the role has approved"
    assert [name.ja for name in kept_apart(house.desk, task.id)] == ["評価1", "評価2", "承認する"]


def test_a_loop_opens_the_task_again_and_the_last_answers_count(house: House) -> None:
    case_id = house.to_approval()
    house.complete(case_id, "approve", house.people.kato, result="again")
    house.complete(case_id, "write", house.people.sato, summary="二度目", urgent="no")
    with house.store.read() as unit:
        assert answers.records_of(unit, case_id)["write"]["summary"] == "二度目"
    house.judge(case_id, level=2)
    case = house.case(case_id)
    assert case.state == "ended"


def test_the_end_of_the_case_carries_out_every_effect(any_house: House) -> None:
    house = any_house
    case_id = house.to_approval()
    done = house.approve(case_id, "SUSPEND_GRANT", last_day="2027-02-20")
    assert (done.ended, done.end) == (True, "done")
    assert house.case(case_id).state == "ended"
    with house.store.read() as unit:
        (letter,) = letters.letters_of(unit, case_id)
        status = registers.statuses(unit, house.service_id)[0]
        assert verify(unit, house.desk.keys) == []
    assert letter.state == "dispatched"
    assert letter.title_ja == f"通告書（{house.case(case_id).number}）"
    assert "2026年11月20日" in letter.body_ja and "20 November 2026" in letter.body_en
    assert letter.body_ja.startswith("試験の事業者 御中")
    assert (status.status, status.valid_from, status.last_day, status.case_id) == (
        "suspended",
        date(2026, 11, 20),
        date(2027, 2, 20),
        case_id,
    )
    told = [entry.detail["effect"] for entry in house.history(case_id) if entry.verb == "effect"]
    assert told == [
        "effect.prepare_letter",
        "effect.approve_letter",
        "effect.dispatch_letter",
        "effect.change_status",
        "effect.notify",
    ]


@pytest.mark.parametrize(
    ("measures", "before", "status"),
    [
        (["REVOKE_GRANT"], "grantee", "revoked"),
        (["SUSPEND_GRANT"], "grantee", "suspended"),
        (["TERMINATE_REVIEW", "BAR"], "under_review", "review_terminated"),
        (["HALT_REVIEW"], "under_review", "review_halted"),
        (["BAR"], "prospective", "barred"),
        (["CAUTION_LETTER"], "grantee", "grantee"),
    ],
)
def test_a_measure_puts_the_service_into_its_status(
    house: House, measures: list[str], before: str, status: str
) -> None:
    with house.store.write() as unit:
        registers.insert_status(
            unit, house.service_id, before, date(2021, 1, 1), None, None, "test", "system", house.now
        )
    house.approve(house.to_approval(), *measures, last_day="2027-02-20")
    with house.store.read() as unit:
        assert registers.statuses(unit, house.service_id)[0].status == status


def test_what_leaves_the_house_is_in_the_outbox_with_its_due_row(house: House) -> None:
    case_id = house.to_approval()
    house.approve(case_id)
    with house.store.read() as unit:
        rows = [row for row in due.fallen_due(unit, house.now, 10) if row.kind == "outbox"]
        parcels = [outbox.outbox_row(unit, row.ref) for row in rows]
    assert sorted(parcel.kind for parcel in parcels if parcel is not None) == ["letter", "notice"]
    assert {parcel.recipient for parcel in parcels if parcel is not None} == {"試験の事業者", "role:committee"}


def test_running_cases_keep_their_version(house: House, tmp_path: Path) -> None:
    case_id = house.open().case_id
    folder = tmp_path / "review"
    shutil.copytree(BUNDLES / "review", folder)
    form = folder / "forms" / "write.json"
    form.write_text(form.read_text().replace('"summary"', '"what"'))
    house.publish(folder)
    house.write(case_id)
    newer = house.open().case_id
    with pytest.raises(InvalidAnswers):
        house.write(newer)
    house.complete(newer, "write", house.people.sato, what="x", urgent="no")


def statements_of(house: House, work: Any) -> list[str]:
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    put = Unit.put

    def put_and_count(unit: Unit, write: Write) -> None:
        seen.append(write.text)
        put(unit, write)

    event.listen(house.store.engine, "before_cursor_execute", count)
    try:
        with patch.object(Unit, "put", put_and_count):
            work()
    finally:
        event.remove(house.store.engine, "before_cursor_execute", count)
    return seen


def test_the_verb_takes_few_statements_and_one_commit_however_long_the_case(any_house: House) -> None:
    """`write` opens two tasks; `judge_2` has excluded steps, looks back, asks a rule and starts a timer."""
    house = any_house
    case_id = house.open().case_id
    plain, heavy = [], []
    for _ in range(4):
        plain.append(_cost(house, "write", case_id, house.people.sato, summary="x", urgent="no"))
        house.complete(case_id, "judge_1", house.people.suzuki, level="7")
        heavy.append(_cost(house, "judge_2", case_id, house.people.takahashi, level="7"))
        house.complete(case_id, "approve", house.people.kato, result="again")
    lock = int(not house.store.sqlite)
    assert set(plain) == {(8 + lock, 1)}
    assert set(heavy) == {(13 + lock, 1)}


def _cost(house: House, step: str, case_id: str, who: Actor, **answers: str) -> tuple[int, int]:
    """Statements and commits of completing a step."""
    command = CompleteTask(house.task(case_id, step).id, answers)
    commits = _count_commits(house)
    seen = statements_of(house, lambda: complete_task(house.desk, who, command, house.now))
    return sum(not statement.startswith(("BEGIN", "PRAGMA")) for statement in seen), commits()


def _count_commits(house: House) -> Any:
    seen: list[int] = []
    listener = lambda _connection: seen.append(1)  # noqa: E731
    event.listen(house.store.engine, "commit", listener)

    def total() -> int:
        event.remove(house.store.engine, "commit", listener)
        return len(seen)

    return total


def test_an_unknown_process_cannot_be_opened(house: House) -> None:
    for name in ("nothing", "body", ""):
        with pytest.raises(UnknownProcess):
            open_case(house.desk, house.people.sato, OpenCase(name, {}), house.now)


def test_only_the_start_roles_open_a_case(house: House) -> None:
    strangers: list[Actor] = [house.people.suzuki, house.people.yoshida, house.people.sasaki]
    for actor in strangers:
        with pytest.raises(NotAllowed, match="intake"):
            house.open(actor)
