"""Run what has fallen due: timers, deliveries, the day's audit heads. The due rows are the truth; this only reads them.

Must not know what a timer moves or how a parcel travels.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from webapp.cases.desk import Desk
from webapp.cases.fail_delivery import FailDelivery, fail_delivery
from webapp.cases.finish_erasures import finish_erasures
from webapp.cases.fire_timer import FireTimer, fire_timer
from webapp.cases.inside import INSIDE, hand_over
from webapp.cases.settle_recusals import settle_recusals
from webapp.model.actor import SYSTEM
from webapp.model.clock import Clock, local_date
from webapp.model.refusals import Refusal
from webapp.people.tell_of_qualifications import tell_of_qualifications
from webapp.post.room import Deliver, Parcel
from webapp.store import audit, due, outbox
from webapp.store.addressees import REACHED, addressees
from webapp.store.due import DueRow
from webapp.worker.shelf import StoreShelf

AT_ONCE: Final = 100
LEASE: Final = timedelta(minutes=2)
MOST_ATTEMPTS: Final = 6  # of a delivery; the waits between them add up to half an hour
LONGEST_WAIT: Final = timedelta(hours=1)
SETTLE_EVERY: Final = timedelta(minutes=1)

_log = logging.getLogger("nintei.worker")


def run_due(desk: Desk, deliver: Deliver, now: datetime) -> int:
    """Run everything that is due by `now`, the oldest first; answers how much was done. Several workers may run at
    once: each piece is leased before it is touched."""
    with desk.store.read() as unit:
        rows = due.fallen_due(unit, now, AT_ONCE)
    return sum(_run(desk, deliver, row, now) for row in rows)


def close_yesterday(desk: Desk, now: datetime) -> bool:
    """Write the audit heads of the day before, once that day is over in Tokyo. False when they are written."""
    yesterday = local_date(now) - timedelta(days=1)
    with desk.store.read() as unit:
        if audit.day_closed(unit, yesterday):
            return False
    with desk.store.write() as unit:
        return audit.close_day(unit, desk.keys, yesterday)


class Worker:
    """The due loop of `nintei serve`, in a thread of its own."""

    def __init__(self, desk: Desk, deliver: Deliver, clock: Clock, interval: timedelta = timedelta(seconds=2)) -> None:
        self._desk = desk
        self._deliver = deliver
        self._clock = clock
        self._interval = interval
        self._stopping = threading.Event()
        self._settled: datetime | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is not None:
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._loop, name="due loop", daemon=True)
        self._thread.start()

    def stop(self, patience: float = 10.0) -> None:
        """Finish the piece of work at hand, and no other. Waits at most `patience` seconds."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(patience)
            self._thread = None

    def _loop(self) -> None:
        while not self._stopping.is_set():
            done = self._survive(lambda: run_due(self._desk, self._deliver, self._clock()))
            self._survive(lambda: close_yesterday(self._desk, self._clock()))
            self._survive(self._settle)
            if not done:
                self._stopping.wait(self._interval.total_seconds())

    def _settle(self) -> int:
        """Once a minute: interests come into force with the day, operators are deemed identical, qualifications end, what
        was erased goes from the last pages."""
        now = self._clock()
        if self._settled is not None and now - self._settled < SETTLE_EVERY:
            return 0
        self._settled = now
        told = settle_recusals(self._desk, now) + tell_of_qualifications(self._desk.store, now)
        return told + finish_erasures(self._desk, now)

    def _survive(self, work: Callable[[], int]) -> int:
        try:
            return work()
        except Exception as problem:  # noqa: BLE001 - the loop outlives a database that is away for a while
            _log.error("the due loop failed and goes on: %s", type(problem).__name__)
            return 0


def _run(desk: Desk, deliver: Deliver, row: DueRow, now: datetime) -> int:
    with desk.store.write() as unit:
        if not due.take(unit, row.id, now, now + LEASE):
            return 0
    return _fire(desk, row, now) if row.kind == "timer" else _hand_over(desk, deliver, row, now)


def _fire(desk: Desk, row: DueRow, now: datetime) -> int:
    try:
        return int(fire_timer(desk, SYSTEM, FireTimer(row.id), now))
    except Refusal as refused:
        _log.warning("timer %s of case %s: %s", row.id, row.case_id, type(refused).__name__)
        _put_off(desk, row, now)
        return 0


def _hand_over(desk: Desk, deliver: Deliver, row: DueRow, now: datetime) -> int:
    with desk.store.read() as unit:
        parcel = outbox.outbox_row(unit, row.ref)
        reached = None if parcel is None else addressees(unit, parcel.recipient, parcel.case_id, local_date(now))
    if parcel is not None and parcel.sent_at is None:
        try:
            if parcel.kind in INSIDE:
                hand_over(desk, parcel, now)
            else:
                payload = parcel.payload if reached is None else {**parcel.payload, REACHED: list(reached)}
                deliver(StoreShelf(desk.store), Parcel(parcel.key, parcel.kind, parcel.recipient, payload), now)
        except Exception as problem:  # noqa: BLE001 - whatever the way out does wrong is tried again, then a fault
            _failed(desk, row, type(problem).__name__, now)
            return 0
    with desk.store.write() as unit:
        outbox.mark_sent(unit, row.ref, now)
        due.finish(unit, row.id, now)
    return 1


def _failed(desk: Desk, row: DueRow, cause: str, now: datetime) -> None:
    _log.warning("delivery %s of case %s failed: %s", row.id, row.case_id, cause)
    if row.attempts + 1 < MOST_ATTEMPTS:
        _put_off(desk, row, now)
    else:
        fail_delivery(desk, SYSTEM, FailDelivery(row.id, cause), now)


def _put_off(desk: Desk, row: DueRow, now: datetime) -> None:
    wait = min(timedelta(minutes=2 ** min(row.attempts, 10)), LONGEST_WAIT)
    with desk.store.write() as unit:
        due.put_off(unit, row.id, now + wait)
