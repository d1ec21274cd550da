"""Run by a test as a process of its own: completes one task as one person, and may be killed on the way.

Arguments: URL of the database, task id, user id, the answers as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))

from casework import NOON, Grading

from handlers.registry import RULES
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.desk import Desk
from webapp.crypto.keys import keyring
from webapp.engine import Engine
from webapp.people.directory import actor_for, find_person
from webapp.store.unit import Store


def main(url: str, task_id: str, user_id: str, answers: str) -> None:
    store = Store(url)
    rules = {**RULES, "test.grade": Grading().rule}
    desk = Desk(store, Engine(), rules, keyring("a secret for the tests, and for nothing else"))
    person = find_person(store, user_id)
    assert person is not None
    complete_task(desk, actor_for(person), CompleteTask(task_id, json.loads(answers)), NOON)


if __name__ == "__main__":
    main(*sys.argv[1:])
