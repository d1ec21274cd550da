"""What happens when the engine, a rule, an effect or the stored state fails: rolled back, seen, tried again."""

from __future__ import annotations

from typing import Any

import pytest
from casework import House
from sqlalchemy import select, update

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.retry_fault import RetryFault, retry_fault
from webapp.model.refusals import CaseFaulted, NotAllowed, NotFound
from webapp.store import answers, faults, registers
from webapp.store.faults import FaultRow
from webapp.store.rows.case import Answer, CaseState
from webapp.store.verify import verify


def faults_of(house: House, case_id: str) -> tuple[FaultRow, ...]:
    with house.store.read() as unit:
        return faults.faults_of(unit, case_id)


def ready_to_judge(house: House) -> str:
    case_id = house.open().case_id
    house.write(case_id)
    house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    return case_id


@pytest.mark.parametrize(
    ("mode", "cause"),
    [("raises", "ZeroDivisionError"), ("wrong_type", "str"), ("mutates", "inputs"), ("hangs", "")],
)
def test_a_rule_that_misbehaves_leaves_the_case_as_it_was(any_house: House, mode: str, cause: str) -> None:
    house = any_house
    case_id = ready_to_judge(house)
    claim_task(house.desk, house.people.takahashi, ClaimTask(house.task(case_id, "judge_2").id), house.now)
    before = (house.case(case_id), {t.id: t.state for t in house.tasks(case_id)})
    house.grading.mode = mode

    with pytest.raises(CaseFaulted) as refused:
        house.complete(case_id, "judge_2", house.people.takahashi, level="6")

    (fault,) = faults_of(house, case_id)
    assert refused.value.facts["fault"] == fault.id
    assert (fault.kind, fault.step) == ("handler", "grade")
    assert cause in fault.cause
    assert (house.case(case_id), {t.id: t.state for t in house.tasks(case_id)}) == before
    task = house.task(case_id, "judge_2")
    assert (task.typed, task.typed_by) == ({"level": "6"}, house.people.takahashi.id)
    with house.store.read() as unit:
        assert "judge_2" not in answers.records_of(unit, case_id)
        assert verify(unit, house.desk.keys) == []
    assert house.history(case_id)[-1].verb == "faulted"

    house.grading.mode = "well"
    retry_fault(house.desk, house.people.sasaki, RetryFault(fault.id), house.now)
    assert faults_of(house, case_id) == ()
    assert house.task(case_id, "approve")
    with house.store.read() as unit:
        given = select(Answer.value, Answer.who).where(Answer.case_id == case_id, Answer.step == "judge_2")
        assert unit.execute(given).one() == (6, house.people.takahashi.id)
        assert verify(unit, house.desk.keys) == []
    told = [(e.verb, e.actor) for e in house.history(case_id) if e.verb in ("retried", "completed")][-2:]
    assert told == [("retried", house.people.takahashi.id), ("completed", house.people.takahashi.id)]
    retried = next(e for e in house.history(case_id) if e.verb == "retried")
    assert retried.detail == {"by": house.people.sasaki.id}


def test_failing_again_counts_up_and_opens_no_second_fault(house: House) -> None:
    case_id = ready_to_judge(house)
    house.grading.mode = "raises"
    with pytest.raises(CaseFaulted):
        house.complete(case_id, "judge_2", house.people.takahashi, level="6")
    (fault,) = faults_of(house, case_id)
    for attempts in (2, 3):
        with pytest.raises(CaseFaulted) as refused:
            retry_fault(house.desk, house.people.sasaki, RetryFault(fault.id), house.now)
        assert refused.value.facts["fault"] == fault.id
        assert [f.attempts for f in faults_of(house, case_id)] == [attempts]


def test_simply_doing_it_again_resolves_the_fault(house: House) -> None:
    case_id = ready_to_judge(house)
    house.grading.mode = "raises"
    with pytest.raises(CaseFaulted):
        house.complete(case_id, "judge_2", house.people.takahashi, level="6")
    (fault,) = faults_of(house, case_id)
    house.grading.mode = "well"
    house.complete(case_id, "judge_2", house.people.takahashi, level="6")
    assert faults_of(house, case_id) == ()
    with house.store.read() as unit:
        resolved = faults.fault(unit, fault.id)
    assert resolved is not None and resolved.resolved_by == house.people.takahashi.id
    retry_fault(house.desk, house.people.sasaki, RetryFault(fault.id), house.now)  # nothing is left to do
    assert [e.verb for e in house.history(case_id)].count("completed") == 3


def test_a_fault_of_one_branch_stays_when_another_goes_on(house: House) -> None:
    """Blind pair: the second assessor's work does not hide that the first one's failed."""
    case_id = house.open().case_id
    house.write(case_id)
    task = house.task(case_id, "judge_1")
    with house.store.write() as unit:
        faults.open_fault(
            unit,
            faults.NewFault(case_id, task.id, "handler", None, "障害", "fault", "x", {"verb": "complete_task"}),
            house.now,
        )
    house.complete(case_id, "judge_2", house.people.takahashi, level="6")
    assert [f.task_id for f in faults_of(house, case_id)] == [task.id]


def test_an_effect_that_cannot_be_carried_out_is_a_fault(house: House) -> None:
    case_id = house.to_approval()
    with pytest.raises(CaseFaulted):  # a suspension that ends before it begins
        house.approve(case_id, "SUSPEND_GRANT", last_day="2020-01-01")
    (fault,) = faults_of(house, case_id)
    assert (fault.kind, fault.step) == ("effect", "change")
    with house.store.read() as unit:
        assert registers.statuses(unit, house.service_id)[0].status == "grantee"
    with pytest.raises(CaseFaulted):  # no notice date: the letter has nothing to put into {date}
        house.complete(case_id, "approve", house.people.kato, result="ok", measures=["BAR"])
    house.approve(case_id, "SUSPEND_GRANT", last_day="2027-01-01")
    assert house.case(case_id).state == "ended"


def test_a_start_that_fails_keeps_number_and_answers_and_can_be_retried(
    any_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.model.advance import EngineFault
    from webapp.model.text import Text

    house = any_house

    def fails(*_: object) -> None:
        raise EngineFault("bounds", Text("長すぎます", "too long"), "begin", "2 s")

    with monkeypatch.context() as patched:
        patched.setattr(house.desk.engine, "start", fails)
        with pytest.raises(CaseFaulted) as refused:
            house.open(title="カタツムリ")
    case_id = str(refused.value.facts["case"])
    assert house.case(case_id).number == "REV-2026-0001"
    assert house.tasks(case_id) == ()
    (fault,) = faults_of(house, case_id)
    retry_fault(house.desk, house.people.sato, RetryFault(fault.id), house.now)
    assert faults_of(house, case_id) == ()
    house.write(case_id)
    assert house.open().number == "REV-2026-0002"
    with house.store.read() as unit:
        assert answers.records_of(unit, case_id)["start"]["title"] == "カタツムリ"
        assert verify(unit, house.desk.keys) == []


SPOILS: dict[str, dict[str, Any]] = {
    "bytes": {"state": b'{"py/object": "os.system"}'},
    "format": {"format": 99},
    "order": {"step_order": 1_000_000},
    "seal": {"seal": "0" * 64},
    "key": {"key_id": "another"},
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_damaged_state_sets_the_case_apart_and_the_others_go_on(any_house: House, spoil: str) -> None:
    house = any_house
    case_id, other = house.open().case_id, house.open().case_id
    with house.store.read() as unit:
        sound = unit.execute(select(*CaseState.__table__.columns).where(CaseState.case_id == case_id)).mappings().one()
    with house.store.write() as unit:
        unit.execute(update(CaseState).where(CaseState.case_id == case_id).values(**SPOILS[spoil]))

    with pytest.raises(CaseFaulted):
        house.write(case_id)

    assert house.case(case_id).state == "quarantined"
    (fault,) = faults_of(house, case_id)
    assert fault.kind == "state"
    task = house.task(case_id, "write")
    assert task.typed == {"summary": "何が起きたか", "urgent": "no"}
    with pytest.raises(CaseFaulted) as refused:
        claim_task(house.desk, house.people.sato, ClaimTask(task.id), house.now)
    assert refused.value.facts["fault"] == fault.id
    with pytest.raises(CaseFaulted):
        retry_fault(house.desk, house.people.sasaki, RetryFault(fault.id), house.now)
    house.write(other)

    with house.store.write() as unit:
        unit.execute(update(CaseState).where(CaseState.case_id == case_id).values(**dict(sound)))
    retry_fault(house.desk, house.people.sasaki, RetryFault(fault.id), house.now)
    assert house.case(case_id).state == "open"
    assert house.task(case_id, "judge_1")


def test_the_state_of_another_case_is_foreign(house: House) -> None:
    first, second = house.open().case_id, house.open().case_id
    with house.store.write() as unit:
        row = unit.execute(select(*CaseState.__table__.columns).where(CaseState.case_id == first)).mappings().one()
        taken = {name: value for name, value in row.items() if name != "case_id"}
        unit.execute(update(CaseState).where(CaseState.case_id == second).values(**taken))
    with pytest.raises(CaseFaulted):
        house.write(second)
    assert house.case(second).state == "quarantined"
    house.write(first)


def test_only_those_who_work_on_the_case_retry(house: House) -> None:
    case_id = ready_to_judge(house)
    house.grading.mode = "raises"
    with pytest.raises(CaseFaulted):
        house.complete(case_id, "judge_2", house.people.takahashi, level="6")
    (fault,) = faults_of(house, case_id)
    with pytest.raises(NotFound):
        retry_fault(house.desk, house.people.kobayashi, RetryFault(fault.id), house.now)
    with pytest.raises(NotFound):
        retry_fault(house.desk, house.people.sasaki, RetryFault("none"), house.now)
    with pytest.raises(NotAllowed):
        retry_fault(house.desk, house.people.matsumoto, RetryFault(fault.id), house.now)


def test_a_fault_never_holds_what_was_typed(house: House) -> None:
    case_id = house.to_approval()
    command = CompleteTask(
        house.task(case_id, "approve").id,
        {"result": "ok", "on": "2026-11-20", "last_day": "2019-12-31", "measures": ["BAR"]},
    )
    with pytest.raises(CaseFaulted):
        complete_task(house.desk, house.people.kato, command, house.now)
    (fault,) = faults_of(house, case_id)
    assert "2019" not in f"{fault.message_ja}{fault.message_en}{fault.cause}{fault.command}"
