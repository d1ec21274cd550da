"""Killed with SIGKILL between "completed" and the answer: acknowledged means stored, and nothing is half there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from casework import House
from sqlalchemy import select

from webapp.cases import failpoint
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.desk import Desk
from webapp.model.refusals import TaskClosed
from webapp.store import history
from webapp.store.rows.case import Answer
from webapp.store.unit import Store
from webapp.store.verify import verify

SCRIPT = Path(__file__).parent / "complete_once.py"
BEFORE_THE_COMMIT = ("held", "moved", "answered", "carried_out", "written")


def killed_at(house: House, point: str, task_id: str) -> None:
    """Complete `judge_2` in a child that is killed when it passes the point."""
    url = house.store.engine.url.render_as_string(hide_password=False)
    house.store.close()  # nothing of the parent's is shared with the child
    child = os.fork()
    if child == 0:
        try:
            failpoint._WANTED, failpoint._PASS = point, "1"
            desk = Desk(Store(url), house.desk.engine, house.desk.rules, house.desk.keys)
            complete_task(desk, house.people.takahashi, CompleteTask(task_id, {"level": "7"}), house.now)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def test_the_environment_names_the_point(house: House) -> None:
    case_id = house.open().case_id
    house.write(case_id)
    url = house.store.engine.url.render_as_string(hide_password=False)
    arguments = [url, house.task(case_id, "judge_2").id, house.people.takahashi.id, json.dumps({"level": "7"})]

    def run(failpoint: str) -> int:
        environment = {**os.environ, "NINTEI_FAILPOINT": failpoint}
        command = [sys.executable, str(SCRIPT), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False).returncode

    assert run("written:1") == -signal.SIGKILL
    assert house.task(case_id, "judge_2")
    assert run("written:2") == 0  # it is passed only once
    assert [task.state for task in house.tasks(case_id) if task.step == "judge_2"] == ["done"]


@pytest.mark.parametrize("point", [*BEFORE_THE_COMMIT, "after_commit"])
def test_nothing_is_half_there(any_house: House, point: str) -> None:
    house = any_house
    case_id = house.open().case_id
    house.write(case_id)
    house.complete(case_id, "judge_1", house.people.suzuki, level="7")
    before = (house.case(case_id), house.tasks(case_id), house.history(case_id))
    task = house.task(case_id, "judge_2")

    killed_at(house, point, task.id)

    if point == "after_commit":
        with pytest.raises(TaskClosed):
            house_completes(house, task.id)
    else:
        assert (house.case(case_id), house.tasks(case_id), house.history(case_id)) == before
        house_completes(house, task.id)
    assert house.task(case_id, "approve")
    with house.store.read() as unit:
        given = select(Answer.id).where(Answer.case_id == case_id, Answer.step == "judge_2")
        assert len(unit.execute(given).all()) == 1
        assert len(history.determined_in(unit, case_id)) == 1
        assert verify(unit, house.desk.keys) == []


def house_completes(house: House, task_id: str) -> None:
    complete_task(house.desk, house.people.takahashi, CompleteTask(task_id, {"level": "7"}), house.now)
