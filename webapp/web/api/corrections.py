"""Corrections for programs: answers of a finished step put right. What follows is decided on the pages, by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from webapp.cases.correct_answer import CorrectAnswer, correct_answer
from webapp.cases.enter_correction import Corrected
from webapp.model.actor import STAFF_ROLES
from webapp.web.actor import current_actor, desk, now
from webapp.web.api.common import Answers
from webapp.web.api.once import done_once
from webapp.web.api.operations import Answer, needed_revision, operation
from webapp.web.api.shapes import Limits


@dataclass(frozen=True, slots=True)
class CorrectionBody:
    """`task_id`: the finished task, null for the start form; `answers`: only the fields that are put right."""

    task_id: str | None
    answers: Answers
    reason: Annotated[str, Limits(least=1, most=1000)]


@dataclass(frozen=True, slots=True)
class CorrectionMade:
    """`standing`: taken (the case goes on with it) | undecided (its way would differ, a person decides) | proposed (a
    second person is to confirm it) | recorded (the case had ended)."""

    id: str
    case_id: str
    standing: str
    revision: int


@operation(
    "POST",
    "/cases/<case_id>/corrections",
    "Correct answers of a finished step",
    roles=(*STAFF_ROLES, "manager"),
    body=CorrectionBody,
    answer=CorrectionMade,
    status=201,
    revision="needed",
    key=True,
    headers=("ETag", "Location"),
    refusals=(409,),
)
def correct(case_id: str, body: CorrectionBody) -> Answer:
    """The old answers stay on record; what used them is computed again. Nothing moves by itself: where the way of the
    case would differ, a person decides on its page, to which Location leads."""
    seen = needed_revision()
    command = CorrectAnswer(case_id, body.task_id, body.answers, body.reason, seen)
    made = done_once(
        ["correct", case_id, body.task_id, seen, body.answers, body.reason],
        lambda also: correct_answer(desk(), current_actor(), command, now(), also),
        _made,
    )
    location = f"/cases/{made['case_id']}/corrections/{made['id']}"
    return Answer(made, {"ETag": f'"{made["revision"]}"', "Location": location})


def _made(corrected: Corrected) -> Mapping[str, Any]:
    """As `CorrectionMade`."""
    return {
        "id": corrected.correction_id,
        "case_id": corrected.case_id,
        "standing": corrected.standing,
        "revision": corrected.revision,
    }
