"""Interrupts a call that runs on: an exception is raised in its thread once its time is over.

The time that counts is the thread's own, where the system tells it: a busy machine is no fault of what is called.

What cannot be interrupted: a call that never comes back to Python (one long operation inside a C function), and one
that catches BaseException and goes on. Must not know what is called.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


class Overrun(Exception):
    """The call was interrupted because its time was over."""


class _Interrupt(BaseException):
    """Raised inside the call; not an Exception, so that a handler's own `except Exception` does not swallow it."""


class _Watch:
    __slots__ = ("armed", "clock", "deadline", "spent", "thread")

    def __init__(self, seconds: float, waited: float) -> None:
        self.thread = threading.get_ident()
        self.clock = _clock_of(self.thread)
        self.spent = time.clock_gettime(self.clock) + seconds
        self.deadline = time.monotonic() + waited
        self.armed = True

    def left(self) -> float:
        """Seconds before which it cannot be over; none left when it is."""
        return min(self.spent - time.clock_gettime(self.clock), self.deadline - time.monotonic())


class _Guard:
    """One thread for the whole process that looks after all calls under way; it sleeps while there are none."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watches: set[_Watch] = set()
        self._thread: threading.Thread | None = None

    def arm(self, seconds: float, waited: float) -> _Watch:
        watch = _Watch(seconds, waited)
        with self._changed:
            self._watches.add(watch)
            if self._thread is None or not self._thread.is_alive():  # also after a fork
                self._thread = threading.Thread(target=self._run, name="nintei-watchdog", daemon=True)
                self._thread.start()
            elif len(self._watches) == 1:
                self._changed.notify()
        return watch

    def disarm(self, watch: _Watch) -> None:
        """Afterwards no interrupt is pending in the calling thread."""
        with self._changed:
            self._watches.discard(watch)
        if not watch.armed:
            _drain(watch.thread)

    def _run(self) -> None:
        with self._changed:
            while True:
                for watch in [watch for watch in self._watches if watch.left() <= 0]:
                    self._watches.discard(watch)
                    watch.armed = False
                    _raise_in(watch.thread, _Interrupt)
                nearest = min((watch.left() for watch in self._watches), default=None)
                self._changed.wait(None if nearest is None else max(nearest, 0.001))


def _clock_of(thread: int) -> int:
    """The clock of a thread's own time; that on the wall where the system has none for another thread (macOS)."""
    own = getattr(time, "pthread_getcpuclockid", None)
    return time.CLOCK_MONOTONIC if own is None else own(thread)


def _raise_in(thread: int, exception: type[BaseException]) -> None:
    """Leaves an exception for a thread, in place of one that has not been raised yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(exception))


def _drain(thread: int) -> None:
    """Takes the calling thread's interrupt back, raised already or not, by letting one be raised here.

    Taking it back with NULL instead leaves CPython 3.11 believing for ever that something is pending: every call is
    slower from then on, and a traced function never gets past its first instruction.
    """
    try:
        _raise_in(thread, _Interrupt)
        while True:
            time.sleep(0)
    except _Interrupt:
        return


_GUARD = _Guard()


def within(seconds: float, waited: float, call: Callable[[], Result]) -> Result:
    """The result of `call()`. Raises Overrun when it works for longer than `seconds`, or is not done after `waited`
    seconds on the clock."""
    try:
        watch = _GUARD.arm(seconds, waited)
        try:
            return call()
        finally:
            _GUARD.disarm(watch)
    except _Interrupt:
        raise Overrun(f"longer than {seconds:g} s of work or {waited:g} s on the clock") from None
