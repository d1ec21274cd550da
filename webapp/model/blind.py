"""Which finished tasks nobody else may look into yet. Pure; must not know where tasks or answers are kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from webapp.model.bundle import Step


@dataclass(frozen=True, slots=True)
class Closed:
    """A task that is over: done, or no longer asked for. `aside`: the correction for which the case went back behind
    it."""

    id: str
    step: str
    aside: str | None = None


def still_blind(steps: Mapping[str, Step], closed: Iterable[Closed], backs: Sequence[str] = ()) -> frozenset[str]:
    """The closed tasks of blind groups that another member of the group has not matched yet.

    `closed` in the order of closing; `backs`: the corrections for which the case went back, in that order. A step may
    be done again after a loop: the n-th time of one member is open to others when every member has been closed n
    times. What the case went back behind counts for nobody, but what was said there would tell whoever is to judge
    again: it is blind until the group has come to that round once more.
    """
    members: dict[str, set[str]] = defaultdict(set)
    for member in steps.values():
        if member.blind:
            members[member.blind].add(member.id)
    stood_until: dict[str | None, int] = {
        None: len(backs),
        **{correction: place for place, correction in enumerate(backs)},
    }
    times: dict[str, Counter[int]] = defaultdict(Counter)
    rounds: dict[str, tuple[str, int]] = {}
    for task in closed:
        step = steps.get(task.step)
        if step is not None and step.blind is not None:
            until = stood_until[task.aside]
            times[task.step][until] += 1
            # Those that were there then: what was laid aside earlier was gone before this one was closed.
            nth = sum(count for others, count in times[task.step].items() if others >= until)
            rounds[task.id] = (step.blind, nth)
    matched = {group: min(times[member][len(backs)] for member in ids) for group, ids in members.items()}
    return frozenset(task_id for task_id, (group, nth) in rounds.items() if nth > matched[group])
