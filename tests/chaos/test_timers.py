"""Disruption 3: one timer and four workers: it fires once, in threads and in processes, and also when the worker that
had taken it is killed."""

from __future__ import annotations

import signal
from datetime import datetime, timedelta
from functools import partial

from casework import House, at_once
from havoc import Tell, dies, size, together
from invariants import holds

from webapp.model.actor import SYSTEM
from webapp.post.room import deliver
from webapp.store import due
from webapp.worker.loop import LEASE, run_due

WORKERS = 4
TIMERS = size(3, 40)  # at once
IN_THREADS = size(1, 10)
IN_PROCESSES = size(1, 10)
KILLED = size(1, 20)


def fired(house: House, case_id: str) -> int:
    return sum(entry.verb == "fired" and entry.actor == SYSTEM.id for entry in house.history(case_id))


def test_four_workers_in_threads(any_house: House) -> None:
    house = any_house
    now = house.now
    for _ in range(IN_THREADS):
        cases = [house.to_approval(now) for _ in range(TIMERS)]
        now += timedelta(days=11)
        later = now
        assert sum(at_once(WORKERS, lambda _, later=later: run_due(house.desk, deliver, later))) == TIMERS
        assert [fired(house, case_id) for case_id in cases] == [1] * TIMERS
    holds(house)


def run_all(house: House, tell: Tell, now: datetime) -> None:
    tell("ran", str(run_due(house.desk, deliver, now)))


def test_four_workers_in_processes_of_their_own(any_house: House) -> None:
    house = any_house
    now = house.now
    for _ in range(IN_PROCESSES):
        cases = [house.to_approval(now) for _ in range(TIMERS)]
        now += timedelta(days=11)
        told = together(house, partial(run_all, now=now), WORKERS)
        ran = [int(number) for what, number in told if what == "ran"]
        assert len(ran) == WORKERS
        assert sum(ran) == TIMERS
        assert [fired(house, case_id) for case_id in cases] == [1] * TIMERS
    holds(house)


def take(house: House, tell: Tell, case_id: str, now: datetime) -> None:
    """Take the lease of a case's timer, and do nothing with it."""
    with house.store.write() as unit:
        (row,) = [row for row in due.fallen_due(unit, now, 100) if row.case_id == case_id]
        assert due.take(unit, row.id, now, now + LEASE)
    tell("took", row.id)
    signal.pause()


def test_a_timer_whose_worker_was_killed_fires_when_the_lease_is_over(any_house: House) -> None:
    house = any_house
    now = house.now
    for _ in range(KILLED):
        case_id = house.to_approval(now)
        now += timedelta(days=11)
        died = dies(house, partial(take, case_id=case_id, now=now), after=1.0)
        assert died.signal == signal.SIGKILL and died.acknowledged[-1][0] == "took"
        assert run_due(house.desk, deliver, now) == 0
        now += LEASE
        assert sum(at_once(WORKERS, lambda _, later=now: run_due(house.desk, deliver, later))) == 1
        assert fired(house, case_id) == 1
    holds(house)
