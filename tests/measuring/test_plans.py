"""On PostgreSQL, as on SQLite (tests/store/test_lists.py): what a list costs is decided by what it shows and counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, text

from bench import lists
from webapp.model.actor import Actor
from webapp.model.may import Reach, reach
from webapp.store.reads.inbox import Filter, inbox
from webapp.store.reads.stations import loads, stations
from webapp.store.unit import Store, Unit

pytestmark = pytest.mark.postgres
CASES, FINISHED = 300, 40
INDEXES = ("ix_tasks_inbox_mine", "ix_tasks_inbox_role", "ix_tasks_step", "ix_tasks_open", "ix_tasks_case")


@pytest.fixture
def reader(postgres_store: Store) -> Actor:
    """Somebody with an inbox, where nearly all tasks are finished ones and the planner knows it."""
    actor = lists.fill(postgres_store, CASES, FINISHED)
    with postgres_store.write() as unit:
        unit.execute(text("ANALYZE"))
    return actor


def look(unit: Unit, reader: Actor) -> None:
    for chosen in (Filter(), Filter(tab="group", page=2), Filter(process="bench", step="step_3")):
        inbox(unit, reach(reader), reader.id, reader.roles, lists.TODAY, chosen)
    stations(unit, "bench", lists.NOW, Reach(everything=True))
    loads(unit, lists.NOW, Reach(everything=True))


def scans_of_tasks(store: Store, reader: Actor) -> list[str]:
    """How the plans of these lists read the table."""
    seen: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        seen.append((statement, parameters))

    with store.read() as unit:
        event.listen(store.engine, "before_cursor_execute", keep)
        look(unit, reader)
        event.remove(store.engine, "before_cursor_execute", keep)
        nodes = [node for sql, given in seen for node in _nodes(_plan(unit, sql, given))]
    return [node["Node Type"] for node in nodes if node.get("Relation Name") == "tasks"]


def _plan(unit: Unit, sql: str, given: Any) -> dict[str, Any]:
    (explained,) = unit.connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sql}", given).scalar_one()
    plan: dict[str, Any] = explained["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def test_no_list_walks_through_tasks(postgres_store: Store, reader: Actor) -> None:
    scans = scans_of_tasks(postgres_store, reader)
    assert "Index Only Scan" in scans
    assert "Seq Scan" not in scans


def test_without_its_indexes_every_list_would(postgres_store: Store, reader: Actor) -> None:
    with postgres_store.write() as unit:
        for index in INDEXES:
            unit.execute(text(f"DROP INDEX {index}"))
    assert "Seq Scan" in scans_of_tasks(postgres_store, reader)
