"""What process.toml says of an organ's own action is a task of that organ's members."""

from __future__ import annotations

import pytest
from letterwork import SHELF

from handlers.registry import RULES
from webapp.bundle.read import folder_files, read_files
from webapp.bundle.shape import BundleProblems
from webapp.engine.check import check_bundle

FILES = folder_files(SHELF / "incident")


def problems(named: str) -> set[tuple[str, str | None]]:
    told = FILES["process.toml"].replace(b'own_action = "own_action"', f"own_action = {named}".encode())
    bundle = read_files({**FILES, "process.toml": told}, "incident")
    return {(problem.code, problem.file) for problem in check_bundle(bundle, RULES) if problem.severity == "error"}


@pytest.mark.parametrize("named", ['"ghost"', '"check_completeness"', '"deviation"'])
def test_T43_own_action_names_a_task_of_an_organs_members(named: str) -> None:
    assert problems(named) == {("own-action-unknown", "process.toml")}


def test_T43_own_action_that_is_no_name_is_refused() -> None:
    with pytest.raises(BundleProblems):
        problems("3")
    assert problems('"own_action"') == set()
