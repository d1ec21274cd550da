"""Doing a case again from what is recorded comes to the state that it has: on every story that ships."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from casework import House
from sqlalchemy import update

from handlers.registry import RULES
from webapp.bundle.read import read_folder
from webapp.cases.desk import Desk
from webapp.cases.fire_timer import FireTimer, fire_timer
from webapp.cases.replay import CannotReplay, moves_of, replayed
from webapp.cases.state import opened_state
from webapp.design import scenario
from webapp.design.sandbox import Stage
from webapp.engine import Engine
from webapp.model.actor import SYSTEM
from webapp.model.advance import Snapshot
from webapp.store import due
from webapp.store.cases import hold_case
from webapp.store.rows.case import History

PROCESSES = Path(__file__).resolve().parents[2] / "processes"


def both(desk: Desk, case_id: str) -> tuple[Snapshot, Snapshot]:
    """The state of a case, and what a replay comes to."""
    with desk.store.write() as unit:
        held = hold_case(unit, case_id, date(2026, 11, 20))
        assert held is not None and held.state is not None
        stored = opened_state(desk.keys, held.case, held.state)
        return stored, replayed(desk, held.case, moves_of(unit, case_id))


def test_every_story_that_ships_comes_to_its_own_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte by byte: tokens, data, due times and the ids of tasks."""
    differences = scenario.differences
    compared: list[str] = []

    def compare(stage: Stage, *more: Any) -> Any:
        desk = replace(stage.desk, engine=Engine())
        stored, again = both(desk, stage.case_id)
        assert again == stored
        compared.append(stage.case_id)
        return differences(stage, *more)

    monkeypatch.setattr(scenario, "differences", compare)
    body = (PROCESSES / "body.toml").read_bytes()
    for folder in sorted(path.parent for path in PROCESSES.glob("*/process.bpmn")):
        before = len(compared)
        performance = scenario.play(read_folder(folder), body, Engine(), RULES)
        assert len(compared) - before >= sum(story.ok for story in performance.stories) > 0


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
