"""How branches that meet become one: each contributes what it changed since they parted, and nothing else.

Must not know gateways; works on the tree of SpiffWorkflow's tasks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Data = dict[str, Any]


class Conflict(Exception):
    """Two branches gave the same record different values; `key` is its name."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


def merge(base: Mapping[str, Any], branches: Sequence[Mapping[str, Any]]) -> Data:
    """The data of several branches that started with `base`. Raises Conflict."""
    merged = dict(base)
    changed: set[str] = set()
    for branch in branches:
        for key, value in branch.items():
            if key in base and base[key] == value:
                continue
            if key in changed and merged[key] != value:
                raise Conflict(key)
            changed.add(key)
            merged[key] = value
    return merged


def merge_tokens(tokens: Sequence[Any]) -> Data:
    """The data with which several tokens of one tree go on as one. Raises Conflict.

    They are merged where they parted last, then those results where they parted before: what happened between two
    forks is not a contradiction to what a branch did later.
    """
    return _meet([[*reversed(_line(token))] for token in tokens], 0)


def _line(token: Any) -> list[Any]:
    """A token's finished ancestors, nearest first."""
    line, task = [], token.parent
    while task is not None:
        line.append(task)
        task = task.parent
    return line


def _meet(lines: Sequence[Sequence[Any]], start: int) -> Data:
    """Merges lines (root first) that are the same up to `start`."""
    if len(lines) == 1:
        return dict(lines[0][-1].data)
    depth = start
    while all(len(line) > depth + 1 for line in lines) and len({line[depth + 1].id for line in lines}) == 1:
        depth += 1
    groups: dict[object, list[Sequence[Any]]] = {}
    for number, line in enumerate(lines):
        groups.setdefault(line[depth + 1].id if len(line) > depth + 1 else number, []).append(line)
    return merge(lines[0][depth].data, [_meet(group, depth + 1) for group in groups.values()])
