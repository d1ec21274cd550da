"""Work that falls due: taken by one, put off, done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from casework import at_once

from webapp.store import due, outbox
from webapp.store.unit import Store

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)


def posted(store: Store, key: str = "letter:1", at: datetime = NOW) -> str:
    with store.write() as unit:
        outbox.post(unit, key, None, "letter", "somebody", {"n": 1}, at)
        found = [row for row in due.fallen_due(unit, at, 10) if row.due_at == at]
    return found[-1].id


def test_what_is_not_due_is_not_seen(any_store: Store) -> None:
    due_id = posted(any_store)
    with any_store.read() as unit:
        assert due.fallen_due(unit, NOW - timedelta(microseconds=1), 10) == ()
        assert [row.id for row in due.fallen_due(unit, NOW, 10)] == [due_id]


def test_the_oldest_comes_first(any_store: Store) -> None:
    later = posted(any_store, "b", NOW + timedelta(seconds=1))
    first = posted(any_store, "a", NOW)
    with any_store.read() as unit:
        assert [row.id for row in due.fallen_due(unit, NOW + timedelta(hours=1), 10)] == [first, later]
        assert [row.id for row in due.fallen_due(unit, NOW + timedelta(hours=1), 1)] == [first]


def test_a_lease_ends(any_store: Store) -> None:
    due_id = posted(any_store)
    with any_store.write() as unit:
        assert due.take(unit, due_id, NOW, NOW + LEASE)
        assert not due.take(unit, due_id, NOW, NOW + LEASE)
        assert due.fallen_due(unit, NOW, 10) == ()
    with any_store.write() as unit:
        (row,) = due.fallen_due(unit, NOW + LEASE, 10)
        assert row.attempts == 1
        assert due.take(unit, due_id, NOW + LEASE, NOW + 2 * LEASE)


def test_only_one_of_many_workers_gets_it(any_store: Store) -> None:
    due_id = posted(any_store)

    def one(_: int) -> bool:
        with any_store.write() as unit:
            return due.take(unit, due_id, NOW, NOW + LEASE)

    assert sum(at_once(8, one)) == 1


def test_done_is_done(any_store: Store) -> None:
    due_id = posted(any_store)
    with any_store.write() as unit:
        due.finish(unit, due_id, NOW)
        assert not due.take(unit, due_id, NOW, NOW + LEASE)
        assert due.due_row(unit, due_id) is None
        due.put_off(unit, due_id, NOW)
        assert due.fallen_due(unit, NOW + timedelta(days=1), 10) == ()
        assert due.reopen(unit, due_id, NOW + timedelta(hours=1))
        (row,) = due.fallen_due(unit, NOW + timedelta(hours=1), 10)
    assert (row.id, row.attempts) == (due_id, 0)


def test_the_same_key_is_posted_and_handed_over_once(any_store: Store) -> None:
    posted(any_store)
    posted(any_store)
    with any_store.write() as unit:
        assert len(due.fallen_due(unit, NOW, 10)) == 1
        assert outbox.take_in(unit, "letter:1", "letter", "somebody", {"n": 1}, NOW)
        assert not outbox.take_in(unit, "letter:1", "letter", "somebody", {"n": 2}, NOW)
