"""What processes and steps are called, in the version in which a case runs, and whose tasks the manager moves. Must
not know cases."""

from __future__ import annotations

from webapp.model.may import mover_of
from webapp.model.text import Text
from webapp.store.reads.manager import WaitLine
from webapp.web.actor import desk
from webapp.web.i18n import pick
from webapp.web.parts.faults import said


def step_name(version_id: str, step: str | None) -> Text:
    """The name of a step; of a join without one, where it is; its id where the version does not have it."""
    if step is None:
        return Text("—", "—")
    steps = desk().bundle(version_id).steps
    if step not in steps:
        return Text(step)
    found = steps[step]
    if found.name.ja != step or not found.kind.endswith("Gateway"):
        return found.name
    if found.parent is None:
        return Text("合流", "Join")
    around = steps[found.parent].name
    return Text(f"「{around.ja}」の合流", f"Join in “{around.pick('en')}”")


def fault_said(line: WaitLine) -> str:
    """The sentence of a fault, its steps and rules called by their names."""
    steps = desk().bundle(line.version_id).steps
    message = line.message or Text("—", "—")
    return said(message, lambda step: pick(step_name(line.version_id, step)) if step in steps else None, desk().rules)


def process_title(version_id: str) -> Text:
    return desk().bundle(version_id).title


def moved_by_manager(role: str) -> bool:
    """Whether the manager gives tasks of this role from one person to another."""
    return mover_of(role) == "manager"
