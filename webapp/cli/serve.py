"""`nintei serve`: opens the house, publishes the shelf at the first start, serves it and runs what falls due.

Must not know pages or verbs beyond those of the first start.
"""

from __future__ import annotations

import argparse
import multiprocessing
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from webapp.app import create_app, open_desk
from webapp.cases.desk import Desk
from webapp.cli.failure import Failure
from webapp.design.publish import publish_shelf
from webapp.design.shelf import shelf_differs
from webapp.model.clock import wall_clock
from webapp.model.refusals import Refusal
from webapp.model.settings import Settings
from webapp.post.room import deliver
from webapp.worker.loop import Worker

THREADS = 8


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with one process: SQLite has one writer, and the due loop runs beside the pages."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "timeout": 120,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "proc_name": "nintei",
            "post_worker_init": _start_due_loop,
            "worker_exit": _stop_due_loop,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        desk = open_desk(self.settings)
        app = create_app(self.settings, desk)
        app.extensions["nintei.worker"] = Worker(desk, deliver, wall_clock)
        return app


def command(options: argparse.Namespace, settings: Settings) -> int:
    settings = replace(
        settings,
        host=options.host or settings.host,
        port=options.port or settings.port,
        data=options.data or settings.data,
        demo=options.demo,
    )
    if settings.demo and not settings.loopback:
        raise Failure("the demo has public passwords and is served on loopback only; leave --host away, or --demo")
    _check_free(settings)
    _prepare_apart(settings)
    Server(settings).run()
    return 0


def _prepare_apart(settings: Settings) -> None:
    """In a process of its own: the server forks, and what has set a letter before that would wait for ever for threads
    that only its parent has. Raises Failure."""
    context = multiprocessing.get_context("fork")
    reading, writing = context.Pipe(duplex=False)
    process = context.Process(target=_say_failure, args=(settings, writing), name="prepare")
    process.start()
    writing.close()
    process.join()
    if reading.poll():
        with suppress(EOFError):
            raise Failure(reading.recv())
    if process.exitcode != 0:
        raise Failure("the data could not be made ready; the reason stands above")


def _say_failure(settings: Settings, writing: Connection) -> None:
    try:
        _prepare(settings)
    except (Failure, Refusal) as failure:
        writing.send(str(failure))
    except KeyboardInterrupt:
        sys.exit(130)


def _prepare(settings: Settings) -> None:
    if not settings.processes.is_dir():
        raise Failure(f"no folder '{settings.processes}' with the processes; start in the project's folder")
    desk = open_desk(settings)
    try:
        _first_start(desk, settings.processes)
        if settings.demo:
            _demo(desk)
    finally:
        desk.store.close()
    print(f"\n  Nintei  {settings.address}\n", flush=True)
    if settings.demo:
        _print_sign_ins()


def _first_start(desk: Desk, shelf: Path) -> None:
    published = publish_shelf(desk, shelf, wall_clock())
    if published:
        print(f"published from {shelf}: {', '.join(published)}")
        return
    differing = shelf_differs(desk, shelf)
    if differing:
        print(
            f"the shelf differs from what is live: {', '.join(differing)}. "
            f"See it with 'nintei export DIR', publish it with 'nintei publish {shelf}/PROCESS --reason …'"
        )


def _demo(desk: Desk) -> None:
    from webapp.demo.fill import fill, is_filled

    if is_filled(desk):
        return
    print("filling the demo body …", flush=True)
    fill(desk, wall_clock())


def _print_sign_ins() -> None:
    from webapp.demo.people import DEMO_PASSWORD, DEMO_PEOPLE

    print(f"  demo sign-ins, all with the password {DEMO_PASSWORD}")
    for person in DEMO_PEOPLE:
        print(f"    {person.login:<14} {', '.join(person.roles)}")
    print("\n  stop with Ctrl+C", flush=True)


def _check_free(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise Failure(
                f"cannot listen on {settings.host}:{settings.port} ({error.strerror}); try another --port"
            ) from error


def _start_due_loop(worker: Any) -> None:
    worker.app.callable.extensions["nintei.worker"].start()


def _stop_due_loop(_server: Any, worker: Any) -> None:
    worker.app.callable.extensions["nintei.worker"].stop()
