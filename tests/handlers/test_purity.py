"""Rules are pure: they import the standard library and each other, and open nothing."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HANDLERS = Path(__file__).resolve().parents[2] / "handlers"
FILES = sorted(HANDLERS.rglob("*.py"))
BANNED = {"open", "eval", "exec", "input", "print", "compile", "__import__", "breakpoint", "globals", "vars"}
ALLOWED_MODULES = {
    "__future__",
    "calendar",
    "collections",
    "collections.abc",
    "dataclasses",
    "datetime",
    "re",
    "types",
    "typing",
}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            assert node.module
            yield node.module


def used(tree: ast.AST) -> set[str]:
    """The names that are read, without those that the module gives to things of its own."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def attributes(tree: ast.AST) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_there_are_rules_to_look_at() -> None:
    assert len(FILES) > 20


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(HANDLERS).as_posix())
def test_a_rule_reaches_for_nothing_outside_its_arguments(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    outside = {name for name in imported(tree) if name.partition(".")[0] != "handlers"}
    assert outside <= ALLOWED_MODULES
    assert {name.partition(".")[0] for name in outside} <= sys.stdlib_module_names
    assert not used(tree) & BANNED
    assert not attributes(tree) & {"today", "now", "fromtimestamp"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(HANDLERS).as_posix())
def test_a_rule_keeps_nothing_between_two_questions(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    assert not any(isinstance(node, ast.Global | ast.Nonlocal) for node in ast.walk(tree))
    assert not {"cache", "lru_cache"} & used(tree)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(HANDLERS).as_posix())
def test_a_module_of_rules_says_what_it_is_for(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text("utf-8")))
