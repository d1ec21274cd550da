"""Nintei on a machine that has what `make run` installs and nothing else: no driver of PostgreSQL, no tools of tests.

Each in a process of its own; in this one everything is installed and most of it imported.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUPPORT = ROOT / "tests" / "support"


def on_a_fresh_machine(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("NINTEI_")}
    return subprocess.run(
        [sys.executable, "-c", f"import run_only; run_only.hide_the_rest()\n{program}", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={**environment, "PYTHONPATH": f"{ROOT}{os.pathsep}{SUPPORT}"},
        check=False,
    )


def test_the_machine_lacks_what_only_the_tests_need() -> None:
    tried = on_a_fresh_machine("from importlib.util import find_spec\nprint(find_spec('psycopg'))\nimport psycopg")
    assert tried.stdout == "None\n"
    assert "ModuleNotFoundError: No module named 'psycopg'" in tried.stderr


def test_every_module_can_be_imported() -> None:
    program = """
import importlib, pkgutil, handlers, webapp
for room in (handlers, webapp):
    for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
        if not module.name.startswith("webapp.store.migrations."):  # they run inside a migration alone
            importlib.import_module(module.name)
print("all")
"""
    tried = on_a_fresh_machine(program)
    assert (tried.stdout, tried.stderr) == ("all\n", "")


def test_the_command_says_what_there_is() -> None:
    tried = on_a_fresh_machine("import webapp.cli, sys; sys.exit(webapp.cli.main(sys.argv[1:]))", "--help")
    assert tried.returncode == 0, tried.stderr
    assert "nintei serve --demo" in tried.stdout


def test_the_shipped_processes_are_checked() -> None:
    tried = on_a_fresh_machine("import webapp.cli, sys; sys.exit(webapp.cli.main(sys.argv[1:]))", "check", "processes")
    assert tried.returncode == 0, tried.stdout + tried.stderr


def test_a_new_house_shows_its_first_page(tmp_path: Path) -> None:
    """Tables made, the shelf published, the page of the sign-in served."""
    program = """
import sys
from pathlib import Path
from webapp.app import create_app, open_desk
from webapp.design.publish import publish_shelf
from webapp.model.clock import wall_clock
from webapp.model.settings import Settings

settings = Settings(data=Path(sys.argv[1]))
desk = open_desk(settings)
publish_shelf(desk, settings.processes, wall_clock())
print(create_app(settings, desk).test_client().get("/sign-in").status)
desk.store.close()
"""
    tried = on_a_fresh_machine(program, tmp_path / "house")
    assert tried.stdout == "200 OK\n", tried.stderr


def test_there_are_few_packages_to_run() -> None:
    names = [line for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line]
    assert 20 < len(names) <= 45
