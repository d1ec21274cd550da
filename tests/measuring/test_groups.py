"""Tests that share something dear stay on one worker, as their group says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

GROUPED = """
import os
import pytest

@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(8))
def test_one(number):
    with open(os.environ["SEEN"], "a") as seen:
        seen.write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")
"""


def test_a_group_stays_on_one_worker(tmp_path: Path) -> None:
    """Given eight tests of one group and two workers, when they run, then one worker has done them all."""
    (tmp_path / "test_grouped.py").write_text(GROUPED, "utf-8")
    seen = tmp_path / "seen"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider", "."]
    outer = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    subprocess.run(command, cwd=tmp_path, check=True, env={**outer, "SEEN": str(seen)}, stdout=subprocess.DEVNULL)
    workers = seen.read_text("utf-8").split()
    assert len(workers) == 8 and len(set(workers)) == 1
