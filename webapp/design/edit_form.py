"""Change one form of a draft: its words, or one of its fields. Must not know how a page asks for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from webapp.bundle.formats import read_json
from webapp.bundle.forms import read_form, wrong_places
from webapp.bundle.pack import unpack
from webapp.bundle.shape import BundleProblems
from webapp.cases.desk import Desk
from webapp.design.draft import find, refuse_other_state, refuse_stale
from webapp.design.form_edits import FormChange, PutField, Record, place_of, written
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.model.actor import Actor
from webapp.model.refusals import CheckFailed, InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.store.design import DraftRow

OTHERS: Final = "others"
_EMPTY: Final = Text("入力してください。", "Fill this in.")


@dataclass(frozen=True, slots=True)
class EditForm:
    """`form`: the id of its step, or "start"."""

    draft_id: str
    revision: int
    form: str
    change: FormChange


def form_file(form: str) -> str:
    return f"forms/{form}.json"


def edit_form(desk: Desk, actor: Actor, command: EditForm, now: datetime) -> DraftRow:
    """Answers the draft with its new revision.

    Raises NotAllowed, NotFound (no such draft, form or field), DraftState, StaleRevision; CheckFailed for a form whose
    file cannot be read; InvalidAnswers by place in what was changed (`label.ja`, `options.1.value`), with the place
    `others` where another field would not make sense any more.
    """
    require(actor, "process_owner")
    with desk.store.read() as unit:
        draft = find(unit, command.draft_id)
        refuse_other_state(draft, "draft")
        refuse_stale(unit, draft, command.revision)
    before = _form(unpack(draft.files), command.form)
    try:
        after = command.change.apply(before)
    except LookupError:
        raise NotFound from None
    problems = _problems(command.change, before, after)
    if problems:
        raise InvalidAnswers(problems)
    files = {form_file(command.form): written(after)}
    return save_draft(desk, actor, SaveDraft(command.draft_id, command.revision, files), now)


def _form(files: Mapping[str, bytes], form: str) -> Record:
    file = form_file(form)
    if file not in files:
        raise NotFound
    try:
        read_form(files[file], form, file)
        found: Record = read_json(files[file], file)
    except BundleProblems as unreadable:
        raise CheckFailed(unreadable.problems) from None
    return found


def _problems(change: FormChange, before: Record, after: Record) -> dict[str, Text]:
    """What is wrong with the form now, by the place in what was changed."""
    here = ""
    if isinstance(change, PutField):
        at = len(before["fields"]) if change.field is None else place_of(before, change.field)
        here = f"fields[{at}]."
    found: dict[str, Text] = {}
    for place, wanted in wrong_places(after).items():
        if here and place.endswith("].id") and not place.startswith(here):
            found["id"] = _said(_at(after, place), wanted)  # the later of two is named, which need not be this one
            continue
        if place.startswith("fields") and not (here and place.startswith(here)):
            found.setdefault(OTHERS, _others(place, wanted, after))
            continue
        name = re.sub(r"\[(\d+)\]", r".\1", place.removeprefix(here))
        found[name] = _said(_at(after, place), wanted)
    return found


def _said(value: Any, wanted: Text) -> Text:
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        return _EMPTY
    return Text(f"{wanted.ja}にしてください。", f"This must be {wanted.en}.")


def _others(place: str, wanted: Text, form: Record) -> Text:
    """A sentence about a field that was not changed itself."""
    number = re.match(r"fields\[(\d+)\]", place)
    if number is None:
        return Text(f"項目は{wanted.ja}にしてください。", f"There may be {wanted.en}.")
    label = form["fields"][int(number[1])]["label"]
    ja, en = label["ja"], label.get("en") or label["ja"]
    return Text(
        f"「{ja}」の条件が見る項目がなくなるか、後になります。先にその条件を直してください。",
        f"The condition of “{en}” would look at a field that is gone or comes later. Change that condition first.",
    )


def _at(form: Record, place: str) -> Any:
    value: Any = form
    for name, index in re.findall(r"(\w+)|\[(\d+)\]", place):
        try:
            value = value[int(index)] if index else value.get(name)
        except (AttributeError, LookupError, TypeError):
            return None
    return value
