"""Going back behind what was carried out: refused before anything is done where it could neither be taken back nor done
again, told where it stays; never a fault some steps later."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cases.test_related import Group, build
from casework import BUNDLES, House
from correcting import correct, decide, row_of, stands_as_replayed
from sqlalchemy import select

from webapp.cases.behind import last_that_stays, staying
from webapp.cases.enter_correction import Corrected
from webapp.model.refusals import CannotGoBack, CorrectionWaits
from webapp.store import corrections, faults
from webapp.store.rows.links import CaseNote
from webapp.store.unit import Unit


@pytest.fixture
def group(any_house: House) -> Group:
    return build(any_house)


def open_steps(group: Group, case_id: str) -> list[str]:
    return [task.step for task in group.house.tasks(case_id) if task.state == "open"]


def stays(group: Group, corrected: Corrected) -> list[tuple[str, int]]:
    row = row_of(group.house, corrected)
    with group.house.store.read() as unit:
        return [(one.effect, one.count) for one in staying(unit, row.case_id, last_that_stays(unit, row))]


def no_faults(group: Group, case_id: str) -> None:
    with group.house.store.read() as unit:
        assert faults.faults_of(unit, case_id) == ()


@pytest.mark.parametrize(("measure", "last_day"), [("CAUTION_LETTER", None), ("SUSPEND_GRANT", "2027-02-19")])
def test_a_case_does_not_go_back_behind_a_decision_that_holds(group: Group, measure: str, last_day: str | None) -> None:
    """Also where the measures changed no status: it would be the second decision of the case."""
    house, case_id = group.house, group.open()
    group.check(case_id)
    group.decide(case_id, measure, last_day=last_day)
    corrected = correct(house, case_id, "decide", house.people.kato, {"on": "2026-11-19"})
    assert corrected.standing == "undecided"

    with pytest.raises(CannotGoBack, match="has taken effect") as refused:
        decide(house, corrected, "go_back")

    assert "2026年11月20日" in refused.value.message.ja and "登録簿" in refused.value.message.ja
    assert open_steps(group, case_id) == ["after"]
    assert row_of(house, corrected).standing == "undecided"
    decide(house, corrected, "keep")
    house.complete(case_id, "after", house.people.kato, result="finish")
    assert house.case(case_id).state == "ended"
    no_faults(group, case_id)


def test_it_goes_back_behind_a_decision_whose_measure_is_over_and_decides_anew(group: Group) -> None:
    house, case_id = group.house, group.open()
    group.check(case_id)
    group.decide(case_id, "SUSPEND_GRANT", last_day="2027-02-19")
    group.restore(case_id, "2026-11-20")
    corrected = correct(house, case_id, "decide", house.people.kato, {"last_day": "2027-03-19"})
    assert stays(group, corrected) == [("effect.change_status", 1), ("effect.restore_status", 1)]

    decide(house, corrected, "go_back")

    assert open_steps(group, case_id) == ["decide"]
    group.decide(case_id, "SUSPEND_GRANT", last_day="2027-03-19")
    assert group.status(house.service_id, "2026-11-21") == "suspended"
    no_faults(group, case_id)
    stands_as_replayed(house, case_id)


def test_a_case_does_not_go_back_behind_the_end_of_a_measure_alone(group: Group) -> None:
    """A second end would silently be none: the register keeps the first day."""
    house, case_id = group.house, group.open()
    group.check(case_id)
    group.decide(case_id, "SUSPEND_GRANT", last_day="2027-02-19")
    group.restore(case_id, "2026-11-20")
    corrected = correct(house, case_id, "after", house.people.kato, {"on": "2026-11-21"})

    with pytest.raises(CannotGoBack, match="in the register already"):
        decide(house, corrected, "go_back")

    assert open_steps(group, case_id) == ["decide"]


@pytest.fixture
def telling(group: Group, tmp_path: Path) -> Group:
    """The operator's other cases are told what the start form says, so that a correction of it changes an effect."""
    folder = tmp_path / "standings"
    shutil.copytree(BUNDLES / "standings", folder)
    diagram = (folder / "process.bpmn").read_text()
    assert "'\"確かめました\"'" in diagram
    (folder / "process.bpmn").write_text(diagram.replace("'\"確かめました\"'", "'start.contact'"))
    group.house.publish(folder)
    return group


def test_cases_that_were_opened_and_told_stay_and_are_not_opened_twice(telling: Group) -> None:
    house, other = telling.house, telling.open(telling.third)
    case_id = telling.open()
    telling.check(case_id, telling.second)
    corrected = correct(house, case_id, "start", house.people.sato, {"contact": "別の担当"})
    assert corrected.standing == "undecided"
    assert stays(telling, corrected) == [("effect.open_related", 1), ("effect.tell_related", 1)]

    decide(house, corrected, "go_back")
    telling.run()
    telling.check(case_id)
    telling.run()

    assert set(telling.linked(case_id)) == {telling.second}
    (opened,) = telling.linked(case_id).values()
    assert [house.case(one).state for one in (case_id, other, opened)] == ["open"] * 3
    with house.store.read() as unit:
        assert {note.ja for note in notes_to(unit, other)} == {"担当の山田", "別の担当"}
    no_faults(telling, case_id)
    stands_as_replayed(house, case_id)


def test_no_related_case_is_opened_while_a_correction_waits_for_its_decision(group: Group) -> None:
    house, case_id = group.house, group.open()
    corrected = correct(house, case_id, "start", house.people.sato, {"contact": "別の担当"})
    waits = replace(row_of(house, corrected), standing="undecided")
    with house.store.write() as unit:
        corrections.settle(unit, waits)

    with pytest.raises(CorrectionWaits):
        group.check(case_id, group.second)

    decide(house, corrected, "keep")
    group.check(case_id, group.second)
    assert group.run() == 1 and set(group.linked(case_id)) == {group.second}


def notes_to(unit: Unit, case_id: str) -> list[Any]:
    return list(unit.execute(select(CaseNote.ja).where(CaseNote.case_id == case_id)))
