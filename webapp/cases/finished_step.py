"""A finished step of a case, with what it was answered and by whom. Must not know what is done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.cases.open_case import NO_FORM
from webapp.model.blind import Closed, still_blind
from webapp.model.bundle import START, Bundle, Form
from webapp.model.facts import AnswerFacts
from webapp.model.refusals import CannotCorrect, NotFound
from webapp.store import answers as answer_rows
from webapp.store import corrections, tasks
from webapp.store.cases import CaseRow
from webapp.store.tasks import TaskRow
from webapp.store.unit import Unit
from webapp.store.visibility import case_facts


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished step of a case: who did it, its form, and what it was answered with. `aside`: the case went back
    behind it."""

    step: str
    task_id: str | None
    who: str
    form: Form
    answers: Mapping[str, Any]
    blind: bool
    aside: bool


def finished_step(unit: Unit, bundle: Bundle, case: CaseRow, task_id: str | None) -> Finished:
    """A finished step of the case. Raises NotFound."""
    rows = tasks.tasks_of(unit, case.id)
    task = next((row for row in rows if row.id == task_id), None)
    if task_id is None:
        step, who = START, case.opened_by
    elif task is None or task.state != "done" or task.closed_by is None:
        raise NotFound
    else:
        step, who = task.step, task.closed_by
    form = bundle.forms.get(step, NO_FORM)
    hidden = frozenset() if case.state == "ended" else _hidden(unit, bundle, case, rows)
    answers = answer_rows.answers_of_task(unit, case.id, step, task_id)
    aside = task is not None and task.laid_aside_by is not None
    return Finished(step, task_id, who, form, answers, task_id in hidden, aside)


def _hidden(unit: Unit, bundle: Bundle, case: CaseRow, rows: Sequence[TaskRow]) -> frozenset[str]:
    over = sorted((row for row in rows if row.closed_at is not None), key=lambda row: (row.closed_at, row.id))
    closed = (Closed(row.id, row.step, row.laid_aside_by) for row in over)
    return still_blind(bundle.steps, closed, corrections.went_back(unit, case.id))


def refuse_aside(finished: Finished) -> None:
    """Raises CannotCorrect for answers that the case went back behind."""
    if finished.aside:
        raise CannotCorrect(
            why_ja="この回答は、案件が前の工程に戻ったときに取り置かれたものです。新しい回答を訂正してください。",
            why_en="This answer was laid aside when the case went back. Correct the new one.",
        )


def answer_facts(unit: Unit, bundle: Bundle, case: CaseRow, finished: Finished) -> AnswerFacts:
    step = bundle.steps.get(finished.step)
    independent = step is not None and step.blind is not None
    role = None if step is None else step.role
    return AnswerFacts(case_facts(unit, case.id, case.opened_by), finished.who, finished.blind, independent, role)
