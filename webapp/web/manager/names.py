"""What processes and steps are called, in the version in which a case runs. Must not know cases."""

from __future__ import annotations

from webapp.model.text import Text
from webapp.web.actor import desk


def step_name(version_id: str, step: str | None) -> Text:
    """The name of a step; its id where the version does not have it."""
    if step is None:
        return Text("—", "—")
    steps = desk().bundle(version_id).steps
    return steps[step].name if step in steps else Text(step)


def process_title(version_id: str) -> Text:
    return desk().bundle(version_id).title
