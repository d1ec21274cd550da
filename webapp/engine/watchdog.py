"""Interrupts a call that runs on: an exception is raised in its thread once its time is over.

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
    __slots__ = ("armed", "deadline", "thread")

    def __init__(self, deadline: float) -> None:
        self.thread = threading.get_ident()
        self.deadline = deadline
        self.armed = True


class _Guard:
    """One thread for the whole process that looks after all calls under way; it sleeps while there are none."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watches: set[_Watch] = set()
        self._thread: threading.Thread | None = None

    def arm(self, seconds: float) -> _Watch:
        watch = _Watch(time.monotonic() + seconds)
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
                now = time.monotonic()
                for watch in [watch for watch in self._watches if watch.deadline <= now]:
                    self._watches.discard(watch)
                    watch.armed = False
                    _raise_in(watch.thread, _Interrupt)
                nearest = min((watch.deadline for watch in self._watches), default=None)
                self._changed.wait(None if nearest is None else max(nearest - time.monotonic(), 0.001))


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


def within(seconds: float, call: Callable[[], Result]) -> Result:
    """The result of `call()`. Raises Overrun when it takes longer than `seconds`."""
    try:
        watch = _GUARD.arm(seconds)
        try:
            return call()
        finally:
            _GUARD.disarm(watch)
    except _Interrupt:
        raise Overrun(f"longer than {seconds:g} s") from None
