"""Files that were attached to answers belong to the case from the moment in which the answers do. Must not know forms
that are still being filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.cases.proceedings import Proceedings
from webapp.model.bundle import Form
from webapp.model.forms import Answers
from webapp.store import files
from webapp.store.files import HandedIn
from webapp.store.unit import Unit


def hand_in(proceedings: Proceedings, form: Form, answers: Answers, seq: int, task_id: str | None) -> None:
    """Hands in the files of the answers; what else waited in the task goes. `seq`: the line of the history.

    Raises LostUpdate where one of them has just been handed in elsewhere.
    """
    fields = [field.id for field in form.fields if field.kind == "files"]
    if not fields:
        return
    found = [HandedIn(file_id, seq, form.id, field, task_id) for field in fields for file_id in answers.get(field, ())]
    unit = proceedings.unit
    proceedings.handed_in |= files.hand_in(unit, proceedings.case.id, found, proceedings.actor.id, proceedings.now)
    if task_id is not None:
        files.remove_waiting(unit, files.of_task(unit, task_id))


def by_content(unit: Unit, form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with the hash of a file in place of its id, to tell whether the same was said twice."""
    ids = {field.id: answers.get(field.id, ()) for field in form.fields if field.kind == "files"}
    hashes = files.hashes_of(unit, {file_id for some in ids.values() for file_id in some})
    return {
        name: [hashes.get(file_id, file_id) for file_id in ids[name]] if name in ids else value
        for name, value in answers.items()
    }
