"""Change one step of a draft by a plain form: its names, due time, role, rule and inputs. Must not know the picture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.bundle.pack import unpack
from webapp.cases.desk import Desk
from webapp.design.draft import find
from webapp.design.save_draft import SaveDraft, save_draft
from webapp.diagram.door import DiagramRefused
from webapp.diagram.edit import StepEdit
from webapp.diagram.edit import edit_step as edit_diagram
from webapp.model.actor import ROLES, Actor
from webapp.model.effects import EFFECTS
from webapp.model.refusals import CheckFailed, InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.people.allowed import require
from webapp.store.design import DraftRow

DIAGRAM: Final = "process.bpmn"
DURATION: Final = re.compile(r"P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?")
MAX_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class EditStep:
    """`due`: ISO 8601 duration; `role`: of the step's whole lane; `handler`: a rule or an effect by its name, with
    `parameters` name -> expression. None leaves as it is, "" removes."""

    draft_id: str
    revision: int
    step: str
    name: str
    name_en: str
    due: str | None = None
    role: str | None = None
    handler: str | None = None
    parameters: Mapping[str, str] | None = None


def edit_step(desk: Desk, actor: Actor, command: EditStep, now: datetime) -> DraftRow:
    """Answers the draft with its new revision.

    Raises NotAllowed, NotFound (no such draft or step), InvalidAnswers, CheckFailed for a diagram that cannot be read,
    DraftState, StaleRevision.
    """
    require(actor, "process_owner")
    problems = _problems(desk, command)
    if problems:
        raise InvalidAnswers(problems)
    with desk.store.read() as unit:
        before = unpack(find(unit, command.draft_id).files)
    edit = StepEdit(
        name=command.name.strip(),
        name_en=command.name_en.strip(),
        due=command.due,
        role=command.role,
        handler=command.handler,
        parameters=command.parameters,
    )
    try:
        after = edit_diagram(before[DIAGRAM], command.step, edit)
    except DiagramRefused as refused:
        raise CheckFailed(refused.problems) from None
    except LookupError:
        raise NotFound from None
    return save_draft(desk, actor, SaveDraft(command.draft_id, command.revision, {DIAGRAM: after}), now)


def _problems(desk: Desk, command: EditStep) -> dict[str, Text]:
    problems: dict[str, Text] = {}
    for field, value in (("name", command.name), ("name_en", command.name_en)):
        if len(value.strip()) > MAX_NAME:
            problems[field] = Text(f"{MAX_NAME}文字以内で書いてください。", f"At most {MAX_NAME} characters.")
    if not command.name.strip():
        problems["name"] = Text("名前を書いてください。", "Write a name.")
    if command.due and not DURATION.fullmatch(command.due):
        problems["due"] = Text(
            "1以上の整数で書いてください。細かな期間はP1DT12Hのように書けます。",
            "Write a whole number of 1 or more; a finer period like P1DT12H.",
        )
    if command.role and command.role not in ROLES:
        problems["role"] = Text("一覧から役割を選んでください。", "Choose a role from the list.")
    if command.handler and command.handler not in desk.rules and command.handler not in EFFECTS:
        problems["handler"] = Text(
            "一覧から規則または効果を選んでください。", "Choose a rule or an effect from the list."
        )
    return problems
