"""The suite notices what it is there for: bugs that were seeded on purpose, one after the other, in a copy of the tree.

Given the copy as it is, the selections pass; with a bug in it, the selection of that bug fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from havoc import LONG
from mutants import Change, Mutant, PatchDoesNotApply, copy_tree, mutants, run_tests, seed

ALL = mutants()
RUN = [mutant for mutant in ALL if LONG or mutant.cheap]
PASSED, FAILED = 0, 1  # pytest's exit codes; any other means that the tests could not be run


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_tree(tmp_path_factory.mktemp("copy"))


@pytest.fixture
def seeded(tree: Path, request: pytest.FixtureRequest) -> Iterator[Mutant]:
    """The bug is in the copy while the test runs."""
    mutant: Mutant = request.param
    before = seed(tree, mutant)
    yield mutant
    for path, text in before.items():
        path.write_text(text, "utf-8")


def test_without_a_bug_the_selections_pass(tree: Path) -> None:
    chosen = tuple(dict.fromkeys(test for mutant in RUN for test in mutant.tests))
    done = run_tests(tree, chosen)
    assert done.returncode == PASSED, done.stdout[-3000:]


@pytest.mark.parametrize("seeded", RUN, ids=lambda mutant: mutant.name, indirect=True)
def test_a_seeded_bug_is_noticed(tree: Path, seeded: Mutant) -> None:
    done = run_tests(tree, seeded.tests)
    assert done.returncode == FAILED, f"nobody notices that this is broken: {seeded.breaks}\n{done.stdout[-3000:]}"


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.name)
def test_every_bug_can_still_be_seeded(mutant: Mutant, tmp_path: Path) -> None:
    """Cheap, so that whoever changes the code hears of it at once."""
    from mutants import ROOT

    for change in mutant.changes:
        (tmp_path / change.file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / change.file).write_text((ROOT / change.file).read_text("utf-8"), "utf-8")
    before = seed(tmp_path, mutant)
    for path, text in before.items():
        assert path.read_text("utf-8") != text
        compile(path.read_text("utf-8"), str(path), "exec")


def test_a_patch_that_no_longer_applies_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    sound = Change("a.py", "x = 1", "x = 2")
    mutant = Mutant("gone", "the lock", (), (sound, Change("a.py", "y = 1", "y = 2")))
    with pytest.raises(PatchDoesNotApply, match=r"tests/mutants/gone.toml no longer applies: its `old` is 0 times"):
        seed(tmp_path, mutant)
    assert (tmp_path / "a.py").read_text() == "x = 1\n"
    (tmp_path / "a.py").write_text("x = 1\nx = 1\n")
    with pytest.raises(PatchDoesNotApply, match="2 times"):
        seed(tmp_path, replace(mutant, changes=(sound,)))


def test_every_bug_of_the_list_is_there() -> None:
    asked = {
        "no_lock",
        "no_version_check",
        "two_commits",
        "sends_inside",
        "naive_time",
        "audit_skipped",
        "no_pruning",
        "hmac_unchecked",
    }
    assert asked <= {mutant.name for mutant in ALL}
    assert any(mutant.cheap for mutant in ALL)
