"""Assessor, sub-committee, committee, chair and decider of one incident stay apart: by the verbs, the pages and the API.

One person is given every role; whatever they have done in a case keeps them from what must not be done beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from letterwork import act, incident, walked
from web.visiting import TOKEN

from handlers.conflict import APART
from webapp.bundle.read import read_folder
from webapp.cases.claim_task import ClaimTask, claim_task
from webapp.cases.complete_task import CompleteTask, complete_task
from webapp.cases.conflicts import roles_filled
from webapp.cases.reassign_task import ReassignTask, reassign_task
from webapp.design.sandbox import Stage
from webapp.design.story import Act, read_story
from webapp.model.actor import STAFF_ROLES, Actor
from webapp.model.bundle import Bundle
from webapp.model.refusals import RolesApart
from webapp.model.settings import Settings
from webapp.people.create_token import CreateToken, create_token
from webapp.people.sessions import create_session
from webapp.store import cases, people, terms
from webapp.store.tasks import TaskRow
from webapp.web import register

STORY = "grantee_10_revocation"
SHELF = Path(__file__).resolve().parents[2] / "processes"
ORGANS = ("subcommittee", "committee", "decider")
TRIED = {
    ("assessor", "subcommittee"): "subcommittee_report",
    ("assessor", "committee"): "committee_deliberation",
    ("assessor", "chair"): "hearing_notice",
    ("assessor", "decider"): "decide",
    ("subcommittee", "decider"): "decide",
    ("committee", "decider"): "decide",
    ("chair", "decider"): "decide",
}


def everything(stage: Stage, role: str) -> Actor:
    """The person who does the steps of a role in the story, with all the other roles from now on."""
    person = stage.person(role, 1)
    assert person is not None
    with stage.desk.store.write() as unit:
        people.replace_roles(unit, person.id, STAFF_ROLES)
        for organ in ORGANS:
            terms.insert_term(unit, person.id, organ, datetime(2000, 1, 1).date(), None, "test", "x", stage_day(stage))
    return Actor(person.id, person.name, frozenset(STAFF_ROLES))


def stage_day(stage: Stage) -> datetime:
    return read_story(incident(), STORY).start.on


@pytest.fixture(scope="module")
def tried() -> Iterator[dict[tuple[str, str], list[str]]]:
    """(role filled, role wanted) -> how the refusals were told, walking the story once."""
    told: dict[tuple[str, str], list[str]] = {}
    with walked(STORY, "subcommittee_report") as (stage, first):
        steps = [entry for entry in read_story(incident(), STORY).steps if isinstance(entry, Act)]
        for entry in steps[steps.index(first) :]:
            for (filled, wanted), step in TRIED.items():
                if step == entry.step:
                    told[filled, wanted] = tries(stage, everything(stage, filled), entry)
            act(stage, entry)
            if entry.step == "decide":
                break
        yield told


def tries(stage: Stage, who: Actor, entry: Act) -> list[str]:
    task = next(task for task in stage.open_tasks() if task.step == entry.step)
    stage.declare(who, entry.on)
    manager = stage.person("manager" if task.role != "committee" else "committee", 3)
    assert manager is not None
    stage.declare(manager, entry.on)
    told = []
    for deed in (
        lambda: claim_task(stage.desk, who, ClaimTask(task.id), entry.on),
        lambda: complete_task(stage.desk, who, CompleteTask(task.id, entry.answers), entry.on),
        lambda: reassign_task(stage.desk, manager, ReassignTask(task.id, who.id, "試す"), entry.on),
    ):
        with pytest.raises(RolesApart) as refused:
            deed()
        told.append(refused.value.message.ja)
    told += by_page(stage, who, task, entry.on) + by_program(stage, who, task, entry.on)
    assert task in stage.open_tasks()
    return told


def app_of(stage: Stage, now: datetime) -> Flask:
    app = Flask("webapp.web", static_folder="static", template_folder="templates")
    register(app, stage.desk, Settings(), clock=lambda: now)
    return app


def by_page(stage: Stage, who: Actor, task: TaskRow, now: datetime) -> list[str]:
    client = app_of(stage, now).test_client()
    client.set_cookie("nintei", create_session(stage.desk.store, who.id, now))
    shown = client.get(f"/tasks/{task.id}").text
    tokens = dict(TOKEN.findall(shown))
    claimed = client.post(f"/tasks/{task.id}/claim", data=tokens)
    completed = client.post(f"/tasks/{task.id}/complete", data=tokens)
    assert (claimed.status_code, completed.status_code) == (403, 403)
    assert f'action="/tasks/{task.id}/claim"' not in shown
    return [shown, claimed.text, completed.text]


def by_program(stage: Stage, who: Actor, task: TaskRow, now: datetime) -> list[str]:
    administrator = Actor("administrator", "x", frozenset({"administrator"}))
    token = create_token(stage.desk.store, stage.desk.keys, administrator, CreateToken(who.id, "x", 30), now).token
    client, bearer = app_of(stage, now).test_client(), {"Authorization": f"Bearer {token}"}
    revision = client.get(f"/api/v1/tasks/{task.id}", headers=bearer).headers["ETag"]
    claimed = client.post(f"/api/v1/tasks/{task.id}/claim", headers=bearer)
    body: dict[str, Any] = {"answers": {}}
    completed = client.post(f"/api/v1/tasks/{task.id}/complete", json=body, headers={**bearer, "If-Match": revision})
    assert (claimed.status_code, completed.status_code) == (403, 403), completed.text
    return [claimed.json["detail"], completed.json["detail"]]  # type: ignore[index]


NAMES = {
    "assessor": "事故評価者",
    "subcommittee": "認定分科会の委員",
    "committee": "認定委員会の委員",
    "chair": "聴聞主宰者",
}


@pytest.mark.parametrize(("filled", "wanted"), sorted(TRIED))
def test_T76_nobody_does_both_in_one_incident(
    tried: dict[tuple[str, str], list[str]], filled: str, wanted: str
) -> None:
    """Claim, completion, reassignment; page and program: each tells the rule's reason and its clause."""
    told = tried[filled, wanted]
    assert len(told) == 8
    for words in told:
        assert f"すでに{NAMES[filled]}を務めて" in words
        assert "TPDMS-2210 4.1(4)" in words


def test_every_pair_of_the_rule_that_the_story_reaches_is_tried() -> None:
    """In the order in which an incident comes to them; the reverse order cannot come about before a decision."""
    order = ("assessor", "subcommittee", "committee", "chair", "decider")
    apart = {(a, b) for a in order for b in APART[a] if b in order and order.index(a) < order.index(b)}
    assert apart == set(TRIED)


def test_the_roles_filled_are_those_of_the_steps_done() -> None:
    with walked(STORY, "subcommittee_report") as (stage, _):
        with stage.desk.store.read() as unit:
            case = cases.case(unit, stage.case_id)
        first = stage.person("assessor", 1)
        intake = stage.person("intake", 1)
        assert case is not None and first is not None and intake is not None
        assert roles_filled(stage.desk, case.version_id, case.performers, first.id) == {"assessor"}
        assert roles_filled(stage.desk, case.version_id, case.performers, intake.id) == frozenset()


@pytest.mark.parametrize("process", sorted(path.parent.name for path in SHELF.glob("*/process.bpmn")))
def test_whoever_sends_back_what_another_prepared_does_not_prepare_it_anew(process: str) -> None:
    """What is sent back is prepared again. If those who send could prepare, two people could both have prepared and
    nobody be left to send: so the steps of such a loop keep each other's people out."""
    bundle = read_folder(SHELF / process)
    loops = [
        (sends.id, prepares)
        for sends in bundle.steps.values()
        for prepares in sends.excludes
        if "returned" in results_of(bundle, sends.id)
        and (bundle.steps[prepares].parent, bundle.steps[prepares].lane) == (sends.parent, sends.lane)
    ]
    assert loops
    assert [(a, b) for a, b in loops if a not in bundle.steps[b].excludes] == []


def results_of(bundle: Bundle, step: str) -> set[str]:
    return {option.value for field in bundle.forms[step].fields if field.id == "result" for option in field.options}
