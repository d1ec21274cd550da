"""Tasks for programs: found, read with their form, claimed, typed into, completed, given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import Completed, CompleteTask, complete_task
from webapp.cases.release_task import ReleaseTask, release_task
from webapp.cases.save_typed import SaveTyped, save_typed
from webapp.model.actor import STAFF_ROLES
from webapp.model.bundle import Bundle, Form
from webapp.model.clock import local_date
from webapp.model.may import reach
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.text import Text
from webapp.store.reads.inbox import Filter, TaskLine, inbox
from webapp.store.reads.task import TaskPage, task_page
from webapp.web.actor import current_actor, desk, now
from webapp.web.api.common import (
    Answers,
    FormAsked,
    PageNumber,
    Person,
    Process,
    Query,
    Step,
    form_asked,
    person,
    step_name,
)
from webapp.web.api.once import done_once
from webapp.web.api.operations import Answer, needed_revision, operation
from webapp.web.parts.asked import context
from webapp.web.parts.doing import doing
from webapp.web.parts.words import Words

Whose = Literal["all", "mine", "group", "substitute"]
READERS = (*STAFF_ROLES, "manager", "auditor")


@dataclass(frozen=True, slots=True)
class TaskQuery:
    whose: Whose = "all"
    process: Process = ""
    step: Step = ""
    overdue: bool = False
    page: PageNumber = 1


@dataclass(frozen=True, slots=True)
class TaskSearch:
    """The filters of the list, and `q`, which is never part of an address."""

    q: Query
    whose: Whose = "all"
    process: Process = ""
    step: Step = ""
    overdue: bool = False
    page: PageNumber = 1


@dataclass(frozen=True, slots=True)
class TaskItem:
    """An open task. `whose`: mine | group | substitute; `case_faulted`: the case has an open fault."""

    id: str
    whose: str
    process: str
    step: str
    step_name: Text
    role: str
    case_id: str
    case_number: str
    case_title: str
    operator: Text | None
    service: Text | None
    assignee: Text | None
    opened_at: datetime
    due_at: datetime | None
    case_faulted: bool


@dataclass(frozen=True, slots=True)
class Tasks:
    """One page of 20, what is due first first."""

    tasks: tuple[TaskItem, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class MayNow:
    """What the caller may do with the task. Completing a task that nobody has claimed claims it."""

    claim: bool
    complete: bool
    release: bool


@dataclass(frozen=True, slots=True)
class Task:
    """A task with its form. `revision` goes into If-Match; `draft` is what the caller has saved."""

    id: str
    case_id: str
    case_number: str
    case_title: str
    process: str
    step: str
    step_name: Text
    role: str
    state: str
    revision: int
    assignee: Person | None
    opened_at: datetime
    claimed_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    closed_by: Person | None
    may: MayNow
    form: FormAsked
    draft: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class AnswersBody:
    answers: Answers


@dataclass(frozen=True, slots=True)
class Done:
    """`tasks`: the ids of the tasks that were opened; `end`: the end event that was reached."""

    case_id: str
    revision: int
    tasks: tuple[str, ...]
    ended: bool
    end: str | None


@operation("GET", "/tasks", "What waits for the caller", roles=STAFF_ROLES, query=TaskQuery, answer=Tasks)
def list_tasks(query: TaskQuery) -> Tasks:
    """Open tasks of the caller, of their groups, and of those whom they stand in for."""
    return _found(query, "")


@operation("POST", "/tasks/search", "The same searched by text", roles=STAFF_ROLES, body=TaskSearch, answer=Tasks)
def search_tasks(body: TaskSearch) -> Tasks:
    """Searched by number, title and operator of the case."""
    return _found(body, body.q)


@operation("GET", "/tasks/<task_id>", "A task with its form", roles=READERS, answer=Task, headers=("ETag",))
def read_task(task_id: str) -> Answer:
    """The task with the questions of its form. Grades are described as their edition in force has them."""
    page, bundle = _read(task_id)
    form = bundle.forms.get(page.task.step) or Form(page.task.step, bundle.steps[page.task.step].name, None, ())
    made = _task(page, bundle, form)
    return Answer(made, {"ETag": f'"{made.revision}"'})


@operation("POST", "/tasks/<task_id>/claim", "Claim a task", roles=STAFF_ROLES, status=204, refusals=(409,))
def claim(task_id: str) -> None:
    """From now on it is the caller's. Claiming it twice changes nothing."""
    claim_task(desk(), current_actor(), ClaimTask(task_id), now())


@operation("POST", "/tasks/<task_id>/release", "Give a task back", roles=STAFF_ROLES, status=204, refusals=(409,))
def release(task_id: str) -> None:
    """It belongs to its group again."""
    release_task(desk(), current_actor(), ReleaseTask(task_id), now())


@operation(
    "PUT",
    "/tasks/<task_id>/draft",
    "Save what was entered so far",
    roles=STAFF_ROLES,
    body=AnswersBody,
    status=204,
    refusals=(409,),
)
def save(task_id: str, body: AnswersBody) -> None:
    """Kept in the task, valid or not, until it is completed; it takes the place of what was kept before."""
    page, bundle = _read(task_id)
    form = bundle.forms.get(page.task.step)
    known = {field.id for field in form.fields} if form is not None else set()
    strange = [name for name in body.answers if name not in known]
    if strange:
        raise InvalidAnswers(dict.fromkeys(strange, _NO_SUCH_FIELD))
    save_typed(desk(), current_actor(), SaveTyped(task_id, body.answers), now())


@operation(
    "POST",
    "/tasks/<task_id>/complete",
    "Complete a task",
    roles=STAFF_ROLES,
    body=AnswersBody,
    answer=Done,
    revision="needed",
    key=True,
    headers=("ETag",),
    refusals=(409,),
)
def complete(task_id: str, body: AnswersBody) -> Answer:
    """Judges the answers and moves the case on. If-Match names the revision that the caller saw; if somebody has
    changed the case since, 409 says who. With an Idempotency-Key the same request gets its first answer again."""
    seen = needed_revision()
    command = CompleteTask(task_id, body.answers, seen)
    done = done_once(
        ["complete", task_id, seen, body.answers],
        lambda also: complete_task(desk(), current_actor(), command, now(), also),
        _done,
    )
    return Answer(done, {"ETag": f'"{done["revision"]}"'})


def _done(completed: Completed) -> Mapping[str, Any]:
    """As `Done`."""
    return {
        "case_id": completed.case_id,
        "revision": completed.revision,
        "tasks": list(completed.tasks),
        "ended": completed.ended,
        "end": completed.end,
    }


def _found(asked: TaskQuery | TaskSearch, text: str) -> Tasks:
    actor = current_actor()
    filter_ = Filter(
        tab=asked.whose,
        process=asked.process,
        step=asked.step,
        due_before=now() if asked.overdue else None,
        text=text,
        page=asked.page,
    )
    with desk().store.read() as unit:
        found = inbox(unit, reach(actor), actor.id, actor.roles, local_date(now()), filter_)
    return Tasks(tuple(_item(line) for line in found.lines), found.total, found.page, found.pages)


def _item(line: TaskLine) -> TaskItem:
    return TaskItem(
        id=line.id,
        whose=line.standing,
        process=line.process,
        step=line.step,
        step_name=step_name(desk().bundle(line.version_id), line.step),
        role=line.role,
        case_id=line.case_id,
        case_number=line.number,
        case_title=line.title,
        operator=line.operator,
        service=line.service,
        assignee=line.assignee,
        opened_at=line.opened_at,
        due_at=line.due_at,
        case_faulted=bool(line.faulted),
    )


def _read(task_id: str) -> tuple[TaskPage, Bundle]:
    """Raises NotFound, for a task too that the caller may not see."""
    with desk().store.read() as unit:
        page = task_page(unit, reach(current_actor()), task_id, local_date(now()))
    if page is None:
        raise NotFound
    return page, desk().bundle(page.case.head.version_id)


def _task(page: TaskPage, bundle: Bundle, form: Form) -> Task:
    task, head, people = page.task, page.case.head, page.case.people
    now_possible = doing(page, Words(bundle))
    return Task(
        id=task.id,
        case_id=head.id,
        case_number=head.number,
        case_title=head.title,
        process=head.process,
        step=task.step,
        step_name=step_name(bundle, task.step),
        role=task.role,
        state=task.state,
        revision=head.revision,
        assignee=person(people, task.assignee_id),
        opened_at=task.opened_at,
        claimed_at=task.claimed_at,
        due_at=task.due_at,
        closed_at=task.closed_at,
        closed_by=person(people, task.closed_by),
        may=MayNow(
            claim=now_possible.claim,
            complete=now_possible.work or (now_possible.claim and task.assignee_id is None),
            release=now_possible.release,
        ),
        form=form_asked(bundle, form, context(page.case), head.id),
        draft=page.typed if page.typed_by == current_actor().id else None,
    )


_NO_SUCH_FIELD = Text("このフォームにない項目です。", "This form has no such field.")
