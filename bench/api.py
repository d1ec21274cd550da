"""Completions per second over HTTP against one `nintei serve`, with 1, 4 and 16 clients on loopback.

Beside them, in the same run, the verb alone and a bare durable commit: what the wire, the door and the queue cost is
told against these. Each client works on a case of its own, so nobody is refused. Must not need the demo.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench import verbs
from bench.sampling import in_turn, summary
from webapp.app import open_desk
from webapp.cli.house import administrator
from webapp.model.clock import wall_clock
from webapp.model.settings import Settings
from webapp.people.create_token import CreateToken, create_token
from webapp.store.migrate import upgrade
from webapp.store.unit import Store

CLIENTS: Final = (1, 4, 16)
SAMPLES: Final = {False: 400, True: 1_000}
WARM: Final = 10  # completions of each client before the clock runs
QUICK_COMMIT: Final = 500  # microseconds: on such a disk the figures in milliseconds are bounds too
PATIENCE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running `nintei serve` and the token of a user who may work on the bench process."""

    port: int
    token: str


def measure(full: bool = False) -> list[dict[str, Any]]:
    """One record per number of clients: `median_us`, `p95_us`, `worst_us`, `per_second`, and against the verb alone
    `share` (completions per second x median verb time) and `p95_ratio`."""
    samples = SAMPLES[full]
    with tempfile.TemporaryDirectory(prefix="nintei-bench-") as name:
        folder = Path(name)
        bare, verb = _alone(folder, samples)
        results: list[dict[str, Any]] = [
            {"name": "bare durable commit (floor)", **summary(bare)},
            {"name": "complete_task, the verb alone", **summary(verb)},
        ]
        with _serving(folder) as server:
            for clients in CLIENTS:
                results.append(_completions(server, clients, samples, median(verb), median(bare)))
    return results


def _alone(folder: Path, samples: int) -> tuple[list[float], list[float]]:
    """Times of a bare durable commit and of the verb, taken in turn."""
    store = Store(f"sqlite:///{folder / 'alone.sqlite3'}")
    upgrade(store)
    try:
        case = verbs.Case(*verbs._house(store), 0, verbs._Counter())
        with verbs.sqlite_commit(folder) as bare:
            taken = in_turn({"bare": bare, "verb": case.complete}, samples)
    finally:
        store.close()
    return taken["bare"], taken["verb"]


def _completions(server: Server, clients: int, samples: int, verb: float, bare: float) -> dict[str, Any]:
    each = -(-samples // clients)
    gate = threading.Barrier(clients + 1)
    with ThreadPoolExecutor(clients) as pool:
        runs = [pool.submit(_client, server, each, gate) for _ in range(clients)]
        gate.wait(PATIENCE)
        began = time.perf_counter()
        times = [one for run in runs for one in run.result()]
        seconds = time.perf_counter() - began
    told, per_second = summary(times), len(times) / seconds
    record: dict[str, Any] = {
        "name": "complete a task over HTTP",
        "clients": clients,
        **told,
        "worst_us": round(max(times)),
        "per_second": round(per_second),
        "share": round(per_second * verb / 1e6, 2),
        "p95_ratio": round(told["p95_us"] / verb, 1),
    }
    return record | (_goals(bare) if clients == 4 else {})


def _goals(bare: float) -> dict[str, Any]:
    must, aim = {"share": 0.30, "p95_ratio": 20.0}, {"share": 0.45}
    if bare <= QUICK_COMMIT:
        must |= {"per_second": 120.0, "p95_ms": 50.0, "worst_ms": 500.0}
        aim |= {"per_second": 250.0}
    return {"must": must, "aim": aim, "least": ("share", "per_second")}


def _client(server: Server, count: int, gate: threading.Barrier) -> list[float]:
    """The times of `count` completions by one client, in microseconds."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    opened = _ask(connection, server, "POST", "/cases", {"process": "bench", "answers": {}})
    task, revision = opened["tasks"][0], 1
    times: list[float] = []
    for number in range(WARM + count):
        if number == WARM:
            gate.wait(PATIENCE)
        began = time.perf_counter()
        body = {"answers": verbs.ANSWERS}
        done = _ask(connection, server, "POST", f"/tasks/{task}/complete", body, {"If-Match": f'"{revision}"'})
        if number >= WARM:
            times.append((time.perf_counter() - began) * 1e6)
        task, revision = done["tasks"][0], done["revision"]
    connection.close()
    return times


def _ask(
    connection: HTTPConnection, server: Server, method: str, path: str, body: Any, more: dict[str, str] | None = None
) -> Any:
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json", **(more or {})}
    connection.request(method, f"/api/v1{path}", json.dumps(body), headers)
    answer = connection.getresponse()
    read = answer.read()
    if answer.status not in (200, 201):
        raise RuntimeError(f"{method} {path} was answered with {answer.status}: {read[:500]!r}")
    return json.loads(read)


@contextmanager
def _serving(folder: Path) -> Iterator[Server]:
    """`nintei serve` on a free port of loopback, over a house with the bench process and one user."""
    data, shelf = folder / "data", folder / "shelf"
    shelf.mkdir()
    token = _prepared(data, shelf)
    port = _free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("NINTEI_")}
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "nintei"), "serve", "--port", str(port), "--data", str(data)],
        env=environment | {"NINTEI_PROCESSES": str(shelf)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, port)
        yield Server(port, token)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _prepared(data: Path, shelf: Path) -> str:
    desk = open_desk(Settings(data=data, processes=shelf))
    try:
        _, actor = verbs._house(desk.store)
        command = CreateToken(actor.id, "bench", 1)
        return create_token(desk.store, desk.keys, administrator(), command, wall_clock()).token
    finally:
        desk.store.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"nintei serve ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("nintei serve does not answer")


if __name__ == "__main__":
    for record in measure("--full" in sys.argv):
        print(json.dumps(record, ensure_ascii=False))
