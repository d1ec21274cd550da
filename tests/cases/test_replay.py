"""Doing a case again from what is recorded comes to the state that it has; on every story that ships:
tests/processes/test_shipped.py."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from casework import House
from replaying import both
from sqlalchemy import update

from webapp.cases.fire_timer import FireTimer, fire_timer
from webapp.cases.replay import CannotReplay
from webapp.model.actor import SYSTEM
from webapp.store import due
from webapp.store.rows.case import History

PROCESSES = Path(__file__).resolve().parents[2] / "processes"


def test_what_a_timer_did_is_done_again_at_its_time(house: House) -> None:
    case_id = house.to_approval()
    later = house.now + timedelta(days=30)
    with house.store.read() as unit:
        (row, *_) = [row for row in due.fallen_due(unit, later, 10) if row.kind == "timer"]

    assert fire_timer(house.desk, SYSTEM, FireTimer(row.id), later)

    stored, again = both(house.desk, case_id)
    assert again == stored
    assert house.task(case_id, "note_late")


def test_a_case_of_an_earlier_version_cannot_be_done_again(house: House) -> None:
    case_id = house.to_approval()
    with house.store.write() as unit:
        unit.execute(update(History).where(History.case_id == case_id).values(given=None))
    with pytest.raises(CannotReplay):
        both(house.desk, case_id)


def test_the_state_of_an_idle_case_reads_the_same_under_other_names(house: House) -> None:
    case_id = house.to_approval()
    stored, _ = both(house.desk, case_id)
    program = house.desk.program(house.case(case_id).version_id)
    engine = house.desk.engine

    renamed = engine.renamed(program, stored, "a correction")

    old, new = engine.standing(program, stored), engine.standing(program, renamed)
    assert [task.step for task in new.tasks] == [task.step for task in old.tasks]
    assert {task.id for task in new.tasks}.isdisjoint(task.id for task in old.tasks)
    assert [wait.due_at for wait in new.waits] == [wait.due_at for wait in old.waits]
    assert renamed.order == stored.order
    assert engine.renamed(program, stored, "a correction") == renamed
    assert engine.renamed(program, stored, "another") != renamed
