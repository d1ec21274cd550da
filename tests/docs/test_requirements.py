"""Every requirement has its row, and what a row names exists. Must not judge whether a row is enough."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pytest

from handlers.registry import RULES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "requirements.md").read_text("utf-8")
IDS: Final = [f"M-{n:02}" for n in range(1, 40)] + [f"T-{n:02}" for n in range(1, 83)]

ROW = re.compile(r"^\| ([MT]-\d+) \| (.+) \| (.+) \|$", re.M)
ROWS = {row[1]: row[3] for row in ROW.finditer(PAGE)}
NAME = re.compile(r"`([^`]+)`")
HANDLER = re.compile(r"[a-z_]+\.[a-z_]+")
STEP = re.compile(r"([a-z_]+)/([a-z0-9_]+)")
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def steps(process: str) -> set[str]:
    diagram = ElementTree.parse(ROOT / "processes" / process / "process.bpmn")  # noqa: S314 - a file of ours
    return {element.get("id", "") for element in diagram.iter()}


def exists(name: str) -> bool:
    if test := TEST.fullmatch(name):
        file = ROOT / test[1]
        return file.is_file() and f"def {test[2]}(" in file.read_text("utf-8")
    if (ROOT / name).exists() and "/" in name:
        return True
    if HANDLER.fullmatch(name):
        return name in RULES
    if step := STEP.fullmatch(name):
        return (ROOT / "processes" / step[1]).is_dir() and step[2] in steps(step[1])
    return (ROOT / "processes" / name / "process.bpmn").is_file()


def test_there_are_121_requirements_each_with_one_row() -> None:
    assert len(IDS) == 121
    assert [row[1] for row in ROW.finditer(PAGE)] == IDS


@pytest.mark.parametrize("row", IDS)
def test_a_row_names_what_meets_it_or_says_why_not_yet(row: str) -> None:
    met = ROWS[row]
    named = NAME.findall(met)
    assert [name for name in named if not exists(name)] == []
    assert named or re.search(r"Not yet: \w+", met)


@pytest.mark.parametrize(
    "name",
    [
        "incident.punish",
        "incident/no_such_step",
        "nowhere/decide",
        "tests/handlers/test_level.py::test_nothing",
        "tests/none.py",
        "x",
    ],
)
def test_a_name_of_nothing_is_noticed(name: str) -> None:
    assert not exists(name)


def test_every_rule_is_named_by_a_row() -> None:
    assert set(RULES) <= set(NAME.findall("\n".join(ROWS.values())))
