"""Roles × routes × {own, other's, recused, closed}, made from the routes themselves: one that is new is asked too.

A route that names a case, or something in one, answers whoever may not know of the case as if there were none. Each is
asked with something that is there, and with a body that is read: that whoever may know of the case does not meet the
same answer is tested too. There is no column "erased": nothing in the product erases yet, and a test says so.
"""

from __future__ import annotations

import io
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from casework import House
from correcting import correct, variant
from flask import Flask
from papers import PDF
from sqlalchemy import insert, update
from web.visiting import Clock, Visitor
from werkzeug.routing import IntegerConverter, Rule

import webapp
from webapp.cases.attach_file import AttachFile, attach_file
from webapp.model.actor import ROLES, STAFF_ROLES, Actor
from webapp.people.create_token import CreateToken, create_token
from webapp.people.sessions import create_session
from webapp.store import declarations, faults, letters, recusals, requests
from webapp.store.faults import NewFault
from webapp.store.rows.case import Case, Task
from webapp.web.actor import is_public, roles_for
from webapp.web.api.operations import OPERATIONS

READERS = frozenset(STAFF_ROLES) | {"manager", "auditor"}
EVERYWHERE = frozenset({"manager", "auditor"})
IN_A_CASE = frozenset({"case_id", "task_id", "letter_id", "file_id", "correction_id", "request_id", "fault_id"})
"""Arguments that lead into a case."""
ELSEWHERE = frozenset(
    {
        "process", "version_id", "draft_id", "element", "form", "field", "user_id", "absence_id", "operator_id",
        "service_id", "record_id", "kind", "status_id", "bar_id", "publication_id", "officer_id", "identity_id", "term_id",
        "meeting_id",
        "qualification_id", "interest_id", "filename", "step", "language", "tongue", "page", "option", "index", "number",
        "draft", "story", "name", "id", "form_id", "field_id", "other_id", "entry_id", "version",
    }
)  # fmt: skip
"""Arguments that name no case; what they name has doors of its own."""
ASKS_MORE = frozenset({"manager.task", "corrections.ask", "deadlines.ask_extension"})
"""Pages that show something only of an address with more in it, or of a role of their own."""
BODIES: dict[str, dict[str, Any]] = {
    "api.correct": {"task_id": None, "answers": {"title": "別の件名"}, "reason": "x"},
    "api.hold": {"ground": "x"},
    "api.resume": {"ground": "x"},
    "api.extend": {"ground": "x", "amount": 1},
    "api.make_correction": {"answers": {}},
    "api.dispatch_correction": {"answers": {}},
    "api.save": {"answers": {}},
    "api.complete": {"answers": {}},
}
"""What the operations of the API are sent; without a body that it can read, one looks for no case."""
WORDS = {"reason": "x", "wish": "x", "answer": "x", "said": "none", "title": "x", "assignee": "x", "choice": "keep"}
MORE = {"step": "write", "field": "summary", "tongue": "ja", "number": 1}
ELSEWHERE_BY_NAME = frozenset(
    {
        "admin.add", "api.open_new", "api.search_cases", "api.search_tasks", "cases.search", "home.discard_kept", "inbox.search",
        "letters.search", "me.absence", "me.change_password", "people.begin", "people.call", "people.declare_interest",
        "people.qualify", "registers.add_operator", "registers.search", "registers.search_covered", "signin.sign_out",
    }
)  # fmt: skip
"""What is sent to these addresses names no case that is there already; searches are in test_noninterference.py, as
every page is whose address names nothing."""
BEFORE = (
    ('sourceRef="graded" targetRef="approve"', 'sourceRef="graded" targetRef="make"'),
    ('sourceRef="answered" targetRef="make"', 'sourceRef="answered" targetRef="seal"'),
    ('sourceRef="make" targetRef="seal"', 'sourceRef="make" targetRef="approve"'),
    ("<bpmn:incoming>graded_to_approve<", "<bpmn:incoming>make_to_seal<"),
    ("<bpmn:incoming>answered_to_make<", "<bpmn:incoming>graded_to_approve<"),
    (
        "<bpmn:incoming>make_to_seal</bpmn:incoming>\n      <bpmn:outgoing>seal_to_send<",
        "<bpmn:incoming>answered_to_make</bpmn:incoming>\n      <bpmn:outgoing>seal_to_send<",
    ),
    ("value='approve.on'", "value='\"2026-11-20\"'"),
)
"""The review, whose letter is made before it is approved: an open case has one."""


@dataclass
class World:
    """A case that waits for its approval; ids of a task, a letter, a file and whatever else a route may name in it."""

    house: House
    app: Flask
    case_id: str
    places: dict[str, str]

    def concern(self, who: Actor) -> None:
        """The case is theirs: they have done something in it, and declared."""
        with self.house.store.write() as unit:
            role = next(iter(sorted(who.roles)))
            row = {"case_id": self.case_id, "process": "review", "step": "write", "state": "done", "role": role}
            unit.execute(
                insert(Task), {"id": f"done-{who.id}", "assignee_id": who.id, "opened_at": self.house.now, **row}
            )
            declarations.put(unit, self.case_id, who.id, "none", self.house.now)

    def recuse(self, who: Actor) -> None:
        with self.house.store.write() as unit:
            recusals.insert_recusal(unit, self.case_id, who.id, "decided", "x", "x", self.house.now)

    def close(self) -> None:
        with self.house.store.write() as unit:
            unit.execute(update(Case).where(Case.id == self.case_id).values(state="ended", ended_at=self.house.now))

    def ask(self, who: Actor, rule: Rule, method: str) -> int:
        """The status that somebody gets."""
        values = {name: self.places.get(name) or _something(rule, name) for name in rule.arguments}
        path = self.app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
        client = self.app.test_client()
        if rule.endpoint.startswith("api."):
            made = create_token(
                self.house.store,
                self.house.desk.keys,
                self.house.people.yamaguchi,
                CreateToken(who.id, "x", 1),
                self.house.now,
            )
            headers = {"Authorization": f"Bearer {made.token}", "If-Match": '"1"'}
            body: dict[str, Any] = {"json": BODIES[rule.endpoint]} if rule.endpoint in BODIES else {}
            if rule.endpoint in ("api.attach", "api.upload_for_task"):
                word = "title" if rule.endpoint == "api.attach" else "field"
                body = {"data": {word: "papers", "file": (io.BytesIO(PDF), "x.pdf")}}
            return int(client.open(path, method=method, headers=headers, **body).status_code)
        client.set_cookie("nintei", create_session(self.house.store, who.id, self.house.now))
        visitor = Visitor(client)
        if method == "GET":
            return int(visitor.get(path).status_code)
        return int(visitor.post(path, {**WORDS, "user_id": self.house.people.tanaka.id}).status_code)


@pytest.fixture
def world(app: Flask, house: House, clock: Clock, tmp_path: Path) -> World:
    variant(house, tmp_path, *BEFORE)
    case_id = house.to_approval()
    assert clock.now == house.now
    people = house.people
    file = attach_file(house.desk, people.kato, AttachFile(case_id, "資料", io.BytesIO(PDF), "資料.pdf"), house.now)
    corrected = correct(house, case_id, "write", people.sato, {"summary": "正しい概要"})
    new = NewFault(
        case_id, None, "delivery", None, "届きません", "not delivered", "test", {"verb": "deliver", "due": "x"}
    )
    with house.store.write() as unit:
        (letter,) = letters.letters_of(unit, case_id)
        request = requests.insert_request(unit, case_id, people.nakamura.id, "committee", "資料", house.now)
        fault = faults.open_fault(unit, new, house.now)
        recusals.insert_recusal(unit, case_id, people.tanaka.id, "decided", "x", "x", house.now)
    places = {
        "case_id": case_id,
        "task_id": house.task(case_id, "approve").id,
        "letter_id": letter.id,
        "file_id": file.id,
        "correction_id": corrected.correction_id,
        "request_id": request,
        "fault_id": fault,
    }
    return World(house, app, case_id, places)


def _something(rule: Rule, name: str) -> object:
    """What stands in an address for the rest of it."""
    return 1 if isinstance(rule._converters[name], IntegerConverter) else MORE.get(name, "none")


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route behind a door that leads into a case, with each of its methods."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or is_public(app.view_functions[rule.endpoint]):
            continue
        if IN_A_CASE & set(rule.arguments):
            for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
                yield rule, method


def inside(app: Flask, rule: Rule) -> frozenset[str]:
    return roles_for(app.view_functions[rule.endpoint]) or frozenset(ROLES)


def refused(app: Flask, rule: Rule, role: str) -> frozenset[int]:
    """What somebody gets who may not know of the case: as if there were none, or their role is not let in at all."""
    if role not in inside(app, rule):
        return frozenset({403})
    return frozenset({404})


def test_every_argument_of_every_route_is_known(app: Flask) -> None:
    """A new argument has to be said to lead into a case, or not to."""
    arguments = {argument for rule in app.url_map.iter_rules() for argument in rule.arguments}
    assert arguments - IN_A_CASE - ELSEWHERE - set(MORE) == set()


def test_every_route_that_changes_something_and_names_nothing_is_known(app: Flask) -> None:
    """It may name a case in what is sent to it: whoever adds one has to look, and to say so."""
    sent = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.arguments and "GET" not in (rule.methods or ()) and not is_public(app.view_functions[rule.endpoint])
    }
    assert sent == ELSEWHERE_BY_NAME


def test_every_operation_of_the_api_is_a_route_with_a_door(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {f"api.{operation.name}" for operation in OPERATIONS} <= routes
    for operation in OPERATIONS:
        if operation.roles is not None:
            assert roles_for(app.view_functions[f"api.{operation.name}"]) == operation.roles


def test_nothing_erases_yet(app: Flask) -> None:
    """Cases, answers, files and people stay for good. Whoever builds erasure adds its column to this matrix."""
    names = [*app.view_functions, *(module.name for module in pkgutil.walk_packages(webapp.__path__, "webapp."))]
    assert [name for name in names if re.search(r"(^|[._])(erase|erasure|purge)", name)] == []


def test_every_route_in_a_case_is_met_by_somebody(world: World) -> None:
    """With something that is there: else that it is not found would say nothing about who asks."""
    for who in {actor.id: actor for actor in world.house.people.by_login.values()}.values():
        world.concern(who)
    nobody = set()
    for rule, method in rules(world.app):
        let_in = [role for role in ROLES if role in inside(world.app, rule)]
        if not any(world.ask(world.house.people.having(role), rule, method) not in (400, 404, 415) for role in let_in):
            nobody.add((rule.endpoint, method))
    assert nobody == set()


@pytest.mark.parametrize("role", ROLES)
def test_a_recused_person_meets_nothing(world: World, role: str) -> None:
    who = world.house.people.having(role)
    world.concern(who)
    world.recuse(who)
    met = {
        (rule.endpoint, method): status
        for rule, method in rules(world.app)
        if (status := world.ask(who, rule, method)) not in refused(world.app, rule, role)
    }
    assert met == {}


@pytest.mark.parametrize("role", sorted(set(ROLES) - EVERYWHERE - {"assessor", "intake", "decider"}))
def test_the_case_of_others_is_not_there(world: World, role: str) -> None:
    """Those whose group never had anything in it, and who did not open it."""
    who = world.house.people.having(role)
    met = {
        (rule.endpoint, method): status
        for rule, method in rules(world.app)
        if (status := world.ask(who, rule, method)) not in refused(world.app, rule, role)
    }
    assert met == {}


@pytest.mark.parametrize("closed", [False, True], ids=["own", "closed"])
@pytest.mark.parametrize("role", ROLES)
def test_the_own_case_is_read_open_and_closed(world: World, role: str, closed: bool) -> None:
    who = world.house.people.having(role)
    world.concern(who)
    if closed:
        world.close()
    plain = [
        rule
        for rule, method in rules(world.app)
        if method == "GET" and set(rule.arguments) <= {*world.places, *MORE} and rule.endpoint not in ASKS_MORE
    ]
    assert len(plain) >= 12
    for rule in plain:
        expected = 200 if role in inside(world.app, rule) and role in READERS else 403
        assert world.ask(who, rule, "GET") == expected, f"{role} at {rule.endpoint}"
