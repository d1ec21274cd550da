"""The due loop: timers fire once, deliveries arrive once, what keeps failing becomes a fault."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from casework import House, at_once
from correcting import variant
from sqlalchemy import func, select

from webapp.cases.confirm_correction import ConfirmCorrection, confirm_correction
from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.cases.decide_correction import DecideCorrection, decide_correction
from webapp.cases.fire_timer import FireTimer, fire_timer
from webapp.cases.retry_fault import RetryFault, retry_fault
from webapp.model.actor import SYSTEM
from webapp.model.refusals import CaseFaulted, NotAllowed
from webapp.post.room import Parcel, Shelf, deliver
from webapp.store import due, faults
from webapp.store.rows.audit import AuditDay
from webapp.store.rows.work import Due, Posted
from webapp.store.verify import verify
from webapp.worker.loop import LONGEST_WAIT, MOST_ATTEMPTS, Worker, close_yesterday, run_due

TEN_DAYS = timedelta(days=11)  # P10D ends with the end of the tenth day in Tokyo


def posted(house: House) -> dict[str, str]:
    with house.store.read() as unit:
        return {row.key: row.kind for row in unit.execute(select(Posted.key, Posted.kind))}


def test_a_timer_that_is_due_moves_the_case(any_house: House) -> None:
    house = any_house
    case_id = house.to_approval()
    assert run_due(house.desk, deliver, house.now + timedelta(days=9)) == 0
    assert house.task(case_id, "approve")

    assert run_due(house.desk, deliver, house.now + TEN_DAYS) == 1

    assert [task.step for task in house.tasks(case_id) if task.state == "open"] == ["note_late"]
    approve = next(task for task in house.tasks(case_id) if task.step == "approve")
    assert (approve.state, approve.closed_by) == ("withdrawn", "system")
    assert ("fired", "late", "system") in [(entry.verb, entry.step, entry.actor) for entry in house.history(case_id)]
    assert run_due(house.desk, deliver, house.now + TEN_DAYS) == 0
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []
    house.complete(case_id, "note_late", house.people.ito)
    assert house.case(case_id).state == "ended"


def test_a_timer_is_taken_back_with_its_task(house: House) -> None:
    case_id = house.to_approval()
    house.complete(case_id, "approve", house.people.kato, result="again")
    with house.store.read() as unit:
        assert unit.execute(select(Due.id).where(Due.kind == "timer")).all() == []
    assert run_due(house.desk, deliver, house.now + TEN_DAYS) == 0


def test_one_timer_and_four_workers_fire_once(any_house: House) -> None:
    house = any_house
    case_id = house.to_approval()
    later = house.now + TEN_DAYS
    assert sum(at_once(4, lambda _: run_due(house.desk, deliver, later))) == 1
    assert [entry.verb for entry in house.history(case_id)].count("fired") == 1
    assert [task.step for task in house.tasks(case_id)].count("note_late") == 1


def test_firing_the_same_timer_directly_by_many_fires_once(any_house: House) -> None:
    """Without the lease too: the case's lock alone is enough."""
    house = any_house
    case_id = house.to_approval()
    with house.store.read() as unit:
        (row,) = [r for r in due.fallen_due(unit, house.now + TEN_DAYS, 10) if r.kind == "timer"]
    fired = at_once(4, lambda _: fire_timer(house.desk, SYSTEM, FireTimer(row.id), house.now + TEN_DAYS))
    assert sorted(fired) == [False, False, False, True]
    assert [entry.verb for entry in house.history(case_id)].count("fired") == 1


def test_completing_and_firing_at_once_does_one_of_the_two(any_house: House) -> None:
    house = any_house
    later = house.now + TEN_DAYS
    for _ in range(4):
        case_id = house.to_approval()

        def either(number: int, case_id: str = case_id) -> str:
            if number:
                return "fired" if run_due(house.desk, lambda *_: None, later) else "-"
            try:
                house.complete(case_id, "approve", house.people.kato, later, result="again")
            except Exception as refused:  # noqa: BLE001 - the test names what it was
                return type(refused).__name__
            return "completed"

        outcome = at_once(2, either)
        assert outcome in (["completed", "-"], ["TaskClosed", "fired"]) or outcome[0] == "StopIteration"
        opened = [task.step for task in house.tasks(case_id) if task.state == "open"]
        assert opened in (["write"], ["note_late"])


def test_only_the_house_fires_timers_and_none_before_its_time(house: House) -> None:
    house.to_approval()
    with house.store.read() as unit:
        (row,) = [r for r in due.fallen_due(unit, house.now + TEN_DAYS, 10) if r.kind == "timer"]
    with pytest.raises(NotAllowed):
        fire_timer(house.desk, house.people.yamaguchi, FireTimer(row.id), house.now + TEN_DAYS)
    assert fire_timer(house.desk, SYSTEM, FireTimer(row.id), row.due_at - timedelta(microseconds=1)) is False
    assert fire_timer(house.desk, SYSTEM, FireTimer("unknown"), house.now) is False
    assert fire_timer(house.desk, SYSTEM, FireTimer(row.id), row.due_at) is True


def test_what_leaves_the_house_arrives_once(any_house: House) -> None:
    house = any_house
    house.approve(house.to_approval())
    assert run_due(house.desk, deliver, house.now) == 2
    assert sorted(posted(house).values()) == ["letter", "notice"]
    assert run_due(house.desk, deliver, house.now) == 0


def test_a_worker_that_died_after_handing_over_does_not_hand_over_twice(house: House) -> None:
    """It died before it could say so: the next one hands over again, and the receiver knows the key."""
    house.approve(house.to_approval())
    seen: list[str] = []

    def dies(shelf: Shelf, parcel: Parcel, now: object) -> None:
        deliver(shelf, parcel, house.now)
        seen.append(parcel.key)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_due(house.desk, dies, house.now)
    assert run_due(house.desk, deliver, house.now) == 1  # the other one; this is still leased
    assert run_due(house.desk, deliver, house.now + timedelta(minutes=3)) == 1
    assert len(posted(house)) == 2


def test_a_delivery_that_keeps_failing_becomes_a_fault_and_can_be_retried(any_house: House) -> None:
    house = any_house
    case_id = house.to_approval()
    house.approve(case_id)
    tried: list[str] = []

    def broken(_shelf: Shelf, parcel: Parcel, _now: object) -> None:
        tried.append(parcel.key)
        raise ConnectionError("the post is closed: secret address")

    moment = house.now
    for _ in range(MOST_ATTEMPTS + 2):
        run_due(house.desk, broken, moment)
        moment += LONGEST_WAIT
    assert len(tried) == 2 * MOST_ATTEMPTS
    with house.store.read() as unit:
        found = faults.faults_of(unit, case_id)
    assert {fault.kind for fault in found} == {"delivery"}
    assert "secret address" not in str(found)
    assert house.case(case_id).state == "ended"
    for fault in found:
        retry_fault(house.desk, house.people.sasaki, RetryFault(fault.id), moment)
    assert run_due(house.desk, deliver, moment) == len(found)
    with house.store.read() as unit:
        assert faults.faults_of(unit, case_id) == ()
        assert verify(unit, house.desk.keys) == []


def test_waiting_grows_between_attempts(house: House) -> None:
    house.approve(house.to_approval())
    tried: list[float] = []

    def broken(_shelf: Shelf, parcel: Parcel, now: object) -> None:
        if parcel.kind == "letter":
            tried.append((now - house.now).total_seconds() / 60)  # type: ignore[operator]
        raise ConnectionError

    for minute in range(40):
        run_due(house.desk, broken, house.now + timedelta(minutes=minute))
    assert tried == [0, 1, 3, 7, 15, 31]


def test_a_timer_that_faults_is_tried_again_and_the_worker_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.model.advance import EngineFault
    from webapp.model.text import Text

    case_id, other = house.to_approval(), house.to_approval()
    true = house.desk.engine.wake
    later = house.now + TEN_DAYS

    def fails_once(program: object, snapshot: object, data: dict[str, dict[str, str]], *rest: object) -> object:
        if data["case"]["number"] == house.case(case_id).number:
            raise EngineFault("bounds", Text("長すぎます", "too long"), "late", "x")
        return true(program, snapshot, data, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(house.desk.engine, "wake", fails_once)
        assert run_due(house.desk, deliver, later) == 1
    assert house.task(other, "note_late")
    assert house.task(case_id, "approve")
    with house.store.read() as unit:
        (fault,) = faults.faults_of(unit, case_id)
    assert run_due(house.desk, deliver, later) == 0  # put off
    retry_fault(house.desk, house.people.sasaki, RetryFault(fault.id), later)
    assert house.task(case_id, "note_late")
    with house.store.read() as unit:
        assert faults.faults_of(unit, case_id) == ()


@pytest.mark.parametrize("choice", ["keep", "go_back", "refuse"])
def test_a_timer_that_would_end_the_case_waits_for_the_decision_on_a_correction(
    any_house: House, tmp_path: Path, choice: Literal["keep", "go_back", "refuse"]
) -> None:
    """No fault, no turning round and round: it is tried again ever less often, and at once when it is decided."""
    house = any_house
    begins = (
        '<bpmn:userTask id="note_late" name="遅れを記録する" nintei:name_en="Note the delay">',
        '<bpmn:exclusiveGateway id="note_late">',
    )
    ends = (
        "note_late_to_noted</bpmn:outgoing>\n    </bpmn:userTask>",
        "note_late_to_noted</bpmn:outgoing>\n    </bpmn:exclusiveGateway>",
    )
    second = ('id="judge_1" ', 'id="judge_1" nintei:correction="second_person" ')
    variant(house, tmp_path, begins, ends, *([second] if choice == "refuse" else []))
    case_id = house.to_approval()
    judged = next(task.id for task in house.tasks(case_id) if task.step == "judge_1")
    corrected = correct_answer(
        house.desk, house.people.suzuki, CorrectAnswer(case_id, judged, {"level": "3"}, "誤記"), house.now
    )
    later = house.now + TEN_DAYS

    tried = [minute for minute in range(90) if attempts(house, case_id, later + timedelta(minutes=minute))]

    assert tried == [0, 1, 3, 7, 15, 31, 63]
    with house.store.read() as unit:
        assert faults.faults_of(unit, case_id) == ()
    assert house.case(case_id).state == "open" and house.task(case_id, "approve")
    moment = later + timedelta(minutes=91)
    if choice == "refuse":
        refused = ConfirmCorrection(corrected.correction_id, False, "元のまま")
        confirm_correction(house.desk, house.people.sasaki, refused, moment)
    else:
        command = DecideCorrection(corrected.correction_id, choice, "判断")
        decide_correction(house.desk, house.people.sasaki, command, moment)
    fired = run_due(house.desk, deliver, moment)
    assert (fired, house.case(case_id).state) == ((0, "open") if choice == "go_back" else (1, "ended"))
    with house.store.read() as unit:
        assert verify(unit, house.desk.keys) == []


def attempts(house: House, case_id: str, now: datetime) -> int:
    """How often the worker tries the timers of a case at a moment."""

    def tried() -> int:
        with house.store.read() as unit:
            return int(unit.execute(select(func.sum(Due.attempts)).where(Due.case_id == case_id)).scalar_one())

    before = tried()
    assert run_due(house.desk, deliver, now) == 0
    return tried() - before


def test_a_quarantined_case_keeps_its_timers_waiting(house: House) -> None:
    from webapp.store import cases

    case_id = house.to_approval()
    with house.store.write() as unit:
        cases.set_state(unit, case_id, "quarantined")
    assert run_due(house.desk, deliver, house.now + TEN_DAYS) == 0
    with pytest.raises(CaseFaulted), house.store.read() as unit:
        row = unit.execute(select(Due.id).where(Due.kind == "timer")).scalar_one()
        fire_timer(house.desk, SYSTEM, FireTimer(row), house.now + TEN_DAYS)


def test_the_heads_of_yesterday_are_written_once(house: House) -> None:
    house.open()
    assert close_yesterday(house.desk, house.now)
    assert not close_yesterday(house.desk, house.now)
    assert close_yesterday(house.desk, house.now + timedelta(hours=12))  # midnight in Tokyo has passed
    with house.store.read() as unit:
        days = [day.isoformat() for day in unit.execute(select(AuditDay.day).order_by(AuditDay.day)).scalars()]
        assert verify(unit, house.desk.keys) == []
    assert days == ["2026-11-19", "2026-11-20"]


def test_the_thread_runs_what_falls_due_and_stops(house: House) -> None:
    house.approve(house.to_approval())
    arrived = threading.Event()
    keys: list[str] = []

    def receive(shelf: Shelf, parcel: Parcel, now: object) -> None:
        keys.append(parcel.key)
        if len(keys) == 2:
            arrived.set()

    worker = Worker(house.desk, receive, lambda: house.now, timedelta(seconds=0.01))
    worker.start()
    worker.start()  # a second start is the first
    assert arrived.wait(10)
    worker.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "due loop"]
    worker.stop()


def test_the_thread_outlives_a_database_that_is_away(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.approve(house.to_approval())
    arrived = threading.Event()
    calls: list[int] = []

    def clock() -> object:
        calls.append(1)
        if len(calls) < 4:
            raise OSError("away")
        return house.now

    worker = Worker(house.desk, lambda *_: arrived.set(), clock, timedelta(seconds=0.01))  # type: ignore[arg-type]
    worker.start()
    assert arrived.wait(10)
    worker.stop()
