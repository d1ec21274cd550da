"""What a verb asks of the database does not grow with the rounds that a case has gone."""

from __future__ import annotations

from bench import verbs
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.store.unit import Store

ROUNDS = 300
MOST = 10


def test_a_case_of_many_rounds_takes_as_many_statements_as_a_new_one(any_store: Store) -> None:
    desk, actor = verbs._house(any_store)
    counter = verbs._Counter(on=True)
    task = verbs._open(desk, actor)
    seen: list[tuple[int, int]] = []
    with counter.watching(any_store):
        for _ in range(ROUNDS):
            counter.statements = counter.commits = 0
            task = complete_task(desk, actor, CompleteTask(task, verbs.ANSWERS), verbs.NOW).tasks[0]
            seen.append((counter.statements, counter.commits))
    assert set(seen) == {seen[0]}
    assert seen[0][0] <= MOST + (not any_store.sqlite)
    assert seen[0][1] == 1
