"""Which finished tasks nobody else may look into yet. Pure; must not know where tasks or answers are kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.model.bundle import Step


@dataclass(frozen=True, slots=True)
class Closed:
    """A task that is over: done, or no longer asked for."""

    id: str
    step: str


def still_blind(steps: Mapping[str, Step], closed: Iterable[Closed]) -> frozenset[str]:
    """The closed tasks of blind groups that another member of the group has not matched yet.

    `closed` in the order of closing. A step may be done again after a loop: the n-th time of one member is open to
    others when every member has been closed n times.
    """
    members: dict[str, set[str]] = defaultdict(set)
    for member in steps.values():
        if member.blind:
            members[member.blind].add(member.id)
    times: Counter[str] = Counter()
    rounds: dict[str, tuple[str, int]] = {}
    for task in closed:
        step = steps.get(task.step)
        if step is not None and step.blind is not None:
            times[task.step] += 1
            rounds[task.id] = (step.blind, times[task.step])
    matched = {group: min(times[member] for member in ids) for group, ids in members.items()}
    return frozenset(task_id for task_id, (group, nth) in rounds.items() if nth > matched[group])
