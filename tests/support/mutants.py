"""Seeded bugs: each is written into a copy of the tree, where a small selection of tests must notice it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "mutants"
COPIED = ("webapp", "handlers", "processes", "tests", "bench", "pyproject.toml", "Makefile")
LEFT_OUT = shutil.ignore_patterns("node_modules", "__pycache__", "*.pyc")
PATIENCE = 600  # seconds


class PatchDoesNotApply(Exception):
    """The code has changed where a bug is to be seeded: bring tests/mutants up to it."""


@dataclass(frozen=True)
class Change:
    """`old` occurs exactly once in `file`, and becomes `new`."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Mutant:
    """A bug: what it `breaks`, the `changes` that seed it, the `tests` that must notice. `cheap` ones run always."""

    name: str
    breaks: str
    tests: tuple[str, ...]
    changes: tuple[Change, ...]
    cheap: bool = False


def mutants(folder: Path = FOLDER) -> list[Mutant]:
    """All of them, by name."""
    return [_read(path) for path in sorted(folder.glob("*.toml"))]


def copy_tree(target: Path) -> Path:
    """A copy of everything that the tests need."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=LEFT_OUT)
        else:
            shutil.copy(source, target / name)
    return target


def seed(tree: Path, mutant: Mutant) -> dict[Path, str]:
    """Write the bug into a copy; answers the texts that were there. Raises PatchDoesNotApply."""
    before: dict[Path, str] = {}
    for change in mutant.changes:
        path = tree / change.file
        text = path.read_text("utf-8") if path.is_file() else ""
        found = text.count(change.old)
        if found != 1:
            for file, old in before.items():
                file.write_text(old, "utf-8")
            raise PatchDoesNotApply(
                f"tests/mutants/{mutant.name}.toml no longer applies: its `old` is {found} times in {change.file}. "
                f"Write it anew so that it breaks {mutant.breaks}."
            )
        before.setdefault(path, text)
        path.write_text(text.replace(change.old, change.new), "utf-8")
    return before


def run_tests(tree: Path, tests: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """pytest over a selection in a copy, which is what is imported there."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("NINTEI_", "PYTEST_"))}
    environment |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", "--no-header", "--tb=line", *tests],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def _read(path: Path) -> Mutant:
    written = tomllib.loads(path.read_text("utf-8"))
    changes = tuple(Change(**change) for change in written["changes"])
    return Mutant(path.stem, written["breaks"], tuple(written["tests"]), changes, written.get("cheap", False))
