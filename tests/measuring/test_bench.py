"""The measurement tells the truth about itself: shapes become one shape, misses are named, failures end it with 1."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as bench
from bench import engine, part, report, verbs
from bench.goals import goals_of
from bench.sampling import in_turn
from webapp.store.unit import Store


def line(name: str = "complete_task, 0 rounds, SQLite", of: str = "verbs", **figures: Any) -> dict[str, Any]:
    return {"part": of, "name": name, "median_ms": 1.0, "p95_ms": 2.0, "n": 200, **figures}


def test_microseconds_become_milliseconds_and_sizes_become_words() -> None:
    record = {"name": "complete_task", "database": "SQLite", "rounds": 10_000, "median_us": 1500, "p95_us": 2500}
    made = part.line("verbs", {**record, "samples": 200, "ratio": 5.5})
    assert made["name"] == "complete_task, 10,000 rounds, SQLite"
    assert (made["median_ms"], made["p95_ms"], made["n"], made["rounds"]) == (1.5, 2.5, 200, 10_000)
    assert made["against"] == "step in memory + bare commit"
    assert "samples" not in made and "median_us" not in made


def test_samples_are_taken_in_turn_and_the_first_round_only_warms_up() -> None:
    """Noise of the machine strikes all subjects alike only if none is sampled after another."""
    asked: list[str] = []

    def subject(name: str) -> Callable[[], float]:
        return lambda: float(asked.append(name) or len(asked))

    taken = in_turn({"floor": subject("floor"), "verb": subject("verb")}, 3)
    assert asked == ["floor", "verb"] * 4
    assert taken == {"floor": [3.0, 5.0, 7.0], "verb": [4.0, 6.0, 8.0]}


def test_the_engine_is_measured_fresh_and_after_rounds_beside_its_floor() -> None:
    floor, fresh, grown = (part.line("engine", record) for record in engine.measure(rounds=(0, 3), samples=2))
    assert "floor" in floor["name"] and "ratio" not in floor
    assert (fresh["rounds"], grown["rounds"]) == (0, 3)
    assert "growth" not in fresh and grown["growth"] > 0
    assert 0.8 < grown["bytes_growth"] < 1.2
    assert {line["n"] for line in (floor, fresh, grown)} == {2}


def test_a_case_is_as_old_as_its_row_says(store: Store) -> None:
    """What makes a case old is not counted among what is measured."""
    counter = verbs._Counter()
    old = verbs.Case(*verbs._house(store), 30, counter)
    with verbs._hasty(store):
        old.grow()
    assert (old.done, counter.statements) == (30, 0)
    with counter.watching(store):
        assert old.complete() > 0
    assert (old.done, counter.commits) == (31, 1)
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2  # FULL again


def test_pages_have_a_guard_and_the_demo_has_none() -> None:
    assert report.missed([line("gyomu /manage/waiting", "pages") | {"median_ms": 100.1}])
    assert not report.missed([line("fill the demo", "pages") | {"median_ms": 9_000.0}])


def test_a_fresh_case_is_not_compared_with_itself() -> None:
    assert "growth" not in part.line("engine", {"name": "x", "rounds": 0, "growth": 1.0})
    assert part.line("engine", {"name": "x", "rounds": 10, "growth": 1.3})["growth"] == 1.3


@pytest.mark.parametrize(("ratio", "word"), [(5, "aim"), (5.01, "holds"), (7, "holds"), (7.01, "MISSED")])
def test_a_bound_is_held_to_its_last_digit(ratio: float, word: str) -> None:
    (verdict,) = report.verdicts(line(ratio=ratio))
    assert verdict.word == word


def test_each_database_has_its_own_bound() -> None:
    assert report.missed([line(ratio=7.5)])
    assert not report.missed([line("complete_task, 0 rounds, PostgreSQL", ratio=7.5)])


def test_a_miss_is_named_with_its_figure() -> None:
    (said,) = report.missed([line(statements=15.0, commits=1.0)])
    assert said == "verbs: complete_task, 0 rounds, SQLite: 15 statements"


@pytest.mark.parametrize(("value", "missed"), [(0.29, True), (0.30, False), (0.5, False)])
def test_a_part_may_state_its_own_bounds_from_below_too(value: float, missed: bool) -> None:
    stated = line("4 clients", "api", ratio=value, must=0.30, aim=0.45, least=["ratio"])
    assert bool(report.missed([stated])) is missed


def test_bounds_by_figure() -> None:
    stated = line("list of 20", "lists", must={"median_ms": 15, "plan_scans": 0}, aim={"median_ms": 5})
    assert [(goal.figure, goal.must, goal.aim) for goal in goals_of("lists", "list of 20", stated)] == [
        ("median_ms", 15, 5)
    ]


def test_lists_have_guards_in_milliseconds() -> None:
    assert report.missed([line("list of 20 with its count", "lists") | {"median_ms": 15.1}])
    assert not report.missed([line("list of 20 with its count, page 100", "lists") | {"median_ms": 15.1}])
    assert report.missed([line("counts per step, 10,000 cases", "lists") | {"median_ms": 10.1}])


def test_the_table_is_in_columns_with_japanese_in_it() -> None:
    shown = report.table([line(ratio=9, against="床"), line("日本語の名前", "pages")]).splitlines()
    assert shown[0].startswith("what")
    assert "MISSED" in shown[2] and "9 × 床" in shown[2]
    assert shown[3] == "[pages]"
    assert report._width(shown[4][: shown[4].index("200")]) == shown[0].index(" n ") - 1


def test_every_part_of_the_list_is_there_and_takes_its_full_sizes() -> None:
    from importlib import import_module
    from inspect import signature

    for name, sizes in part.FULL.items():
        if part.there(name):
            assert set(sizes) <= set(signature(import_module(f"bench.{name}").measure).parameters), name


def test_the_machine_is_described_and_not_named() -> None:
    import platform

    described = report.machine()
    assert {"cores", "memory_gib", "python"} <= set(described)
    assert platform.node() not in json.dumps(described)


def measured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], script: str) -> tuple[int, str]:
    """What the command says when the process of its only part is this script."""
    monkeypatch.setattr(sys, "argv", ["bench", "engine"])
    true = bench.subprocess.run

    def run(_command: list[str], **rest: Any) -> Any:
        return true([sys.executable, "-c", script], **rest)

    with monkeypatch.context() as patched:
        patched.setattr(bench.subprocess, "run", run)
        code = bench.main()
    return code, capsys.readouterr().out


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("raise ValueError('no server')", "FAILED: engine: ValueError: no server"),
        ("import os; os.abort()", "FAILED: engine: exit -6"),
    ],
)
def test_a_part_that_fails_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], script: str, says: str
) -> None:
    code, shown = measured(monkeypatch, capsys, script)
    assert code == 1
    assert says in shown


def test_a_part_that_hangs_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bench, "PATIENCE", {False: 0.3, True: 0.3})
    code, shown = measured(monkeypatch, capsys, "import time; time.sleep(30)")
    assert code == 1
    assert "FAILED: engine: not done after 0 s" in shown


@pytest.mark.parametrize(("ratio", "code"), [(3.0, 0), (4.5, 1)])
def test_a_miss_ends_it_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ratio: float, code: int
) -> None:
    lines = json.dumps([line("load, complete", "engine", ratio=ratio)])
    ended, shown = measured(monkeypatch, capsys, f"print({lines!r})")
    assert ended == code
    assert ("MISSED: engine" in shown) is bool(code)


def test_a_part_that_is_not_there_is_said_to_be_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", "nothing", "--json"])
    assert bench.main() == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["absent"], shown["sizes"], shown["figures"]) == (["nothing"], "short", [])
    assert shown["machine"]["cores"] >= 1
    assert str(Path.home()) not in json.dumps(shown)
