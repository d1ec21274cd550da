"""Correcting answers in a house of the tests: what is asked, what is decided, and what must be true then."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from casework import BUNDLES, House

from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.cases.decide_correction import CorrectionDecided, DecideCorrection, decide_correction
from webapp.cases.enter_correction import Corrected
from webapp.cases.replay import moves_of, replayed
from webapp.cases.state import opened_state
from webapp.model.actor import Actor
from webapp.store import corrections
from webapp.store.cases import Held, hold_case
from webapp.store.corrections import CorrectionRow, Recomputed
from webapp.store.verify import verify


def task_done(house: House, case_id: str, step: str) -> str:
    """The id of the latest finished task of a step that counts."""
    found = [t for t in house.tasks(case_id) if t.step == step and t.state == "done" and t.laid_aside_by is None]
    return found[-1].id


def correct(
    house: House, case_id: str, step: str, who: Actor, values: Mapping[str, Any], reason: str = "聞き違い", **more: Any
) -> Corrected:
    task_id = None if step == "start" else task_done(house, case_id, step)
    return correct_answer(house.desk, who, CorrectAnswer(case_id, task_id, values, reason, **more), house.now)


def decide(house: House, corrected: Corrected, choice: Any, who: Actor | None = None, **more: Any) -> CorrectionDecided:
    command = DecideCorrection(corrected.correction_id, choice, more.pop("reason", "判断の理由"), **more)
    return decide_correction(house.desk, who or house.people.sasaki, command, house.now)


def row_of(house: House, corrected: Corrected) -> CorrectionRow:
    with house.store.read() as unit:
        row = corrections.correction(unit, corrected.correction_id)
    assert row is not None
    return row


def recomputed(house: House, corrected: Corrected) -> tuple[Recomputed, ...]:
    with house.store.read() as unit:
        return corrections.recomputed_by(unit, corrected.correction_id)


def held(house: House, case_id: str) -> Held:
    with house.store.write() as unit:
        found = hold_case(unit, case_id, date(2026, 11, 20))
    assert found is not None and found.state is not None
    return found


def stands_as_replayed(house: House, case_id: str) -> None:
    """The state is what doing the case again comes to, and the chains of the audit hold."""
    found = held(house, case_id)
    assert found.state is not None
    with house.store.read() as unit:
        again = replayed(house.desk, found.case, moves_of(unit, case_id))
        assert verify(unit, house.desk.keys) == []
    assert opened_state(house.desk.keys, found.case, found.state) == again


def variant(
    house: House,
    tmp_path: Path,
    *changes: tuple[str, str],
    forms: Mapping[str, list[Any]] | None = None,
    new_forms: Mapping[str, Any] | None = None,
) -> None:
    """The process `review` with changes in its diagram, more fields in its forms, and more forms."""
    folder = tmp_path / "review"
    shutil.copytree(BUNDLES / "review", folder)
    diagram = (folder / "process.bpmn").read_text()
    for old, new in changes:
        assert old in diagram
        diagram = diagram.replace(old, new, 1)
    (folder / "process.bpmn").write_text(diagram)
    for name, fields in (forms or {}).items():
        path = folder / "forms" / f"{name}.json"
        form = json.loads(path.read_text())
        path.write_text(json.dumps({**form, "fields": [*form["fields"], *fields]}, ensure_ascii=False))
    for name, form in (new_forms or {}).items():
        (folder / "forms" / f"{name}.json").write_text(json.dumps(form, ensure_ascii=False))
    house.publish(folder)
